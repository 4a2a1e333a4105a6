"""The schemas for editors: as committed, and fulfilled by every file that ships."""

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sensor.signatures import bundled_dir
from sensor.signatures.json_schema import FILES, schema_text

SHIPPED = sorted(path for path in bundled_dir().rglob("*.yaml") if path.name != "shared-hosting.yaml")


def as_json(path: Path) -> Any:
    """Return a file as an editor sees it: a day is text."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text()), default=datetime.date.isoformat))


def validator(name: str) -> jsonschema.Draft202012Validator:
    """Return the validator of a kind of file."""
    return jsonschema.Draft202012Validator(json.loads(schema_text(name)))


def kind_of(path: Path) -> str:
    """Return which schema a file belongs to."""
    return path.stem if path.stem in FILES else "signatures"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_that_ships_fulfils_its_schema(path: Path) -> None:
    """So does what the loader takes."""
    errors = [error.message for error in validator(kind_of(path)).iter_errors(as_json(path))]
    assert errors == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_committed_schema_is_current(repo: Path, name: str) -> None:
    """``python docs/generate.py`` writes it."""
    assert (repo / f"docs/signatures/{name}.schema.json").read_text() == schema_text(name)
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(name)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sufix": "a.example"}, "sufix"),
        ({"suffix": "a.example"}, "valid under"),
        ({"host": None}, "None"),
        ({"host": []}, "[]"),
        ({"port": 70000}, "70000"),
        ({"fields": ["tls.snj"]}, "tls.snj"),
        ({"server": {"from": "me"}}, "me"),
    ],
)
def test_mistakes_are_marked(change: dict[str, Any], words: str) -> None:
    """A typo, two conditions in one indicator, an empty value."""
    signature = {
        "id": "acme-one",
        "sid": 9000000,
        "title": "t",
        "activity": "update",
        "shows": "installed",
        "weight": 0.5,
        "any": [{"host": "u.acme.example", **change}],
    }
    errors = list(
        validator("signatures").iter_errors({"vendor": "acme", "product": "agent", "signatures": [signature]})
    )
    assert any(words in str(error) for error in errors)


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({"disable": True}, True),
        ({"weight": 0.3, "owner": "me", "until": "2027-03-31"}, True),
        ({}, False),
        ({"disable": True, "weight": 0.3}, False),
        ({"disable": False}, False),
        ({"weight": 3}, False),
    ],
)
def test_changes_of_an_overlay(change: dict[str, Any], right: bool) -> None:
    """Exactly one of both, as the loader has it."""
    overlay = {"changes": [{"signature": "kaspersky-website", "reason": "ours", **change}]}
    assert validator("overlay").is_valid(overlay) is right

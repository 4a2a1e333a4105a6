"""Building a set from bytes: what the files say, what stands in for what they leave out."""

from pathlib import Path

import pytest

from sensor.model.signature import Location
from sensor.signatures import Problem, SignatureErrors
from sensor.signatures.build import build, read_contents
from sensor.signatures.files import SourceFile

VENDOR = b"{vendor: acme, name: Acme, domains: [acme.com], products: {agent: Agent}}"
AGENT = b"""\
vendor: acme
product: agent
signatures:
  - {id: acme-one, sid: 9000000, title: T, activity: update, shows: installed, weight: 0.5, any: [{host: u.acme.com}]}
"""


def content(name: str, data: bytes) -> tuple[SourceFile, bytes]:
    """Return a file of the pack acme that is on no disk."""
    return SourceFile(Path("acme", name), f"acme/{name}", "acme"), data


def test_files_need_not_be_on_a_disk() -> None:
    """Bytes in, a set out."""
    found = build([content("vendor.yaml", VENDOR), content("agent.yaml", AGENT)], [])
    assert [one.id for one in found.signatures] == ["acme-one"]
    assert found.packs == ("acme",)
    assert [one.pack for one in found.pack_versions] == ["acme"]


def test_what_is_missing_is_taken_from_the_stand_in() -> None:
    """But what the files define themselves stays theirs, and vendors that nobody names stay out."""
    stand_in = [content("vendor.yaml", VENDOR), content("vendor.yaml", VENDOR.replace(b"acme", b"other"))]
    assert list(build([content("agent.yaml", AGENT)], stand_in).vendors) == ["acme"]
    own = content("vendor.yaml", VENDOR.replace(b"name: Acme", b"name: Mine"))
    assert build([own, content("agent.yaml", AGENT)], stand_in).vendors["acme"].name == "Mine"


def test_a_broken_stand_in_is_left_out() -> None:
    """What the user gave is told about, not what ships."""
    with pytest.raises(SignatureErrors, match="vendor 'acme' is not defined"):
        build([content("agent.yaml", AGENT)], [content("vendor.yaml", b"nonsense: 1")])


def test_problems_known_before_are_told_with_the_others() -> None:
    """All at once."""
    with pytest.raises(SignatureErrors) as caught:
        build([content("agent.yaml", b"vendro: x")], [], [Problem(Location("gone.yaml"), "cannot be read")])
    assert {problem.at.path for problem in caught.value.problems} == {"acme/agent.yaml", "gone.yaml"}


def test_each_file_has_its_own_problems() -> None:
    """One that is no YAML does not hide what another says."""
    documents, problems = read_contents([content("a.yaml", b"{"), content("agent.yaml", AGENT)])
    assert len(documents.signatures) == len(problems) == 1

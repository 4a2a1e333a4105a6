"""STIX bundles, read by the stix2 library in its strict mode."""

import builtins
import json
from collections.abc import Callable
from typing import Any

import pytest

from sensor.model.signature import SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, MissingLibrary, Settings

stix2 = pytest.importorskip("stix2", reason="stix2 is not installed (pip install 'vestige[export]')")


def test_the_shipped_packs_are_valid(shipped: SignatureSet) -> None:
    """Every object, with every pattern."""
    bundle = stix2.parse(export("stix", shipped, Settings(made=0)).text, allow_custom=False, version="2.1")
    assert len({one.id for one in bundle.objects}) == len(bundle.objects) > 40


def test_an_indicator(exported: Callable[..., Exported]) -> None:
    """Class and product as labels, weight as confidence, dates as times, references."""
    objects = {one.get("name"): one for one in json.loads(exported("stix").text)["objects"]}
    one = objects['Update "servers"; all \\ of them']
    assert one["confidence"] == 90
    assert one["labels"] == ["vendor:acme", "product:agent", "activity:update", "shows:installed"]
    assert (one["valid_from"], one["valid_until"]) == ("2026-11-01T00:00:00Z", "2027-11-01T00:00:00Z")
    assert one["external_references"][0]["external_id"] == "acme-update"
    assert "LIKE '%.upd.acme.com'" in one["pattern"]


def test_the_same_signatures_give_the_same_bundle(exported: Callable[..., Exported]) -> None:
    """No clock and no chance is in it."""
    assert exported("stix").text == exported("stix").text


def test_without_the_library_its_extra_is_named(
    exported: Callable[..., Exported], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence."""
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "stix2":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingLibrary, match=r"stix2: pip install 'vestige\[export\]'"):
        exported("stix")

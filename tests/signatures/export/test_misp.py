"""MISP events, read by PyMISP."""

import builtins
from collections.abc import Callable
from typing import Any

import pytest

from sensor.model.signature import SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, MissingLibrary, Settings

pymisp = pytest.importorskip("pymisp", reason="pymisp is not installed (pip install 'vestige[export]')")


def read(text: str) -> Any:
    """Return the event."""
    event = pymisp.MISPEvent(strict_validation=True)
    event.from_json(text)
    return event


def test_attributes(exported: Callable[..., Exported]) -> None:
    """A domain is a name and all below it, a hostname a whole name; visits and hints are not for an IDS."""
    event = read(exported("misp").text)
    found = {attribute.value: attribute for attribute in event.attributes}
    assert {value: one.type for value, one in found.items()} == {
        "s08.acme.com": "hostname",
        "s09.acme.com": "hostname",
        "s10.acme.com": "hostname",
        "upd.acme.com": "domain",
        "proxied.acme.com": "hostname",
        "AcmeAlone": "user-agent",
        "198.51.100.0/24": "ip-dst",
        "2001:db8::/32": "ip-dst",
        "203.0.113.9/32": "ip-dst",
        "acme.com": "domain",
    }
    assert found["upd.acme.com"].to_ids
    assert not found["acme.com"].to_ids
    assert not found["198.51.100.0/24"].to_ids
    assert 'vestige:shows="installed"' in {tag.name for tag in found["upd.acme.com"].tags}


def test_the_shipped_packs(shipped: SignatureSet) -> None:
    """Hundreds of attributes, each with a uuid of its own."""
    event = read(export("misp", shipped, Settings(made=0)).text)
    assert len({one.uuid for one in event.attributes}) == len(event.attributes) > 200


def test_the_same_signatures_give_the_same_event(exported: Callable[..., Exported]) -> None:
    """No clock and no chance is in it."""
    assert exported("misp").text == exported("misp").text


def test_without_the_library_its_extra_is_named(
    exported: Callable[..., Exported], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence."""
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pymisp":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingLibrary, match=r"pymisp: pip install 'vestige\[export\]'"):
        exported("misp")

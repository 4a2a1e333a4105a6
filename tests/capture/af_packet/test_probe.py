"""What the kernel offers is tried, not guessed."""

import os

import pytest

from sensor.capture import InputError
from sensor.capture.af_packet import probe


@pytest.mark.skipif(os.geteuid() != 0, reason="packet sockets need root")
def test_this_kernel_has_everything() -> None:
    """Each that the tests run on has."""
    assert probe.missing_features() == []


def refuse(error: Exception) -> object:
    """Return a stand-in for what fails."""

    def fail(*_: object) -> None:
        raise error

    return fail


def test_without_rights_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is not the same as a kernel that lacks something."""
    monkeypatch.setattr(probe, "Tap", refuse(InputError("lo", "opening a packet socket needs CAP_NET_RAW: …")))
    assert probe.missing_features() is None


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the words of the kernel."""
    monkeypatch.setattr(probe, "Tap", refuse(InputError("lo", "cannot listen on it: protocol not available")))
    assert probe.missing_features() == ["cannot listen on it: protocol not available"]

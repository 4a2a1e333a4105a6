"""Frames by way of scapy, where there is no ring."""

import sys
from types import SimpleNamespace

import pytest

from sensor.capture import InputError
from sensor.capture.portable import PortableTap
from sensor.wire.batch import BATCH_FRAMES, Batch


def tap(monkeypatch: pytest.MonkeyPatch, frames: list[tuple[str, bytes | None, float | None]]) -> PortableTap:
    """Return a tap whose socket holds *frames*."""
    made = PortableTap.__new__(PortableTap)
    made.sock = SimpleNamespace(recv_raw=lambda: frames.pop(0))
    monkeypatch.setattr(made, "_numbers", {"Ether": 1, "IP": 101}, raising=False)
    made.last = 0
    monkeypatch.setattr("select.select", lambda *_: (list(frames), [], []))
    return made


def test_frames_come_in_one_batch_with_their_links_and_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that scapy does not number is taken for Ethernet; what holds no bytes is none."""
    made = tap(monkeypatch, [("Ether", b"one", 1.5), ("IP", b"second", 2.0), ("", None, None), ("Odd", b"x", 3.0)])
    batch = Batch()
    assert made.fill(batch, 7) == 3
    found = [
        (bytes(batch.data[batch.offset[at] : batch.offset[at] + batch.caplen[at]]), batch.link[at]) for at in range(3)
    ]
    assert found == [(b"one", 1), (b"second", 101), (b"x", 1)]
    assert (batch.first_frame, batch.ts[0], made.last) == (7, 1_500_000_000, 3_000_000_000)


def test_more_frames_than_a_batch_has_stay_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is lost."""
    made = tap(monkeypatch, [("Ether", b"x", 1.0)] * (BATCH_FRAMES + 5))
    assert [made.fill(Batch(), 1), made.fill(Batch(), 1), made.fill(Batch(), 1)] == [BATCH_FRAMES, 5, 0]


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "scapy.arch", None)
    with pytest.raises(InputError, match="needs scapy"):
        PortableTap("eth9", promiscuous=True)

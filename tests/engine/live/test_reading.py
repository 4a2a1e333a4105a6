"""A worker's pipeline: what was seen is taken out in lots, and what is looked for changes under way."""

from pathlib import Path

import pytest
from builders import dns, frames, neighbours
from engine.live.notes import PLAN, UPDATE_HOST
from engine.stage import NOON

from sensor.capture import open_source
from sensor.engine.live.messages import Plan
from sensor.engine.live.reading import Reading, make_matcher
from sensor.model.signature import SignatureSet
from sensor.wire.batch import Batch


def batch(*names: str, start: int = 0) -> Batch:
    """Return DNS questions for *names*."""
    raw = [
        frames.ethernet(frames.udp("10.0.0.7", "10.0.0.53", 51000 + start + at, 53, dns.query(name)))
        for at, name in enumerate(names)
    ]
    return block(*raw, start=start)


def block(*raw: bytes, start: int = 0) -> Batch:
    """Return frames, a second apart."""
    made = Batch()
    made.start(b"".join(raw), 1)
    pos = 0
    for at, frame in enumerate(raw):
        made.add(pos, len(frame), len(frame), NOON + (start + at) * 10**9, 1, 0)
        pos += len(frame)
    return made


def test_a_lot_holds_what_was_seen_since_the_last() -> None:
    """With the tap that it came from."""
    reading = Reading(PLAN)
    reading.batch(batch("www.example.org", UPDATE_HOST), 3)
    lot = reading.lot()
    assert [(one.source, one.frame) for one in lot.observed] == [(3, 2)]
    assert reading.lot().observed == []


def test_a_lot_says_what_is_wanted(repo: Path) -> None:
    """The rest only tells who is who."""
    reading = Reading(PLAN)
    wanted = make_matcher(PLAN)
    for made in open_source(str(repo / "pcaps/kaspersky/update-and-ksn.pcap")).batches():
        reading.batch(made, 0)
    lot = reading.lot()
    assert lot.wanted == [at for at, one in enumerate(lot.observed) if wanted.match(one)]
    assert 0 < len(lot.wanted) < len(lot.observed)
    assert reading.lot().wanted == []


def test_what_is_looked_for_changes_under_way() -> None:
    """From nothing to something."""
    reading = Reading(Plan(SignatureSet((), {}, {}, (), "")))
    reading.batch(batch(UPDATE_HOST), 0)
    assert reading.lot().observed == []
    reading.look(PLAN)
    reading.batch(batch(UPDATE_HOST, start=9), 0)
    assert len(reading.lot().observed) == 1


def test_hosts_are_told_once() -> None:
    """They are gathered elsewhere; numbers go on."""
    reading = Reading(PLAN)
    reading.batch(batch("www.example.org"), 0)
    first, second = reading.counts(), reading.counts()
    assert sorted(first.hosts.addresses()) == [b"\x0a\0\0\x07", b"\x0a\0\0\x35"]
    assert second.hosts.addresses() == set()
    assert (second.numbers["frames"], second.numbers["dns_queries"]) == (1, 1)
    assert second.blind == {"one_sided": 0, "fragments_incomplete": 0, "flows_evicted": 0}


def test_what_signatures_want_is_urgent() -> None:
    """What only tells who is who waits for the next look around."""
    reading = Reading(PLAN)
    request = b"GET / HTTP/1.1\r\nHost: www.example.org\r\nX-Forwarded-For: 10.0.0.9\r\n\r\n"
    segment = frames.ethernet(frames.tcp("10.0.0.7", "10.0.0.53", 51000, 80, request))
    one = Batch()
    one.start(segment, 1)
    one.add(0, len(segment), len(segment), NOON, 1, 0)
    reading.batch(one, 0)
    assert (len(reading.seen), reading.urgent) == (1, False)
    reading.batch(batch(UPDATE_HOST), 0)
    assert reading.urgent
    assert [one.kind for one in reading.lot().observed] == ["http", "dns"]
    assert not reading.urgent


def test_much_is_urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it does not pile up."""
    monkeypatch.setattr("sensor.engine.live.reading.MAX_UNTOLD", 2)
    reading = Reading(Plan(SignatureSet((), {}, {}, (), "")))
    told = []
    for number in (7, 8):
        mac = f"52:54:00:00:00:{number:02x}"
        frame = frames.ethernet(neighbours.arp(1, mac, f"10.0.0.{number}", "10.0.0.1"), kind=0x0806)
        one = Batch()
        one.start(frame, 1)
        one.add(0, len(frame), len(frame), NOON + number, 1, 0)
        reading.batch(one, 0)
        told.append(reading.urgent)
    assert told == [False, True]

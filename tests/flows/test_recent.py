"""A datagram that two mirror ports hand over is one datagram."""

import pytest
from builders import dns, frames

from sensor.decode.frame import decode
from sensor.decode.packet import Packet
from sensor.flows.consts import RECENT_NS, RECENT_SLOTS
from sensor.flows.key import set_flow
from sensor.flows.recent import Recent

NOON = 1_794_830_400_000_000_000
ONE, TWO = "10.0.0.1", "10.0.0.2"
ASK = dns.query("example.com", ident=7)


def datagram(payload: bytes = ASK, *, sport: int = 5000, ttl: int = 64, vlan: tuple[int, ...] = ()) -> bytes:
    """Return a frame from ONE to TWO."""
    return frames.ethernet(frames.udp(ONE, TWO, sport, 53, payload, ttl=ttl), vlan=vlan)


def sights(*seen: tuple[bytes, int]) -> list[bool]:
    """Return of each frame and time (nanoseconds after noon) whether it was seen before."""
    recent = Recent()
    found = []
    for frame, ts in seen:
        packet = Packet()
        packet.data = frame
        packet.begin(0, len(frame), len(frame), 1)
        packet.ts = NOON + ts
        assert decode(packet) == 0
        set_flow(packet, 1)
        found.append(bool(recent.twice(packet)))
    return found


@pytest.mark.parametrize(
    ("title", "again"),
    [("byte for byte", datagram()), ("routed", datagram(ttl=63)), ("under a tag", datagram(vlan=(7,)))],
)
@pytest.mark.parametrize("apart", [0, 40_000, RECENT_NS, -3_000_000])
def test_a_datagram_again(title: str, again: bytes, apart: int) -> None:
    """Whatever links and routers changed, and whichever clock was ahead."""
    assert sights((datagram(), 0), (again, apart)) == [False, True]
    assert sights((datagram(), 0), (again, apart), (again, apart)) == [False, True, True]


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("another name", datagram(dns.query("example.org", ident=7))),
        ("another type", datagram(dns.query("example.com", dns.AAAA, ident=7))),
        ("another id", datagram(dns.query("example.com", ident=8))),
        ("another port", datagram(sport=5001)),
        ("the answer", frames.ethernet(frames.udp(TWO, ONE, 53, 5000, ASK))),
        ("shorter", datagram(ASK[:-1])),
        ("nothing", datagram(b"")),
    ],
)
def test_another_datagram(title: str, other: bytes) -> None:
    """Each counts."""
    assert sights((datagram(), 0), (other, 1000)) == [False, False]


def test_asked_again() -> None:
    """A client that heard nothing asks the same once more, later."""
    assert sights((datagram(), 0), (datagram(), RECENT_NS + 1), (datagram(), RECENT_NS + 2)) == [False, False, True]


def test_without_a_checksum_the_id_tells() -> None:
    """Cards fill checksums in behind the back of a capture on the machine itself."""
    one, two = (bytearray(datagram(dns.query("example.com", ident=ident))) for ident in (7, 8))
    one[40:42] = two[40:42] = b"\0\0"
    assert sights((bytes(one), 0), (bytes(two), 1000), (bytes(one), 2000)) == [False, False, True]


def test_memory_is_bounded() -> None:
    """Many datagrams push each other out, and no more."""
    recent = Recent()
    assert (len(recent.keys), len(recent.times)) == (RECENT_SLOTS, RECENT_SLOTS)
    found = sights(*[(datagram(dns.query("example.com", ident=at & 0xFFFF), sport=at % 60000 + 1), 0)
                     for at in range(3 * RECENT_SLOTS)])  # fmt: skip
    assert not any(found)


def test_a_datagram_that_was_cut() -> None:
    """It does not stand for a whole one that another port hands over, and is never read past its end."""
    frame = datagram()
    recent, packet = Recent(), Packet()
    for size in (42, 43, 45, 46, 60, len(frame)):
        packet.data = frame[:size]
        packet.begin(0, size, len(frame), 1)
        assert decode(packet) == 0
        set_flow(packet, 1)
        assert not recent.twice(packet)
    assert recent.twice(packet)


@pytest.mark.parametrize("size", range(8))
def test_datagrams_that_are_short(size: int) -> None:
    """Fewer bytes than are looked at, at the end of their buffer."""
    assert sights((datagram(ASK[:size]), 0), (datagram(ASK[:size]), 0)) == [False, True]

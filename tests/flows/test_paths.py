"""Paths: what is new between two machines."""

from builders import frames

from sensor.decode.frame import decode
from sensor.decode.packet import Packet
from sensor.flows.paths import Paths

ENDS = "10.0.0.7", "203.0.113.9"


def decoded(frame: bytes, link: int = 1) -> Packet:
    """Return the packet in *frame*."""
    packet = Packet()
    packet.data = frame
    packet.begin(0, len(frame), len(frame), link)
    decode(packet)
    return packet


def datagram(src: str = ENDS[0], dst: str = ENDS[1], sport: int = 5) -> bytes:
    """Return an IP packet."""
    return frames.udp(src, dst, sport, 53, b"x")


def test_a_path_is_new_once() -> None:
    """Ports make no other path; the way back, another kind, other addresses and other cards do."""
    known = Paths(1)
    assert known.fresh(decoded(frames.ethernet(datagram())), 0)
    assert not known.fresh(decoded(frames.ethernet(datagram(sport=6))), 0)
    others = [
        (frames.ethernet(datagram()), 1),
        (frames.ethernet(datagram(ENDS[1], ENDS[0])), 0),
        (frames.ethernet(datagram("10.0.0.8")), 0),
        (frames.ethernet(datagram(), src="52:54:00:00:00:77"), 0),
        (frames.ethernet(datagram(), dst="52:54:00:00:00:77"), 0),
        (frames.ethernet(datagram("2001:db8::1", "2001:db8::2")), 0),
    ]
    assert all(known.fresh(decoded(frame), kind) for frame, kind in others)
    assert not any(known.fresh(decoded(frame), kind) for frame, kind in others)
    assert known.fresh(decoded(datagram(), link=101), 0)


def test_a_later_path_takes_the_slot_of_an_older() -> None:
    """Which is then new again: memory is bounded, and nothing that is new is taken for old."""
    known = Paths(7)
    made = [decoded(frames.ethernet(datagram(f"10.{number >> 8}.{number & 255}.1"))) for number in range(6000)]
    assert all(known.fresh(packet, 0) for packet in made)
    again = sum(known.fresh(packet, 0) for packet in made)
    assert 6000 - 4096 <= again < 6000


def test_a_sender_is_new_once() -> None:
    """Whoever receives what it sends; another kind and another address are others."""
    known = Paths(1)
    assert known.fresh_sender(decoded(frames.ethernet(datagram())), 1)
    assert not known.fresh_sender(decoded(frames.ethernet(datagram(dst="203.0.113.10"))), 1)
    assert known.fresh_sender(decoded(frames.ethernet(datagram())), 2)
    assert known.fresh_sender(decoded(frames.ethernet(datagram("10.0.0.8"))), 1)

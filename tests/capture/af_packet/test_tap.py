"""Real packet sockets on a wire of our own: what is sent there comes out of the ring."""

import select
import socket
import time
from collections.abc import Callable

import pytest
from builders import dns, frames
from live.netns import CLIENT_ADDRESS, TAP_ADDRESS, Wire

from sensor.capture import InputError
from sensor.capture.af_packet.block import BlockWalker
from sensor.capture.af_packet.interface import Presence
from sensor.capture.af_packet.tap import Tap, TapSettings, join, open_reason
from sensor.decode.frame import decode
from sensor.decode.numbers import LINK_ETHERNET
from sensor.decode.packet import Packet
from sensor.wire.batch import Batch

SETTINGS = TapSettings(promiscuous=True, megabytes=4, snaplen=65_535, hardware_time=False)
SECONDS = 10.0


def open_tap(wire: Wire, settings: TapSettings = SETTINGS, interface: str | None = None) -> Tap:
    """Open a tap at the near end."""
    with wire.inside(wire.tap):
        return Tap(interface or wire.interface, settings)


def received(*taps: Tap, until: Callable[[list[bytes]], bool]) -> list[list[bytes]]:
    """Return the frames that each tap takes, with a tag that was taken out in front."""
    walkers = [BlockWalker(tap.ring.data, tap.link, 0) for tap in taps]
    found: list[list[bytes]] = [[] for _ in taps]
    poller = select.poll()
    for tap in taps:
        poller.register(tap.sock, select.POLLIN)
    end = time.monotonic() + SECONDS
    while not until([frame for frames in found for frame in frames]) and time.monotonic() < end:
        poller.poll(200)
        for tap, walker, seen in zip(taps, walkers, found, strict=True):
            while tap.ring.ready():
                for batch in tap.ring.batches(walker, Batch(), 1):
                    for at in range(batch.count):
                        frame = bytes(batch.data[batch.offset[at] : batch.offset[at] + batch.caplen[at]])
                        seen.append((b"tag %d " % (batch.tag[at] & 0xFFF) if batch.tag[at] else b"") + frame)
                tap.ring.release()
    return found


def question(port: int, *, src: str = CLIENT_ADDRESS, dst: str = TAP_ADDRESS, back: bool = False) -> bytes:
    """Return a DNS question from *port*, or an answer to there."""
    if back:
        return frames.ethernet(frames.udp(dst, src, 53, port, dns.query("a.example")))
    return frames.ethernet(frames.udp(src, dst, port, 53, dns.query("a.example")))


def ours(found: list[bytes]) -> list[bytes]:
    """Leave out what the machine itself says on a new wire."""
    return [frame for frame in found if b"example" in frame]


def test_what_is_entered_in_the_bypass_stays_in_the_kernel(wire: Wire) -> None:
    """And is counted; without the right to load programs the classic filter serves alone."""
    plain = open_tap(wire, SETTINGS._replace(bypass=False))
    assert plain.bypass is None
    plain.close()
    tap = open_tap(wire)
    if tap.bypass is None:
        pytest.skip("this user or kernel loads no BPF programs")
    try:
        tap.start()
        bulk = [frames.ethernet(frames.tcp(CLIENT_ADDRESS, TAP_ADDRESS, 50_000, port, b"bulk")) for port in (443, 444)]
        packet = Packet()
        packet.data = bulk[0]
        packet.begin(0, len(bulk[0]), len(bulk[0]), LINK_ETHERNET)
        decode(packet)
        tap.bypass.table.add(packet)
        wire.send(*bulk, question(40_000))
        (found,) = received(tap, until=lambda seen: len(ours(seen)) >= 1)
        assert [frame for frame in found if b"bulk" in frame] == bulk[1:]
        assert (tap.bypass.frames, tap.bypass.bytes) == (1, len(bulk[0]))
    finally:
        tap.close()


def test_what_is_sent_comes_out_of_the_ring_byte_for_byte(wire: Wire) -> None:
    """And the kernel counts it."""
    tap = open_tap(wire)
    try:
        tap.start()
        sent = [question(port) for port in range(40_000, 40_100)]
        wire.send(*sent)
        (found,) = received(tap, until=lambda seen: len(ours(seen)) >= 100)
        assert (ours(found), tap.link) == (sent, LINK_ETHERNET)
        counters = tap.counters()
        assert (counters.received >= 100, counters.dropped) == (True, 0)
        assert tap.counters().received <= 5  # asking sets it back
    finally:
        tap.close()


def test_the_kernel_drops_what_no_reader_can_use(wire: Wire) -> None:
    """Our filter passes its check, and does there what it does in the tests."""
    tap = open_tap(wire)
    try:
        tap.start()
        lldp = b"\x01\x80\xc2\x00\x00\x0e" + bytes(6) + b"\x88\xcc" + b"example" * 8
        wire.send(lldp, question(41_000), lldp, question(41_001))
        (found,) = received(tap, until=lambda seen: len(ours(seen)) >= 2)
        assert ours(found) == [question(41_000), question(41_001)]
    finally:
        tap.close()


def test_a_tag_that_the_kernel_takes_out_is_put_back(wire: Wire) -> None:
    """It does so with every tagged frame; a second tag stays in the frame."""
    tap = open_tap(wire)
    try:
        tap.start()
        plain = question(42_000)
        tagged = plain[:12] + b"\x81\x00\x60\x2a" + plain[12:]
        double = plain[:12] + b"\x88\xa8\x00\x07" + tagged[12:]
        wire.send(tagged, double)
        (found,) = received(tap, until=lambda seen: len(ours(seen)) >= 2)
        assert ours(found) == [b"tag 42 " + plain, b"tag 7 " + tagged]
    finally:
        tap.close()


def test_two_sockets_share_conversations_not_frames(wire: Wire) -> None:
    """Both directions of one conversation come to the same socket, and each frame to one of them."""
    taps = [open_tap(wire) for _ in range(2)]
    try:
        join(taps)
        for tap in taps:
            tap.start()
        ports = range(43_000, 43_064)
        wire.send(*(question(port, back=back) for port in ports for back in (False, True)))
        found = [ours(seen) for seen in received(*taps, until=lambda seen: len(ours(seen)) >= 128)]
        assert sorted(found[0] + found[1]) == sorted(
            question(port, back=back) for port in ports for back in (False, True)
        )
        for port in ports:
            pair = {question(port), question(port, back=True)}
            assert sum(len(pair & set(seen)) == 2 for seen in found) == 1
        assert min(map(len, found)) > 16
    finally:
        for tap in taps:
            tap.close()


def test_a_frame_is_cut_to_the_length_that_was_asked_for(wire: Wire) -> None:
    """And its length on the wire is told."""
    tap = open_tap(wire, SETTINGS._replace(snaplen=80))
    try:
        tap.start()
        wire.send(question(44_000) + bytes(300))
        (found,) = received(tap, until=lambda seen: any(len(one) == 80 for one in seen))
        assert question(44_000)[:60] in [frame[:60] for frame in found]
    finally:
        tap.close()


def test_an_interface_that_is_gone_and_back_is_listened_on_again(wire: Wire) -> None:
    """By the same socket, with the same ring."""
    tap = open_tap(wire)
    try:
        tap.start()
        with wire.inside(wire.tap):
            assert tap.presence() is Presence.UP
            wire.unplug()
            assert tap.presence() is Presence.GONE
            wire.plug_in()
            assert tap.presence() is Presence.GONE  # another interface of that name
            tap.bind()
            assert tap.presence() is Presence.UP
        tap.clear_error()
        wire.send(question(45_000))
        (found,) = received(tap, until=lambda seen: len(ours(seen)) >= 1)
        assert ours(found) == [question(45_000)]
    finally:
        tap.close()


def test_on_loopback_a_frame_is_seen_once(wire: Wire) -> None:
    """It goes out and comes in; nothing is hidden by the name of the interface either."""
    tap = open_tap(wire, interface="lo")
    try:
        tap.start()
        with wire.inside(wire.tap), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(dns.query("a.example"), ("127.0.0.1", 5353))
            sock.sendto(dns.query("b.example"), ("127.0.0.1", 5353))
        (found,) = received(tap, until=lambda seen: any(b"\x01b\x07example" in one for one in seen))
        assert len([one for one in found if b"\x01a\x07example" in one]) == len(
            [one for one in found if b"\x01b\x07example" in one]
        )
        assert len([one for one in found if b"\x01a\x07example" in one and one[23] == 17]) == 1
    finally:
        tap.close()


def test_an_interface_that_there_is_not_is_named(wire: Wire) -> None:
    """With those that there are; a name that no interface can have is none either."""
    for name in ("nosuch0", "", "n" * 40):
        with pytest.raises(InputError, match=f"there is no such interface; there are .*{wire.interface}"):
            open_tap(wire, interface=name or "-")


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "needs CAP_NET_RAW"), (100, "ip link set eth9 up"), (12, "make it smaller"), (5, "cannot listen on it")],
)
def test_what_the_kernel_refuses_is_said_with_what_to_do(number: int, words: str) -> None:
    """In one sentence."""
    assert words in open_reason("eth9", OSError(number, "Refused"))

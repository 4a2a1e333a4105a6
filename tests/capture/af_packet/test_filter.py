"""The kernel's filter never costs a finding: whatever it drops, no reader of ours can use."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from builders import frames
from capture.af_packet.machine import run
from capture.af_packet.seen import Seen
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture import InputError, open_source
from sensor.capture.af_packet.bpf import Instruction
from sensor.capture.af_packet.filter import ethernet_filter, everything, ip_filter, nothing
from sensor.decode.frame import decode
from sensor.decode.layers import LAYER_DONE, STOP_CUT, STOP_MALFORMED, STOP_NOT_IP, STOP_TRANSPORT
from sensor.decode.packet import Packet
from sensor.wire.batch import Batch

SNAPLEN = 262_144
ETHERNET = ethernet_filter(SNAPLEN)
IP = ip_filter(SNAPLEN)
PROGRAMS = {1: ETHERNET, 101: IP, 12: IP, 228: IP, 229: IP}
"""Link type → the filter that a tap of it has."""
USELESS = {STOP_CUT, STOP_MALFORMED, STOP_NOT_IP, STOP_TRANSPORT}
"""Where decoding ends for good. Of the last two ARP and neighbour discovery are read all the same, and kept."""


def stop_of(frame: bytes, link: int) -> int:
    """Return where our own decoder stops."""
    packet = Packet()
    packet.data = frame
    packet.begin(0, len(frame), len(frame), link)
    return int(decode(packet))


def feed(seen: Seen, batch: Batch, program: Sequence[Instruction] | None) -> None:
    """Show *seen* the frames of *batch* that *program* keeps."""
    kept = Batch()
    kept.start(batch.data, 1)
    for at in range(batch.count):
        frame = bytes(batch.data[batch.offset[at] : batch.offset[at] + batch.caplen[at]])
        if program is None or run(program, frame):
            kept.add(batch.offset[at], batch.caplen[at], batch.wirelen[at], batch.ts[at], batch.link[at], 0)
    seen.reader.pipeline.batch(kept)


def captures(root: Path) -> list[Path]:
    """Return the captures below *root* that begin with a link type that a tap can have."""
    found = []
    for path in sorted(root.rglob("*.pcap*")):
        try:
            first = next(iter(open_source(str(path)).batches()), None)
        except InputError:
            continue
        if first is not None and first.link[0] in PROGRAMS:
            found.append(path)
    return found


def everything_seen(path: Path, *, filtered: bool) -> tuple[int, list[tuple[object, ...]]]:
    """Return how many frames were let through, and all that is seen of them, with the kernel's filter or without."""
    seen = Seen(observe_all=True, follow_all=True)
    for batch in open_source(str(path)).batches():
        feed(seen, batch, PROGRAMS.get(batch.link[0]) if filtered else None)
    seen.reader.pipeline.flush()
    return seen.reader.tally.frames, seen.told


def compare(paths: Sequence[Path]) -> int:
    """Check that each capture shows the same with the filter as without; return how many frames it dropped."""
    dropped = 0
    for path in paths:
        kept, seen = everything_seen(path, filtered=True)
        frames, all_seen = everything_seen(path, filtered=False)
        assert seen == all_seen, path
        dropped += frames - kept
    return dropped


def test_all_captures_that_ship_show_the_same_through_the_filter(repo: Path) -> None:
    """Every observation, and every outcome."""
    found = captures(repo / "pcaps")
    assert len(found) > 60
    assert compare(found) > 0  # it does drop something


@pytest.mark.slow
def test_captures_of_other_projects_show_the_same_through_the_filter(shared: Path) -> None:
    """Real ones, with links and tunnels that we did not make."""
    found = [path for path in captures(shared / "captures") if path.stat().st_size < 20_000]
    assert len(found) > 100
    assert compare(found) > 0


TYPES = [0x0800, 0x86DD, 0x8100, 0x88A8, 0x9100, 0x8847, 0x8864, 0x0806, 0x88CC, 0x0026, 0x893F, 0x88E5]


@given(st.lists(st.sampled_from(TYPES), min_size=1, max_size=5), st.integers(0, 255), st.binary(max_size=120))
def test_what_the_filter_drops_our_decoder_stops_at(types: list[int], protocol: int, rest: bytes) -> None:
    """Any stack of types with any bytes behind it: what is not kept ends in our decoder too."""
    head = b"".join(kind.to_bytes(2, "big") + b"\x00\x07" for kind in types)[:-2]
    ip = bytes([0x45, 0, 0, 0, 0, 0, 0, 0, 64, protocol]) + bytes(10)
    for frame in (bytes(12) + head + rest, bytes(12) + head + ip + rest, bytes(12) + head + b"\x60" + rest):
        if not run(ETHERNET, frame):
            assert stop_of(frame, 1) in USELESS


@given(st.binary(max_size=80))
def test_the_same_for_frames_that_begin_with_ip(frame: bytes) -> None:
    """Tunnels and other links whose header the kernel takes off."""
    if not run(IP, frame):
        assert stop_of(frame, 101) in USELESS


@pytest.mark.parametrize(
    ("frame", "kept"),
    [
        (frames.ethernet(frames.udp("10.0.0.1", "10.0.0.2", 5, 53, b"x")), True),
        (frames.ethernet(frames.udp("2001:db8::1", "2001:db8::2", 5, 53, b"x")), True),
        (bytes(12) + b"\x81\x00\x00\x01\x08\x00" + frames.udp("10.0.0.1", "10.0.0.2", 5, 53, b"x"), True),
        (bytes(12) + b"\x81\x00\x00\x01\x88\xcc" + bytes(60), False),
        (bytes(12) + b"\x88\xcc" + bytes(60), False),
        (bytes(12) + b"\x00\x26\x42\x42\x03" + bytes(60), False),
        (bytes(12) + b"\x00\x26\xaa\xaa\x03" + bytes(60), True),
        (bytes(12) + b"\x08\x06" + bytes(60), True),
        (bytes(12) + b"\x08\x00\x45" + bytes(8) + b"\x01" + bytes(60), False),
        (bytes(12) + b"\x08\x00\x45" + bytes(8) + b"\x32" + bytes(60), True),
        (bytes(12) + b"\x86\xdd\x60" + bytes(5) + b"\x3a" + bytes(60), True),
    ],
    ids=["udp", "udp6", "tagged", "tagged LLDP", "LLDP", "spanning tree", "SNAP", "ARP", "ICMP", "ESP", "ICMPv6"],
)
def test_what_matters_is_kept(frame: bytes, kept: bool) -> None:
    """And what does not is dropped before it is copied."""
    assert bool(run(ETHERNET, frame)) is kept


def test_a_frame_of_any_length_is_decided() -> None:
    """A load past the end drops the frame, as the kernel does."""
    frame = frames.ethernet(frames.udp("10.0.0.1", "10.0.0.2", 5, 53, b"x"))
    kept = [length for length in range(len(frame) + 1) if run(ETHERNET, frame[:length])]
    assert kept == list(range(24, len(frame) + 1))  # up to the protocol number
    assert stop_of(frame[:23], 1) != LAYER_DONE


def test_the_whole_frame_is_kept_as_far_as_asked() -> None:
    """The program's answer is the length that the kernel copies."""
    frame = frames.ethernet(frames.udp("10.0.0.1", "10.0.0.2", 5, 53, b"x"))
    assert run(ethernet_filter(96), frame) == 96
    assert (run(everything(7), b""), run(nothing(), frame)) == (7, 0)

"""The bypass in the kernel: it drops what was entered and nothing else, and no observation is lost by it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from builders import frames
from capture.af_packet.kernel import Kernel
from capture.af_packet.machine import run
from capture.af_packet.seen import Seen

from sensor.capture import InputError, open_source
from sensor.capture.af_packet.filter import ethernet_filter
from sensor.decode.frame import decode
from sensor.decode.packet import Packet
from sensor.flows.bypass import bypass_key
from sensor.flows.consts import HELD, SLOT_SHIFT
from sensor.wire.batch import Batch

SNAPLEN = 262_144
ETHERNET = ethernet_filter(SNAPLEN)
V4 = ("10.0.0.1", "203.0.113.9")
V6 = ("2001:db8::1", "2001:db8::9")
FIN, SYN, RST, ACK = 1, 2, 4, 16
SHORT, LONG, DNS = b"\x41" + bytes(30), b"\xc1" + bytes(30), b"\x01" + bytes(30)


@pytest.fixture
def kernel() -> Iterator[Kernel]:
    """A kernel with the filter that a tap has."""
    made = Kernel(ETHERNET)
    yield made
    made.close()


def packet_of(frame: bytes) -> Packet:
    """Decode a frame."""
    packet = Packet()
    packet.data = frame
    packet.begin(0, len(frame), len(frame), 1)
    decode(packet)
    return packet


def segment(ends: tuple[str, str], flags: int = ACK, payload: bytes = b"", sport: int = 50000) -> bytes:
    """Return a frame with a segment to port 443."""
    return frames.ethernet(frames.tcp(*ends, sport, 443, payload, flags=flags))


def datagram(ends: tuple[str, str], payload: bytes) -> bytes:
    """Return a frame with a datagram to port 443."""
    return frames.ethernet(frames.udp(*ends, 50000, 443, payload))


@pytest.mark.parametrize("ends", [V4, V6])
@pytest.mark.parametrize("payload", [b"", b"x" * 1000])
def test_what_is_entered_is_dropped_and_counted(kernel: Kernel, ends: tuple[str, str], payload: bytes) -> None:
    """Segments with bytes or without; the other direction and other ports pass."""
    frame = segment(ends, payload=payload)
    assert kernel.run(frame) == len(frame)
    kernel.bypass.table.add(packet_of(frame))
    assert kernel.run(frame) == 0
    assert (kernel.bypass.frames, kernel.bypass.bytes) == (1, len(frame))
    for other in (segment((ends[1], ends[0])), segment(ends, sport=50001)):
        assert kernel.run(other) == len(other)
    assert kernel.bypass.frames == 1
    kernel.bypass.table.clear()
    assert kernel.run(frame) == len(frame)


@pytest.mark.parametrize("ends", [V4, V6])
@pytest.mark.parametrize("flags", [FIN | ACK, RST, RST | ACK])
def test_the_end_of_a_conversation_passes(kernel: Kernel, ends: tuple[str, str], flags: int) -> None:
    """And leaves the entry as it is."""
    kernel.bypass.table.add(packet_of(segment(ends)))
    assert kernel.run(segment(ends, flags=flags))
    assert not kernel.run(segment(ends))


@pytest.mark.parametrize("ends", [V4, V6])
@pytest.mark.parametrize("flags", [SYN, SYN | ACK])
def test_a_new_conversation_passes_from_its_first_frame_on(kernel: Kernel, ends: tuple[str, str], flags: int) -> None:
    """Its SYN holds the place against frames of the old one that are still to be read."""
    old, new = packet_of(segment(ends)), segment(ends, flags=flags)
    kernel.bypass.table.add(old)
    assert kernel.run(new)
    assert kernel.bypass.words[bypass_key(old, kernel.bypass.table.seed) >> SLOT_SHIFT] == HELD
    kernel.bypass.table.add(old)
    assert kernel.run(segment(ends, payload=b"hello"))
    kernel.bypass.table.release(packet_of(new))
    kernel.bypass.table.add(old)
    assert not kernel.run(segment(ends, payload=b"hello"))


@pytest.mark.parametrize("ends", [V4, V6])
def test_of_datagrams_only_short_headers_of_quic_are_dropped(kernel: Kernel, ends: tuple[str, str]) -> None:
    """A new connection begins with a long one; anything else may be another protocol."""
    kernel.bypass.table.add(packet_of(datagram(ends, SHORT)))
    assert [bool(kernel.run(datagram(ends, payload))) for payload in (SHORT, LONG, DNS)] == [False, True, True]


def test_what_is_not_bare_goes_the_long_way(kernel: Kernel) -> None:
    """A tag that stayed, a fragment, IP options, other protocols: none is dropped for the entry of its conversation."""
    frame = segment(V4, payload=b"x" * 100)
    kernel.bypass.table.add(packet_of(frame))
    tagged = frame[:12] + b"\x81\x00\x00\x07" + frame[12:]
    fragment = frame[:20] + b"\x20\x00" + frame[22:]
    options = frame[:14] + b"\x46" + frame[15:34] + bytes(4) + frame[34:]
    for other in (tagged, fragment, options):
        assert kernel.run(other) == len(other)
    assert kernel.run(frame) == 0


def captured(root: Path) -> list[Path]:
    """Return the captures of Ethernet below *root*."""
    found = []
    for path in sorted(root.rglob("*.pcap*")):
        try:
            first = next(iter(open_source(str(path)).batches()), None)
        except InputError:
            continue
        if first is not None and first.link[0] == 1:
            found.append(path)
    return found


def frames_of(batch: Batch) -> Iterator[tuple[int, bytes]]:
    """Yield the Ethernet frames of a batch with their places."""
    for at in range(batch.count):
        if batch.link[at] == 1 and batch.caplen[at]:
            yield at, bytes(batch.data[batch.offset[at] : batch.offset[at] + batch.caplen[at]])


def test_an_empty_table_leaves_the_classic_filter_as_it_is(kernel: Kernel, repo: Path) -> None:
    """Frame by frame, for all captures that ship."""
    frames_seen = 0
    for path in captured(repo / "pcaps"):
        for batch in open_source(str(path)).batches():
            for _, frame in frames_of(batch):
                assert bool(kernel.run(frame)) == bool(run(ETHERNET, frame)), path
                frames_seen += 1
        kernel.bypass.table.clear()  # a SYN holds a place
    assert frames_seen > 1000
    assert kernel.bypass.frames == 0


def take(seen: Seen, batch: Batch, at: int) -> None:
    """Show *seen* one frame."""
    one = Batch()
    one.start(batch.data, 1)
    one.add(batch.offset[at], batch.caplen[at], batch.wirelen[at], batch.ts[at], batch.link[at], 0)
    seen.reader.pipeline.batch(one)


def compare(paths: Sequence[Path], *, observe_all: bool) -> int:
    """Check that each capture shows the same with the bypass as without; return how many frames it dropped.

    Entries are there at once, which is earlier than a ring of blocks can have them.
    """
    dropped = 0
    for path in paths:
        kernel = Kernel(ETHERNET)
        seen, all_seen = (
            Seen(observe_all=observe_all, follow_all=False),
            Seen(observe_all=observe_all, follow_all=False),
        )
        seen.reader.pipeline.bypass = kernel.bypass.table
        for batch in open_source(str(path)).batches():
            for at, frame in frames_of(batch):
                if not run(ETHERNET, frame):
                    continue
                take(all_seen, batch, at)
                if kernel.run(frame):
                    take(seen, batch, at)
        for one in (seen, all_seen):
            one.reader.pipeline.flush()
        assert seen.told == all_seen.told, path
        dropped += kernel.bypass.frames
        kernel.close()
    return dropped


@pytest.mark.parametrize("observe_all", [True, False])
def test_all_captures_that_ship_show_the_same_with_the_bypass(repo: Path, observe_all: bool) -> None:
    """Every observation, and every outcome of what signatures want."""
    assert compare(captured(repo / "pcaps"), observe_all=observe_all) > 0


@pytest.mark.slow
def test_captures_of_other_projects_show_the_same_with_the_bypass(shared: Path) -> None:
    """Real ones, with tunnels and conversations that we did not make."""
    found = [path for path in captured(shared / "captures") if path.stat().st_size < 200_000]
    assert compare(found, observe_all=True) > 0

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
from sensor.flows.consts import (
    BYPASS_SLOTS,
    COUNT_MASK,
    DONE,
    ENOUGH,
    FRESH,
    FRESH_ONE,
    MARK_BITS,
    SLOT_SHIFT,
    WANTED,
    WEIGHT_DATA,
    WEIGHT_FRAME,
    WEIGHT_SHORT,
    WEIGHT_SMALL,
)
from sensor.model.outcome import Outcome
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


def marks(kernel: Kernel, packet: Packet) -> int:
    """Return what stands in the table for the packet's direction: marks and count, or 0 where another one has the place."""
    key = bypass_key(packet, kernel.bypass.table.seed)
    word = kernel.bypass.words[key >> SLOT_SHIFT]
    own = (word ^ key << MARK_BITS & (1 << 64) - 1) >> MARK_BITS == 0
    return word & (1 << MARK_BITS) - 1 if own else 0


def passes(kernel: Kernel, frame: bytes, times: int) -> list[bool]:
    """Send *frame* so many times and tell which of them came through."""
    return [bool(kernel.run(frame)) for _ in range(times)]


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
    assert marks(kernel, old) == FRESH_ONE
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


HELLO = b"\x16\x03\x01\x02\x00\x01" + bytes(100)
RECORD = b"\x17\x03\x03\x40\x11" + bytes(100)
OLD_RECORD = b"\x17\x02\x00\x40\x11" + bytes(100)
NEW_RECORD = b"\x17\x03\x05\x40\x11" + bytes(100)
INSIDE = b"\x99" * 100
FULL = b"\x99" * 1400


@pytest.mark.parametrize("ends", [V4, V6])
def test_where_tls_has_begun_the_kernel_counts_and_has_enough_some_time(kernel: Kernel, ends: tuple[str, str]) -> None:
    """What it has let go by is counted like what the reader entered."""
    assert kernel.run(segment(ends, payload=HELLO))
    times = -(-(ENOUGH - WEIGHT_SMALL) // WEIGHT_FRAME)
    assert passes(kernel, segment(ends, payload=FULL), times + 3) == [True] * times + [False] * 3
    assert not kernel.run(segment(ends))
    assert kernel.bypass.frames == 4
    assert kernel.run(segment(ends, FIN | ACK, INSIDE))
    assert kernel.run(segment((ends[1], ends[0]), payload=INSIDE))


@pytest.mark.parametrize("payload", [b"", b"x", INSIDE, bytes(255)])
def test_small_segments_weigh_little(kernel: Kernel, payload: bytes) -> None:
    """Acknowledgements of a long chain of certificates, and the pieces of a hello that was cut."""
    assert kernel.run(segment(V4, payload=HELLO))
    times = ENOUGH // WEIGHT_SMALL - 1
    assert passes(kernel, segment(V4, payload=payload), times + 3) == [True] * times + [False] * 3


def test_a_handshake_whose_messages_come_by_themselves_passes(kernel: Kernel) -> None:
    """TLS 1.3: extensions, certificate, proof, Finished, two tickets, and the answer, each in a segment of its own."""
    hello, change = HELLO, b"\x14\x03\x03\x00\x01\x01"
    said = [hello, change, RECORD, RECORD + FULL[:1000], FULL, FULL, *[RECORD] * 5]
    assert all(kernel.run(segment(V4, payload=one)) for one in said)


@pytest.mark.parametrize(
    "payload", [b"", INSIDE, b"GET / HTTP/1.1\r\n\r\n", OLD_RECORD, NEW_RECORD, b"\x16\x03", b"\x16"]
)
def test_what_does_not_speak_tls_is_not_counted(kernel: Kernel, payload: bytes) -> None:
    """Nothing is known of it, so all of it passes."""
    frame = segment(V4, payload=payload)
    assert all(passes(kernel, frame, 2 * ENOUGH))
    assert marks(kernel, packet_of(frame)) == 0


@pytest.mark.parametrize("ends", [V4, V6])
def test_data_of_tls_is_enough_sooner(kernel: Kernel, ends: tuple[str, str]) -> None:
    """Also of a conversation that began before the sensor did."""
    frame = segment(ends, payload=RECORD)
    times = -(-ENOUGH // WEIGHT_DATA)
    assert passes(kernel, frame, times + 3) == [True] * times + [False] * 3


@pytest.mark.parametrize("ends", [V4, V6])
def test_short_headers_of_quic_are_counted_on_port_443(kernel: Kernel, ends: tuple[str, str]) -> None:
    """In both directions; what has them elsewhere may be no QUIC. A long header passes."""
    times = -(-ENOUGH // WEIGHT_SHORT)
    for frame in (datagram(ends, SHORT), frames.ethernet(frames.udp(ends[1], ends[0], 443, 50000, SHORT))):
        assert passes(kernel, frame, times + 3) == [True] * times + [False] * 3
    assert kernel.run(datagram(ends, LONG))
    assert all(passes(kernel, frames.ethernet(frames.udp(*ends, 50000, 5000, SHORT)), 2 * ENOUGH))


@pytest.mark.parametrize("frame", [segment(V4, payload=RECORD), datagram(V6, SHORT)])
def test_what_is_wanted_passes_whatever_was_counted(kernel: Kernel, frame: bytes) -> None:
    """Also when the reader says so late; and until it has had enough."""
    packet = packet_of(frame)
    passes(kernel, frame, ENOUGH)
    assert not kernel.run(frame)
    kernel.bypass.table.keep(packet)
    assert all(passes(kernel, frame, 2 * ENOUGH))
    assert marks(kernel, packet) == WANTED
    kernel.bypass.table.add(packet)
    assert not kernel.run(frame)
    assert marks(kernel, packet) == DONE


@pytest.mark.parametrize("flags", [SYN, SYN | ACK])
def test_a_new_conversation_is_counted_anew(kernel: Kernel, flags: int) -> None:
    """Before its SYN was read, and after."""
    frame = segment(V4, payload=RECORD)
    packet = packet_of(frame)
    passes(kernel, frame, ENOUGH)
    assert kernel.run(segment(V4, flags=flags))
    assert marks(kernel, packet) == FRESH_ONE
    assert all(passes(kernel, segment(V4, payload=INSIDE), ENOUGH))  # not TLS yet
    assert kernel.run(frame)
    assert marks(kernel, packet) == FRESH_ONE | WEIGHT_DATA
    kernel.bypass.table.release(packet)
    assert marks(kernel, packet) == WEIGHT_DATA
    passes(kernel, frame, ENOUGH)
    assert not kernel.run(frame)
    assert marks(kernel, packet) & COUNT_MASK >= ENOUGH


def test_ports_may_be_used_again_before_the_first_syn_is_read(kernel: Kernel) -> None:
    """What is read of the conversations before does not end the last, however many there were."""
    data, opens = segment(V4, payload=RECORD), segment(V4, flags=SYN)
    packet = packet_of(data)
    for _ in range(3):
        assert kernel.run(opens)
        assert kernel.run(data)
    for _ in range(2):
        kernel.bypass.table.release(packet_of(opens))
        kernel.bypass.table.add(packet)
    assert marks(kernel, packet) == FRESH_ONE | WEIGHT_DATA
    assert kernel.run(segment(V4, payload=HELLO))
    kernel.bypass.table.release(packet_of(opens))
    kernel.bypass.table.add(packet)
    assert not kernel.run(data)


def test_syns_that_nobody_reads_are_counted_so_far_and_no_farther(kernel: Kernel) -> None:
    """The count does not reach into the hash."""
    opens = segment(V4, flags=SYN)
    for _ in range(2 * FRESH // FRESH_ONE):
        assert kernel.run(opens)
    assert marks(kernel, packet_of(opens)) == FRESH


def test_a_place_that_is_taken_is_not_counted_in(kernel: Kernel) -> None:
    """Unless a new conversation begins there."""
    frame = segment(V4, payload=RECORD)
    packet = packet_of(frame)
    other = ~bypass_key(packet, kernel.bypass.table.seed) << MARK_BITS & (1 << 64) - 1 | DONE
    at = bypass_key(packet, kernel.bypass.table.seed) >> SLOT_SHIFT
    kernel.bypass.words[at] = other
    assert all(passes(kernel, frame, ENOUGH))
    assert kernel.bypass.words[at] == other
    assert kernel.run(segment(V4, flags=SYN))
    assert marks(kernel, packet) == FRESH_ONE


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
    empty = bytes(8 * BYPASS_SLOTS)
    for path in captured(repo / "pcaps"):
        for batch in open_source(str(path)).batches():
            for _, frame in frames_of(batch):
                assert bool(kernel.run(frame)) == bool(run(ETHERNET, frame)), path
                kernel.bypass.map[: len(empty)] = empty  # the kernel counts
                frames_seen += 1
    assert frames_seen > 1000
    assert kernel.bypass.frames == 0


def take(seen: Seen, batch: Batch, at: int) -> None:
    """Show *seen* one frame."""
    one = Batch()
    one.start(batch.data, 1)
    one.add(batch.offset[at], batch.caplen[at], batch.wirelen[at], batch.ts[at], batch.link[at], 0)
    seen.reader.pipeline.batch(one)


def compare(paths: Sequence[Path], *, observe_all: bool, behind: int) -> int:
    """Check that each capture shows the same with the bypass as without; return how many frames it dropped.

    The reader takes frames in lots of *behind*, as it takes a ring's blocks: what it enters is late by so many.
    """
    dropped = 0
    for path in paths:
        kernel = Kernel(ETHERNET)
        seen, all_seen = (
            Seen(observe_all=observe_all, follow_all=False),
            Seen(observe_all=observe_all, follow_all=False),
        )
        seen.reader.pipeline.bypass = kernel.bypass.table
        waiting: list[tuple[Batch, int]] = []
        for batch in open_source(str(path)).batches():
            for at, frame in frames_of(batch):
                if not run(ETHERNET, frame):
                    continue
                take(all_seen, batch, at)
                if kernel.run(frame):
                    waiting.append((batch, at))
                if len(waiting) >= behind:
                    take_all(seen, waiting)
            take_all(seen, waiting)  # the next one may lie in the same memory
        for one in (seen, all_seen):
            one.reader.pipeline.flush()
        assert told(seen, behind) == told(all_seen, behind), path
        dropped += kernel.bypass.frames
        kernel.close()
    return dropped


def told(seen: Seen, behind: int) -> list[tuple[object, ...]]:
    """Return what was told; of outcomes without their times for a reader that is late: these are the last frame's that it read."""
    return [one[1:] if behind > 1 and isinstance(one[1], Outcome) else one for one in seen.told]


def take_all(seen: Seen, waiting: list[tuple[Batch, int]]) -> None:
    """Show *seen* the frames that wait."""
    for batch, at in waiting:
        take(seen, batch, at)
    waiting.clear()


@pytest.mark.parametrize("behind", [1, 500])
@pytest.mark.parametrize("observe_all", [True, False])
def test_all_captures_that_ship_show_the_same_with_the_bypass(repo: Path, observe_all: bool, behind: int) -> None:
    """Every observation, and every outcome of what signatures want."""
    assert compare(captured(repo / "pcaps"), observe_all=observe_all, behind=behind) > 0


@pytest.mark.slow
@pytest.mark.parametrize("behind", [1, 500])
def test_captures_of_other_projects_show_the_same_with_the_bypass(shared: Path, behind: int) -> None:
    """Real ones, with tunnels and conversations that we did not make."""
    found = [path for path in captured(shared / "captures") if path.stat().st_size < 200_000]
    assert compare(found, observe_all=True, behind=behind) > 0

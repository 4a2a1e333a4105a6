"""Measure the memory that hostile traffic takes: ``python tests/bench/memory.py``.

Each case is made in memory, batch by batch, and goes through a pipeline with the signatures that ship in a process of its
own; the largest resident memory of that process counts, the program itself included.
"""

import argparse
import multiprocessing
import resource
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import msgspec

REPO = Path(__file__).resolve().parents[2]
sys.path += [str(REPO), str(REPO / "tests"), str(REPO / "pcaps")]

from builders import dns, frames, tls  # noqa: E402 - found in the path set above

from sensor.engine.collect import ScanSink  # noqa: E402
from sensor.engine.reader import InputReader  # noqa: E402
from sensor.findings.tracker import Tracker  # noqa: E402
from sensor.match.matcher import Matcher  # noqa: E402
from sensor.signatures import load  # noqa: E402
from sensor.wire.batch import BATCH_FRAMES, Batch  # noqa: E402

MOST_MB = 200
"""What every case has to stay under."""
NOON = 1_795_262_400_000_000_000
TICK = 1_000
"""Nanoseconds between two frames."""
IP, L4 = 14, 34
"""Where the IPv4 header and what follows it begin."""
MIX = 0x9E3779B1
"""Odd: each number below 2**32 gives another one."""

Change = Callable[[bytearray, int, int], None]
"""``change(buffer, at, number)``: make frame *number*, which lies at *at*, a different one."""


class Case(msgspec.Struct, frozen=True):
    """Traffic of one kind: a frame, and what is different in each."""

    name: str
    what: str
    frame: Callable[[], bytes]
    change: Change
    count: int
    limited: bool = True
    """Named by the requirements; else measured for our own sake."""


def source(buffer: bytearray, at: int, number: int) -> None:
    """Come from another address and port."""
    mixed = number * MIX & 0xFFFFFFFF
    struct.pack_into(">I", buffer, at + IP + 12, mixed)
    struct.pack_into(">H", buffer, at + L4, 1024 + (mixed >> 7) % 60000)


def inner_source(buffer: bytearray, at: int, number: int) -> None:
    """Come from another address inside, and another port."""
    struct.pack_into(">I", buffer, at + IP + 12, 0x0A000000 | number & 0xFFFFFF)
    struct.pack_into(">H", buffer, at + L4, 1024 + number % 60000)


def port(buffer: bytearray, at: int, number: int) -> None:
    """Come from another port of a few thousand hosts."""
    struct.pack_into(">I", buffer, at + IP + 12, 0x0A000000 | number // 50000)
    struct.pack_into(">H", buffer, at + L4, 1024 + number % 50000)


def label(buffer: bytearray, at: int, number: int) -> None:
    """Ask for another name: eight digits at its beginning; under another id."""
    struct.pack_into(">H", buffer, at + L4 + 8, number * MIX >> 8 & 0xFFFF)
    struct.pack_into(">H", buffer, at + L4, 1024 + number % 60000)
    buffer[at + L4 + 21 : at + L4 + 29] = b"%08d" % number


def fragment(buffer: bytearray, at: int, number: int) -> None:
    """Be the first fragment of another datagram."""
    source(buffer, at, number)
    struct.pack_into(">HH", buffer, at + IP + 4, number & 0xFFFF, 0x2000)


def destination_id(buffer: bytearray, at: int, number: int) -> None:
    """Begin another QUIC connection: the id behind the version and its length."""
    port(buffer, at, number)
    struct.pack_into(">I", buffer, at + L4 + 8 + 6, number)


def claimant(buffer: bytearray, at: int, number: int) -> None:
    """Be another device that claims another address by ARP."""
    struct.pack_into(">I", buffer, at + 8, number)
    struct.pack_into(">I", buffer, at + 24, number)
    struct.pack_into(">I", buffer, at + 28, 0x0A000000 | number & 0xFFFFFF)


def tcp(payload: bytes = b"", flags: int = frames.ACK | frames.PSH) -> bytes:
    """Return a segment to a server."""
    return frames.ethernet(frames.tcp("10.0.0.7", "203.0.113.9", 50000, 443, payload, seq=1, flags=flags))


def udp(dport: int, payload: bytes) -> bytes:
    """Return a datagram to a server."""
    return frames.ethernet(frames.udp("10.0.0.7", "203.0.113.9", 50000, dport, payload))


def arp() -> bytes:
    """Return an ARP answer."""
    macs = b"\xff" * 6 + b"\x52\x54\0\0\0\1"
    body = b"\0\1\x08\0\6\4\0\2" + b"\x52\x54\0\0\0\1" + b"\x0a\0\0\7" + bytes(6) + b"\x0a\0\0\1"
    return macs + b"\x08\x06" + body


def initial() -> bytes:
    """Return an Initial that no keys open."""
    noise = Random(1).randbytes(1170)
    return b"\xc3\0\0\0\1\x08" + bytes(8) + b"\0\0" + (0x4000 | len(noise)).to_bytes(2) + noise


def cut_hello() -> bytes:
    """Return the beginning of a hello that says it has 4 KB, of which 600 bytes are there."""
    begun = tls.record(tls.client_hello("a.example"))
    body = begun[9:].ljust(591, b"\0")
    return b"\x16\3\1\x10\4\1\0\x10\0" + body


MILLION = 1_000_000
CASES = (
    Case("nothing", "the program and its signatures", lambda: tcp(b"x"), source, 1, limited=False),
    Case("flows", "conversations of one packet", lambda: tcp(b"x"), source, 5 * MILLION),
    Case("syn", "a SYN flood", lambda: tcp(flags=frames.SYN), source, 5 * MILLION),
    Case("hellos", "hellos of which the rest never comes", lambda: tcp(cut_hello()), source, MILLION),
    Case("names", "different DNS names that nobody wants", lambda: udp(53, dns.query("00000000.a.example")), label, MILLION),
    Case("wanted", "different names below one that is wanted, of one host",
         lambda: udp(53, dns.query("00000000.s.kaspersky-labs.com")), label, MILLION),
    Case("fragments", "fragments of datagrams that never become whole", lambda: udp(443, bytes(1200)), fragment, MILLION),
    Case("hosts", "hosts that each ask for a wanted name", lambda: udp(53, dns.query("dnl-01.geo.kaspersky.com")),
         inner_source, MILLION, limited=False),
    Case("watched", "conversations with a wanted name, all followed",
         lambda: tcp(tls.record(tls.client_hello("dnl-01.geo.kaspersky.com"))), port, MILLION, limited=False),
    Case("initials", "QUIC connections that cannot be opened", lambda: udp(443, initial()), destination_id, 200_000,
         limited=False),
    Case("claims", "devices that claim an address by ARP", arp, claimant, MILLION, limited=False),
)  # fmt: skip


def batches(case: Case, count: int) -> Iterator[Batch]:
    """Yield the traffic of *case*."""
    frame = case.frame()
    size = len(frame)
    buffer = bytearray(frame * BATCH_FRAMES)
    batch = Batch()
    for first in range(0, count, BATCH_FRAMES):
        for at in range(min(BATCH_FRAMES, count - first)):
            case.change(buffer, at * size, first + at)
        batch.start(bytes(buffer), first + 1)
        for at in range(min(BATCH_FRAMES, count - first)):
            batch.add(at * size, size, size, NOON + (first + at) * TICK, 1, 0)
        yield batch


def play(case: Case, count: int) -> tuple[InputReader, Tracker]:
    """Let a pipeline take *count* frames of *case*, and return what holds all that is kept; the input has not ended."""
    signatures = load()
    tracker = Tracker(signatures, home=None, paths=lambda source: "memory.pcap")
    matcher = Matcher(signatures)
    sink = ScanSink(matcher, tracker, None)
    reader = InputReader("memory.pcap", 0, matcher, sink, tracker.outcome, observe_all=False)
    for batch in batches(case, count):
        reader.pipeline.batch(batch)
    return reader, tracker


def measure(name: str, count: int, answer: "multiprocessing.SimpleQueue[tuple[int, float, int, str]]") -> None:
    """Be the process of one case: play it, end it, and tell memory, seconds, findings and what was odd."""
    case = next(case for case in CASES if case.name == name)
    began = time.process_time()
    reader, tracker = play(case, count)
    reader.pipeline.flush()
    reader.count()
    found = len(tracker.findings())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    odd = ", ".join(f"{name} {number:,}" for name, number in sorted(reader.tally.weird.items()))
    answer.put((peak, time.process_time() - began, found, odd))


def main() -> int:
    """Print a line for each case; 1 where one that has a limit is above it."""
    parser = argparse.ArgumentParser(description="Measure the memory that hostile traffic takes.")
    parser.add_argument("--case", action="append", default=[], help="only this one; may be given again")
    parser.add_argument("--scale", type=float, default=1.0, help="part of the traffic")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    failed = 0
    print(f"{'case':<11}{'frames':>11}{'peak MB':>9}{'µs a frame':>12}{'findings':>10}  of what")
    for case in CASES:
        if options.case and case.name not in options.case:
            continue
        count = max(1, int(case.count * options.scale))
        answer = context.SimpleQueue()
        process = context.Process(target=measure, args=(case.name, count, answer))
        process.start()
        process.join()
        if process.exitcode:
            print(f"{case.name:<11} ended with {process.exitcode}")
            failed += 1
            continue
        peak, seconds, found, odd = answer.get()
        over = case.limited and peak >= MOST_MB
        failed += over
        print(
            f"{case.name:<11}{count:>11,}{peak:>9}{seconds / count * 1e6:>12.2f}{found:>10,}  {case.what}"
            f"{f' ({odd})' if odd else ''}{'  TOO MUCH' if over else ''}",
            flush=True,
        )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())

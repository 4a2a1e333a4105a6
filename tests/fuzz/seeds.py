"""Seeds out of the captures in pcaps/: frames and payloads of every kind, each shape once."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

from fuzz.memory import frames_of, write_capture
from fuzz.target import REPO

from sensor.decode.frame import decode
from sensor.decode.packet import Packet

MAX_SEEDS = 128
"""For one target: of all by their length, every so many-th."""
MAX_CAPTURE = 12_000
"""Bytes of a capture that is a seed as it stands."""
WINDOW = 24
MAX_WINDOW = 7_000
"""Frames and bytes of a part of a capture."""
LINKS = (
    1, 0, 6, 7, 8, 9, 10, 12, 14, 50, 51, 101, 104, 105, 107, 108, 113, 127, 129, 166, 192, 204, 228, 229, 239, 276, 147,
)  # fmt: skip
"""Link types that are read, and one that is not."""
TCP, UDP, ICMP6 = 6, 17, 58


@functools.cache
def captures() -> tuple[Path, ...]:
    """Return the captures that ship."""
    kinds = {".pcap", ".pcapng", ".gz", ".xz", ".zst", ".lz4"}
    return tuple(sorted(path for path in (REPO / "pcaps").rglob("*") if path.suffix in kinds))


def files() -> Iterator[bytes]:
    """Yield small captures whole, and the beginning of larger ones."""
    for path in captures():
        data = path.read_bytes()
        yield data if len(data) <= MAX_CAPTURE else data[:2048]


def conversations() -> Iterator[bytes]:
    """Yield captures of a few frames that follow one another: the beginning, the middle and the end of each."""
    for path in captures():
        found = frames_of(path.read_bytes())
        for first in sorted({0, len(found) // 2, max(0, len(found) - WINDOW)}):
            some = found[first : first + WINDOW]
            while sum(len(frame.data) + 16 for frame in some) > MAX_WINDOW:
                some.pop()
            if some:
                yield write_capture(some)


def frames() -> Iterator[bytes]:
    """Yield frames in the form of the target of that name: number of the link type, flags, the frame."""
    for link, frame in some_frames():
        if link in LINKS:
            yield bytes((LINKS.index(link), 0)) + frame


@functools.cache
def some_frames() -> tuple[tuple[int, bytes], ...]:
    """Return link type and bytes of frames, one of each length and capture."""
    found: dict[tuple[str, int], tuple[int, bytes]] = {}
    for path in captures():
        for frame in frames_of(path.read_bytes())[:400]:
            found.setdefault((path.name, len(frame.data)), (frame.link, frame.data))
    return tuple(found.values())


def payloads(proto: int, *ports: int, behind: bytes = b"") -> Callable[[], Iterator[bytes]]:
    """Return what yields the payloads of *proto* to or from one of *ports*, with *behind* after each."""

    def found() -> Iterator[bytes]:
        for link, frame in some_frames():
            packet = Packet()
            packet.data = frame
            packet.begin(0, len(frame), len(frame), link)
            stop = decode(packet)
            if proto == ICMP6 and stop == -7 and packet.next == ICMP6:
                yield frame[packet.pos : packet.end]
            elif stop == 0 and packet.proto == proto and {packet.sport, packet.dport} & {*ports}:
                yield frame[packet.payload : packet.end] + behind

    return found


def chosen(source: Callable[[], Iterator[bytes]], limit: int) -> list[bytes]:
    """Return the seeds of a target: different ones of at most *limit* bytes."""
    found = sorted({data[:limit] for data in source() if data}, key=lambda data: (len(data), data))
    return found[:: -(-len(found) // MAX_SEEDS) or 1]

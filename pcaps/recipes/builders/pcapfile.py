"""Capture files: classic pcap in either byte order and resolution, and pcapng."""

import struct
from collections.abc import Iterable, Sequence

ETHERNET, NULL, RAW, SLL, SLL2 = 1, 0, 101, 113, 276
"""Link types (tcpdump.org/linktypes.html)."""

Timed = tuple[int, bytes]
"""A time in nanoseconds since the epoch, and a frame."""


def header(link: int = ETHERNET, *, order: str = "<", nano: bool = False, snaplen: int = 262144) -> bytes:
    """Return the file header of a classic pcap; *order* is ``<`` or ``>``."""
    return struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, snaplen, link)


def record(ts: int, frame: bytes, *, order: str = "<", nano: bool = False, wirelen: int | None = None) -> bytes:
    """Return one record of a classic pcap; *wirelen* is the length on the wire when the frame was cut."""
    seconds, rest = divmod(ts, 1_000_000_000)
    length = len(frame) if wirelen is None else wirelen
    return struct.pack(order + "IIII", seconds, rest if nano else rest // 1000, len(frame), length) + frame


def pcap(
    frames: Iterable[Timed], link: int = ETHERNET, *, order: str = "<", nano: bool = False, snaplen: int = 262144
) -> bytes:
    """Return a classic capture; frames longer than *snaplen* are cut as a sniffer would."""
    parts = [header(link, order=order, nano=nano, snaplen=snaplen)]
    parts += (record(ts, frame[:snaplen], order=order, nano=nano, wirelen=len(frame)) for ts, frame in frames)
    return b"".join(parts)


def block(kind: int, body: bytes, *, order: str = "<") -> bytes:
    """Return a pcapng block: type, length, body padded to four bytes, length."""
    body += b"\0" * (-len(body) % 4)
    length = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + length + body + length


def option(code: int, value: bytes, *, order: str = "<") -> bytes:
    """Return one pcapng option, padded."""
    return struct.pack(order + "HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def section(*, order: str = "<") -> bytes:
    """Return a section header block of unknown length."""
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order=order)


def interface(link: int, *, name: str = "", resolution: int = 9, snaplen: int = 262144, order: str = "<") -> bytes:
    """Return an interface description; *resolution* is the power of ten of a second that times are counted in."""
    options = option(2, name.encode(), order=order) if name else b""
    options += option(9, bytes([resolution]), order=order) + option(0, b"", order=order)
    return block(1, struct.pack(order + "HHI", link, 0, snaplen) + options, order=order)


def enhanced(
    ts: int, frame: bytes, *, interface: int = 0, resolution: int = 9, wirelen: int | None = None, order: str = "<"
) -> bytes:
    """Return an enhanced packet block; *ts* is in nanoseconds whatever the resolution."""
    ticks = ts // 10 ** (9 - resolution)
    length = len(frame) if wirelen is None else wirelen
    head = struct.pack(order + "IIIII", interface, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), length)
    return block(6, head + frame, order=order)


def pcapng(frames: Iterable[tuple[int, bytes, int]], links: Sequence[int], *, order: str = "<") -> bytes:
    """Return a pcapng capture of ``(ts, frame, interface)`` with one interface for each of *links*."""
    parts = [section(order=order)]
    parts += (interface(link, name=f"if{i}", order=order) for i, link in enumerate(links))
    parts += (enhanced(ts, frame, interface=i, order=order) for ts, frame, i in frames)
    return b"".join(parts)

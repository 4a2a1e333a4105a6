"""A block of frames that is told once and written many times, each time with other clients, ports, servers and times.

The trick is that checksums stay right without being computed: what one 16-bit word gains, another word under the same
checksum loses. In repetition *r* the client's address grows by *e* and its port by *d*, the server's address shrinks by
*d + e*, and the IPv4 identifier grows by *d*; a resolver keeps its address, there the DNS message id shrinks instead.
"""

import struct
from collections.abc import Sequence
from typing import BinaryIO

from ..builders import pcapfile

ADDRESSES = 64
"""Repetitions until the clients' addresses come round again; 64 × 256 leaves room in the third byte."""
REPETITIONS = 20_000
"""Most repetitions of a block: then the ports are at their end."""
PORTS = range(20_000, 40_000)
"""Client ports of a block: with the most repetitions added they are still ports."""
LEAST_SERVER = 0xA000
"""Least low word of a server's address or DNS message id: it shrinks by up to REPETITIONS + 256 × ADDRESSES."""
IDENTS = range(0x4800, 0x8000)
"""IPv4 identifiers of a block: they may grow by REPETITIONS and shrink by 256 × ADDRESSES."""
DNS_PORT = 53

Patch = tuple[int, int, int, int, int, int, int, int, int, int]
"""Where the record stands, its time in µs, then offset and value of: client address, client port, counterweight, ident."""

WORD = struct.Struct(">H")
TIME = struct.Struct("<II")


class Block:
    """Frames as they stand in a classic capture, and what to change in them."""

    def __init__(self, frames: Sequence[tuple[int, bytes]]) -> None:
        """Take timed frames (nanoseconds) of plain UDP and TCP between 10.4.x.y or fd00:4:: and the outside."""
        self.first = frames[0][0] // 1000
        self.span = frames[-1][0] // 1000 - self.first + 1000
        """Length in µs, with a pause before the next repetition."""
        self.data = bytearray()
        self.starts: list[int] = []
        self.moving: list[Patch] = []
        """Patches of conversations whose server moves."""
        self.asking: list[Patch] = []
        """Patches of conversations with a resolver."""
        for ts, frame in frames:
            self._add(ts // 1000 - self.first, frame)

    def _add(self, us: int, frame: bytes) -> None:
        at = len(self.data)
        self.starts.append(at)
        self.data += pcapfile.record(0, frame)
        ip = at + 16 + 14
        while bytes(self.data[ip - 2 : ip]) in (b"\x81\x00", b"\x88\xa8"):
            ip += 4
        six = self.data[ip] >> 4 == 6
        source, destination = (ip + 22, ip + 38) if six else (ip + 14, ip + 18)
        ident = ip + 2 if six else ip + 4
        transport = ip + (40 if six else 20)
        outward = self.data[ip + 8 : ip + 10] == b"\xfd\x00" if six else self.data[ip + 12] == 10
        sport, dport = WORD.unpack_from(self.data, transport)[0], WORD.unpack_from(self.data, transport + 2)[0]
        resolving = DNS_PORT in (sport, dport)
        client, server = (source, destination) if outward else (destination, source)
        if resolving:  # both ends are inside: the one that asks is the client
            client = source if dport == DNS_PORT else destination
            outward = dport == DNS_PORT
        port = transport if outward else transport + 2
        weight = transport + 8 if resolving else server
        values = [WORD.unpack_from(self.data, offset)[0] for offset in (client, port, weight, ident)]
        patch = (at, us, client, values[0], port, values[1], weight, values[2], ident, values[3])
        (self.asking if resolving else self.moving).append(patch)

    def shift(self, repetition: int, start: int) -> None:
        """Make the block repetition number *repetition* of a capture; it begins at *start* (µs since the epoch)."""
        d, e = repetition, repetition % ADDRESSES * 256
        data, word, time = self.data, WORD.pack_into, TIME.pack_into
        for patches, more in ((self.moving, d), (self.asking, -e)):
            for at, us, client, c, port, p, weight, w, ident, i in patches:
                total = start + us
                time(data, at, total // 1_000_000, total % 1_000_000)
                word(data, client, c + e)
                word(data, port, p + d)
                word(data, weight, w - d - e)
                word(data, ident, (i + more) & 0xFFFF)

    def write(self, file: BinaryIO, frames: int) -> int:
        """Write the first *frames* frames (or all there are) and return how many."""
        if frames >= len(self.starts):
            file.write(self.data)
            return len(self.starts)
        file.write(memoryview(self.data)[: self.starts[frames]])
        return frames

"""The blocks of a pcapng file: from a block of bytes to a batch of frames (draft-ietf-opsawg-pcapng section 4)."""

from sensor.capture.status import BAD, FULL, ODD, SHORT, SPECIAL
from sensor.wire.batch import Batch
from sensor.wire.buffer import Buffer

LAST_SECOND = 9_223_372_035
LAST_TIME = (1 << 63) - 1
"""In 2262, the last time that a batch can hold, in whole seconds and in nanoseconds. Times before 1970 or later than this come
from damage and are set to the nearest end, so that the difference of two times never overflows either."""

MASK = 0xFFFFFFFF
"""Compiled, a byte shifted by 24 is a C int that can be negative; this, of a wider type, makes it the number that it is."""


class Interface:
    """What an Interface Description Block says about the frames of its interface. Typed in ``pcapng.pxd``."""

    def __init__(self, link: int, snaplen: int, fcs: int, resolution: int, offset: int) -> None:
        """*snaplen* 0 is no limit; *resolution* is the if_tsresol byte; *offset* is in seconds."""
        self.link = link
        self.snaplen = snaplen
        self.fcs = fcs
        self.binary = resolution & 0x7F if resolution & 0x80 else -1
        self.multiply = 10 ** (9 - resolution) if resolution <= 9 else 0
        self.most = LAST_TIME // self.multiply if self.multiply else 0
        self.divide = 10 ** min(max(resolution, 9) - 9, 19)  # finer than 10^-28 s: a nanosecond at most
        self.offset = min(max(offset, -LAST_SECOND), LAST_SECOND) * 1_000_000_000

    def time(self, high: int, low: int) -> int:
        """Return the nanoseconds since the epoch for the two halves of a timestamp."""
        value = high << 32 | low
        if self.binary >= 0:
            value = self.binary_time(value)
        elif self.multiply == 0:
            value = value // self.divide
        elif value <= self.most:
            value = value * self.multiply
        else:
            value = LAST_TIME
        if self.offset == 0:
            return value
        if self.offset < 0:
            return value + self.offset if value > -self.offset else 0
        return value + self.offset if value < LAST_TIME - self.offset else LAST_TIME

    def binary_time(self, value: int) -> int:
        """Return the nanoseconds in *value*, which counts powers of two of a second."""
        one = 1
        bits = self.binary
        seconds = 0
        if bits < 64:
            seconds = value >> bits
            value &= (one << bits) - 1
        if bits > 34:  # 2^-34 s is finer than a nanosecond, and with more bits the product would not fit
            value = value >> (bits - 34) if bits < 98 else 0
            bits = 34
        part = (value * 1000000000) >> bits
        return part + seconds * 1000000000 if seconds <= LAST_SECOND else LAST_TIME


class PcapngWalker:
    """Walks the blocks of a section and adds up what it saw. Attributes are typed in ``pcapng.pxd``."""

    def __init__(self, limit: int) -> None:
        """Believe blocks of at most *limit* bytes."""
        self.limit = limit
        self.status = FULL
        self.need = 0
        self.bytes = 0
        self.first = -1
        self.last = -1
        self.now = 0
        self.numbered = 0
        self.interfaces: list[Interface] = []
        self.section(big=False)

    def section(self, big: bool) -> int:
        """Begin a section: another byte order, and no interface yet."""
        self.big = big
        self.numbered = (self.numbered + len(self.interfaces)) & 0x3FFFFFFF  # stays a C int, however many sections
        self.interfaces = []
        return 0

    def walk(self, batch: Batch, data: Buffer, pos: int, end: int) -> int:
        """Put the frames of ``data[pos:end]`` into *batch*, which was started over *data*; return where it stopped.

        ``status`` says why it stopped. Frames that are cut or damaged are not put in.
        """
        b0, b1, b2, b3 = (3, 2, 1, 0) if self.big else (0, 1, 2, 3)  # where the bytes of a number stand, lowest first
        room = len(batch.offset)
        self.status = FULL
        while batch.count < room and self.status == FULL:
            self.need = 12
            if end - pos < 12:
                self.status = SHORT
                break
            kind = (data[pos + b0] | data[pos + b1] << 8 | data[pos + b2] << 16 | data[pos + b3] << 24) & MASK
            if kind in (0x0A0D0D0A, 1):
                self.status = SPECIAL
                break
            at = pos + 4
            length = (data[at + b0] | data[at + b1] << 8 | data[at + b2] << 16 | data[at + b3] << 24) & MASK
            if length < 12 or length & 3 or length > self.limit:
                self.status = BAD
                break
            self.need = length
            if end - pos < length:
                self.status = SHORT
                break
            at = pos + length - 4
            again = (data[at + b0] | data[at + b1] << 8 | data[at + b2] << 16 | data[at + b3] << 24) & MASK
            if again != length:
                self.status = BAD
                break
            at = pos + 8
            number = (data[at + b0] | data[at + b1] << 8 | data[at + b2] << 16 | data[at + b3] << 24) & MASK
            if kind == 3:
                self.simple(batch, pos, number)
            elif kind in (6, 2):
                if length < 32:
                    self.status = ODD
                    break
                at = pos + 12
                high = (data[at + b0] | data[at + b1] << 8 | data[at + b2] << 16 | data[at + b3] << 24) & MASK
                at = pos + 16
                low = (data[at + b0] | data[at + b1] << 8 | data[at + b2] << 16 | data[at + b3] << 24) & MASK
                at = pos + 20
                caplen = (data[at + b0] | data[at + b1] << 8 | data[at + b2] << 16 | data[at + b3] << 24) & MASK
                at = pos + 24
                wirelen = (data[at + b0] | data[at + b1] << 8 | data[at + b2] << 16 | data[at + b3] << 24) & MASK
                if kind == 2:
                    number = number >> 16 if self.big else number & 0xFFFF  # the other half counts drops
                self.enhanced(batch, pos, number, high, low, caplen, wirelen)
            if self.status == FULL:
                pos += length
        return pos

    def enhanced(self, batch: Batch, pos: int, number: int, high: int, low: int, caplen: int, wirelen: int) -> int:
        """Add the frame of an Enhanced Packet Block, or of the obsolete Packet Block, from its fields."""
        if number >= len(self.interfaces) or caplen > self.need - 32:
            self.status = ODD
            return 0
        interface = self.interfaces[number]
        self.now = interface.time(high, low)
        if self.first < 0 or self.now < self.first:
            self.first = self.now
        self.last = max(self.last, self.now)
        return self.add(batch, interface, pos + 28, caplen, wirelen, number)

    def simple(self, batch: Batch, pos: int, wirelen: int) -> int:
        """Add the frame of a Simple Packet Block: of the first interface, and with the time of the frame before, having none."""
        if self.need < 16 or not self.interfaces:
            self.status = ODD
            return 0
        interface = self.interfaces[0]
        caplen = min(wirelen, self.need - 16)
        if 0 < interface.snaplen < caplen:
            caplen = interface.snaplen
        return self.add(batch, interface, pos + 12, caplen, wirelen, 0)

    def add(self, batch: Batch, interface: Interface, start: int, caplen: int, wirelen: int, number: int) -> int:
        """Add one frame to *batch*, without its check sequence if that is there."""
        if interface.fcs and interface.fcs <= caplen and wirelen <= caplen:
            caplen -= interface.fcs
            wirelen = caplen
        i = batch.count
        batch.offset[i] = start
        batch.caplen[i] = caplen
        batch.wirelen[i] = wirelen
        batch.ts[i] = self.now
        batch.link[i] = interface.link
        batch.iface[i] = self.numbered + number
        batch.count = i + 1
        self.bytes += caplen
        return 0

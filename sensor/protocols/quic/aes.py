"""AES-128 of single blocks (FIPS 197), with which header protection covers packet numbers (RFC 9001 section 5.4.3).

The cipher library takes far longer to set a key up than a block takes here, and each connection has a key of its own.
Nothing is secret: version and connection id, which stand in clear, tell the key. Types stand in ``aes.pxd``.
"""

from sensor.protocols.quic.consts import AES_BLOCK, AES_POLYNOMIAL, AES_ROUNDS
from sensor.wire.buffer import Buffer

KEY_WORDS = 4
WORDS = KEY_WORDS * (AES_ROUNDS + 1)
"""Of the expanded key (FIPS 197 section 5.2)."""


def doubled(value: int) -> int:
    """Return twice *value* in the field of AES (FIPS 197 section 4.2.1)."""
    return (value << 1 ^ (AES_POLYNOMIAL if value & 0x80 else 0)) & 0xFF


def substitutes() -> bytes:
    """Return the table of SubBytes (FIPS 197 section 5.1.1): *inverse* runs through the inverses of the powers of 3."""
    table = bytearray(256)
    table[0] = 0x63
    power, inverse = 1, 1
    while True:
        spread = inverse | inverse << 8
        table[power] = (inverse ^ spread >> 7 ^ spread >> 6 ^ spread >> 5 ^ spread >> 4) & 0xFF ^ 0x63
        power ^= doubled(power)
        for shift in (1, 2, 4):
            inverse = (inverse ^ inverse << shift) & 0xFF
        inverse ^= 0x09 if inverse & 0x80 else 0
        if power == 1:
            return bytes(table)


def columns(table: bytes) -> list[int]:
    """Return what MixColumns makes of each substitute in the first row; in the others it is turned by as many bytes."""
    return [doubled(one) << 24 | one << 16 | one << 8 | (doubled(one) ^ one) for one in table]


class BlockCipher:
    """One key at a time, and the block that was encrypted last."""

    def __init__(self) -> None:
        self.substitute = substitutes()
        self.column = memoryview(bytearray(4 * 256)).cast("I")
        for at, mixed in enumerate(columns(self.substitute)):
            self.column[at] = mixed
        self.words = memoryview(bytearray(4 * WORDS)).cast("I")
        self.block = memoryview(bytearray(AES_BLOCK))
        """The result of `encrypt`."""

    def set_key(self, key: Buffer) -> int:
        """Expand a key of 16 bytes (FIPS 197 section 5.2)."""
        words = self.words
        table = self.substitute
        for at in range(KEY_WORDS):
            words[at] = self.word(key, 4 * at)
        constant = 1
        for at in range(KEY_WORDS, WORDS):
            last = words[at - 1]
            if at % KEY_WORDS == 0:
                turned = table[last >> 16 & 0xFF] ^ constant
                last = self.joined(turned, table[last >> 8 & 0xFF], table[last & 0xFF], table[last >> 24])
                constant = constant << 1 ^ (AES_POLYNOMIAL if constant & 0x80 else 0)
            words[at] = words[at - KEY_WORDS] ^ last
        return 0

    def encrypt(self, data: Buffer, pos: int) -> int:
        """Encrypt the 16 bytes at *pos* into `block` (FIPS 197 section 5.1)."""
        words = self.words
        a = self.word(data, pos) ^ words[0]
        b = self.word(data, pos + 4) ^ words[1]
        c = self.word(data, pos + 8) ^ words[2]
        d = self.word(data, pos + 12) ^ words[3]
        for at in range(KEY_WORDS, WORDS - KEY_WORDS, KEY_WORDS):
            e = self.mixed(a, b, c, d) ^ words[at]
            f = self.mixed(b, c, d, a) ^ words[at + 1]
            g = self.mixed(c, d, a, b) ^ words[at + 2]
            d = self.mixed(d, a, b, c) ^ words[at + 3]
            a, b, c = e, f, g
        self.put(0, self.last(a, b, c, d) ^ words[WORDS - 4])
        self.put(4, self.last(b, c, d, a) ^ words[WORDS - 3])
        self.put(8, self.last(c, d, a, b) ^ words[WORDS - 2])
        return self.put(12, self.last(d, a, b, c) ^ words[WORDS - 1])

    def mixed(self, a: int, b: int, c: int, d: int) -> int:
        """Return one column after a round: ShiftRows takes each byte of it from another column."""
        column = self.column
        second, third, fourth = column[b >> 16 & 0xFF], column[c >> 8 & 0xFF], column[d & 0xFF]
        first = column[a >> 24] ^ second >> 8 ^ third >> 16 ^ fourth >> 24
        return first ^ (second & 0xFF) << 24 ^ (third & 0xFFFF) << 16 ^ (fourth & 0xFFFFFF) << 8

    def last(self, a: int, b: int, c: int, d: int) -> int:
        """Return one column after the last round, which mixes none."""
        table = self.substitute
        return self.joined(table[a >> 24], table[b >> 16 & 0xFF], table[c >> 8 & 0xFF], table[d & 0xFF])

    def joined(self, a: int, b: int, c: int, d: int) -> int:
        """Return four bytes as one column."""
        return a << 24 | b << 16 | c << 8 | d

    def word(self, data: Buffer, pos: int) -> int:
        """The column at *pos*."""
        return self.joined(data[pos], data[pos + 1], data[pos + 2], data[pos + 3])

    def put(self, at: int, column: int) -> int:
        """Set four bytes of the result."""
        self.block[at] = column >> 24
        self.block[at + 1] = column >> 16 & 0xFF
        self.block[at + 2] = column >> 8 & 0xFF
        self.block[at + 3] = column & 0xFF
        return 0

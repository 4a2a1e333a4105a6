"""Recognise the long headers of QUIC and find what the first packets hold, fast: no Python object is made here."""

from sensor.protocols.quic.consts import (
    DRAFTS,
    FACEBOOK,
    FAMILY_CLEAR,
    FAMILY_NEGOTIATION,
    FAMILY_NONE,
    FAMILY_PROTECTED,
    FAMILY_UNKNOWN,
    FIRST_DRAFT,
    FRAME_ACK,
    FRAME_ACK_ECN,
    FRAME_CLOSE,
    FRAME_CRYPTO,
    FRAME_PADDING,
    FRAME_PING,
    FRAMES_BAD,
    FRAMES_CRYPTO,
    FRAMES_END,
    GOOGLE_CRYPTO,
    GOOGLE_PING,
    GOOGLE_TEXT,
    GOOGLE_TLS_TEXT,
    LAST_DRAFT,
    MAX_COALESCED,
    MAX_CONNECTION_ID,
    MAX_RANGES,
    MIN_FIRST_ID,
    MIN_INITIAL_DATAGRAM,
    MIN_LONG,
    PACKET_0RTT,
    PACKET_CLEAR,
    PACKET_HANDSHAKE,
    PACKET_INITIAL,
    PACKET_NEGOTIATION,
    PACKET_NONE,
    PACKET_RETRY,
    PROGRESS_DATA,
    PROGRESS_HANDSHAKE,
    PROGRESS_NONE,
    RESERVED,
    RESERVED_BITS,
    VERSION_1,
    VERSION_2,
    VERSION_2_DRAFT,
    VERSION_NEGOTIATION,
    VERSION_Q050,
    VERSION_T050,
    VERSION_T051,
)
from sensor.wire.buffer import Buffer

PUBLIC_VERSION_ID = 0x09
"""Flags of Google's public header: a version (0x01) behind a connection id of 8 bytes (0x08)."""
DIGIT_0 = 0x30
DIGIT_9 = 0x39


def number32(data: Buffer, pos: int) -> int:
    """The 32 bits at *pos*."""
    return data[pos] << 24 | data[pos + 1] << 16 | data[pos + 2] << 8 | data[pos + 3]


def family(version: int) -> int:
    """Return the FAMILY_* of a version number."""
    if version == VERSION_1 or version == VERSION_2 or version == VERSION_2_DRAFT or version >> 8 == FACEBOOK:
        return FAMILY_PROTECTED
    if version >> 8 == DRAFTS:
        return FAMILY_PROTECTED if FIRST_DRAFT <= version & 0xFF <= LAST_DRAFT else FAMILY_UNKNOWN
    text = version >> 16
    if (text == GOOGLE_TEXT or text == GOOGLE_TLS_TEXT) and is_number(version):
        if version == VERSION_Q050 or version == VERSION_T050 or version == VERSION_T051:
            return FAMILY_PROTECTED
        return FAMILY_CLEAR if version < VERSION_Q050 else FAMILY_UNKNOWN
    if version == VERSION_NEGOTIATION:
        return FAMILY_NEGOTIATION
    if version >> 8 == 0 or version & RESERVED_BITS == RESERVED:
        return FAMILY_UNKNOWN
    return FAMILY_NONE


def is_number(version: int) -> bool:
    """True when the last two characters of a version are digits."""
    return DIGIT_0 <= version >> 8 & 0xFF <= DIGIT_9 and DIGIT_0 <= version & 0xFF <= DIGIT_9


def looks_like(data: Buffer, pos: int, end: int) -> bool:
    """True when the datagram may begin a QUIC connection, or belong to its beginning."""
    if end - pos < MIN_LONG:
        return False
    first = data[pos]
    if not first & 0x80:
        return has_public_header(data, pos, end)
    kind = family(number32(data, pos + 1))
    if kind != FAMILY_NONE:
        return kind == FAMILY_CLEAR or data[pos + 5] <= MAX_CONNECTION_ID
    return (
        first & 0xF0 == 0xC0
        and end - pos >= MIN_INITIAL_DATAGRAM
        and MIN_FIRST_ID <= data[pos + 5] <= MAX_CONNECTION_ID
        and data[pos + 6 + data[pos + 5]] <= MAX_CONNECTION_ID
    )


def has_public_header(data: Buffer, pos: int, end: int) -> bool:
    """True for the header of Google's versions up to Q043, with the version that a client sends until it is answered."""
    return (
        end - pos > 13
        and data[pos] & 0xC1 == 0x01
        and data[pos] & PUBLIC_VERSION_ID == PUBLIC_VERSION_ID
        and data[pos + 9] == 0x51
        and family(number32(data, pos + 9)) == FAMILY_CLEAR
    )


def long_kind(first: int, version: int) -> int:
    """Return the PACKET_* of a long header, numbered as in version 1."""
    if version == VERSION_2 or version == VERSION_2_DRAFT:  # RFC 9369 section 3.2
        return ((first >> 4) - 1) & 0x03
    return first >> 4 & 0x03


def progress(data: Buffer, pos: int, end: int) -> int:
    """Return how far the sender of a datagram (not empty) of a QUIC conversation is, by its first packet: PROGRESS_*."""
    first = data[pos]
    if not first & 0x80:
        return PROGRESS_HANDSHAKE if has_public_header(data, pos, end) else PROGRESS_DATA
    if end - pos < MIN_LONG:
        return PROGRESS_NONE
    version = number32(data, pos + 1)
    if version == VERSION_NEGOTIATION or (
        family(version) != FAMILY_CLEAR and long_kind(first, version) == PACKET_RETRY
    ):
        return PROGRESS_NONE
    return PROGRESS_HANDSHAKE


class LongHeader:
    """Where the parts of one packet lie. Refilled, never kept."""

    def __init__(self) -> None:
        self.version = 0
        self.family = 0
        self.kind = 0
        self.start = 0
        self.dcid = 0
        self.dcid_end = 0
        self.scid = 0
        self.scid_end = 0
        self.number = 0
        """Where the protected packet number begins."""
        self.end = 0
        self.cut = False
        """The capture cut the packet's end off."""
        self.varint = Varint()

    def seek(self, data: Buffer, pos: int, end: int, missing: int) -> int:
        """Find the next packet from *pos* on that tells something; return its kind, PACKET_NONE where there is none.

        *missing*: bytes of the datagram that the capture cut off. Handshake and 0-RTT packets are passed over.
        """
        for _ in range(MAX_COALESCED):
            if self.read(data, pos, end, missing) < 0:
                return PACKET_NONE
            if self.kind != PACKET_0RTT and self.kind != PACKET_HANDSHAKE:
                return self.kind
            pos = self.end
        return PACKET_NONE

    def read(self, data: Buffer, pos: int, end: int, missing: int) -> int:
        """Read the header at *pos*; negative when it is none."""
        self.start = pos
        self.end = end
        self.cut = False
        kind = self.classify(data, pos, end)
        self.kind = kind
        if kind == PACKET_CLEAR or kind == PACKET_NONE:
            return kind
        if not self.connection_ids(data, pos + 5, end):
            return PACKET_NONE
        if kind != PACKET_RETRY and kind != PACKET_NEGOTIATION and not self.length(data, end, missing):
            return PACKET_NONE
        return kind

    def classify(self, data: Buffer, pos: int, end: int) -> int:
        """Return the PACKET_* by the first byte and the version."""
        if end - pos < MIN_LONG:
            return PACKET_NONE
        first = data[pos]
        if not first & 0x80:
            if not has_public_header(data, pos, end):
                return PACKET_NONE
            self.version = number32(data, pos + 9)
            self.family = FAMILY_CLEAR
            return PACKET_CLEAR
        self.version = number32(data, pos + 1)
        self.family = family(self.version)
        if self.family == FAMILY_CLEAR:
            return PACKET_CLEAR
        if self.family == FAMILY_NEGOTIATION:
            return PACKET_NEGOTIATION
        return long_kind(first, self.version)

    def connection_ids(self, data: Buffer, pos: int, end: int) -> bool:
        """Read both connection ids (RFC 8999 section 5.1)."""
        self.dcid = pos + 1
        self.dcid_end = pos + 1 + data[pos]
        if data[pos] > MAX_CONNECTION_ID or self.dcid_end >= end:
            return False
        self.scid = self.dcid_end + 1
        self.scid_end = self.scid + data[self.dcid_end]
        self.number = self.scid_end
        return data[self.dcid_end] <= MAX_CONNECTION_ID and self.scid_end <= end

    def length(self, data: Buffer, end: int, missing: int) -> bool:
        """Pass over the token and read the length of the rest (RFC 9000 section 17.2.2)."""
        pos = self.scid_end
        if self.kind == PACKET_INITIAL:
            pos = self.varint.read(data, pos, end)
            if pos < 0 or self.varint.value > end - pos:
                return False
            pos += self.varint.value
        pos = self.varint.read(data, pos, end)
        if pos < 0 or self.varint.value > end + missing - pos:
            return False
        self.number = pos
        length = self.varint.value
        self.cut = length > end - pos
        self.end = end if self.cut else pos + length
        return True


class Varint:
    """One variable-length integer (RFC 9000 section 16)."""

    def __init__(self) -> None:
        self.value = 0

    def read(self, data: Buffer, pos: int, end: int) -> int:
        """Read the number at *pos* into `value`; return the position behind it, or -1."""
        if pos >= end:
            return -1
        size = 1 << (data[pos] >> 6)
        if size > end - pos:
            return -1
        value = data[pos] & 0x3F
        for at in range(pos + 1, pos + size):
            value = value << 8 | data[at]
        self.value = value
        return pos + size


class FrameScan:
    """Walks the frames of a decrypted Initial; stops at each CRYPTO frame."""

    def __init__(self) -> None:
        self.data: Buffer = b""
        self.pos = 0
        self.end = 0
        self.offset = 0
        """Of the CRYPTO frame's first byte in the stream of handshake bytes."""
        self.start = 0
        self.stop = 0
        """``data[start:stop]`` are the CRYPTO frame's bytes."""
        self.google = False
        self.varint = Varint()

    def begin(self, data: Buffer, google: bool) -> None:
        """Walk *data*; *google*: the frame numbers are those of Q050, T050 and T051."""
        self.data = data
        self.pos = 0
        self.end = len(data)
        self.google = google

    def next(self) -> int:
        """Go to the next CRYPTO frame: FRAMES_CRYPTO, FRAMES_END or FRAMES_BAD."""
        data = self.data
        while self.pos < self.end:
            kind = data[self.pos]
            self.pos += 1
            if kind == FRAME_PADDING:
                self.skip_padding()
            elif kind == FRAME_CRYPTO or (self.google and kind == GOOGLE_CRYPTO):
                return FRAMES_CRYPTO if self.crypto() else FRAMES_BAD
            elif kind == FRAME_CLOSE:
                return FRAMES_END
            elif kind == FRAME_ACK or kind == FRAME_ACK_ECN:
                if not self.skip_ack(kind):
                    return FRAMES_BAD
            elif kind != FRAME_PING and not (self.google and kind == GOOGLE_PING):
                return FRAMES_BAD
        return FRAMES_END

    def skip_padding(self) -> int:
        """Pass over padding: hundreds of frames of one zero byte each."""
        data = self.data
        pos = self.pos
        end = self.end
        while pos < end and data[pos] == FRAME_PADDING:
            pos += 1
        self.pos = pos
        return 0

    def skip_ack(self, kind: int) -> bool:
        """Pass over an ACK frame (RFC 9000 section 19.3)."""
        if not (self.number() and self.number() and self.number()):
            return False
        ranges = self.varint.value
        if ranges > MAX_RANGES or not self.number():
            return False
        for _ in range(ranges):
            if not (self.number() and self.number()):
                return False
        return kind == FRAME_ACK or (self.number() and self.number() and self.number())

    def crypto(self) -> bool:
        """Read a CRYPTO frame (RFC 9000 section 19.6); of one that the capture cut, what is there."""
        if not self.number():
            return False
        self.offset = self.varint.value
        if not self.number():
            return False
        self.start = self.pos
        self.stop = self.end if self.varint.value > self.end - self.pos else self.pos + self.varint.value
        self.pos = self.stop
        return True

    def number(self) -> bool:
        """Read a number into `varint`."""
        pos = self.varint.read(self.data, self.pos, self.end)
        if pos < 0:
            return False
        self.pos = pos
        return True

"""Recognise an HTTP/1 request and find its host, fast: no Python object is made here."""

from sensor.protocols.http.consts import (
    BODY_UNKNOWN,
    FRAME_HEADER,
    FRAME_SETTINGS,
    HTTP_MORE,
    HTTP_NOT,
    MAX_BODY,
    MAX_HEAD,
    MAX_HEADERS,
    MAX_METHOD,
    METHODS,
    PREFACE,
)
from sensor.wire.buffer import Buffer
from sensor.wire.copy import copied
from sensor.wire.ports import port_table

LF = 0x0A
CR = 0x0D
SPACE = 0x20
TAB = 0x09
COLON = 0x3A
SLASH = 0x2F
QUESTION = 0x3F
HASH = 0x23
AT = 0x40
BRACKET = 0x5B
BRACKET_CLOSED = 0x5D

MAX_SCHEME = 12
"""Bytes in which the scheme of an absolute URI must end."""

FIRST_BYTES = bytes(1 if any(method[0] == byte for method in METHODS) else 0 for byte in range(256))
FIRST_TWO = port_table([method[0] << 8 | method[1] for method in METHODS])
"""The same for two bytes as one number: text of other protocols mostly ends here."""


def preface_at(data: Buffer, pos: int, end: int) -> int:
    """Classify by the preface of HTTP/2: HTTP_NOT, HTTP_MORE (a prefix of it), or 1."""
    size = min(end - pos, len(PREFACE))
    for at in range(size):
        if data[pos + at] != PREFACE[at]:
            return HTTP_NOT
    return 1 if size == len(PREFACE) else HTTP_MORE


def settings_at(data: Buffer, pos: int, end: int) -> int:
    """Classify by the frame that a server of HTTP/2 sends first (RFC 9113 section 6.5): HTTP_NOT, HTTP_MORE, or 1."""
    size = min(end - pos, FRAME_HEADER)
    for at in range(size):
        if at == 2:
            if data[pos + at] % 6:
                return HTTP_NOT
        elif data[pos + at] != (FRAME_SETTINGS if at == 3 else 0):
            return HTTP_NOT
    return 1 if size == FRAME_HEADER else HTTP_MORE


class RequestScan:
    """Where the parts of a request head lie, as offsets; -1 for what it has not. Refilled, never kept."""

    def __init__(self) -> None:
        self.method = -1
        self.method_end = -1
        self.target = -1
        self.target_end = -1
        self.host = -1
        self.host_end = -1
        self.agent = -1
        self.agent_end = -1
        self.referer = -1
        self.referer_end = -1
        self.forwarded = -1
        self.forwarded_end = -1
        """X-Forwarded-For."""
        self.hops = -1
        self.hops_end = -1
        """Forwarded (RFC 7239)."""
        self.site_start = -1
        self.site_end = -1
        """Where the wanted host stands, without its port: filled by `site`."""
        self.port_start = -1
        self.port_end = -1
        self.minor = 0
        """Minor version of HTTP/1."""
        self.body = 0
        """Bytes of body that Content-Length announces, or BODY_UNKNOWN."""
        self.lengths = 0
        """How many Content-Length fields were read."""
        self.connect = False

    def clear(self) -> None:
        """Forget the request before."""
        self.method = self.target = self.host = self.agent = self.referer = self.forwarded = self.hops = -1
        self.body = 0
        self.lengths = 0
        self.connect = False

    def looks_like(self, data: Buffer, pos: int, end: int) -> int:
        """Classify by the method alone: HTTP_NOT, HTTP_MORE (a prefix of one), or 1."""
        if pos >= end:
            return HTTP_MORE
        if not FIRST_BYTES[data[pos]] or (pos + 1 < end and not FIRST_TWO[data[pos] << 8 | data[pos + 1]]):
            return HTTP_NOT
        stop = min(end, pos + MAX_METHOD)
        at = pos
        while at < stop and data[at] != SPACE:
            at += 1
        word = copied(data, pos, at)
        if at < stop:
            return 1 if word in METHODS else HTTP_NOT
        for method in METHODS:
            if method.startswith(word):
                return HTTP_MORE
        return HTTP_NOT

    def read(self, data: Buffer, pos: int, end: int) -> int:
        """Read the head at ``data[pos:end]``; return the position behind it, HTTP_MORE or HTTP_NOT.

        After HTTP_MORE the parts that were whole stand: enough for a head that the capture cut short.
        """
        self.clear()
        status = self.looks_like(data, pos, end)
        if status != 1:
            return status
        line_end = self.line(data, pos, min(end, pos + MAX_HEAD))
        if line_end < 0:
            return HTTP_NOT if end - pos >= MAX_HEAD else HTTP_MORE
        if self.request_line(data, pos, line_end) < 0:
            return HTTP_NOT
        pos = line_end
        for _ in range(MAX_HEADERS):
            line_end = self.line(data, pos, end)
            if line_end < 0:
                return HTTP_MORE
            if data[pos] == LF or (data[pos] == CR and line_end == pos + 2):
                return line_end
            self.header(data, pos, line_end)
            pos = line_end
        return HTTP_NOT

    def line(self, data: Buffer, pos: int, end: int) -> int:
        """Return the position behind the next line feed, or -1."""
        while pos < end:
            if data[pos] == LF:
                return pos + 1
            pos += 1
        return -1

    def request_line(self, data: Buffer, pos: int, end: int) -> int:
        """``METHOD SP target SP HTTP/1.x`` in the line ``data[pos:end]``, its end included; -1 when it is not one."""
        end -= 1
        if end > pos and data[end - 1] == CR:
            end -= 1
        at = pos
        while data[at] != SPACE:
            at += 1
        if (
            end - at < 10
            or data[end - 9] != SPACE
            or data[end - 8] != 0x48  # HTTP/1.
            or data[end - 7] != 0x54
            or data[end - 6] != 0x54
            or data[end - 5] != 0x50
            or data[end - 4] != 0x2F
            or data[end - 3] != 0x31
            or data[end - 2] != 0x2E
            or not 0x30 <= data[end - 1] <= 0x39
        ):
            return -1
        self.method = pos
        self.method_end = at
        self.target = at + 1
        self.target_end = end - 9
        self.minor = data[end - 1] - 0x30
        self.connect = at - pos == 7 and data[pos] == 0x43 and data[pos + 1] == 0x4F and data[pos + 2] == 0x4E
        return 0

    def header(self, data: Buffer, pos: int, end: int) -> int:
        """Note the header in the line ``data[pos:end]`` if it is one of those that somebody asks for."""
        at = pos
        while at < end and data[at] != COLON:
            at += 1
        size = at - pos
        if size not in (4, 7, 9, 10, 14, 15, 17):
            return 0
        value = at + 1
        while value < end and data[value] in (SPACE, TAB):
            value += 1
        while end > value and data[end - 1] in (SPACE, TAB, CR, LF):
            end -= 1
        if size == 4 and self.is_word(data, pos, b"host") and self.host < 0:
            self.host = value
            self.host_end = end
        elif size == 10 and self.is_word(data, pos, b"user-agent") and self.agent < 0:
            self.agent = value
            self.agent_end = end
        elif size == 14 and self.is_word(data, pos, b"content-length"):
            self.content_length(self.number(data, value, end))
        elif size == 17 and self.is_word(data, pos, b"transfer-encoding"):
            self.content_length(BODY_UNKNOWN)
        elif size == 7 and self.is_word(data, pos, b"referer") and self.referer < 0:
            self.referer = value
            self.referer_end = end
        elif size == 15 and self.is_word(data, pos, b"x-forwarded-for") and self.forwarded < 0:
            self.forwarded = value
            self.forwarded_end = end
        elif size == 9 and self.is_word(data, pos, b"forwarded") and self.hops < 0:
            self.hops = value
            self.hops_end = end
        return 0

    def content_length(self, length: int) -> int:
        """Note a length of the body; it stands only as long as no other is said."""
        self.body = length if self.lengths == 0 or self.body == length else BODY_UNKNOWN
        self.lengths += 1
        return 0

    def site(self, data: Buffer) -> bool:
        """Find host and port that are asked for: in the target of CONNECT and of an absolute URI, else in Host."""
        if self.connect:
            return self.split_authority(data, self.target, self.target_end)
        pos = self.behind_scheme(data)
        if pos >= 0:
            end = pos
            while end < self.target_end and data[end] not in (SLASH, QUESTION, HASH):
                end += 1
            for at in range(pos, end):
                if data[at] == AT:  # a user's name before it, and nobody's host
                    pos = at + 1
            if self.split_authority(data, pos, end):
                return True
        return self.split_authority(data, self.host, self.host_end)

    def to_proxy(self, data: Buffer) -> bool:
        """True for a request that is only ever sent to a proxy: CONNECT, or a target that says which scheme to use."""
        return (
            self.connect
            or (self.target_end - self.target >= 7 and self.is_word(data, self.target, b"http://"))
            or (self.target_end - self.target >= 8 and self.is_word(data, self.target, b"https://"))
        )

    def behind_scheme(self, data: Buffer) -> int:
        """Return where the authority of an absolute URI begins, -1 for a target that is none."""
        at = self.target
        if at == self.target_end or data[at] == SLASH:
            return -1
        stop = min(self.target_end, at + MAX_SCHEME)
        while at + 3 <= stop:
            if data[at] == COLON and data[at + 1] == SLASH and data[at + 2] == SLASH:
                return at + 3
            at += 1
        return -1

    def split_authority(self, data: Buffer, pos: int, end: int) -> bool:
        """Take ``data[pos:end]`` as ``host``, ``host:port`` or ``[v6]:port``; False where it names no host."""
        closing = COLON
        if 0 <= pos < end and data[pos] == BRACKET:
            closing = BRACKET_CLOSED
            pos += 1
        self.site_start = pos
        self.site_end = pos
        self.port_start = -1
        if pos < 0:
            return False
        while self.site_end < end and data[self.site_end] != closing:
            self.site_end += 1
        at = self.site_end + (1 if closing == BRACKET_CLOSED else 0)
        if at < end and data[at] == COLON:
            self.port_start = at + 1
            self.port_end = end
        return self.site_end > pos

    def is_word(self, data: Buffer, pos: int, word: bytes) -> bool:
        """Compare without regard to case; *word* is lower case and as long as what it is compared with."""
        for at in range(len(word)):
            byte = data[pos + at]
            if (byte | 0x20 if 0x41 <= byte <= 0x5A else byte) != word[at]:
                return False
        return True

    def number(self, data: Buffer, pos: int, end: int) -> int:
        """Decimal digits as a number; BODY_UNKNOWN for anything else, and beyond MAX_BODY."""
        value = 0
        for at in range(pos, end):
            if not 0x30 <= data[at] <= 0x39:
                return BODY_UNKNOWN
            value = value * 10 + data[at] - 0x30
            if value > MAX_BODY:
                return BODY_UNKNOWN
        return value if end > pos else BODY_UNKNOWN

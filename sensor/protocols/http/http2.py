"""HTTP/2 in the clear (RFC 9113): the heads of one direction, which have to be read from its first byte on.

Heads are compressed with what was sent before (HPACK, RFC 7541), so a direction of which a byte is missing is lost.
"""

from sensor.model.bodies import Http
from sensor.protocols.http.consts import (
    FLAG_END_HEADERS,
    FLAG_PADDED,
    FLAG_PRIORITY,
    FRAME_CONTINUATION,
    FRAME_HEADER,
    FRAME_HEADERS,
    FRAME_PUSH,
    MAX_BLOCK,
    MAX_TABLE,
    MAX_VALUE,
    PREFACE,
)
from sensor.protocols.http.forwarded import forwarded_for
from sensor.protocols.http.parse import port_number
from sensor.wire.name import Name, printable

Head = dict[bytes, bytes]
"""Header fields by name; of several with the same name the first."""

AUTHORITY, METHOD, PATH, STATUS = b":authority", b":method", b":path", b":status"


class Broken(Exception):
    """What was sent cannot be followed any more."""


class Http2Side:
    """One direction of a connection."""

    def __init__(self) -> None:
        from hpack import Decoder, HPACKError  # noqa: PLC0415 - takes 20 ms, and few captures hold any HTTP/2 in the clear

        self.bad: type[Exception] = HPACKError
        self.decoder = Decoder(max_header_list_size=MAX_BLOCK)
        self.decoder.max_allowed_table_size = MAX_TABLE
        self.begun = False
        self.block = bytearray()
        """Compressed head whose rest is to come in CONTINUATION frames."""
        self.stream = 0
        """Of that head; 0 while there is none."""
        self.promised = False
        """It is a request that the server expects, and nobody made."""
        self.heads: list[Head] = []
        """Heads that became whole, for the caller to take."""

    def read(self, data: bytes) -> int:
        """Read the frames that are whole at the beginning of *data*; return the bytes used, which may reach past its end.

        Raises Broken.
        """
        pos = 0
        if not self.begun and PREFACE.startswith(data[: len(PREFACE)]):
            if len(data) < len(PREFACE):
                return 0
            pos = len(PREFACE)
        self.begun = True
        while pos + FRAME_HEADER <= len(data):
            length = int.from_bytes(data[pos : pos + 3])
            kind = data[pos + 3]
            payload = pos + FRAME_HEADER
            if kind in (FRAME_HEADERS, FRAME_CONTINUATION, FRAME_PUSH):
                if length > MAX_BLOCK - FRAME_HEADER:
                    raise Broken
                if payload + length > len(data):
                    break
                stream = int.from_bytes(data[pos + 5 : pos + 9]) & 0x7FFFFFFF
                self.frame(kind, data[pos + 4], stream, data[payload : payload + length])
            elif self.stream:
                raise Broken  # nothing may come between the parts of a head
            pos = payload + length
        return pos

    def frame(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        """Take a frame that carries a head or a part of one."""
        if (kind == FRAME_CONTINUATION) != (self.stream != 0) or stream == 0 or (self.stream and stream != self.stream):
            raise Broken
        if kind != FRAME_CONTINUATION:
            payload = fragment(kind, flags, payload)
            self.promised = kind == FRAME_PUSH
        self.block += payload
        self.stream = stream
        if len(self.block) > MAX_BLOCK:
            raise Broken
        if flags & FLAG_END_HEADERS:
            self.whole()

    def whole(self) -> None:
        """The head is there: decompress it."""
        head: Head = {}
        try:
            for field in self.decoder.decode(bytes(self.block), raw=True):
                head.setdefault(bytes(field[0]), bytes(field[1]))
        except self.bad as error:
            raise Broken from error
        self.block.clear()
        self.stream = 0
        if not self.promised:
            self.heads.append(head)


def fragment(kind: int, flags: int, payload: bytes) -> bytes:
    """Return the compressed head in a HEADERS or PUSH_PROMISE frame (RFC 9113 sections 6.2 and 6.6)."""
    start = 0
    end = len(payload)
    if flags & FLAG_PADDED:
        if not payload or payload[0] >= end:
            raise Broken
        start = 1
        end -= payload[0]
    if kind == FRAME_PUSH:
        start += 4
    elif flags & FLAG_PRIORITY:
        start += 5
    if start > end:
        raise Broken
    return payload[start:end]


def status_of(head: Head) -> int:
    """The status of a response, 0 for what is none."""
    value = head.get(STATUS, b"")
    return int(value) if len(value) == 3 and value.isdigit() else 0


def request_of(head: Head) -> Http | None:
    """Return the request; None for a response, and for the fields that come behind a body."""
    method = head.get(METHOD)
    if method is None:
        return None

    def text(field: bytes) -> str | None:
        value = head.get(field)
        return None if value is None else printable(value[:MAX_VALUE])

    host, port = split_authority(head.get(AUTHORITY) or head.get(b"host") or b"")
    forwarded = head.get(b"forwarded")
    return Http(
        hostname=host,
        http_port=port,
        url=text(PATH),
        http_user_agent=text(b"user-agent"),
        http_method=printable(method[:MAX_VALUE]),
        protocol="HTTP/2",
        http_refer=text(b"referer"),
        xff=text(b"x-forwarded-for") or (forwarded_for(forwarded) if forwarded else None),
    )


def split_authority(authority: bytes) -> tuple[str | None, int | None]:
    """Return host, in normal form, and port of ``user@host:port``, where the host may be a bracketed address."""
    authority = authority.rpartition(b"@")[2]
    if authority.startswith(b"["):
        host, _, rest = authority[1:].partition(b"]")
        port = rest[1:] if rest.startswith(b":") else b""
    else:
        host, _, port = authority.partition(b":")
    name = Name()
    named = name.read_text(host, 0, len(host)) > 0
    return str(name) if named else None, port_number(port)

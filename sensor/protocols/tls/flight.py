"""Find the certificate in what a server says first, up to TLS 1.2 (RFC 5246 section 7.4), fast.

Only the ServerHello and the first certificate behind it are read. In TLS 1.3, and where a session is resumed, there is
nothing to find, and the first record says so.
"""

from sensor.protocols.handshake.consts import CERTIFICATE, EXT_VERSIONS, MAX_EXTENSIONS, SERVER_HELLO, SUPPLEMENTAL_DATA
from sensor.protocols.tls.consts import (
    FLIGHT_CERT,
    FLIGHT_END,
    FLIGHT_MORE,
    MAX_CERT,
    MAX_FLIGHT_RECORDS,
    MAX_RECORD,
    RECORD_HANDSHAKE,
    RECORD_HEADER,
    TLS_MORE,
    TLS_NOT,
    TLS_ONE_RECORD,
)
from sensor.wire.buffer import Buffer

MIN_HELLO = 38
"""Version, random, an empty session id, cipher, compression (RFC 5246 section 7.4.1.3)."""

# What `messages` says beside the answers of `read`.
NEXT_RECORD = 2
SPLIT = 3
"""A message goes on in the next record."""


def server_hello_at(data: Buffer, pos: int, end: int) -> int:
    """Classify the bytes at *pos*: TLS_NOT, TLS_MORE (the beginning of a ServerHello's record), or TLS_ONE_RECORD."""
    size = end - pos
    if size < 1:
        return TLS_MORE
    if data[pos] != RECORD_HANDSHAKE or (size >= 2 and data[pos + 1] != 3) or (size >= 3 and data[pos + 2] > 4):
        return TLS_NOT
    if size < 6:
        return TLS_MORE
    record = data[pos + 3] << 8 | data[pos + 4]
    if record == 0 or record > MAX_RECORD or data[pos + 5] != SERVER_HELLO:
        return TLS_NOT
    if size < 11 or record < 6:
        return TLS_MORE
    length = data[pos + 6] << 16 | data[pos + 7] << 8 | data[pos + 8]
    return TLS_ONE_RECORD if MIN_HELLO <= length <= MAX_RECORD and data[pos + 9] == 3 else TLS_NOT


class ServerFlight:
    """Reads the beginning of one server's direction. Refilled, never kept."""

    def __init__(self) -> None:
        self.version = 0
        """That the server chose."""
        self.cert = -1
        self.cert_end = -1
        """The certificate, in `joined` where it came in several records, else in the data that was read."""
        self.joined: bytes | None = None
        self.need = 0
        """After FLIGHT_MORE: bytes from the beginning that have to be there before reading again can tell more."""
        self.greeted = False

    def read(self, data: Buffer, pos: int, end: int) -> int:
        """Read ``data[pos:end]`` from the ServerHello's record on: FLIGHT_CERT, FLIGHT_MORE or FLIGHT_END.

        After FLIGHT_MORE `cert` is set where the beginning of the certificate is there.
        """
        self.greeted = False
        self.joined = None
        self.cert = -1
        at = pos
        for _ in range(MAX_FLIGHT_RECORDS):
            if at + RECORD_HEADER > end:
                self.need = at + RECORD_HEADER - pos
                return FLIGHT_MORE
            record = data[at + 3] << 8 | data[at + 4]
            if data[at] != RECORD_HANDSHAKE or data[at + 1] != 3 or record == 0 or record > MAX_RECORD:
                return FLIGHT_END
            status = self.messages(data, at + RECORD_HEADER, at + RECORD_HEADER + record, end)
            if status == SPLIT:
                return self.join(data, pos, end)
            if status != NEXT_RECORD:
                self.need -= pos
                return status
            at += RECORD_HEADER + record
        return FLIGHT_END

    def join(self, data: Buffer, pos: int, end: int) -> int:
        """Read the same where a message is spread over records: from a copy without their headers."""
        parts = []
        have = 0
        at = pos
        for _ in range(MAX_FLIGHT_RECORDS):
            if at + RECORD_HEADER > end or data[at] != RECORD_HANDSHAKE:
                break
            record = data[at + 3] << 8 | data[at + 4]
            parts.append(bytes(data[at + RECORD_HEADER : min(at + RECORD_HEADER + record, end)]))
            have += len(parts[len(parts) - 1])
            at += RECORD_HEADER + record
        whole = b"".join(parts)
        self.joined = whole
        self.greeted = False
        self.cert = -1
        status = self.messages(whole, 0, have, have)
        if status != SPLIT and status != NEXT_RECORD:
            return status
        if len(parts) >= MAX_FLIGHT_RECORDS or (at + RECORD_HEADER <= end and data[at] != RECORD_HANDSHAKE):
            return FLIGHT_END
        missing = self.need - have
        self.need = end - pos + (missing if missing > 0 else 1)
        return FLIGHT_MORE

    def messages(self, data: Buffer, pos: int, stop: int, end: int) -> int:
        """Read the messages of one record, ``data[pos:stop]``, of which the bytes up to *end* are there."""
        while pos < stop:
            self.need = after = pos + 4
            status = FLIGHT_MORE
            if self.need <= stop and self.need <= end:
                after = pos + 4 + (data[pos + 1] << 16 | data[pos + 2] << 8 | data[pos + 3])
                status = self.message(data, data[pos], pos + 4, after, min(stop, end))
            if status == FLIGHT_MORE and self.need > stop:
                return SPLIT
            if status != NEXT_RECORD:
                return status
            pos = after
        return NEXT_RECORD

    def message(self, data: Buffer, kind: int, pos: int, after: int, end: int) -> int:
        """Read one message with body ``data[pos:after]``; NEXT_RECORD: go on behind it. FLIGHT_MORE: see `need`."""
        if kind == CERTIFICATE and self.greeted:
            return self.certificate(data, pos, after, end)
        if kind != (SUPPLEMENTAL_DATA if self.greeted else SERVER_HELLO) or after - pos > MAX_CERT:
            return FLIGHT_END
        self.need = after
        if after > end:
            return FLIGHT_MORE
        if kind == SERVER_HELLO:
            self.greeted = True
            if not self.hello(data, pos, after):
                return FLIGHT_END
        return NEXT_RECORD

    def certificate(self, data: Buffer, pos: int, after: int, end: int) -> int:
        """Find the first certificate of the list: two lengths of three bytes, then its DER."""
        self.need = pos + 6
        if after < pos + 6:
            return FLIGHT_END
        if end < pos + 6:
            return FLIGHT_MORE
        length = data[pos + 3] << 16 | data[pos + 4] << 8 | data[pos + 5]
        if length == 0 or length > after - pos - 6 or length > MAX_CERT:
            return FLIGHT_END
        self.cert = pos + 6
        self.cert_end = pos + 6 + length
        self.need = self.cert_end
        if self.cert_end <= end:
            return FLIGHT_CERT
        self.cert_end = end
        return FLIGHT_MORE

    def hello(self, data: Buffer, pos: int, after: int) -> bool:
        """Read the version that the server chose; False for TLS 1.3, which says so in an extension, and for no hello."""
        if after - pos < MIN_HELLO or data[pos] != 3:
            return False
        self.version = data[pos] << 8 | data[pos + 1]
        pos += 35 + data[pos + 34] + 3
        if pos + 2 > after:
            return pos == after
        stop = pos + 2 + (data[pos] << 8 | data[pos + 1])
        pos += 2
        stop = min(stop, after)
        for _ in range(MAX_EXTENSIONS):
            if pos + 4 > stop:
                return True
            if data[pos] << 8 | data[pos + 1] == EXT_VERSIONS:
                return False
            pos += 4 + (data[pos + 2] << 8 | data[pos + 3])
        return False

"""Recognise a ClientHello at the start of a stream, and say whether it is all there."""

from sensor.protocols.handshake.consts import CLIENT_HELLO, MAX_HELLO
from sensor.protocols.tls.consts import (
    MAX_RECORD,
    MAX_RECORDS,
    RECORD_HANDSHAKE,
    TLS_MORE,
    TLS_NOT,
    TLS_ONE_RECORD,
    TLS_RECORDS,
)
from sensor.wire.buffer import Buffer


def hello_at(data: Buffer, pos: int, end: int) -> int:
    """Classify the bytes at *pos*: TLS_NOT, TLS_MORE, TLS_ONE_RECORD or TLS_RECORDS."""
    size = end - pos
    if size < 1 or data[pos] != RECORD_HANDSHAKE:
        return TLS_NOT if size else TLS_MORE
    if size >= 2 and data[pos + 1] != 3:
        return TLS_NOT
    if size >= 3 and data[pos + 2] > 4:
        return TLS_NOT
    if size < 6:
        return TLS_MORE
    record = data[pos + 3] << 8 | data[pos + 4]
    if record == 0 or record > MAX_RECORD or data[pos + 5] != CLIENT_HELLO:
        return TLS_NOT
    if size < 11 or record < 4:
        return TLS_MORE if record >= 4 else records_hold_hello(data, pos, end)
    length = data[pos + 6] << 16 | data[pos + 7] << 8 | data[pos + 8]
    if length > MAX_HELLO or (record >= 6 and data[pos + 9] != 3):
        return TLS_NOT
    if length + 4 <= record:
        return TLS_ONE_RECORD if size >= 9 + length else TLS_MORE
    return records_hold_hello(data, pos, end)


def records_hold_hello(data: Buffer, pos: int, end: int) -> int:
    """TLS_RECORDS when the handshake records from *pos* on hold a whole message, else TLS_MORE or TLS_NOT."""
    have = 0
    length = 0
    for _ in range(MAX_RECORDS):
        if pos + 5 > end:
            return TLS_MORE
        record = data[pos + 3] << 8 | data[pos + 4]
        if data[pos] != RECORD_HANDSHAKE or data[pos + 1] != 3 or record == 0 or record > MAX_RECORD:
            return TLS_NOT
        at = pos + 5
        stop = min(at + record, end)
        while at < stop and have < 4:  # the type, then 24 bits of length
            length = length << 8 | data[at] if have else 0
            have += 1
            at += 1
        have += stop - at
        if have >= 4 and length > MAX_HELLO:
            return TLS_NOT
        if have >= 4 + length and have >= 4:
            return TLS_RECORDS
        pos += 5 + record
    return TLS_NOT


def unwrap(data: Buffer, pos: int, end: int) -> bytes:
    """Return the handshake bytes of the consecutive handshake records in ``data[pos:end]``, cut ones included."""
    out = bytearray()
    while pos + 5 <= end and data[pos] == RECORD_HANDSHAKE:
        record = int.from_bytes(bytes(data[pos + 3 : pos + 5]))
        out += bytes(data[pos + 5 : min(pos + 5 + record, end)])
        pos += 5 + record
    return bytes(out)

"""Frames of HTTP/2 to test with."""

import itertools
from collections.abc import Sequence

from hpack import Encoder

from sensor.protocols.http.consts import (
    FLAG_END_HEADERS,
    FLAG_PADDED,
    FLAG_PRIORITY,
    FRAME_CONTINUATION,
    FRAME_HEADERS,
    FRAME_PUSH,
    FRAME_SETTINGS,
)

Fields = Sequence[tuple[str, str]]


def frame(kind: int, payload: bytes = b"", *, flags: int = 0, stream: int = 1) -> bytes:
    """Return one frame (RFC 9113 section 4.1)."""
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload


SETTINGS = frame(FRAME_SETTINGS, b"\0\3\0\0\0\x64", stream=0)


def request(authority: str | None, path: str = "/", method: str = "GET", *more: tuple[str, str]) -> Fields:
    """Return the fields of a request."""
    host = [(":authority", authority)] if authority is not None else []
    return [(":method", method), (":scheme", "http"), *host, (":path", path), *more]


class Side:
    """One end that compresses what it sends."""

    def __init__(self) -> None:
        self.encoder = Encoder()

    def head(
        self,
        fields: Fields,
        *,
        stream: int = 1,
        parts: int = 1,
        pad: int = 0,
        priority: bool = False,
        push: bool = False,
    ) -> bytes:
        """Return the frames of a head, in *parts* of about the same size."""
        block = self.encoder.encode(fields)
        cuts = [len(block) * at // parts for at in range(parts + 1)]
        first = (b"\0\0\0\2" if push else b"") + (b"\0\0\0\0\x10" if priority else b"") + block[: cuts[1]]
        flags = FLAG_PRIORITY if priority else 0
        if pad:
            first = bytes([pad]) + first + bytes(pad)
            flags |= FLAG_PADDED
        kind = FRAME_PUSH if push else FRAME_HEADERS
        payloads = [
            (kind, flags, first),
            *((FRAME_CONTINUATION, 0, block[a:b]) for a, b in itertools.pairwise(cuts[1:])),
        ]
        last = len(payloads) - 1
        return b"".join(
            frame(kind, payload, flags=flags | (FLAG_END_HEADERS if at == last else 0), stream=stream)
            for at, (kind, flags, payload) in enumerate(payloads)
        )

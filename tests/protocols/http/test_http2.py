"""HTTP/2 in the clear: heads, and what cannot be followed."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from protocols.http.h2 import SETTINGS, Fields, Side, frame, request

from sensor.model.bodies import Http
from sensor.protocols.http.consts import (
    FLAG_END_HEADERS,
    FLAG_PADDED,
    FRAME_CONTINUATION,
    FRAME_HEADERS,
    HTTP_MORE,
    HTTP_NOT,
    MAX_BLOCK,
    MAX_TABLE,
    PREFACE,
)
from sensor.protocols.http.http2 import Broken, Head, Http2Side, request_of, split_authority, status_of
from sensor.protocols.http.scan import preface_at, settings_at

DATA = frame(0, bytes(5000))


def conversation() -> bytes:
    """Return three requests, with what may stand around them."""
    side = Side()
    return b"".join(
        [
            PREFACE,
            SETTINGS,
            frame(8, b"\0\0\xff\xff", stream=0),
            side.head(request("a.example", "/one", "GET", ("user-agent", "x/1")), priority=True, pad=7),
            side.head(request("a.example", "/two", "POST"), stream=3, parts=3),
            DATA,
            frame(0xBE, b"unknown", stream=0),
            side.head(request("a.example", "/three"), stream=5),
        ]
    )


STREAM = conversation()


def heads(data: bytes, sizes: list[int] | None = None) -> list[Head]:
    """Read *data*, which comes in pieces, as a caller does who keeps what was not used."""
    side = Http2Side()
    kept = b""
    skip = 0
    found = []
    for start, stop in itertools.pairwise([0, *(sizes or []), len(data)]):
        piece = data[start:stop]
        kept += piece[skip:]
        skip = max(0, skip - len(piece))
        if kept:
            used = side.read(kept)
            skip += max(0, used - len(kept))
            kept = kept[used:]
        found += side.heads
        side.heads.clear()
    return found


def paths(found: list[Head]) -> list[bytes]:
    """Return what was asked for."""
    return [head[b":path"] for head in found]


def test_requests_are_read() -> None:
    """With padding, priorities, parts and bodies, and fields that were said before."""
    found = heads(STREAM)
    assert paths(found) == [b"/one", b"/two", b"/three"]
    assert request_of(found[0]) == Http(
        hostname="a.example", url="/one", http_user_agent="x/1", http_method="GET", protocol="HTTP/2"
    )
    assert [head[b":authority"] for head in found] == [b"a.example"] * 3


@given(st.sets(st.integers(1, len(STREAM) - 1), max_size=40).map(sorted))
def test_pieces_of_any_size_tell_the_same(sizes: list[int]) -> None:
    """Wherever frames, heads and bodies are cut."""
    assert heads(STREAM, sizes) == heads(STREAM)


def test_the_preface_may_have_gone_before() -> None:
    """A server sends none."""
    assert paths(heads(STREAM[len(PREFACE) :])) == [b"/one", b"/two", b"/three"]


def test_a_body_is_stepped_over_without_being_there() -> None:
    """So that nobody has to keep it."""
    side = Http2Side()
    assert side.read(PREFACE + SETTINGS + DATA[:12]) == len(PREFACE + SETTINGS + DATA)


def test_what_a_server_expects_nobody_asked_for() -> None:
    """A promised request is decompressed, because what follows builds on it, and not told."""
    side = Side()
    data = SETTINGS + side.head(request("a.example", "/pushed"), push=True) + side.head([(":status", "404")], stream=3)
    found = heads(data)
    assert [status_of(head) for head in found] == [404]
    assert request_of(found[0]) is None


@pytest.mark.parametrize("value", ["20", "2000", "abc", ""])
def test_a_status_has_three_digits(value: str) -> None:
    """Anything else is none."""
    assert status_of({b":status": value.encode()}) == 0


PLAIN = Http(hostname="a.example", url="/", http_method="GET", protocol="HTTP/2")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (request("A.Example.:8080", "/x"), {"http_port": 8080, "url": "/x"}),
        (request(None, "/x", "GET", ("host", "b.example")), {"hostname": "b.example", "url": "/x"}),
        (request("u:p@c.example"), {"hostname": "c.example"}),
        (request("[2001:db8::1]:80"), {"hostname": "2001:db8::1", "http_port": 80}),
        (
            [(":method", "CONNECT"), (":authority", "a.example:443")],
            {"http_port": 443, "http_method": "CONNECT", "url": None},
        ),
        (
            request(
                "a.example",
                "/",
                "GET",
                ("x-forwarded-for", "10.0.0.9"),
                ("forwarded", "for=10.0.0.8"),
                ("referer", "http://r/"),
            ),
            {"xff": "10.0.0.9", "http_refer": "http://r/"},
        ),
        (request("a.example", "/", "GET", ("forwarded", "for=10.0.0.8")), {"xff": "10.0.0.8"}),
        (request("a.example", "/\x1b\x7f\\"), {"url": r"/\x1b\x7f\x5c"}),
        (request("", "/"), {"hostname": None}),
    ],
)
def test_a_request_in_the_words_of_eve(fields: Fields, expected: dict[str, Any]) -> None:
    """Host without port and user, first of several fields, escaped for every medium."""
    (head,) = heads(PREFACE + Side().head([*fields, ("user-agents", "no")]))
    assert request_of(head) == structs.replace(PLAIN, **expected)


def test_trailers_are_no_request() -> None:
    """Fields behind a body."""
    (head,) = heads(Side().head([("grpc-status", "0")]))
    assert request_of(head) is None
    assert status_of(head) == 0


@pytest.mark.parametrize(
    ("authority", "host", "port"),
    [
        (b"", None, None),
        (b":80", None, 80),
        (b"a:99999", "a", None),
        (b"[::1", "::1", None),
        (b"a:b:c", "a", None),
        (b"x" * 300, None, None),
    ],
)
def test_odd_authorities(authority: bytes, host: str | None, port: int | None) -> None:
    """What is left of them."""
    assert split_authority(authority) == (host, port)


def whole(payload: bytes, *, flags: int = 0, stream: int = 1) -> bytes:
    """Return a head in one frame."""
    return frame(FRAME_HEADERS, payload, flags=FLAG_END_HEADERS | flags, stream=stream)


@pytest.mark.parametrize(
    "data",
    [
        whole(b"\xff\xff\xff\xff\xff"),
        whole(b"\xbe"),
        whole(b"\x80"),
        whole(b"\x3f\xe1\xff\xff\x7f"),
        whole(b"\x40\xff"),
        whole(b"\x82", stream=0),
        whole(b"\5\x82", flags=FLAG_PADDED),
        whole(b"", flags=FLAG_PADDED),
        whole(b"\x82", flags=0x20),
        frame(FRAME_CONTINUATION, b"\x82", flags=FLAG_END_HEADERS),
        frame(FRAME_HEADERS, b"\x82") + whole(b"\x82"),
        frame(FRAME_HEADERS, b"\x82") + frame(FRAME_CONTINUATION, b"", flags=FLAG_END_HEADERS, stream=3),
        frame(FRAME_HEADERS, b"\x82") + DATA,
        (MAX_BLOCK).to_bytes(3) + b"\1\4\0\0\0\1",
        frame(FRAME_HEADERS, bytes(20000)) + frame(FRAME_CONTINUATION, bytes(20000)),
        frame(FRAME_HEADERS, b"\x40\1a\x7f" + b"\x81\x7d" + b"v" * 16000 + b"\xbe" * 9, flags=FLAG_END_HEADERS),
    ],
)  # fmt: skip
def test_what_cannot_be_followed(data: bytes) -> None:
    """Fields that are no HPACK, tables larger than agreed, frames out of place, heads without an end or far too long."""
    side = Http2Side()
    with pytest.raises(Broken):
        side.read(data)


def test_a_table_may_grow_to_a_limit() -> None:
    """RFC 7541 section 6.3."""
    side = Side()
    side.encoder.header_table_size = MAX_TABLE
    assert paths(heads(PREFACE + side.head(request("a.example", "/big")))) == [b"/big"]
    side = Side()
    side.encoder.header_table_size = MAX_TABLE + 1
    with pytest.raises(Broken):
        heads(PREFACE + side.head(request("a.example", "/bigger")))


@given(st.data())
def test_damaged_streams_do_not_raise_anything_else(data: st.DataObject) -> None:
    """Whatever a byte says."""
    damaged = bytearray(STREAM[:400])
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        for head in heads(bytes(damaged)):
            request_of(head)
    except Broken:
        pass


@given(st.binary(max_size=80))
def test_any_block_is_taken(block: bytes) -> None:
    """As HPACK, or as none."""
    try:
        for head in heads(whole(block)):
            request_of(head)
    except Broken:
        pass


def test_the_preface_is_recognised() -> None:
    """And every beginning of it may become one."""
    assert [preface_at(b"P" + PREFACE, 1, 1 + end) for end in range(len(PREFACE))] == [HTTP_MORE] * len(PREFACE)
    assert preface_at(PREFACE + b"x", 0, len(PREFACE) + 1) == 1
    assert preface_at(b"PRI * HTTP/1.1\r\n", 0, 16) == HTTP_NOT
    assert preface_at(b"POST", 0, 4) == HTTP_NOT


def test_the_first_frame_of_a_server_is_recognised() -> None:
    """Settings of no stream, that are no acknowledgement."""
    assert [settings_at(b"x" + SETTINGS, 1, 1 + end) for end in range(9)] == [HTTP_MORE] * 9
    assert settings_at(b"x" + SETTINGS, 1, 16) == 1
    assert settings_at(frame(4, stream=0), 0, 9) == 1


@pytest.mark.parametrize(
    "data",
    [
        frame(4, flags=1, stream=0),
        frame(4, b"\0", stream=0),
        frame(4),
        frame(0, stream=0),
        b"\1" + SETTINGS[1:],
        b"HTTP",
    ],
)
def test_what_is_no_first_frame_of_a_server(data: bytes) -> None:
    """Others, and those of other lengths."""
    assert settings_at(data, 0, len(data)) == HTTP_NOT

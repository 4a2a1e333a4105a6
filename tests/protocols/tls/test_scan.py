"""A ClientHello at the start of a stream, in records of any size."""

import itertools

import pytest
from builders import tls
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.handshake.consts import MAX_HELLO
from sensor.protocols.tls.consts import MAX_RECORD, MAX_RECORDS, TLS_MORE, TLS_NOT, TLS_ONE_RECORD, TLS_RECORDS
from sensor.protocols.tls.scan import hello_at, unwrap

HELLO = tls.client_hello("s07.upd.kaspersky.com")
SHORT = tls.handshake(1, b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0")
"""A hello as small as they get."""


def classify(data: bytes) -> int:
    """Return what the bytes are taken for; those around them do not matter."""
    answer = hello_at(data, 0, len(data))
    assert hello_at(b"\x16\3\1" + data + b"\x16\3\1", 3, 3 + len(data)) == answer
    return answer


@pytest.mark.parametrize("hello", [HELLO, SHORT], ids=["browser", "short"])
@pytest.mark.parametrize("version", [0x0300, 0x0301, 0x0303, 0x0304])
def test_a_hello_in_one_record_is_whole_with_its_last_byte(hello: bytes, version: int) -> None:
    """Every beginning of it may become one; what follows does not matter."""
    stream = tls.record(hello, version=version)
    assert [classify(stream[:end]) for end in range(len(stream))] == [TLS_MORE] * len(stream)
    assert classify(stream) == TLS_ONE_RECORD
    assert classify(stream + tls.record(b"\1", tls.CCS)) == TLS_ONE_RECORD
    assert classify(tls.record(hello + tls.handshake(11, b"abc"))) == TLS_ONE_RECORD


@given(st.sets(st.integers(1, len(HELLO) - 1), max_size=40).map(sorted))
def test_a_hello_in_records_of_any_size_is_whole_with_its_last_byte(cuts: list[int]) -> None:
    """And its bytes come out as they were before they were put into records."""
    stream = tls.records(HELLO, [end - start for start, end in itertools.pairwise([0, *cuts])])
    whole = classify(stream)
    assert whole in {TLS_ONE_RECORD, TLS_RECORDS}
    assert unwrap(stream, 0, len(stream)) == HELLO
    assert {classify(stream[:end]) for end in range(0, len(stream), 7)} == {TLS_MORE}
    assert classify(stream[:-1]) == TLS_MORE


@pytest.mark.parametrize("hello", [HELLO, SHORT], ids=["browser", "short"])
def test_a_hello_in_records_of_one_byte(hello: bytes) -> None:
    """The worst that RFC 8446 section 5.1 allows."""
    stream = tls.records(hello, [1] * len(hello))
    assert {classify(stream[:end]) for end in range(len(stream))} == {TLS_MORE}
    assert classify(stream) == TLS_RECORDS
    assert unwrap(b"##" + stream, 2, 2 + len(stream)) == hello


def test_a_hello_is_spread_over_a_limited_number_of_records() -> None:
    """So that its end is looked for in bounded time."""
    long = tls.handshake(1, b"\3\3" + bytes(MAX_RECORDS + 100))
    assert classify(tls.records(long, [1] * (MAX_RECORDS + 1))) == TLS_NOT
    assert classify(tls.records(long, [1] * (MAX_RECORDS - 1))) == TLS_RECORDS


@pytest.mark.parametrize(
    "data",
    [
        b"\x17",
        b"\x15\3\1\0\2\2\x28",
        b"\x16\2",
        b"\x16\3\5",
        b"\x16\3\1\0\0\1",
        b"\x16\3\1" + (MAX_RECORD + 1).to_bytes(2) + b"\1",
        tls.record(b"\2" + HELLO[1:]),
        b"\x16\3\1\2\0\1" + (MAX_HELLO + 1).to_bytes(3) + b"\3\3",
        b"\x16\3\1\2\0\1\0\1\xfc\2\3",
        tls.record(b"\1") + tls.record(b"\1", tls.CCS),
        tls.record(HELLO[:100]) + b"\x17\3\3\0\5hello",
        tls.record(HELLO[:100]) + b"\x16\3\1\0\0",
        tls.record(HELLO[:1]) + tls.record(b"\xff\xff\xff" + HELLO[4:]),
        b"GET / HTTP/1.1\r\n",
    ],
    ids=[
        "data", "alert", "version", "minor", "empty", "record", "server", "hello", "inside", "change", "interleaved",
        "empty-second", "grown", "http",
    ],
)  # fmt: skip
def test_what_is_no_hello(data: bytes) -> None:
    """And whether its records fit each other."""
    assert classify(data) == TLS_NOT


def test_unwrapping_stops_where_the_handshake_does() -> None:
    """A cut record is taken as far as it goes."""
    stream = tls.record(HELLO[:50]) + tls.record(HELLO[50:90]) + tls.record(b"\1", tls.CCS) + tls.record(HELLO[90:])
    assert unwrap(stream, 0, len(stream)) == HELLO[:90]
    assert unwrap(stream, 0, 5 + 50 + 5 + 10) == HELLO[:60]
    assert unwrap(stream, 0, 5 + 50 + 3) == HELLO[:50]
    assert unwrap(stream, 0, 0) == b""


@given(st.binary(max_size=64).map(lambda data: b"\x16\3\1" + data))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """Whatever they are."""
    assert classify(data) in {TLS_NOT, TLS_MORE, TLS_ONE_RECORD, TLS_RECORDS}
    assert len(unwrap(data, 0, len(data))) <= len(data)

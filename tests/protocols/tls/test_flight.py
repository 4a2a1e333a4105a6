"""The certificate in what a server says first."""

import itertools

import pytest
from builders import tls
from hypothesis import given
from hypothesis import strategies as st
from protocols.tls.certs import certificate

from sensor.protocols.tls.consts import (
    FLIGHT_CERT,
    FLIGHT_END,
    FLIGHT_MORE,
    MAX_CERT,
    MAX_FLIGHT_RECORDS,
    TLS_MORE,
    TLS_NOT,
    TLS_ONE_RECORD,
)
from sensor.protocols.tls.flight import ServerFlight, server_hello_at

LEAF = certificate("a.example")
CHAIN = [LEAF, certificate("ca.example"), bytes(5000)]
HELLO = tls.server_hello(tls13=False)
MESSAGES = HELLO + tls.certificate_message(CHAIN) + tls.handshake(14, b"")
IN_ONE = tls.record(MESSAGES, version=0x0303)
IN_SEVERAL = tls.server_flight12(CHAIN)


def read(data: bytes, flight: ServerFlight | None = None) -> tuple[int, bytes]:
    """Return the answer and the certificate, of a flight that stands among other bytes."""
    flight = flight or ServerFlight()
    status = flight.read(b"\x16\3" + data + b"\x16\3", 2, 2 + len(data))
    if flight.cert < 0:
        return status, b""
    source = b"\x16\3" + data if flight.joined is None else flight.joined
    return status, source[flight.cert : flight.cert_end]


@pytest.mark.parametrize("flight", [IN_ONE, IN_SEVERAL], ids=["one record", "a record for each message"])
def test_the_first_certificate_is_enough(flight: bytes) -> None:
    """The rest of the chain does not have to be there, and every beginning of the first is given."""
    whole = flight.index(LEAF) + len(LEAF)
    for end in range(whole):
        status, part = read(flight[:end])
        assert status == FLIGHT_MORE
        assert LEAF.startswith(part)
    assert read(flight[:whole]) == (FLIGHT_CERT, LEAF)
    assert read(flight) == (FLIGHT_CERT, LEAF)


@given(st.sets(st.integers(1, len(MESSAGES) - 1), max_size=MAX_FLIGHT_RECORDS - 5).map(sorted))
def test_records_of_any_size(cuts: list[int]) -> None:
    """The certificate is there with its last byte, wherever records begin."""
    flight = tls.records(MESSAGES, [stop - start for start, stop in itertools.pairwise([0, *cuts])], version=0x0303)
    assert read(flight) == (FLIGHT_CERT, LEAF)
    for end in range(0, len(flight), 97):
        status, part = read(flight[:end])
        assert LEAF.startswith(part)
        assert (status == FLIGHT_CERT) == (part == LEAF)


@given(st.sets(st.integers(1, len(HELLO) + 200), max_size=12).map(sorted))
def test_no_byte_is_waited_for_in_vain(cuts: list[int]) -> None:
    """`need` is a lower bound: what answers FLIGHT_MORE goes on to do so until that many bytes are there."""
    data = tls.records(MESSAGES, [stop - start for start, stop in itertools.pairwise([0, *cuts])], version=0x0303)
    flight = ServerFlight()
    end = steps = 0
    while read(data[:end], flight)[0] == FLIGHT_MORE:
        assert flight.need > end
        assert end == 0 or read(data[: flight.need - 1])[0] == FLIGHT_MORE
        read(data[:end], flight)
        end = flight.need
        steps += 1
    assert steps < 60


def test_the_version_is_the_one_that_the_server_chose() -> None:
    """It stands in the ServerHello, not around it."""
    flight = ServerFlight()
    read(IN_ONE, flight)
    assert flight.version == 0x0303


@pytest.mark.parametrize(
    "flight",
    [
        tls.server_flight13(),
        tls.record(HELLO) + tls.record(b"\1", tls.CCS) + tls.record(bytes(40)),
        tls.record(HELLO + tls.handshake(4, bytes(100))),
        tls.record(HELLO + tls.handshake(14, b"")),
        tls.record(HELLO) + tls.record(b"\2\x28", tls.ALERT),
        tls.record(HELLO + tls.handshake(11, b"\0\0\0")),
        tls.record(HELLO + tls.handshake(11, b"\0\0\3\0\0\0")),
        tls.record(HELLO + tls.handshake(11, b"\0\0\x50\0\0\x50abc")),
        tls.record(HELLO + tls.handshake(11, b"\0")),
        tls.record(HELLO) + tls.record(b"\x0b\1\0\x10\1\0\xff\xff"[:4] + b"\1\0\x10\1\0\1" + bytes(MAX_CERT // 8)),
        tls.record(tls.certificate_message(CHAIN)),
        tls.record(tls.client_hello("a.example")),
        tls.record(tls.handshake(2, b"\2\0" + bytes(40))),
        tls.record(tls.handshake(2, b"\3\3" + bytes(10))),
        tls.record(tls.handshake(2, b"\3\3" + bytes(32) + b"\xff" + bytes(40))),
        b"HTTP/1.1 400 Bad Request\r\n",
    ],
)  # fmt: skip
def test_where_no_certificate_comes(flight: bytes) -> None:
    """TLS 1.3, resumed sessions, alerts, empty lists, lengths that contradict each other, and no TLS."""
    assert read(flight)[0] == FLIGHT_END


def test_supplemental_data_may_come_before() -> None:
    """RFC 4680 section 2."""
    flight = tls.record(HELLO + tls.handshake(23, bytes(50)) + tls.certificate_message(CHAIN))
    assert read(flight) == (FLIGHT_CERT, LEAF)


def test_the_records_are_bounded() -> None:
    """A flight of tiny records is left alone."""
    assert read(tls.records(MESSAGES, [1] * (MAX_FLIGHT_RECORDS + 1)))[0] == FLIGHT_END
    assert (
        read(tls.records(HELLO, [len(HELLO)]) + tls.record(tls.handshake(23, b"")) * MAX_FLIGHT_RECORDS)[0]
        == FLIGHT_END
    )


@given(st.data())
def test_damaged_flights_do_not_raise(data: st.DataObject) -> None:
    """Whatever a byte says."""
    damaged = bytearray(data.draw(st.sampled_from([IN_ONE, IN_SEVERAL, tls.server_flight13()])))
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, 250))] = data.draw(st.integers(0, 255))
    read(bytes(damaged))
    server_hello_at(bytes(damaged), 0, len(damaged))


def test_a_server_hello_is_recognised() -> None:
    """By its first bytes; that of TLS 1.3 too."""
    for flight in (IN_ONE, IN_SEVERAL, tls.server_flight13()):
        assert [server_hello_at(flight, 0, end) for end in range(11)] == [TLS_MORE] * 11
        assert server_hello_at(flight, 0, len(flight)) == TLS_ONE_RECORD
    tiny = tls.records(MESSAGES, [5])
    assert server_hello_at(tiny, 0, len(tiny)) == TLS_MORE


@pytest.mark.parametrize(
    "data",
    [
        tls.record(tls.client_hello("a.example")), tls.record(b"\2\x28", tls.ALERT), tls.record(b"x", tls.DATA), b"\x16\2\3\0\x50\2",
        b"\x16\3\5", tls.record(b"\2\0\0\5\3\3aaaaaa"), tls.record(b"\2\0\0\x50\2\2" + bytes(80)), b"HTTP/1.1 200 OK", b"\x16\3\1\0\0\2",
    ],
)  # fmt: skip
def test_what_is_no_server_hello(data: bytes) -> None:
    """Other records, other messages, lengths and versions that cannot be."""
    assert server_hello_at(data, 0, len(data)) == TLS_NOT

"""The Forwarded header."""

import pytest
from builders import http
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.http.forwarded import MAX_HOPS, forwarded_for
from sensor.protocols.http.parse import parse_request
from sensor.protocols.http.scan import RequestScan


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
        (b"For=192.0.2.43, for=198.51.100.17", "192.0.2.43, 198.51.100.17"),
        (b'For="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"),
        (b'for="192.0.2.7:5555";host="a, for=evil"', "192.0.2.7"),
        (b"proto=https ; for=192.0.2.1 ,\tfor=192.0.2.2", "192.0.2.1, 192.0.2.2"),
        (b"for=_hidden, for=unknown", None),
        (b"for=_SEVKISEK, for=192.0.2.9", "192.0.2.9"),
        (b"by=192.0.2.1", None),
        (b"for=", None),
        (b"for", None),
        (b"", None),
        (b'for="', None),
        (b"for=a\x1b[1m", r"a\x1b[1m"),
    ],
)
def test_whom_a_proxy_asks_for(value: bytes, expected: str | None) -> None:
    """The examples of RFC 7239 section 4, and what is none."""
    assert forwarded_for(value) == expected


def test_the_hops_are_bounded() -> None:
    """As many as proxies may stand behind one another."""
    found = forwarded_for(b"for=10.0.0.1," * (MAX_HOPS + 9))
    assert found is not None
    assert found.count("10.0.0.1") == MAX_HOPS


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Forwarded": "for=10.0.0.8;proto=http"}, "10.0.0.8"),
        ({"Forwarded": "for=10.0.0.8", "X-Forwarded-For": "10.0.0.9"}, "10.0.0.9"),
        ({"forwarded": "proto=http"}, None),
        ({"X-Forwarded": "for=10.0.0.8"}, None),
    ],
)
def test_requests_say_it_in_either_header(headers: dict[str, str], expected: str | None) -> None:
    """X-Forwarded-For counts before Forwarded."""
    data = http.request("/", "a.example", headers=headers)
    scan = RequestScan()
    assert scan.read(data, 0, len(data)) == len(data)
    assert parse_request(data, scan).xff == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_taken(value: bytes) -> None:
    """And what comes out is printable."""
    assert (forwarded_for(value) or "").isprintable()

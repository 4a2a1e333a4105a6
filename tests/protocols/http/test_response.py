"""Heads of responses: status, and where they lead."""

import pytest
from builders import http
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.http.response import host_of, location_in, status_at


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"HTTP/1.1 302 Found\r\n", 302),
        (b"HTTP/1.0 200\r\n", 200),
        (b"HTTP/1.1 30", 0),
        (b"HTTP/1.1 abc\r\n", 0),
        (b"GET / HTTP/1.1\r\n", 0),
        (b"", 0),
    ],
)
def test_the_status_stands_in_the_first_line(head: bytes, status: int) -> None:
    """Three digits, or it is none."""
    assert status_at(head) == status


@pytest.mark.parametrize(
    ("head", "location"),
    [
        (http.response(302, headers={"Location": "http://a.example/x"}), b"http://a.example/x"),
        (http.response(302, headers={"location": "  /x  "}), b"/x"),
        (b"HTTP/1.1 302 Found\nLOCATION:http://a.example/\n\n", b"http://a.example/"),
        (http.response(302), None),
        (http.response(302, b"<html>\r\nLocation: http://body.example/\r\n\r\n"), None),
        (b"HTTP/1.1 302 Found\r\nLocation: http://a.exam", None),
    ],
)
def test_location_is_read_from_the_head(head: bytes, location: bytes | None) -> None:
    """In any case of letters; not from the body, and not while its line may go on."""
    assert location_in(head) == location


@pytest.mark.parametrize(
    ("location", "host"),
    [
        (b"http://Block.Example/why?u=http://s07.upd.kaspersky.com/", b"block.example"),
        (b"https://user@a.example.:8443/", b"a.example"),
        (b"//a.example/x", b"a.example"),
        (b"http://[2001:db8::1]/", b"2001:db8::1"),
        (b"/index/u1313g.xml", b""),
        (b"", b""),
        (b"http://[2001:db8::1", None),
    ],
)
def test_a_location_names_a_host_or_stays(location: bytes, host: bytes | None) -> None:
    """A name inside its query is nobody's host."""
    assert host_of(location) == host


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """Nothing but an answer comes out."""
    status_at(raw)
    host_of(raw)
    location_in(raw)

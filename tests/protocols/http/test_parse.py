"""A request head as a value."""

import pytest
from builders import http
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Http
from sensor.protocols.http.consts import MAX_VALUE
from sensor.protocols.http.parse import parse_request, port_number
from sensor.protocols.http.scan import RequestScan
from sensor.wire.name import Name


def parsed(data: bytes) -> Http:
    """Return what the head says."""
    scan = RequestScan()
    scan.read(data, 0, len(data))
    return parse_request(data, scan)


def test_it_says_what_the_client_asks_for() -> None:
    """In the words of EVE."""
    data = http.request(
        "/index/u1313g.xml",
        "P07.upd.Kaspersky.com:8080",
        agent="KL",
        headers={"Referer": "http://a.example/", "X-Forwarded-For": "10.0.0.7"},
    )
    assert parsed(data) == Http(
        hostname="p07.upd.kaspersky.com",
        http_port=8080,
        url="/index/u1313g.xml",
        http_user_agent="KL",
        http_method="GET",
        protocol="HTTP/1.1",
        http_refer="http://a.example/",
        xff="10.0.0.7",
    )


def test_what_is_not_there_is_none() -> None:
    """No field is made up."""
    assert parsed(b"GET / HTTP/1.0\r\n\r\n") == Http(url="/", http_method="GET", protocol="HTTP/1.0")


@pytest.mark.parametrize(
    ("target", "host", "hostname", "port"),
    [
        ("/", "a.example.", "a.example", None),
        ("/", "[2001:DB8::1]:80", "2001:db8::1", 80),
        ("/", "caf\xe9.example", "caf\\xe9.example", None),
        ("/", "a\\b", "a\\x5cb", None),
        ("/", "a\x1b[2J", "a\\x1b[2j", None),
        ("/", "a" * 300, None, None),
        ("/", ".", None, None),
        ("/", "a.example:0x50", "a.example", None),
        ("/", "a.example:80 ", "a.example", 80),
        ("http://u:p@b.example:81/", "a.example", "b.example", 81),
    ],
)
def test_hosts_have_their_normal_form(target: str, host: str, hostname: str | None, port: int | None) -> None:
    """Lower case, no trailing dot, odd bytes escaped once."""
    value = parsed(http.request(target, host))
    assert (value.hostname, value.http_port) == (hostname, port)


def test_text_is_escaped_and_bounded() -> None:
    """Whoever prints it need not be afraid of it."""
    value = parsed(http.request("/\x1b]0;x\x07\xe9", "a", agent="\x9b" + "A" * (MAX_VALUE + 10)))
    assert value.url == "/\\x1b]0;x\\x07\\xe9"
    assert value.http_user_agent == "\\x9b" + "A" * (MAX_VALUE - 1)


@pytest.mark.parametrize(
    ("digits", "port"),
    [
        (b"80", 80),
        (b"0", 0),
        (b"65535", 65535),
        (b"65536", None),
        (b"000080", None),
        (b"", None),
        (b"-1", None),
        (b"\xb2", None),
    ],
)
def test_ports(digits: bytes, port: int | None) -> None:
    """What is no number of 16 bits is no port."""
    assert port_number(digits) == port


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n "), max_size=30), st.binary(max_size=30))
def test_the_host_is_that_which_the_signatures_are_asked_about(target: str, host: bytes) -> None:
    """The fast look and the whole value never differ."""
    data = f"GET {target} HTTP/1.1\r\nHost: ".encode("latin-1") + host.replace(b"\n", b"") + b"\r\n\r\n"
    scan = RequestScan()
    if scan.read(data, 0, len(data)) <= 0:
        return
    value = parse_request(data, scan)
    name = Name()
    found = scan.site(data) and name.read_text(data, scan.site_start, scan.site_end) > 0
    assert value.hostname == (str(name) if found else None)

"""The head of a request: what it asks for, and where the next one begins."""

import pytest
from builders import http
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.http.consts import BODY_UNKNOWN, HTTP_MORE, HTTP_NOT, MAX_BODY, MAX_HEAD, MAX_HEADERS, METHODS
from sensor.protocols.http.scan import RequestScan

HEAD = b"GET /index/u1313g.xml HTTP/1.1\r\nHost: p07.upd.kaspersky.com\r\nUser-Agent: KL\r\nAccept: */*\r\n\r\n"


def read(data: bytes) -> tuple[int, RequestScan]:
    """Read the head at the beginning of *data*; what stands around it does not matter."""
    scan = RequestScan()
    around = RequestScan()
    answer = scan.read(data, 0, len(data))
    moved = around.read(b"#" + data + HEAD, 1, 1 + len(data))
    assert moved == (answer + 1 if answer > 0 else answer)
    return answer, scan


def field(data: bytes, name: str) -> bytes | None:
    """Return one part of the head."""
    scan = read(data)[1]
    pos = getattr(scan, name)
    return data[pos : getattr(scan, name + "_end")] if pos >= 0 else None


def site(data: bytes) -> tuple[bytes | None, bytes | None]:
    """Return host and port that are asked for."""
    scan = read(data)[1]
    if not scan.site(data):
        return None, None
    port = data[scan.port_start : scan.port_end] if scan.port_start >= 0 else None
    return data[scan.site_start : scan.site_end], port


def head(*lines: str, request: str = "GET / HTTP/1.1", end: str = "\r\n") -> bytes:
    """Return a head of these lines."""
    return end.join([request, *lines, "", ""]).encode("latin-1")


@pytest.mark.parametrize("method", METHODS, ids=bytes.decode)
def test_a_method_is_known_with_the_space_behind_it(method: bytes) -> None:
    """And may be one at every byte before."""
    scan = RequestScan()
    data = b"##" + method + b" / HTTP/1.1\r\n"
    assert [scan.looks_like(data, 2, end) for end in range(2, 2 + len(method) + 1)] == [HTTP_MORE] * (len(method) + 1)
    assert scan.looks_like(data, 2, 2 + len(method) + 1) == 1
    assert read(head(request=f"{method.decode()} / HTTP/1.1"))[0] > 0


@pytest.mark.parametrize(
    "data",
    [
        b"get ",
        b"GETT ",
        b"GE ",
        b" GET ",
        b"HTTP/1.1 200 OK\r\n",
        b"\x16\x03\x01",
        b"SSH-2.0-",
        b"PRI * HTTP/2.0\r\n",
        b"A" * 20,
        b"GET\t/ HTTP/1.1\r\n\r\n",
        b"EHLO a\r\n",
    ],
)
def test_what_is_no_method(data: bytes) -> None:
    """Methods are those of a list, in capitals (RFC 9110 section 9.1)."""
    assert RequestScan().looks_like(data, 0, len(data)) == HTTP_NOT
    assert read(data)[0] == HTTP_NOT


@pytest.mark.parametrize(
    "line",
    [
        "GET /",
        "GET / HTTP/2.0",
        "GET / HTTP/1.",
        "GET / HTTP/1.x",
        "GET / http/1.1",
        "GET HTTP/1.1",
        "GET /HTTP/1.1",
        "GET ",
    ],
)
def test_what_is_no_request_line(line: str) -> None:
    """The version is there, and is one of HTTP/1."""
    assert read(head("Host: a", request=line))[0] == HTTP_NOT


@given(st.sampled_from(["\r\n", "\n"]), st.binary(max_size=50))
def test_a_head_ends_with_an_empty_line(end: str, behind: bytes) -> None:
    """Lines may end with a line feed alone (RFC 9112 section 2.2)."""
    data = head("Host: a.example", "Accept: */*", end=end)
    assert [read(data[:cut])[0] for cut in range(len(data))] == [HTTP_MORE] * len(data)
    assert read(data + behind)[0] == len(data)
    assert field(data, "host") == b"a.example"


def test_the_parts_of_a_head() -> None:
    """Each is found, whatever its case and the blanks around it."""
    data = head(
        "hOsT:a.example  ",
        "USER-AGENT: \t KL AV \t",
        "Referer: http://b.example/",
        "X-Forwarded-For: 10.0.0.7, 10.0.0.8",
        "Content-Length: 12",
        request="POST /a b?c HTTP/1.0",
    )
    expected = {
        "method": b"POST",
        "target": b"/a b?c",
        "host": b"a.example",
        "agent": b"KL AV",
        "referer": b"http://b.example/",
        "forwarded": b"10.0.0.7, 10.0.0.8",
    }
    assert {name: field(data, name) for name in expected} == expected
    scan = read(data)[1]
    assert (scan.minor, scan.body, scan.connect) == (0, 12, False)


def test_the_first_of_each_counts() -> None:
    """A second Host is for whoever believes it."""
    data = head("Host: a.example", "Host: b.example", "User-Agent: one", "User-Agent: two")
    assert (field(data, "host"), field(data, "agent")) == (b"a.example", b"one")


@pytest.mark.parametrize(
    "line",
    [
        " Host: b.example",
        "\tHost: b.example",
        "Host : b.example",
        "X-Host: b.example",
        "Hos: b.example",
        "Host b.example",
        ":b",
    ],
)
def test_lines_that_are_no_host(line: str) -> None:
    """Folded lines (RFC 9112 section 5.2) and near misses do not give a name."""
    assert field(head("Accept: x", line), "host") is None
    assert field(head("Host: a.example", line), "host") == b"a.example"


@pytest.mark.parametrize(
    ("target", "hosts", "expected"),
    [
        ("/", ["a.example"], (b"a.example", None)),
        ("/", ["a.example:8080"], (b"a.example", b"8080")),
        ("/", ["a.example:"], (b"a.example", b"")),
        ("/", ["[2001:db8::1]:80"], (b"2001:db8::1", b"80")),
        ("/", ["[2001:db8::1]"], (b"2001:db8::1", None)),
        ("/", ["[2001:db8::1"], (b"2001:db8::1", None)),
        ("/", [""], (None, None)),
        ("/", [":80"], (None, None)),
        ("/", ["[]:80"], (None, None)),
        ("/", [], (None, None)),
        ("*", ["a.example"], (b"a.example", None)),
        ("", ["a.example"], (b"a.example", None)),
        ("http://b.example/x", ["a.example"], (b"b.example", None)),
        ("http://b.example:8080/x", ["a.example"], (b"b.example", b"8080")),
        ("HTTP://b.example", ["a.example"], (b"b.example", None)),
        ("http://b.example?x=/", ["a.example"], (b"b.example", None)),
        ("http://b.example#x", ["a.example"], (b"b.example", None)),
        ("http://user:pass@b.example/", ["a.example"], (b"b.example", None)),
        ("http://c.example@b.example:1/@d", ["a.example"], (b"b.example", b"1")),
        ("http://[::1]:81/", ["a.example"], (b"::1", b"81")),
        ("http:///x", ["a.example"], (b"a.example", None)),
        ("ftp://b.example/x", ["a.example"], (b"b.example", None)),
        ("/http://b.example/", ["a.example"], (b"a.example", None)),
        ("//b.example/", ["a.example"], (b"a.example", None)),
        ("/?u=://b.example", ["a.example"], (b"a.example", None)),
        ("x" * 20 + "://b.example", ["a.example"], (b"a.example", None)),
    ],
)
def test_whose_site_is_asked_for(target: str, hosts: list[str], expected: tuple[bytes | None, bytes | None]) -> None:
    """What the target itself names beats Host (RFC 9112 section 3.2.2)."""
    assert site(head(*(f"Host: {host}" for host in hosts), request=f"GET {target} HTTP/1.1")) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("b.example:443", (b"b.example", b"443")),
        ("b.example", (b"b.example", None)),
        ("[::1]:443", (b"::1", b"443")),
        (":443", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_connect_names_its_site(target: str, expected: tuple[bytes | None, bytes | None]) -> None:
    """And Host is not asked (RFC 9110 section 9.3.6)."""
    data = head("Host: proxy.example", request=f"CONNECT {target} HTTP/1.1")
    assert site(data) == expected
    assert read(data)[1].connect
    assert not read(head(request="COPY / HTTP/1.1"))[1].connect


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        ([], 0),
        (["Content-Length: 0"], 0),
        (["content-length:5"], 5),
        (["Content-Length: 005 "], 5),
        (["Content-Length: 5", "Content-Length: 5"], 5),
        ([f"Content-Length: {MAX_BODY}"], MAX_BODY),
        (["Content-Length: 5", "Content-Length: 6"], BODY_UNKNOWN),
        (["Content-Length: 6", "Content-Length: 5", "Content-Length: 5"], BODY_UNKNOWN),
        (["Content-Length: 5, 5"], BODY_UNKNOWN),
        (["Content-Length: -5"], BODY_UNKNOWN),
        (["Content-Length: +5"], BODY_UNKNOWN),
        (["Content-Length: 0x5"], BODY_UNKNOWN),
        (["Content-Length:"], BODY_UNKNOWN),
        ([f"Content-Length: {MAX_BODY + 1}"], BODY_UNKNOWN),
        ([f"Content-Length: {2**64 + 5}"], BODY_UNKNOWN),
        (["Content-Length: " + "9" * 5000], BODY_UNKNOWN),
        (["Transfer-Encoding: chunked"], BODY_UNKNOWN),
        (["Transfer-Encoding: chunked", "Content-Length: 5"], BODY_UNKNOWN),
        (["Content-Length: 5", "transfer-ENCODING: chunked"], BODY_UNKNOWN),
    ],
)
def test_how_long_the_body_is(lines: list[str], body: int) -> None:
    """A length that is doubtful is none: what a request hides in its body is not the next request."""
    assert read(head("Host: a", *lines, request="POST / HTTP/1.1"))[1].body == body


def test_bytes_of_any_value_may_stand_in_a_head() -> None:
    """NUL and others are no end of anything."""
    data = b"GET /a\0b\xff HTTP/1.1\r\nHost: a\0b.example\r\nX: \0\r\rx\r\n\r\n"
    assert read(data)[0] == len(data)
    assert (field(data, "target"), field(data, "host")) == (b"/a\0b\xff", b"a\0b.example")


def test_a_head_has_limits() -> None:
    """For its first line, and for the number of its fields."""
    assert read(b"GET /" + b"a" * (MAX_HEAD - 6))[0] == HTTP_MORE
    assert read(b"GET /" + b"a" * MAX_HEAD)[0] == HTTP_NOT
    assert read(head(*["X: y"] * (MAX_HEADERS - 1)))[0] > 0
    assert read(head(*["X: y"] * (MAX_HEADERS + 1)))[0] == HTTP_NOT


def test_what_was_whole_of_a_cut_head_stands() -> None:
    """A name before the cut is as good as any."""
    scan = RequestScan()
    assert scan.read(HEAD, 0, HEAD.index(b"User")) == HTTP_MORE
    assert scan.site(HEAD)
    assert HEAD[scan.site_start : scan.site_end] == b"p07.upd.kaspersky.com"


def test_nothing_is_left_of_the_request_before() -> None:
    """A scan is used again and again."""
    scan = RequestScan()
    first = head(
        "Host: a",
        "User-Agent: b",
        "Referer: c",
        "X-Forwarded-For: d",
        "Content-Length: 5",
        request="CONNECT a HTTP/1.1",
    )
    scan.read(first, 0, len(first))
    second = head("Content-Length: 7")
    scan.read(second, 0, len(second))
    assert (scan.host, scan.agent, scan.referer, scan.forwarded, scan.body, scan.connect) == (-1, -1, -1, -1, 7, False)
    assert not scan.site(second)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """As they are, and behind the beginning of a request."""
    for start in (b"", b"GET ", b"GET / HTTP/1.1\r\n", b"CONNECT "):
        scan = read(start + data)[1]
        scan.site(start + data)


@given(st.data())
def test_no_damage_makes_it_raise(data: st.DataObject) -> None:
    """A few bytes of a real request changed."""
    request = bytearray(http.request("http://u@a.example:80/x?y", "b.example", method="POST", body=b"abc"))
    for _ in range(data.draw(st.integers(1, 5))):
        request[data.draw(st.integers(0, len(request) - 1))] = data.draw(st.integers(0, 255))
    scan = read(bytes(request))[1]
    scan.site(bytes(request))

"""Where the parts of a ClientHello lie."""

import struct

import pytest
from builders import tls
from hypothesis import given
from hypothesis import strategies as st
from protocols.handshake.hellos import hello, scanned

from sensor.protocols.handshake.consts import HELLO_BAD, HELLO_CUT, HELLO_WHOLE, MAX_EXTENSIONS
from sensor.protocols.handshake.hello import HelloScan

NAME = "s07.upd.kaspersky.com"


def names(*entries: tuple[int, bytes], extra: bytes = b"") -> bytes:
    """Return a server_name extension of entries of any type."""
    items = b"".join(struct.pack("!BH", kind, len(name)) + name for kind, name in entries) + extra
    return tls.extension(0, struct.pack("!H", len(items)) + items)


def sni(extensions: bytes) -> bytes | None:
    """Return the name that is found."""
    message = hello(0x0303, [0x1301], extensions)
    scan = scanned(message)
    return message[scan.sni : scan.sni_end] if scan.sni >= 0 else None


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        (names((0, b"a.example")), b"a.example"),
        (names((0, b"a.example"), (0, b"b.example")), b"a.example"),
        (names((5, b"x"), (0, b"b.example")), b"b.example"),
        (names((0, b""), (0, b"b.example")), b"b.example"),
        (names((0, b"a.example")) + names((0, b"b.example")), b"a.example"),
        (names((0, b"")), None),
        (names(), None),
        (tls.extension(0, b""), None),
        (tls.extension(0, b"\0"), None),
        (names((0, b"a"), extra=b"\0\0"), b"a"),
        (tls.extension(0, b"\0\x0c\0\xff\xffa.example"), None),
        (tls.extension(0, b"\xff\xff\0\0\1a"), b"a"),
        (b"", None),
    ],
    ids=[
        "one", "two", "other-first", "empty-first", "twice", "empty", "no-entry", "no-list", "half", "left-over",
        "too-long", "list-too-long", "missing",
    ],
)  # fmt: skip
def test_the_name_is_the_first_that_is_one(extensions: bytes, expected: bytes | None) -> None:
    """Whatever else the extension has."""
    assert sni(extensions) == expected
    assert sni(tls.extension(tls.GREASE, b"\0") + extensions + tls.extension(tls.GREASE + 0x1010, b"")) == expected


def test_everything_is_found_wherever_the_hello_stands() -> None:
    """The offsets count from the beginning of the buffer."""
    message = tls.client_hello(NAME, ech=True, post_quantum=True)
    scan = HelloScan()
    assert scan.read(b"before" + message[4:] + b"behind", 6, 2 + len(message)) == HELLO_WHOLE
    data = b"before" + message[4:] + b"behind"
    assert data[scan.sni : scan.sni_end] == NAME.encode()
    assert data[scan.ciphers : scan.ciphers_end].startswith(struct.pack("!HH", tls.GREASE, 0x1301))
    assert data[scan.alpn : scan.alpn_end] == b"\0\x0c\2h2\x08http/1.1"
    assert data[scan.formats : scan.formats_end] == b"\1\0"
    assert data[scan.versions : scan.versions_end] == b"\6" + struct.pack("!HHH", tls.GREASE, 0x0304, 0x0303)
    assert data[scan.groups : scan.groups_end][2:4] == struct.pack("!H", tls.GREASE)
    assert data[scan.signatures : scan.signatures_end][2:4] == b"\4\3"
    assert scan.extensions_end == len(data) - 6
    assert scan.version == 0x0303
    assert scan.ech


@pytest.mark.parametrize("kind", [0xFE0D, 0xFFCE])
def test_an_encrypted_hello_is_told(kind: int) -> None:
    """That of RFC 9849 and that of the draft before."""
    assert scanned(hello(0x0303, [0x1301], tls.extension(kind, b"x"))).ech
    assert not scanned(hello(0x0303, [0x1301], tls.extension(kind - 1, b"x"))).ech


def test_nothing_is_left_of_the_hello_before() -> None:
    """A scan is used again and again."""
    scan = scanned(tls.client_hello(NAME, ech=True))
    short = hello(0x0301, [4, 5], None)
    assert scan.read(short, 4, len(short)) == HELLO_WHOLE
    assert (scan.sni, scan.extensions, scan.groups, scan.formats, scan.alpn) == (-1, -1, -1, -1, -1)
    assert (scan.signatures, scan.versions, scan.ech) == (-1, -1, False)
    assert scan.read(short, 4, 5) == HELLO_CUT
    assert (scan.version, scan.ciphers) == (0, -1)


@given(st.booleans(), st.booleans())
def test_a_hello_cut_at_any_byte_says_so(post_quantum: bool, session: bool) -> None:
    """And gives what stands before the cut, never something else."""
    message = tls.client_hello(NAME, post_quantum=post_quantum, session=session)
    whole = scanned(message)
    for end in range(4, len(message)):
        scan = HelloScan()
        no_extensions = end == whole.extensions - 2  # as it was before TLS 1.2
        assert scan.read(message, 4, end) == (HELLO_WHOLE if no_extensions else HELLO_CUT)
        for field in ("sni", "ciphers", "groups", "formats", "alpn", "signatures", "versions"):
            assert getattr(scan, field) in {-1, getattr(whole, field)}
            if getattr(scan, field) >= 0:
                assert getattr(scan, field + "_end") == getattr(whole, field + "_end") <= end


@pytest.mark.parametrize(
    "message",
    [
        hello(0x0203, [1], b""),
        hello(0x0303, [1], b"", session=bytes(33)),
        tls.handshake(1, b"\3\3" + bytes(32) + b"\0" + b"\0\3\x13\1\2" + b"\1\0"),
        hello(0x0303, [1], b"\0"),
        hello(0x0303, [1], b"\0\1\0\5abc"),
        hello(0x0303, [1], tls.extension(7, b"") * (MAX_EXTENSIONS + 1)),
    ],
    ids=["version", "session", "odd-ciphers", "half-extension", "long-extension", "too-many"],
)
def test_a_hello_that_contradicts_itself(message: bytes) -> None:
    """Lengths that do not fit, and more than anybody sends."""
    assert HelloScan().read(message, 4, len(message)) == HELLO_BAD


def test_as_many_extensions_as_the_limit() -> None:
    """The name may be the last of them."""
    message = hello(0x0303, [1], tls.extension(7, b"") * (MAX_EXTENSIONS - 1) + tls.server_name(NAME))
    scan = HelloScan()
    assert scan.read(message, 4, len(message)) == HELLO_WHOLE
    assert message[scan.sni : scan.sni_end] == NAME.encode()


def test_what_was_found_before_the_damage_stands() -> None:
    """A name is a name."""
    message = hello(0x0303, [1], tls.server_name(NAME) + b"\0\1\0\5abc")
    scan = HelloScan()
    assert scan.read(message, 4, len(message)) == HELLO_BAD
    assert message[scan.sni : scan.sni_end] == NAME.encode()


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """As they are, and as the rest of something that begins well."""
    HelloScan().read(data, 0, len(data))
    start = b"\3\3" + bytes(32) + b"\0\0\2\x13\1\1\0"
    HelloScan().read(start + data, 0, len(start) + len(data))


@pytest.mark.parametrize("count", [0, 1, 17])
def test_extensions_are_counted(count: int) -> None:
    """Of this hello, not of the one before; reserved ones are not."""
    kinds = [0x0A0A, *range(100, 100 + count), 0xFAFA]
    message = hello(0x0303, [0x1301], b"".join(tls.extension(kind, b"x") for kind in kinds))
    scan = scanned(message)
    assert scan.extension_count == count
    assert scan.read(message, 4, len(message)) == HELLO_WHOLE
    assert scan.extension_count == count

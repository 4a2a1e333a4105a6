"""The names in a certificate, without reading the rest."""

import pytest
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from protocols.tls.certs import COMMON, SERIAL, certificate

from sensor.protocols.tls.certificate import Certificate
from sensor.protocols.tls.consts import CERT_BAD, CERT_END, MAX_CERT_PARTS

MANY = certificate("a.example", "*.b.example", "xn--bcher-kva.example")
LONG = certificate(*[f"{number}.example" for number in range(300)])


def names(der: bytes, before: bytes = b"", behind: bytes = b"") -> list[bytes] | None:
    """Return all names, of a certificate that stands among other bytes; None for what is none."""
    scan = Certificate()
    data = before + der + behind
    if scan.begin(data, len(before), len(before) + len(der)) == CERT_BAD:
        return None
    found = []
    while scan.next() != CERT_END:
        found.append(data[scan.name : scan.name_end])
    assert scan.next() == CERT_END
    scan.release()
    return found


def der(tag: int, *parts: bytes) -> bytes:
    """Return one element."""
    body = b"".join(parts)
    length = bytes([len(body)]) if len(body) < 0x80 else b"\x82" + len(body).to_bytes(2)
    return bytes([tag]) + length + body


ALGORITHM = der(0x30, der(6, b"\x2b\x65\x70"))
VALIDITY = der(0x30, der(0x17, b"200101000000Z"), der(0x17, b"300101000000Z"))
SUBJECT = der(0x30, der(0x31, der(0x30, der(6, b"\x55\4\3"), der(0x0C, b"cn.example"))))


def shape(*extensions: bytes, before: bytes = b"", version: bytes = b"\xa0\3\2\1\2") -> bytes:
    """Return a certificate whose rest is as odd as it may be."""
    tail = der(0xA3, der(0x30, *extensions)) if extensions else b""
    inner = der(0x30, version, der(2, b"\1"), ALGORITHM, der(0x30), VALIDITY, SUBJECT, der(0x30), before, tail)
    return der(0x30, inner, ALGORITHM, der(3, b"\0"))


def alternatives(*names: bytes, flag: bytes = b"") -> bytes:
    """Return the extension with DNS names."""
    return der(0x30, der(6, b"\x55\x1d\x11"), flag, der(4, der(0x30, *[der(0x82, name) for name in names])))


@pytest.mark.parametrize("around", [b"", b"\x30\x82\1\1"])
def test_alternative_names_come_before_the_common_name(around: bytes) -> None:
    """Those of other kinds are passed over, and bytes around the certificate do not matter."""
    expected = [b"a.example", b"*.b.example", b"xn--bcher-kva.example", b"cn.example"]
    assert names(MANY, around, around) == expected


def test_extensions_may_be_critical_and_come_in_any_order() -> None:
    """A certificate without other extensions, and one without any."""
    assert names(certificate("a.example", key_usage_first=False)) == [b"a.example", b"cn.example"]
    assert names(certificate(key_usage_first=False)) == [b"cn.example"]
    assert names(certificate()) == [b"cn.example"]


def test_several_common_names_all_count() -> None:
    """And what else is in the subject does not."""
    subject = (
        (NameOID.COUNTRY_NAME, "RU"),
        (COMMON, "one.example"),
        (NameOID.ORGANIZATION_NAME, "Org"),
        (COMMON, "two.example"),
    )
    assert names(certificate(subject=subject)) == [b"one.example", b"two.example"]
    assert names(certificate("a.example", subject=())) == [b"a.example"]


def test_long_certificates_are_read() -> None:
    """Lengths of one, two and three bytes."""
    assert names(LONG) == [*[b"%d.example" % number for number in range(300)], b"cn.example"]
    assert names(shape(alternatives(b"x" * 200, b"y" * 300))) == [b"x" * 200, b"y" * 300, b"cn.example"]


def test_versions_one_and_two() -> None:
    """No version, and unique ids before the extensions (RFC 5280 section 4.1)."""
    assert names(shape(version=b"")) == [b"cn.example"]
    ids = der(0x81, b"\0id") + der(0xA2, der(3, b"\0id"))
    assert names(shape(alternatives(b"a.example"), before=ids)) == [b"a.example", b"cn.example"]
    assert names(shape(alternatives(b"a.example", flag=b"\1\1\xff"))) == [b"a.example", b"cn.example"]


def test_the_serial_number_is_where_it_is() -> None:
    """As its bytes stand there, with the zero before a high bit."""
    scan = Certificate()
    scan.begin(MANY, 0, len(MANY))
    assert MANY[scan.serial : scan.serial_end] == b"\0" + SERIAL.to_bytes(5)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"\x30\x84\0\0\0\1\0",
        b"\x31\2\x30\0",
        b"GET / HTTP/1.1",
        der(0x30, b""),
        der(0x30, der(0x30, b"")),
    ],
)
def test_what_is_no_certificate(data: bytes) -> None:
    """Indefinite lengths and such of four bytes are not DER, or too long to be sent."""
    assert names(data) is None


@given(st.integers(0, len(MANY)))
def test_a_cut_certificate_gives_whole_names_only(end: int) -> None:
    """Never a part of one, and never more than the whole has."""
    found = names(MANY[:end])
    whole = names(MANY)
    assert whole is not None
    assert found is None or set(found) <= set(whole)
    assert end < len(MANY) or found == whole


@given(st.data())
def test_damaged_certificates_do_not_raise(data: st.DataObject) -> None:
    """Whatever a byte says, what is read lies inside."""
    damaged = bytearray(MANY)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    found = names(bytes(damaged))
    assert found is None or all(name in bytes(damaged) for name in found)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken(data: bytes) -> None:
    """In a certificate's place, and inside one."""
    names(data)
    names(der(0x30, der(0x30, b"\xa0\3\2\1\2", data)))
    names(shape(data))


def test_the_parts_that_are_looked_at_are_bounded() -> None:
    """Names beyond the limit are left out."""
    found = names(shape(der(0x30, der(6, b"\x55\x1d\x11"), der(4, der(0x30, b"\x82\1a" * (MAX_CERT_PARTS + 9))))))
    assert found == [b"a"] * MAX_CERT_PARTS
    assert names(shape(*[der(0x30, der(6, b"\x55\x1d\x0f"))] * (MAX_CERT_PARTS + 1), alternatives(b"late"))) == [
        b"cn.example"
    ]

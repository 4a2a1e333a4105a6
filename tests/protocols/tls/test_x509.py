"""A certificate in the words of EVE."""

import hashlib
import re

import pytest
from cryptography.x509.oid import NameOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st
from protocols.tls.certs import COMMON, certificate

from sensor.model.bodies import Tls
from sensor.model.fields import certificate_names
from sensor.protocols.tls.x509 import MAX_ATTRIBUTES, MAX_VALUE, parse_certificate

DER = certificate(
    "A.Example.",
    "*.b.example",
    subject=(
        (NameOID.COUNTRY_NAME, "US"),
        (NameOID.STATE_OR_PROVINCE_NAME, "Massachusetts"),
        (NameOID.ORGANIZATION_NAME, "Kaspersky, Inc."),
        (NameOID.EMAIL_ADDRESS, "x@y.example"),
        (ObjectIdentifier("1.2.3.4"), "own"),
        (COMMON, "CN.example"),
    ),
)


def parsed(der: bytes, version: int = 0x0303) -> Tls:
    """Return the certificate that is one."""
    body = parse_certificate(der, version)
    assert body is not None
    return body


def test_everything_that_eve_has_a_field_for() -> None:
    """In the forms of Suricata."""
    assert parsed(DER) == Tls(
        version="TLS 1.2",
        subject="C=US, ST=Massachusetts, O=Kaspersky, Inc., emailAddress=x@y.example, 1.2.3.4=own, CN=CN.example",
        issuerdn="C=NL, O=Example CA",
        serial="00:C1:AA:BB:CC:DD",
        fingerprint=hashlib.sha1(DER, usedforsecurity=False).digest().hex(":"),
        notbefore="2020-01-01T00:00:00",
        notafter="2030-01-01T00:00:00",
        subjectaltname=("a.example", "*.b.example"),
    )


@pytest.mark.parametrize(
    ("number", "text"), [(0x0300, "SSLv3"), (0x0301, "TLSv1"), (0x0302, "TLS 1.1"), (0x0305, "0x0305")]
)
def test_the_version_is_that_of_the_connection(number: int, text: str) -> None:
    """In EVE's words."""
    assert parsed(DER, number).version == text


def test_an_end_that_eve_has_no_form_for_is_left_out() -> None:
    """The year 9999 stands for no end (RFC 5280 section 4.1.2.5)."""
    assert parsed(certificate("a.example", until=9999)).notafter is None
    assert parsed(certificate("a.example", until=2999)).notafter == "2999-01-01T00:00:00"


def test_values_cannot_change_how_the_line_looks() -> None:
    """Controls and marks of direction are escaped; letters of any script stay."""
    body = parsed(
        certificate(subject=((NameOID.ORGANIZATION_NAME, "株式\u202e会社\n\x1b[1m\\"), (COMMON, "a.example")))
    )
    assert body.subject == r"O=株式\xe2\x80\xae会社\x0a\x1b[1m\x5c, CN=a.example"


def test_a_value_cannot_pass_for_a_second_name() -> None:
    """What another attribute says is no host name."""
    body = parsed(certificate(subject=((NameOID.ORGANIZATION_NAME, "X, CN=fake.example"), (COMMON, "a.example"))))
    assert list(certificate_names(body)) == ["a.example"]


def test_long_subjects_are_cut() -> None:
    """Each value, and their number."""
    oid = ObjectIdentifier("1.2.3.4")
    assert parsed(certificate(subject=((oid, "x" * (MAX_VALUE + 9)),))).subject == "1.2.3.4=" + "x" * MAX_VALUE
    many = parsed(certificate(subject=((oid, "x"),) * (MAX_ATTRIBUTES + 9))).subject
    assert many is not None
    assert many.count("1.2.3.4") == MAX_ATTRIBUTES


def test_a_damaged_certificate_gives_its_names() -> None:
    """What the library refuses, or is cut behind the names."""
    cut = parsed(DER[: DER.index(b"*.b.example")])
    assert (cut.subject, cut.subjectaltname, cut.notafter) == ("CN=CN.example", ("a.example",), None)
    assert cut.serial == "00:C1:AA:BB:CC:DD"
    longer = parsed(DER + b"\0")
    assert longer.subjectaltname == ("a.example", "*.b.example")
    wrong = parsed(DER.replace(b"200101000000Z", b"209901000000Z", 1))
    assert wrong.subjectaltname == ("a.example", "*.b.example")
    assert wrong.notbefore is None


def test_a_version_that_there_is_not_hides_no_name() -> None:
    """The library has an error of its own for it."""
    odd = parsed(DER.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x2e", 1))
    assert odd.subjectaltname == ("a.example", "*.b.example")
    assert odd.notafter is None


def test_what_is_no_certificate() -> None:
    """Nothing is made of it."""
    assert parse_certificate(b"", 0x0303) is None
    assert parse_certificate(b"no certificate", 0x0303) is None


@given(st.data())
def test_damaged_certificates_do_not_raise(data: st.DataObject) -> None:
    """Whatever a byte says; the times have EVE's form, and the text is one that JSON can carry."""
    damaged = bytearray(DER)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    body = parse_certificate(bytes(damaged), 0x0303)
    if body is not None:
        for time in (body.notbefore, body.notafter):
            assert time is None or re.fullmatch(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d", time)
        (body.subject or "").encode()
        (body.issuerdn or "").encode()

"""What a server's certificate says, in the words and forms of Suricata's EVE."""

from __future__ import annotations

import hashlib
import warnings
from typing import TYPE_CHECKING

from sensor.model.bodies import Tls
from sensor.protocols.handshake.consts import VERSIONS
from sensor.protocols.tls.certificate import Certificate
from sensor.protocols.tls.consts import CERT_BAD
from sensor.wire.name import Name

if TYPE_CHECKING:
    import datetime

    from cryptography import x509

ATTRIBUTES = {
    "2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
    "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.15": "businessCategory",
    "2.5.4.17": "postalCode", "2.5.4.42": "GN", "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "emailAddress",
    "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
    "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}  # fmt: skip
"""Short names of attributes (RFC 4519, CA/Browser Forum EV Guidelines section 7.1.4); others stay numbers."""

MAX_VALUE = 1024
"""Characters of one attribute that are kept; RFC 5280 appendix A.1 allows 64 to 32768."""
MAX_ATTRIBUTES = 64
LAST_YEAR = 2999
"""EVE writes years up to it; the year 9999, which stands for no end (RFC 5280 section 4.1.2.5), is left out."""


def parse_certificate(der: bytes, version: int) -> Tls | None:
    """Return what the certificate *der* says, of a connection in TLS *version*; None for bytes that are none.

    One that is damaged or cut gives its names as far as they are whole.
    """
    walk = Certificate()
    if walk.begin(der, 0, len(der)) == CERT_BAD:
        return None
    serial = der[walk.serial : walk.serial_end].hex(":").upper()
    alternatives, commons = names(walk)
    subject = ", ".join(f"CN={name}" for name in commons)
    issuer = notbefore = notafter = None
    certificate = load(der)
    if certificate is not None:
        subject = distinguished(certificate, "subject") or subject
        issuer = distinguished(certificate, "issuer")
        notbefore = moment(certificate, "not_valid_before_utc")
        notafter = moment(certificate, "not_valid_after_utc")
    return Tls(
        version=VERSIONS.get(version, f"0x{version:04x}"),
        subject=subject or None,
        issuerdn=issuer,
        serial=serial or None,
        fingerprint=fingerprint(der),
        notbefore=notbefore,
        notafter=notafter,
        subjectaltname=alternatives,
    )


def names(walk: Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the DNS names of subjectAltName in normal form, and the common names, of a certificate that was begun."""
    alternatives: dict[str, None] = {}
    commons: dict[str, None] = {}
    name = Name()
    while walk.next() > 0:
        raw = bytes(walk.data[walk.name : walk.name_end])
        if walk.names < 0:
            commons[visible(raw.decode("utf-8", "backslashreplace"))] = None
        elif name.read_text(raw, 0, len(raw)) > 0:
            alternatives[str(name)] = None
    return tuple(alternatives), tuple(commons)


def fingerprint(der: bytes) -> str:
    """SHA-1 as EVE writes it; it names the certificate, and secures nothing."""
    return hashlib.sha1(der, usedforsecurity=False).digest().hex(":")


def load(der: bytes) -> x509.Certificate | None:
    """Return the certificate as the library reads it; None where it does not."""
    from cryptography import x509  # noqa: PLC0415 - a tenth of a second, for the few who see a wanted certificate

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it will refuse one day is fine to look at
            return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion):  # of which the second is not one of the first
        return None


def distinguished(certificate: x509.Certificate, which: str) -> str | None:
    """Return subject or issuer as ``C=US, O=Example, CN=example.com``, in the certificate's order."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            attributes = list(getattr(certificate, which))[:MAX_ATTRIBUTES]
    except ValueError:
        return None
    parts = []
    for attribute in attributes:
        value = attribute.value if isinstance(attribute.value, str) else attribute.value.hex()
        oid = attribute.oid.dotted_string
        parts.append(f"{ATTRIBUTES.get(oid, oid)}={visible(value)}")
    return ", ".join(parts) or None


def moment(certificate: x509.Certificate, which: str) -> str | None:
    """Return an end of the validity; None for one that is damaged or has no form in EVE."""
    try:
        value: datetime.datetime = getattr(certificate, which)
    except ValueError:
        return None
    return value.strftime("%Y-%m-%dT%H:%M:%S") if 1000 <= value.year <= LAST_YEAR else None


def visible(value: str) -> str:
    """Return *value* without what changes how text looks, and so that no value can pass for a second CN."""
    shown = "".join(
        char if char.isprintable() and char != "\\" else "".join(f"\\x{byte:02x}" for byte in char.encode())
        for char in value[:MAX_VALUE]
    )
    return shown.replace(", CN=", "\\x2c CN=")

"""Certificates to test with, made by the library that reads them."""

import datetime
from collections.abc import Sequence
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
COMMON = NameOID.COMMON_NAME
SERIAL = 0xC1AABBCCDD


def distinguished(attributes: Sequence[tuple[ObjectIdentifier, str]]) -> x509.Name:
    """Return a name of these attributes, in their order."""
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


@lru_cache(maxsize=64)
def certificate(
    *names: str,
    subject: tuple[tuple[ObjectIdentifier, str], ...] = ((COMMON, "cn.example"),),
    until: int = 2030,
    key_usage_first: bool = True,
) -> bytes:
    """Return the DER of a certificate for *names*, valid from the beginning of 2020 to that of *until*."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(distinguished(subject))
        .issuer_name(distinguished(((NameOID.COUNTRY_NAME, "NL"), (NameOID.ORGANIZATION_NAME, "Example CA"))))
        .public_key(KEY.public_key())
        .serial_number(SERIAL)
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(until, 1, 1, tzinfo=datetime.UTC))
    )
    if key_usage_first:
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    if names:
        alternative: list[x509.GeneralName] = [x509.RFC822Name("who@mail.example"), *map(x509.DNSName, names)]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternative), critical=not key_usage_first)
    return builder.sign(KEY, None).public_bytes(Encoding.DER)

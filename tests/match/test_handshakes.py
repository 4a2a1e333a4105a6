"""Fingerprints of hellos and names in certificates."""

from collections.abc import Callable

import msgspec
import pytest

from sensor.match import Matcher
from sensor.match.handshakes import CIPHERS_SHIFT, MOST_COUNTED, SNI_BIT, HandshakeTable, handshake_text
from sensor.match.sightings import Conditions
from sensor.model.signature import Indicator, Shows, Signature, TlsCondition
from sensor.signatures.see import parse_see

JA4 = "t13i060900_80bc2926b086_5ac7197df9d2"
NAMED = "t13d9916h2_8daaf6152771_e5627efa2ab1"


def marked(table: HandshakeTable) -> set[tuple[bool, int, int]]:
    """Return server name or none, cipher suites and extensions of the hellos whose fingerprint is made."""
    indexes = [index for index, mark in enumerate(table.hellos) if mark]
    return {(index >= SNI_BIT, index >> CIPHERS_SHIFT & MOST_COUNTED, index & MOST_COUNTED) for index in indexes}


def test_only_hellos_that_can_have_the_fingerprint_are_worth_it(signature: Callable[..., Signature]) -> None:
    """By server name and counts; one reserved suite more may be there, and 99 stands for more."""
    table = HandshakeTable()
    table.add(signature(Indicator()), 0, TlsCondition(ja4=(JA4,)))
    few = {(False, ciphers, 9) for ciphers in (6, 7)}
    assert marked(table) == few
    table.add(signature(Indicator()), 0, TlsCondition(ja4=(NAMED,)))
    many = {(True, ciphers, 16) for ciphers in range(99, 128)}
    assert marked(table) == few | many


@pytest.mark.parametrize(
    ("see", "matches"),
    [
        (f"tls.ja4 {JA4}", 1),
        (f"tls.ja4 {JA4}:8443", 0),
        (f"tls.ja4 {NAMED}", 0),
        ("tls.sni a.example", 0),
    ],
)
def test_fingerprints(matcher: Callable[..., Matcher], see: str, matches: int) -> None:
    """The whole fingerprint, on the port where one is given."""
    made = matcher([Indicator(tls=TlsCondition(ja4=(JA4,)), port=((443, 443),))])
    found = made.match(parse_see(see))
    assert len(found) == matches
    assert all((match.field, match.value, match.host) == ("tls.ja4", JA4, None) for match in found)


@pytest.mark.parametrize(
    ("see", "matches"),
    [
        ("tls.subject C=CN, O=HIKVISION, CN=x", 1),
        ("tls.subject C=CN, O=Hikvision, CN=x", 0),
        ("tls.issuer O=HIKVISION", 0),
        ("tls.cert www.hikvision.example", 0),
    ],
)
def test_names_in_certificates(matcher: Callable[..., Matcher], see: str, matches: int) -> None:
    """The subject is not the issuer; letter case counts."""
    made = matcher([Indicator(tls=TlsCondition(subject="*O=HIKVISION*"))])
    assert len(made.match(parse_see(see))) == matches


def test_whom_a_certificate_is_about(signature: Callable[..., Signature]) -> None:
    """A device's own certificate is about the device; a private authority's is about the client that trusts it."""
    one = signature(Indicator(tls=TlsCondition(issuer="*O=Acme Labs*")))
    seen = parse_see("tls.issuer CN=x, O=Acme Labs")
    assert [sighting.host for sighting in Conditions([one]).sightings(seen)] == [None]
    device = msgspec.structs.replace(one, shows=Shows.DEVICE)
    assert [sighting.host for sighting in Conditions([device]).sightings(seen)] == [seen.dst]
    assert handshake_text(one.any[0]) == "tls issuer *O=Acme Labs*"

"""The packs of cameras, phones, apps and services: no website is an installation."""

import pytest

from sensor.match import Matcher
from sensor.model.signature import Shows, SignatureSet
from sensor.signatures import load
from sensor.signatures.see import parse_see

WITHOUT_WEBSITE = frozenset(
    {
        *("dahuaddns.com", "dahuap2pcloud.com", "easy4ip.com", "easy4ipcloud.com"),
        *("djigate.com", "djiops.com", "djiservice.org", "muscdn.com", "tplinkwifi.net"),
    }
)
"""Domains of which devices and programs ask for the root or the www host; tplinkwifi.net is a router's own page."""


@pytest.fixture(scope="module")
def packs() -> SignatureSet:
    """The packs that ship."""
    return load()


@pytest.fixture(scope="module")
def matcher(packs: SignatureSet) -> Matcher:
    """Their matcher."""
    return Matcher(packs)


def test_no_website_shows_more_than_access(packs: SignatureSet, matcher: Matcher) -> None:
    """Neither a vendor's domain itself nor its www host, in any field that a browser fills."""
    wrong = [
        f"{match.signature.id}: {sight}"
        for vendor in packs.vendors.values()
        for domain in vendor.domains
        for name in (domain, f"www.{domain}")
        for sight in (f"dns.query {name}", f"tls.sni {name}", f"http.host {name}")
        for match in matcher.match(parse_see(sight))
        if match.signature.shows is not Shows.ACCESS and domain not in WITHOUT_WEBSITE
    ]
    assert wrong == []

"""The packs that ship: what they must and must not hit."""

from pathlib import Path

import pytest
from known.names import capture_sights, everyday_sights, hits, strangers

from sensor.match import Matcher
from sensor.match.selftest import run_self_tests, self_test_problems
from sensor.model.match import Match
from sensor.model.signature import Shows, SignatureSet
from sensor.signatures import load
from sensor.signatures.see import parse_see


@pytest.fixture(scope="module")
def packs() -> SignatureSet:
    """The packs that ship."""
    return load()


@pytest.fixture(scope="module")
def matcher(packs: SignatureSet) -> Matcher:
    """Their matcher."""
    return Matcher(packs)


def matches(matcher: Matcher, name: str, *fields: str) -> list[Match]:
    """Return the matches of *name* in *fields*."""
    return [match for field in fields for match in matcher.match(parse_see(f"{field} {name}"))]


def test_every_test_in_every_file_passes(packs: SignatureSet) -> None:
    """And every indicator is reached by one of them."""
    results = run_self_tests(packs)
    assert len(results) > 200
    assert [str(problem) for problem in self_test_problems(packs, results)] == []


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("s00.upd.kaspersky.com", "kaspersky-update-hosts"),
        ("p19.upd.kaspersky.com", "kaspersky-update-hosts"),
        ("dnl-07.geo.kaspersky.com", "kaspersky-update-geo"),
        ("dc1.ksn.kaspersky-labs.com", "kaspersky-ksn"),
        ("ksn-url-geo.kaspersky-labs.com", "kaspersky-ksn-geo"),
        ("ksn2-12.kaspersky-labs.com", "kaspersky-ksn-numbered"),
        ("ds.kaspersky.com", "kaspersky-discovery"),
        ("activation-v2.kaspersky.com", "kaspersky-activation"),
        ("s1.ksc.kaspersky.com", "kaspersky-cloud-console"),
        ("bosh7.ucp-ntfy.kaspersky-labs.com", "kaspersky-push"),
        ("update.drweb.com", "drweb-update-hosts"),
    ],
)
def test_the_running_product_is_seen_as_installed(matcher: Matcher, name: str, signature: str) -> None:
    """Update, telemetry, activation, cloud console; one name is one signature of its product, so nothing counts twice."""
    found = matches(matcher, name, "tls.sni")
    assert [match.signature.id for match in found] == [signature]
    assert found[0].signature.shows is Shows.INSTALLED


@pytest.mark.parametrize(
    "name",
    [
        "kaspersky.com",
        "www.kaspersky.com",
        "my.kaspersky.com",
        "support.kaspersky.com",
        "usa.kaspersky.com",
        "www.kaspersky.de",
        "kaspersky-labs.com",
        "securelist.com",
        "www.securelist.com",
        "ksc.kaspersky.com",
        "multisite3.geo.kaspersky.com",
        "products.s.kaspersky-labs.com",
        "aes.kaspersky-labs.com",
        "devbuilds.s.kaspersky-labs.com",
        "gc.kis.v2.scr.kaspersky-labs.com",
        "ff.kis.v2.scr.kaspersky-labs.com",
        "drweb.com",
        "download.geo.drweb.com",
    ],
)
def test_a_visit_shows_access_and_nothing_more(matcher: Matcher, name: str) -> None:
    """Website, blogs, portals, installers, script tags."""
    found = matches(matcher, name, "dns.query", "tls.sni", "quic.sni", "http.host", "http.connect")
    assert found
    assert {match.signature.shows for match in found} == {Shows.ACCESS}


@pytest.mark.parametrize(
    "name",
    [
        "helpkaspersky.top",
        "kaspersky-security.com",
        "kaspersky-shop.ch",
        "wsus.kasperskyantivirus.net",
        "kaspersky.com.evil.example.com",
        "s07.upd.kaspersky.com.co",
        "upd-kaspersky.com",
        "mykaspersky.com",
        "kaspersky.122.2o7.net",
        "cybermap.kaspersky.com",
        "tr1.kaspersky.com",
        "mx12.kaspersky-labs.com",
        "mail-hq2.kaspersky.com",
        "update.drweb.com.evil.example.com",
    ],
)
def test_what_only_looks_like_it_is_nothing(matcher: Matcher, name: str) -> None:
    """Look-alikes, embedded widgets, analytics, mail."""
    assert matches(matcher, name, "dns.query", "tls.sni", "http.host") == []


@pytest.fixture(scope="module")
def everyday(matcher: Matcher, shared: Path) -> dict[str, list[Match]]:
    """Those of the names that ordinary networks ask for (36,000) which a signature wants."""
    found = hits(matcher, everyday_sights(shared))
    if not found:
        pytest.skip("no list of everyday names in ../shared")
    return found


def test_everyday_names_hit_only_inside_a_vendors_own_domains(
    packs: SignatureSet, everyday: dict[str, list[Match]]
) -> None:
    """Or where the signature says why a name of somebody else's domain stands there."""
    assert strangers(packs, everyday) == []


def test_names_of_captures_hit_only_inside_a_vendors_own_domains(
    packs: SignatureSet, matcher: Matcher, shared: Path
) -> None:
    """The same for every name that other projects' captures hold in a question, a hello, a request or a certificate."""
    sights = list(capture_sights(shared))
    if not sights:
        pytest.skip("no truth files of captures in ../shared")
    found = hits(matcher, sights)
    assert len(found) > 20
    assert strangers(packs, found) == []


def test_everyday_names_of_websites_show_access_and_nothing_more(everyday: dict[str, list[Match]]) -> None:
    """Whatever the product does is asked under other names."""
    websites = {"kaspersky.com", "kaspersky-labs.com", "drweb.com"}
    assert websites <= set(everyday)
    assert {match.signature.shows for name in websites for match in everyday[name]} == {Shows.ACCESS}
    assert "dc1.ksn.kaspersky-labs.com" in everyday


def test_nothing_names_a_source_that_cannot_be_looked_up() -> None:
    """References are addresses, for every signature."""
    for signature in load().signatures:
        assert signature.references
        assert all(reference.startswith(("https://", "http://")) for reference in signature.references)


def test_the_legal_bases(packs: SignatureSet) -> None:
    """The first vendor's bans are there; each has a link that can be followed, and a date."""
    bans = {ban.id for ban in packs.bans_on("kaspersky", "endpoint")}
    assert {"us-ndaa-fy2018-1634", "us-bod-17-01", "us-far-52-204-23", "us-bis-2024-kaspersky"} <= bans
    for ban in packs.bans.values():
        assert ban.link.startswith(("https://", "http://"))
        assert " " not in ban.link
        assert ban.effective
        assert ban.vendors


def test_components_fall_under_the_bans_that_reach_them(packs: SignatureSet) -> None:
    """NDAA 1634 names software provided in part; the Australian direction and the Dutch decision name products."""
    whole = {ban.id for ban in packs.bans_on("kaspersky", "endpoint")}
    inside = {ban.id for ban in packs.bans_on("kaspersky", "embedded-engine")}
    assert whole - inside == {"au-pspf-002-2025", "nl-2018-kaspersky"}
    assert "us-ndaa-fy2018-1634" in inside

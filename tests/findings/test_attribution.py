"""Whose evidence it is."""

from findings.makers import CLIENT, OTHER, PROXY, RESOLVER, UPSTREAM, WEBSITE, hello, match, question, request

from sensor.findings.attribution import DIRECT, RELAYED, Charge, Why, charges, topic_of
from sensor.findings.evidence import sight_of
from sensor.findings.gather import CaseKey, Gathering
from sensor.findings.sites import Sites
from sensor.hosts.home import Home
from sensor.model.match import Match


def charged(*matches: Match) -> dict[str, Charge]:
    """Return the charges of *matches* by host."""
    home, gathering = Home(), Gathering()
    sites = Sites(home)
    for found in matches:
        sites.main.roles.note(found.observation, topic_of(found.signature))
        side = home.side(found.observation)
        assert side
        row = gathering.row(found, CaseKey(side[0], found.signature.vendor, found.signature.product))
        assert row
        row.take(found, sight_of(found.observation))
    return {charge.host: charge for charge in charges(gathering.cases, sites)}


def test_a_clients_own_traffic_is_direct() -> None:
    """No relay, no reason to say."""
    (charge,) = charged(match(question()), match(hello())).values()
    assert (charge.host, charge.attribution, charge.via, charge.whys) == (CLIENT, DIRECT, None, set())


def test_a_resolvers_copy_is_dropped_when_the_client_was_seen() -> None:
    """The client's finding says it all."""
    assert list(charged(match(question(src=RESOLVER, dst=UPSTREAM)), match(question()))) == [CLIENT]


def test_a_copy_of_another_product_is_not_dropped() -> None:
    """The client's finding does not say it."""
    copy = match(question(src=RESOLVER, dst=UPSTREAM), WEBSITE)
    assert list(charged(copy, match(question()))) == [RESOLVER, CLIENT]


def test_an_upstream_question_of_unknown_origin_is_somebodys_behind() -> None:
    """The box is a resolver by another client's question."""
    found = charged(match(question(name="s01.example")), match(question(src=RESOLVER, dst=UPSTREAM)))
    charge = found[RESOLVER]
    assert (charge.attribution, charge.via, charge.behind) == (RELAYED, RESOLVER, True)
    assert charge.whys == {Why("resolver", RESOLVER)}


def test_a_box_known_only_by_its_walk_is_told_apart() -> None:
    """With only the uplink tapped."""
    charge = charged(match(question(src=RESOLVER, dst=UPSTREAM, rd=False)))[RESOLVER]
    assert charge.whys == {Why("walker", RESOLVER)}


def test_a_resolvers_own_connections_stay_its_own() -> None:
    """A server may run the product itself."""
    found = charged(match(question()), match(question(src=RESOLVER, dst=UPSTREAM)), match(hello(src=RESOLVER)))
    assert found[RESOLVER].attribution == DIRECT
    assert {row.key.field for row in found[RESOLVER].rows.values()} == {"tls.sni"}


def test_a_proxys_traffic_is_its_clients() -> None:
    """Lookups and connections."""
    connect = match(request(dst=PROXY, method="CONNECT"))
    assert list(charged(connect, match(hello(src=PROXY)), match(question(src=PROXY)))) == [CLIENT]
    unknown = charged(connect, match(hello(name="s01.example", src=PROXY)))
    assert unknown[PROXY].whys == {Why("proxy", PROXY)}


def test_a_known_proxy_names_its_client() -> None:
    """The client is charged, through the proxy."""
    found = charged(match(request(dst=PROXY, method="CONNECT", src=OTHER)), match(request(src=PROXY, xff=CLIENT)))
    assert (found[CLIENT].attribution, found[CLIENT].via) == (RELAYED, PROXY)
    assert found[CLIENT].whys == {Why("named", PROXY)}


def test_a_request_seen_on_both_sides_of_the_proxy_counts_once() -> None:
    """The client's own side."""
    found = charged(match(request(dst=PROXY, url="http://x/")), match(request(src=PROXY, xff=CLIENT)))
    assert list(found) == [CLIENT]
    assert [row.count for row in found[CLIENT].rows.values()] == [1]
    assert found[CLIENT].attribution == DIRECT


def test_an_unknown_box_cannot_blame_another() -> None:
    """Its X-Forwarded-For is told, nobody is charged by it."""
    found = charged(match(request(src=PROXY, xff=CLIENT)))
    assert list(found) == [PROXY]
    assert found[PROXY].whys == {Why("claimed", CLIENT)}
    assert found[PROXY].attribution == RELAYED


def test_a_strangers_request_is_not_the_hosts_own() -> None:
    """A scan, or a client outside the home networks as given."""
    (charge,) = charged(match(hello(src="198.51.100.66", dst=CLIENT))).values()
    assert (charge.host, charge.behind, charge.whys) == (CLIENT, True, {Why("inbound", "198.51.100.66")})


def test_direct_evidence_makes_a_finding_direct() -> None:
    """Beside what a proxy said."""
    found = charged(
        match(request(dst=PROXY, method="CONNECT", src=OTHER)),
        match(request(src=PROXY, xff=CLIENT)),
        match(request()),
    )
    assert (found[CLIENT].attribution, found[CLIENT].via) == (DIRECT, None)
    assert [row.count for row in found[CLIENT].rows.values()] == [2]


def test_merged_rows_are_inbound_only_if_all_are() -> None:
    """In either order."""
    behind = [match(question(src="198.51.100.66", dst=RESOLVER)), match(question(src=RESOLVER, dst=UPSTREAM, rd=False))]
    for order in (behind, behind[::-1]):
        (row,) = charged(*order)[RESOLVER].rows.values()
        assert not row.key.inbound

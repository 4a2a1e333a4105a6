"""From observations to matches."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.match import Matcher
from sensor.model.bodies import Dns, DnsQuery, DnsRecord, Http, Tls
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import HttpCondition, Indicator, ServerCondition, SignatureSet
from sensor.signatures import load
from sensor.signatures.see import parse_see

Make = Callable[..., Matcher]


def told(matches: list[Match]) -> list[tuple[str, int, str, str]]:
    """Return what counts of each match."""
    return [(match.signature.id, match.indicator, match.field, match.value) for match in matches]


def see(matcher: Matcher, text: str) -> list[tuple[str, int, str, str]]:
    """Match the observation that *text* names."""
    observation = parse_see(text)
    matches = matcher.match(observation)
    assert matcher.wants(observation) is bool(matches)
    return told(matches)


def test_the_narrowest_indicator_of_a_signature_wins(matcher: Make) -> None:
    """One match a signature, field and value; another signature has its own."""
    made = matcher(
        [
            Indicator(suffix=("kaspersky.com",)),
            Indicator(suffix=("upd.kaspersky.com",)),
            Indicator(host=("s1.upd.kaspersky.com",)),
        ],
        [Indicator(suffix=("kaspersky.com",))],
    )
    assert see(made, "tls.sni s1.upd.kaspersky.com") == [
        ("s0", 2, "tls.sni", "s1.upd.kaspersky.com"),
        ("s1", 0, "tls.sni", "s1.upd.kaspersky.com"),
    ]
    assert see(made, "quic.sni x.upd.kaspersky.com")[0] == ("s0", 1, "quic.sni", "x.upd.kaspersky.com")
    assert see(made, "dns.query kaspersky.com.") == [
        ("s0", 0, "dns.query", "kaspersky.com"),
        ("s1", 0, "dns.query", "kaspersky.com"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tls.sni a.acme.test:443", True),
        ("tls.sni a.acme.test:8443", False),
        ("dns.query a.acme.test", False),
        ("tls.sni x.web.acme.test:443", False),
        ("http.connect a.acme.test:443", True),
    ],
)
def test_field_port_and_exceptions_narrow(matcher: Make, text: str, wanted: bool) -> None:
    """All that an indicator says must hold; of a CONNECT the port that the proxy is asked for."""
    indicator = Indicator(
        suffix=("acme.test",), fields=("tls.sni", "http.connect"), port=((443, 443),), excluding=("web.acme.test",)
    )
    assert bool(see(matcher([indicator]), text)) is wanted


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("dns.query s1.upd.kaspersky.com", 1.0),
        ("dns.query s1.upd.kaspersky.com.lan", 0.5),
        ("dns.query s1.upd.kaspersky.com.home.arpa", 0.5),
        ("dns.query s1.upd.kaspersky.com.corp.example", 0.5),
        ("dns.query kaspersky.com.evil.example", None),
        ("dns.query kaspersky.com.br", None),
        ("tls.sni s1.upd.kaspersky.com.lan", None),
    ],
)
def test_a_search_suffix_is_evidence_of_lower_weight(matcher: Make, text: str, factor: float | None) -> None:
    """In questions, with one label that is not public or a configured suffix; anything else is somebody's name."""
    made = matcher([Indicator(suffix=("kaspersky.com",))], search_suffixes=("corp.example",))
    found = made.match(parse_see(text))
    assert [match.factor for match in found] == ([] if factor is None else [factor])
    assert all(("search suffix" in match.note) == (match.factor < 1) for match in found)


def test_without_configuration_a_suffix_of_several_labels_is_nothing(matcher: Make) -> None:
    """Anybody can register it, or it is a test's."""
    assert see(matcher([Indicator(suffix=("kaspersky.com",))]), "dns.query kaspersky.com.corp.example") == []


def test_a_name_that_is_wanted_itself_is_not_taken_apart(matcher: Make) -> None:
    """A whole name beats what is left of it without a search suffix."""
    made = matcher([Indicator(suffix=("acme.test",)), Indicator(host=("acme.test.lan",))])
    (match,) = made.match(parse_see("dns.query acme.test.lan"))
    assert (match.indicator, match.factor) == (1, 1.0)


def test_a_response_tells_its_question_and_its_aliases(matcher: Make) -> None:
    """Both fields count, each value once, whatever the type of the question."""
    body = Dns(
        type="response",
        id=1,
        flags="8180",
        queries=(DnsQuery(rrname="upd.acme.test", rrtype="TXT"),),
        answers=(
            DnsRecord(rrname="upd.acme.test", rrtype="CNAME", rdata="edge.acme.test"),
            DnsRecord(rrname="upd.acme.test", rrtype="CNAME", rdata="edge.acme.test"),
            DnsRecord(rrname="edge.acme.test", rrtype="A", rdata="192.0.2.1"),
        ),
    )
    observation = Observation(
        ts=0, kind="dns", src="10.0.0.1", sport=53, dst="10.0.0.2", dport=5000, proto="UDP", body=body
    )
    made = matcher([Indicator(suffix=("acme.test",))])
    assert told(made.match(observation)) == [
        ("s0", 0, "dns.query", "upd.acme.test"),
        ("s0", 0, "dns.answer", "edge.acme.test"),
    ]


def test_names_of_a_certificate_count(matcher: Make) -> None:
    """A wildcard in a certificate is below its domain."""
    body = Tls(subject="CN=acme.test, O=Acme", subjectaltname=("*.acme.test", "other.example"))
    observation = Observation(
        ts=0, kind="tls", src="10.0.0.1", sport=1, dst="192.0.2.1", dport=443, proto="TCP", body=body
    )
    found = told(matcher([Indicator(suffix=("acme.test",))]).match(observation))
    assert found == [("s0", 0, "tls.cert", "*.acme.test"), ("s0", 0, "tls.cert", "acme.test")]


def test_http_conditions_with_a_host(matcher: Make) -> None:
    """Looked up by host, and the whole condition must hold; a name elsewhere is nothing."""
    made = matcher([Indicator(http=HttpCondition(host_suffix="acme.test", path="/u*", user_agent="re:^@"))])
    assert not made.hostless
    assert see(made, 'http GET a.acme.test/u1.xml ua="@x"') == [("s0", 0, "http.url", "a.acme.test/u1.xml")]
    assert see(made, 'http GET a.acme.test/v1.xml ua="@x"') == []
    assert see(made, "http GET a.acme.test/u1.xml") == []
    assert see(made, "tls.sni a.acme.test") == []
    assert see(made, "dns.query a.acme.test.lan") == []


def test_http_conditions_without_a_host(matcher: Make) -> None:
    """All requests have to be looked at, also those that name no host."""
    made = matcher([Indicator(http=HttpCondition(user_agent="Acme Updater*"))])
    assert made.hostless
    assert see(made, 'http GET cdn.example/x ua="Acme Updater 1"') == [("s0", 0, "http.user_agent", "Acme Updater 1")]
    assert see(made, 'http GET -/x ua="Acme Updater 1"') == [("s0", 0, "http.user_agent", "Acme Updater 1")]
    assert see(made, 'http GET cdn.example/x ua="curl"') == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("server.ip 77.74.176.9:1443/tcp", "77.74.176.9:1443"),
        ("server.ip [2001:db8::9]:1443/tcp", "[2001:db8::9]:1443"),
        ("server.ip 77.74.176.9:80/tcp", None),
        ("server.ip 77.74.176.9:1443/udp", None),
        ("server.ip 77.74.184.9:1443/tcp", None),
    ],
)
def test_servers(matcher: Make, text: str, value: str | None) -> None:
    """Address, port and protocol of the asked side of a flow."""
    server = ServerCondition(network=("77.74.176.0/21", "2001:db8::/32"), port=((1443, 1443),), proto="tcp")
    found = see(matcher([Indicator(server=server)]), text)
    assert found == ([] if value is None else [("s0", 0, "server.ip", value)])


def test_an_address_that_is_none_matches_nothing(matcher: Make) -> None:
    """Whatever stands there, no error."""
    made = matcher([Indicator(server=ServerCondition(port=((1, 65535),)))])
    flow = parse_see("server.ip 192.0.2.1:80/tcp")
    broken = Observation(ts=0, kind="flow", src="", sport=0, dst="?", dport=80, proto="TCP", body=flow.body)
    assert made.match(broken) == []


@given(st.text(max_size=300), st.sampled_from(["GET", "CONNECT", ""]), st.text(max_size=20))
def test_no_text_from_the_wire_raises(name: str, method: str, url: str) -> None:
    """Any host, any target, any method."""
    body = Http(hostname=name, url=url, http_method=method, http_user_agent=url)
    SHIPPED.match(Observation(ts=0, kind="http", src="", sport=0, dst="", dport=80, proto="TCP", body=body))
    question = Dns(type="request", id=1, flags="0", queries=(DnsQuery(rrname=name, rrtype="A"),))
    SHIPPED.match(Observation(ts=0, kind="dns", src="", sport=0, dst="", dport=53, proto="UDP", body=question))


@given(
    st.lists(st.sampled_from(["s07", "upd", "kaspersky", "com", "lan", "www", "br", "evil"]), min_size=1, max_size=6)
)
def test_the_prefilter_lets_every_match_through(labels: list[str]) -> None:
    """What ``match`` finds, ``names.wants`` wanted."""
    name = ".".join(labels)
    if SHIPPED.match(parse_see(f"dns.query {name}")):
        assert SHIPPED.names.wants(name.encode(), 0, len(name))


def test_the_shipped_signatures_do_as_their_tests_say() -> None:
    """Each test inside the packs, positive and negative."""
    wrong = [
        (signature.id, test.see)
        for signature in LOADED.signatures
        for test in signature.tests
        if any(match.signature.id == signature.id for match in SHIPPED.match(parse_see(test.see))) != test.match
    ]
    assert wrong == []


LOADED: SignatureSet = load(None)
SHIPPED = Matcher(LOADED)

"""What ``vestige signatures match`` is told."""

from collections.abc import Callable

import pytest

from sensor.match import Matcher
from sensor.match.explain import NEAR_LIMIT, explain
from sensor.match.sightings import Conditions
from sensor.model.fields import NAME_FIELDS
from sensor.model.signature import HttpCondition, Indicator, PayloadCondition, ServerCondition, Signature

Make = Callable[..., Matcher]


def reasons(matcher: Matcher, see: str) -> list[str]:
    """Return why each near miss of *see* is none."""
    return [miss.why for miss in matcher.explain(see).near_misses]


def test_a_hit_tells_what_it_is_worth(matcher: Make) -> None:
    """Signature, what it says, field, weight and factor with its reason."""
    made = matcher([Indicator(suffix=("acme.test",))])
    (hit,) = made.explain("dns.query a.acme.test.lan").hits
    assert (hit.signature, hit.indicator, hit.field, hit.weight, hit.factor) == (
        "s0",
        "suffix acme.test",
        "dns.query",
        0.9,
        0.5,
    )
    assert hit.note == "asked with the search suffix lan appended"


def test_a_bare_name_is_tried_in_every_field(matcher: Make) -> None:
    """As if somebody had only heard the name."""
    made = matcher([Indicator(host=("a.acme.test",))])
    assert [hit.field for hit in made.explain("A.acme.test").hits] == list(NAME_FIELDS)


@pytest.mark.parametrize(
    ("see", "why"),
    [
        ("tls.sni s9.upd.acme.example.com", "shares upd.acme.example.com, but s9.upd.acme.example.com is not wanted"),
        ("dns.query acme.test.evil.example", "followed by evil.example: of several labels, only a search suffix"),
        ("dns.query acme.test.com.br", "followed by com.br, which is under a public domain"),
        ("tls.sni acme.test.lan", "followed by the search suffix lan, which counts in dns.query only, not in tls.sni"),
        ("tls.sni only.dns.test", "field tls.sni is not among dns.query"),
        ("dns.query only.dns.test.x", "followed by the search suffix x, and its further conditions do not hold"),
        ("tls.sni a.ported.test:80", "port 80 is not wanted"),
        ("tls.sni a.web.ported.test:8443", "excepts web.ported.test"),
        ("tls.sni h.test", "looks at HTTP requests only"),
        ("http GET h.test/other", "path is not /u*"),
        ("server.ip 10.0.0.1:80/tcp", "the address is in the network, but 80/tcp is not wanted"),
    ],
)
def test_a_near_miss_tells_why(matcher: Make, see: str, why: str) -> None:
    """In words that tell the author what to change, or that nothing is to be changed."""
    made = matcher(
        [Indicator(host=("s[1-2].upd.acme.example.com",))],
        [Indicator(suffix=("acme.test",))],
        [Indicator(suffix=("dns.test",), fields=("dns.query",), port=((53, 53),), excluding=("only.dns.test",))]
        if "query" in see
        else [Indicator(suffix=("dns.test",), fields=("dns.query",))],
        [Indicator(suffix=("ported.test",), port=((8443, 8443),), excluding=("web.ported.test",))],
        [Indicator(http=HttpCondition(host="h.test", path="/u*"))],
        [Indicator(server=ServerCondition(network=("10.0.0.0/8",), port=((443, 443),)))],
    )
    assert made.explain(see).hits == ()
    assert any(reason.startswith(why) for reason in reasons(made, see)), reasons(made, see)


def test_what_shares_a_public_domain_only_is_not_near(matcher: Make) -> None:
    """Half the country is below co.uk."""
    assert reasons(matcher([Indicator(suffix=("acme.co.uk",))]), "tls.sni bbc.co.uk") == []


def test_a_signature_that_is_hit_is_not_missed(matcher: Make) -> None:
    """Its other indicators are no news."""
    made = matcher([Indicator(suffix=("acme.test",)), Indicator(suffix=("other.acme.test",))])
    explained = made.explain("tls.sni a.acme.test")
    assert (len(explained.hits), explained.near_misses) == (1, ())


def test_near_misses_are_limited(matcher: Make) -> None:
    """A name next to a thousand others is near to a few."""
    made = matcher(*[[Indicator(host=(f"a{number}.acme.example.com",))] for number in range(100)])
    assert len(made.explain("x.acme.example.com").near_misses) == NEAR_LIMIT


@pytest.mark.parametrize("see", ["", "dns.query", "nonsense with words", "server.ip nowhere", "http"])
def test_what_names_no_observation_is_refused(matcher: Make, see: str) -> None:
    """With the forms it could have."""
    with pytest.raises(ValueError, match=r".+"):
        matcher([]).explain(see)


def test_which_bytes_are_missing_is_said(signature: Callable[..., Signature]) -> None:
    """Of the conditions that look at this server and side only."""
    part = PayloadCondition((0, 0), b"KSC1".hex())
    wanted = Indicator(server=ServerCondition(port=((13000, 13000),), proto="tcp", payload=(part,)))
    conditions = Conditions([signature(wanted)])
    [miss] = explain(conditions, 'server.payload 10.0.0.1:13000/tcp "KSC2"').near_misses
    assert miss.why == 'the first bytes have not "KSC1" at 0'
    assert explain(conditions, 'server.payload 10.0.0.1:13000/tcp from=server "KSC2"').near_misses == ()
    assert len(explain(conditions, 'server.payload 10.0.0.1:13000/tcp "KSC1"').hits) == 1

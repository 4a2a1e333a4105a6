"""What the conditions of a set of signatures make of an observation, before the narrowest is chosen."""

from collections.abc import Callable

import pytest

from sensor.match.sightings import Conditions, condition_text, narrowest, server_text
from sensor.model.bodies import Tls
from sensor.model.observation import Observation
from sensor.model.signature import Indicator, ServerCondition, Signature
from sensor.signatures.see import parse_see


def test_every_indicator_that_is_fulfilled_is_told(signature: Callable[..., Signature]) -> None:
    """Also several of one signature, with what each says; the narrowest is chosen among them."""
    one = signature(Indicator(suffix=("acme.test",)), Indicator(host=("a[1-3].acme.test",)))
    found = list(Conditions([one]).sightings(parse_see("tls.sni a2.acme.test")))
    assert [sighting.text for sighting in found] == ["suffix acme.test", "host a[1-3].acme.test"]
    assert [sighting.position for sighting in narrowest(found)] == [1]


def test_a_sighting_through_a_search_suffix_is_worth_less(signature: Callable[..., Signature]) -> None:
    """The narrower host without the suffix loses against any entry that covers the whole name."""
    one = signature(Indicator(host=("acme.test",)), Indicator(suffix=("test.lan",)))
    found = list(Conditions([one]).sightings(parse_see("dns.query acme.test.lan")))
    assert sorted(sighting.factor for sighting in found) == [0.5, 1.0]
    assert [sighting.text for sighting in narrowest(found)] == ["suffix test.lan"]


def test_the_names_of_one_observation_are_limited(signature: Callable[..., Signature]) -> None:
    """A certificate with a hundred thousand names is looked at up to the limit."""
    body = Tls(subjectaltname=tuple(f"n{number}.acme.test" for number in range(10_000)))
    seen = Observation(ts=0, kind="tls", src="", sport=0, dst="", dport=443, proto="TCP", body=body)
    assert len(list(Conditions([signature(Indicator(suffix=("acme.test",)))]).sightings(seen))) == 4096


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (
            ServerCondition(network=("10.0.0.0/8",), port=((443, 443), (8000, 8010)), proto="tcp"),
            "server 10.0.0.0/8 port 443,8000-8010 tcp",
        ),
        (ServerCondition(port=((443, 443),)), "server port 443"),
        (ServerCondition(network=("10.0.0.0/8",) * 5), "server 10.0.0.0/8 10.0.0.0/8 10.0.0.0/8 and 2 networks more"),
    ],
)
def test_a_server_condition_as_text(condition: ServerCondition, text: str) -> None:
    """One line, short even for a long list."""
    assert condition_text(condition) == text


def test_a_server_as_text() -> None:
    """IPv6 in brackets (RFC 3986 section 3.2.2)."""
    assert server_text("192.0.2.1", 80) == "192.0.2.1:80"
    assert server_text("2001:db8::1", 80) == "[2001:db8::1]:80"

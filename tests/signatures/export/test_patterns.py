"""STIX patterns, read by the validator of OASIS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.signature import HttpCondition, Indicator, ServerCondition, SignatureSet
from sensor.signatures.export.patterns import NAMES, all_of, any_of, patterns_of, quoted

validator = pytest.importorskip("stix2patterns.validator", reason="stix2-patterns is not installed")


def valid(pattern: str) -> bool:
    """Tell whether OASIS's validator takes *pattern*."""
    return not validator.run_validator(pattern, stix_version="2.1")


def test_every_condition_of_the_pack(acme: SignatureSet) -> None:
    """Valid, or none for what has no counterpart."""
    made = {id(one): patterns_of(one) for signature in acme.signatures for one in signature.any}
    assert all(valid(pattern) for patterns in made.values() for pattern in patterns)
    assert sum(not patterns for patterns in made.values()) == 3  # payload, tls, dhcp


def test_names_and_exceptions() -> None:
    """A name, all below it, and not what is excepted."""
    (pattern,) = patterns_of(Indicator(suffix=("a.com",), excluding=("b.a.com",)))
    assert pattern == (
        "[((domain-name:value = 'a.com' OR domain-name:value LIKE '%.a.com')"
        " AND domain-name:value != 'b.a.com' AND domain-name:value NOT LIKE '%.b.a.com')]"
    )


def test_ports_and_networks() -> None:
    """Of a name with ports the flow is asked for."""
    (pattern,) = patterns_of(Indicator(host=("a.com",), port=((443, 443), (8000, 8010))))
    assert pattern == (
        "[network-traffic:dst_ref.value = 'a.com' AND"
        " (network-traffic:dst_port = 443 OR (network-traffic:dst_port >= 8000 AND network-traffic:dst_port <= 8010))]"
    )
    (pattern,) = patterns_of(Indicator(server=ServerCondition(network=("192.0.2.0/24",), proto="tcp")))
    assert pattern == "[network-traffic:dst_ref.value ISSUBSET '192.0.2.0/24' AND network-traffic:protocols[*] = 'tcp']"


def test_requests() -> None:
    """Host, path, User-Agent and method."""
    (pattern,) = patterns_of(Indicator(http=HttpCondition(host="a.com", path="/x", user_agent="re:^Up", method="GET")))
    assert valid(pattern)
    assert "request_method = 'get'" in pattern
    assert "request_header.'User-Agent' MATCHES '(?i)^Up'" in pattern


def test_long_lists_come_in_parts() -> None:
    """What a parser that calls itself can read."""
    made = patterns_of(Indicator(host=tuple(f"h{number}.a.com" for number in range(NAMES * 3 + 1))))
    assert len(made) == 4
    assert valid(" OR ".join(made))


@given(text=st.text("a'\\%", max_size=8))
def test_quoted_text_stays_inside(text: str) -> None:
    """Quotes and backslashes."""
    assert valid(f"[domain-name:value = {quoted(text)}]")


def test_joining() -> None:
    """Empty terms are none."""
    assert any_of(["", "a"]) == "a"
    assert any_of(["a", "b"]) == "(a OR b)"
    assert all_of(["a", "", "b"]) == "a AND b"

"""Host names of an indicator, taken apart."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.match.patterns import host_matches
from sensor.model.signature import HttpCondition, Indicator
from sensor.signatures.export.names import Kind, fields_of, looks_at, names_of, names_of_http

LABELS = st.text("abc1", min_size=1, max_size=3)
NAMES = st.lists(LABELS, min_size=1, max_size=4).map(lambda labels: ".".join([*labels, "acme.com"]))


def test_ranges_are_written_out() -> None:
    """Zero padding is kept."""
    names = names_of(Indicator(host=("s[08-10].acme.com",)))
    assert [(name.kind, name.text) for name in names] == [
        (Kind.WHOLE, "s08.acme.com"),
        (Kind.WHOLE, "s09.acme.com"),
        (Kind.WHOLE, "s10.acme.com"),
    ]


def test_exceptions_stay_with_what_they_narrow() -> None:
    """A whole name that is excepted is gone; a suffix keeps those below it only."""
    indicator = Indicator(
        host=("a.acme.com", "b.acme.com"), suffix=("acme.com", "other.com"), excluding=("b.acme.com",)
    )
    found = {str(name): name.excluding for name in names_of(indicator)}
    assert found == {"a.acme.com": (), "suffix acme.com": ("b.acme.com",), "suffix other.com": ()}


@given(
    name=NAMES,
    pattern=st.sampled_from(["a*.acme.com", "*.b?.acme.com", "re:^[ab]+1?\\.acme\\.com$", "a[1-3].acme.com"]),
)
def test_patterns_reach_what_the_matcher_matches(name: str, pattern: str) -> None:
    """The expression means the same names."""
    names = names_of(Indicator(host=(pattern,)))
    wanted = host_matches(pattern, name)
    assert any(one.reaches(name) for one in names) == wanted
    assert any(re.fullmatch(one.expression, name, re.IGNORECASE) for one in names) == wanted


@given(name=NAMES)
def test_suffixes_reach_at_label_boundaries(name: str) -> None:
    """The name and all below it, but for its exceptions."""
    (suffix,) = names_of(Indicator(suffix=("a.acme.com",), excluding=("b.a.acme.com",)))
    covered = name == "a.acme.com" or name.endswith(".a.acme.com")
    excepted = name == "b.a.acme.com" or name.endswith(".b.a.acme.com")
    assert suffix.reaches(name) == (covered and not excepted)


@pytest.mark.parametrize(
    ("http", "kinds"),
    [
        (HttpCondition(host="a.acme.com"), [Kind.WHOLE]),
        (HttpCondition(host="*.acme.com"), [Kind.PATTERN]),
        (HttpCondition(host_suffix="acme.com"), [Kind.BELOW]),
        (HttpCondition(path="/x"), []),
    ],
)
def test_hosts_of_requests(http: HttpCondition, kinds: list[Kind]) -> None:
    """Of an `http` condition."""
    assert [name.kind for name in names_of_http(http)] == kinds


def test_fields() -> None:
    """All that hold names, unless the indicator says which."""
    assert "tls.sni" in fields_of(Indicator(host=("a.b",)))
    narrow = Indicator(host=("a.b",), fields=("dns.query",))
    assert fields_of(narrow) == ("dns.query",)
    assert looks_at(narrow, "dns.query")
    assert not looks_at(narrow, "tls.sni")

"""Expressions that a signature may use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures import limits
from sensor.signatures.regex import check_regex, compile_regex, host_anchor, regex_of

GOOD = [
    r"^ksn-[a-z0-9-]+\.kaspersky-labs\.com$",
    r"^dnl-\d{1,2}\.geo\.kaspersky\.com$",
    r"^[@*]",
    r"^/(index/u[0-9a-z]+\.xml|bases/|diffs/)",
    r"^(a|b)c?$",
    r"^[^.]*\.a\.com$",
    r"^/[A-F0-9-]+/main\.js",
    r"^.*",
]
BAD = {
    r"a$": r"starts with \^",
    r"(^a|b)$": r"starts with \^",
    r"^(a+)+$": "repeat inside a repeat",
    r"^(a|aa)+$": "single characters",
    r"^a+a+$": "followed by something",
    r"^.*foo$": "followed by something",
    r"^\w+\d+x": "followed by something",
    r"^[a-z]+(x|y)": "followed by something",
    r"^a(?=b)": "not allowed",
    r"^(a)\1": "not allowed",
    "^" + "(" * 40 + ")" * 40: "groups",
    "^[0||]": "not a regular expression",
    r"^(a": "not a regular expression",
    r"^a{1,300}": "at most",
    r"^(ab){1,9}(c{2,40}d){3}": "repeat inside a repeat",
    "^" + "a" * limits.MAX_TEXT: "at most",
}


@pytest.mark.parametrize("expression", GOOD)
def test_linear_expressions_are_allowed(expression: str) -> None:
    """Each repeat is followed by something that it cannot consume."""
    check_regex("re:" + expression)
    assert compile_regex("re:" + expression).pattern == expression


@pytest.mark.parametrize("expression", BAD)
def test_other_expressions_are_refused(expression: str) -> None:
    """Unanchored ones, and those with two ways to read a text."""
    with pytest.raises(ValueError, match=BAD[expression]):
        check_regex("re:" + expression)


def test_a_host_expression_is_looked_up_by_its_end() -> None:
    """The literal labels at the right end; half a label does not count."""
    assert host_anchor(r"re:^ksn-[a-z]+\.kaspersky-labs\.com$") == "kaspersky-labs.com"
    assert host_anchor(r"re:^[0-9]x\.geo\.acme\.com$") == "geo.acme.com"
    assert host_anchor(r"re:^a\.com$") == "a.com"


@pytest.mark.parametrize("expression", [r"re:^a\.com", r"re:^[a-z]+\.com$", r"re:^a.com$", r"re:^x[a-z]\.$", "re:^$"])
def test_a_host_expression_ends_in_two_literal_labels(expression: str) -> None:
    """Otherwise every name would have to be tried."""
    with pytest.raises(ValueError, match="a regular expression for a host"):
        host_anchor(expression)


def test_letter_case_does_not_count() -> None:
    """Names come in lower case, User-Agents as they like."""
    assert compile_regex("re:^drweb").match("DrWebUpdate-6")
    assert regex_of("re:^a") == "^a"


@given(st.from_regex(r"\A\^[a-c.*+?()|{}0-9\[\]\\-]{0,30}\Z"), st.text("abc", min_size=200, max_size=400))
def test_what_is_allowed_never_hangs(expression: str, text: str) -> None:
    """An accepted expression ends over hostile text: one that went back and forth would run into the time limit."""
    try:
        compiled = compile_regex(expression)
    except ValueError:
        return
    compiled.match(text)

"""Regular expressions as rules of other tools take them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.signature import Indicator
from sensor.signatures.export.expressions import (
    common_literal,
    flags,
    in_quotes,
    name_expression,
    path_expression,
    text_expression,
)
from sensor.signatures.export.names import names_of
from sensor.signatures.patterns import compile_pattern, request_path

LABELS = st.text("abc", min_size=1, max_size=2)
NAMES = st.lists(LABELS, min_size=1, max_size=4).map(lambda labels: ".".join([*labels, "acme.com"]))
TARGETS = st.text("/ab.?#=", max_size=12).map(lambda text: f"/{text}")


@given(name=NAMES)
def test_name_expressions_mean_what_the_names_mean(name: str) -> None:
    """Exceptions included."""
    names = names_of(
        Indicator(
            host=("a.acme.com", "b*.c.acme.com"), suffix=("c.acme.com", "b.acme.com"), excluding=("a.c.acme.com",)
        )
    )
    assert bool(re.search(name_expression(names), name)) == any(one.reaches(name) for one in names)


@given(name=NAMES)
def test_inside_a_certificate_subject(name: str) -> None:
    """The same names, as a CN among others."""
    names = names_of(Indicator(suffix=("b.acme.com",), excluding=("a.b.acme.com",)))
    expression = name_expression(names, "(?:^|, )CN=", "(?:,|$)")
    wanted = any(one.reaches(name) for one in names)
    for subject in (f"CN={name}", f"C=US, CN={name}", f"CN={name}, O=Acme"):
        assert bool(re.search(expression, subject)) == wanted


@pytest.mark.parametrize(
    ("texts", "common"),
    [
        (["a.acme.com", "b.acme.com"], ".acme.com"),
        (["kaspersky.be", "kas.pr"], ""),
        (["acme.com", "acme.org"], "acme."),
        ([], ""),
        ([f"{number}.acme.com" for number in range(1000)], ""),
    ],
)
def test_common_literal(texts: list[str], common: str) -> None:
    """What is too short, or common to too many, says nothing."""
    assert common_literal(texts) == common


@given(target=TARGETS, pattern=st.sampled_from(["/a", "/a*", "/*.b", "/?b*a", "re:^/[ab]+/", "re:^/a.$", "re:^/[^/]a"]))
def test_path_expressions_stop_before_the_query(target: str, pattern: str) -> None:
    """Over the whole target they mean what the pattern means over its path."""
    wanted = compile_pattern(pattern).match(request_path(target)) is not None
    insensitive = re.IGNORECASE if flags(pattern) else 0
    for whole in (target, f"http://acme.com{target}"):
        assert bool(re.search(path_expression(pattern), whole, insensitive | re.DOTALL)) == wanted


def test_a_path_is_not_found_in_the_query() -> None:
    """`/x?u=/index/u1.xml` asks for `/x`."""
    assert not re.search(path_expression("/index/u*.xml"), "/x?u=/index/u1.xml")


@pytest.mark.parametrize("text", ["Acme", "A*e", "re:^Ac.e$"])
def test_text_expressions(text: str) -> None:
    """Of User-Agents and methods: whole, unless a regular expression says otherwise."""
    assert re.search(text_expression(text), "Acme")
    assert not re.search(text_expression(text), "Acme 2")


@given(text=st.text('a;"/\\.', max_size=10))
def test_quoted_expressions_mean_the_same_and_end_nothing(text: str) -> None:
    """A rule's option ends at a semicolon, its text at a quote, its expression at a slash."""
    quoted = in_quotes(f"^{re.escape(text)}$")
    assert not set(';"/').intersection(quoted)
    assert re.search(quoted, text)
    assert in_quotes('[;"]') == r"[\x3b\x22]"
    assert in_quotes("a\nb") == r"a\x0ab"

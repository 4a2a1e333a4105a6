"""Names, ranges and globs as people write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures import limits
from sensor.signatures.names import (
    covers,
    expand,
    fixed_labels,
    glob_to_regex,
    is_glob,
    is_range,
    is_regex,
    normal_name,
    normal_pattern,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Upd.Kaspersky.COM.", "upd.kaspersky.com"), (" a.b ", "a.b"), ("_ldap.a.b", "_ldap.a.b"), ("x", "x")],
)
def test_a_name_is_brought_to_normal_form(text: str, name: str) -> None:
    """Lower case, no trailing dot, no blanks around it."""
    assert normal_name(text) == name


@pytest.mark.parametrize("text", ["", ".", "a..b", "-a.b", "a-.b", "a b.c", "a." + "x" * 64, "a." * 130 + "b", "a/b.c"])
def test_what_is_no_name_is_refused(text: str) -> None:
    """Empty labels, hyphens at the ends, other characters, and names beyond the limits of RFC 1035."""
    with pytest.raises(ValueError, match=r"host name|characters"):
        normal_name(text)


def test_another_script_is_refused_with_its_ascii_form() -> None:
    """What goes over the wire is the A-label."""
    with pytest.raises(ValueError, match="xn--"):
        normal_name("bücher.example")


def test_a_range_keeps_its_zero_padding() -> None:
    """``08-10`` counts 08 09 10; ``8-10`` counts 8 9 10."""
    assert expand("s[08-10].x.com") == ("s08.x.com", "s09.x.com", "s10.x.com")
    assert expand("s[8-10].x.com") == ("s8.x.com", "s9.x.com", "s10.x.com")
    assert expand("a.com") == ("a.com",)


def test_two_ranges_multiply() -> None:
    """All combinations, in order."""
    assert expand("[1-2]-[0-1].x.com") == ("1-0.x.com", "1-1.x.com", "2-0.x.com", "2-1.x.com")


@pytest.mark.parametrize("text", ["s[2-1].x", "s[01-9].x", "s[a-b].x", "s[.x", "s].x", "s[1-2", "[0-9999999999].x"])
def test_a_bad_range_is_refused(text: str) -> None:
    """Backwards, padded differently, no numbers, not closed, endless."""
    with pytest.raises(ValueError, match=r"\["):
        expand(text)


def test_a_range_stands_for_a_bounded_number_of_names() -> None:
    """`MAX_EXPANSION` names at most, also when several ranges multiply."""
    assert len(expand(f"s[1-{limits.MAX_EXPANSION}].x.com")) == limits.MAX_EXPANSION
    for pattern in (f"s[0-{limits.MAX_EXPANSION}].x.com", "[0-99]-[0-99].x.com"):
        with pytest.raises(ValueError, match="more than"):
            expand(pattern)


@pytest.mark.parametrize(
    ("pattern", "fixed"), [("*.a.com", "a.com"), ("dc?-*.ksn.a.com", "ksn.a.com"), ("b.*.a.com", "a.com")]
)
def test_a_glob_is_looked_up_by_its_fixed_end(pattern: str, fixed: str) -> None:
    """The labels right of the last wildcard."""
    assert normal_pattern(pattern) == pattern
    assert fixed_labels(pattern) == fixed


@pytest.mark.parametrize("pattern", ["*.com", "a.*", "*", "**.a.com", "a b*.a.com", "dc*.com"])
def test_a_glob_without_two_fixed_labels_is_refused(pattern: str) -> None:
    """It could not be looked up, or would take in a whole top-level domain."""
    with pytest.raises(ValueError, match="label"):
        normal_pattern(pattern)


def test_a_wildcard_stays_inside_its_label() -> None:
    """``*`` matches no dot."""
    assert re.match(glob_to_regex("dc*.a.com"), "dc1-file.a.com")
    assert not re.match(glob_to_regex("dc*.a.com"), "dc1.file.a.com")
    assert not re.match(glob_to_regex("d?.a.com"), "d.a.com")


def test_the_forms_are_told_apart() -> None:
    """By their first characters or by what they hold."""
    assert is_regex("re:^a$")
    assert not is_regex("a.com")
    assert is_glob("a*.b.com")
    assert is_range("s[0-1].b.com")


def test_a_suffix_ends_at_a_label_boundary() -> None:
    """``notupd.x.com`` is not below ``upd.x.com``."""
    assert covers("upd.x.com", "upd.x.com")
    assert covers("upd.x.com", "s07.upd.x.com")
    assert not covers("upd.x.com", "notupd.x.com")


@given(st.text(max_size=300))
def test_any_text_is_a_pattern_or_a_value_error(text: str) -> None:
    """Nothing else is raised, and what is accepted is stable."""
    try:
        pattern = normal_pattern(text)
    except ValueError:
        return
    assert normal_pattern(pattern) == pattern

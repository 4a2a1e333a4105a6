"""Host patterns."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.match import patterns
from sensor.match.patterns import Pattern, compile_all, compile_host, host_matches, is_plain, pattern_of


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("s07.upd.kaspersky.com", "s07.upd.kaspersky.com", True),
        ("s07.upd.kaspersky.com", "x.s07.upd.kaspersky.com", False),
        ("S07.Upd.Kaspersky.com.", "s07.upd.kaspersky.com", True),
        ("s[00-19].upd.kaspersky.com", "s07.upd.kaspersky.com", True),
        ("s[00-19].upd.kaspersky.com", "s7.upd.kaspersky.com", False),
        ("s[00-19].upd.kaspersky.com", "s20.upd.kaspersky.com", False),
        ("ksn-*.kaspersky-labs.com", "ksn-file-geo.kaspersky-labs.com", True),
        ("ksn-*.kaspersky-labs.com", "ksn-.kaspersky-labs.com", True),
        ("ksn-*.kaspersky-labs.com", "ksn-a.b.kaspersky-labs.com", False),
        ("ksn-*.kaspersky-labs.com", "ksn-a.kaspersky-labs.com.evil.example", False),
        ("d?[1-3].*.kaspersky-labs.com", "dn2.x.kaspersky-labs.com", True),
        ("d?[1-3].*.kaspersky-labs.com", "d2.x.kaspersky-labs.com", False),
        ("d?[1-3].*.kaspersky-labs.com", "dn4.x.kaspersky-labs.com", False),
        (r"re:^ksn[0-9]{2}\.kaspersky\.com$", "ksn12.kaspersky.com", True),
        (r"re:^ksn[0-9]{2}\.kaspersky\.com$", "xksn12.kaspersky.com", False),
        (r"re:^ksn[0-9]{2}\.kaspersky\.com$", "ksn12.kaspersky.com.evil.example", False),
    ],
)
def test_a_pattern_wants_what_it_says(text: str, name: str, wanted: bool) -> None:
    """Whole names, ranges, wildcards that stay inside their label, anchored expressions."""
    assert host_matches(text, name) is wanted


@pytest.mark.parametrize(
    "text", ["s[00-19].x.example", "a*.x.example", r"re:^a\.x\.example$", "A.example", "é.example", "", "a."]
)
def test_what_needs_compiling_is_not_plain(text: str) -> None:
    """Only a name in normal form can be looked up as it stands."""
    assert not is_plain(text)


@pytest.mark.parametrize(
    ("text", "endings"),
    [
        ("ksn-*.kaspersky-labs.com", ("kaspersky-labs.com",)),
        ("*.b[1-2].example.com", ("b1.example.com", "b2.example.com")),
        (r"re:^(a|b)\.kaspersky\.com$", ("kaspersky.com",)),
        ("s[0-1].example.com", ()),
    ],
)
def test_a_pattern_is_looked_up_by_its_literal_ending(text: str, endings: tuple[str, ...]) -> None:
    """The labels at the right that are the same in all names that it wants."""
    assert compile_host(text).endings == endings


@pytest.mark.parametrize(
    "text", ["s[9-1].example.com", "s[0-99999].example.com", "s[ab].example.com", "re:a.com", "re:^("]
)
def test_what_the_loader_refuses_is_refused(text: str) -> None:
    """ValueError for a range that is none, for too many names, for an expression without anchors."""
    with pytest.raises(ValueError, match=r".+"):
        _ = compile_host(text).endings


@given(st.text(alphabet="ab.-*?", min_size=1, max_size=12), st.text(alphabet="ab.-", max_size=12))
def test_a_wanted_name_always_ends_in_an_ending(pattern: str, name: str) -> None:
    """The table finds each name that a wildcard pattern wants: the ending is right."""
    compiled = compile_host(pattern)
    if compiled.globs and compiled.matches(name):
        assert any(not ending or name == ending or name.endswith("." + ending) for ending in compiled.endings)


def test_many_wildcards_take_no_time() -> None:
    """A pattern full of wildcards over a label that nearly fits does not go back and forth."""
    assert not host_matches("*a" * 25 + "*b.example.com", "a" * 63 + ".example.com")


def test_a_pattern_is_compiled_once_whoever_tries_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or beforehand, with all others; past the limit each is compiled for itself."""
    compiled: list[str] = []

    def compile_pattern(text: str) -> re.Pattern[str]:
        compiled.append(text)
        if text == "bad":
            raise ValueError("no pattern")
        return re.compile(text)

    monkeypatch.setattr(patterns, "_patterns", {})
    monkeypatch.setattr(patterns, "compile_pattern", compile_pattern)
    assert pattern_of("a") is pattern_of("a")
    assert pattern_of("b").matches("b")
    assert pattern_of("bad").text == "bad"
    compile_all()
    assert pattern_of("a").matches("a")
    assert compiled == ["b", "a", "bad"]
    monkeypatch.setattr(patterns, "KEPT", 3)
    assert pattern_of("c") is not pattern_of("c")
    assert pattern_of("c").text == Pattern("c").text

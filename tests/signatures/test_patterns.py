"""Patterns for paths, User-Agents and methods."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures.patterns import compile_pattern, request_path


@pytest.mark.parametrize(
    ("pattern", "text", "wanted"),
    [
        ("/a", "/a", True),
        ("/a", "/ab", False),
        ("/a", "/A", False),
        ("/index/u*.xml*", "/index/u1313g.xml.dif", True),
        ("/index/u*.xml*", "/index/x1313g.xml", False),
        ("/a?c", "/abc", True),
        ("/a?c", "/ac", False),
        ("re:^[@*]", "@abc", True),
        ("re:^[@*]", "a@", False),
        ("a.b", "axb", False),
    ],
)
def test_patterns(pattern: str, text: str, wanted: bool) -> None:
    """Plain text is compared whole, wildcards may span slashes, expressions are anchored."""
    assert bool(compile_pattern(pattern).match(text)) is wanted


@given(st.text("ab*?.", max_size=12), st.text("ab.\n", max_size=20))
def test_a_glob_means_what_it_means_everywhere(pattern: str, text: str) -> None:
    """The same answers as the library's own globs, in linear time."""
    assert bool(compile_pattern(pattern).match(text)) is fnmatch.fnmatchcase(text, pattern)


def test_many_wildcards_do_not_go_back() -> None:
    """A pattern that would take a naive matcher for ever."""
    assert compile_pattern("*a" * 20 + "b").match("a" * 20_000) is None


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/a/b?x=1", "/a/b"),
        ("/a#f", "/a"),
        ("http://h.com/a?x", "/a"),
        ("http://h.com", "/"),
        ("http://[bad/a", "http://[bad/a"),
        ("*", "*"),
    ],
)
def test_the_path_of_a_target(target: str, path: str) -> None:
    """Without scheme, host and query."""
    assert request_path(target) == path

"""Typed reading: what is wrong is noted with its place, and reading goes on."""

from collections.abc import Callable

import pytest

from sensor.signatures import limits
from sensor.signatures.nodes import Mapping, parse_yaml
from sensor.signatures.reader import Reader
from sensor.signatures.schema import Key

KEYS = {"k": Key("text", "a value"), "must": Key("text", "another", required=True)}


def root(text: str) -> Mapping:
    """Return the mapping that *text* is."""
    found = parse_yaml(text.encode(), "f")
    assert isinstance(found, Mapping)
    return found


def test_an_unknown_and_a_missing_key_are_noted() -> None:
    """With the nearest known key, and with what the missing one is for."""
    reader = Reader()
    reader.mapping(root("kk: 1"), "thing", KEYS)
    assert [str(problem) for problem in reader.problems] == [
        "f:1:1: unknown key 'kk' in thing (did you mean k?)",
        "f:1:1: key 'must' is missing in thing (text: another)",
    ]


@pytest.mark.parametrize(
    ("text", "read", "value"),
    [
        ("k: 12", lambda r, m: r.integer(m, "k", default=0, low=1, high=99), 12),
        ("k: .5", lambda r, m: r.fraction(m, "k"), 0.5),
        ("k: 1", lambda r, m: r.fraction(m, "k"), 1.0),
        ("k: true", lambda r, m: r.boolean(m, "k"), True),
        ("k: 2026-11-21", lambda r, m: r.date(m, "k"), "2026-11-21"),
        ("k: 2023-01", lambda r, m: r.date(m, "k", partial=True), "2023-01"),
        ("k: 2023", lambda r, m: r.date(m, "k", partial=True), "2023"),
        ("k: b", lambda r, m: r.choice(m, "k", ("a", "b")), "b"),
        ("k: [a, b]", lambda r, m: r.choices(m, "k", ("a", "b")), ("a", "b")),
        ("k: [a, b]", lambda r, m: r.texts(m, "k"), ("a", "b")),
        ("k: a", lambda r, m: r.texts(m, "k", single=True), ("a",)),
        ("k: a-b2", lambda r, m: r.identifier(m, "k"), "a-b2"),
        ("j: 1", lambda r, m: r.text(m, "k"), ""),
        ("k: 'null'", lambda r, m: r.text(m, "k"), "null"),
    ],
)
def test_good_values(text: str, read: Callable[[Reader, Mapping], object], value: object) -> None:
    """Read without a word."""
    reader = Reader()
    assert read(reader, root(text)) == value
    assert reader.problems == []


@pytest.mark.parametrize(
    ("text", "read", "words"),
    [
        ("k: 0", lambda r, m: r.integer(m, "k", default=0, low=1, high=99), "whole number from 1 to 99"),
        ("k: 0x10", lambda r, m: r.integer(m, "k", default=0, low=1, high=99), "whole number"),
        ("k: \u0661", lambda r, m: r.integer(m, "k", default=0, low=1, high=99), "whole number"),
        ("k: 1.1", lambda r, m: r.fraction(m, "k"), "above 0 and up to 1"),
        ("k: nan", lambda r, m: r.fraction(m, "k"), "above 0 and up to 1"),
        ("k: -0.1", lambda r, m: r.fraction(m, "k"), "above 0 and up to 1"),
        ("k: yes", lambda r, m: r.boolean(m, "k"), "neither true nor false"),
        ("k: 2026-13-01", lambda r, m: r.date(m, "k"), "no date"),
        ("k: 20261121", lambda r, m: r.date(m, "k"), "no date"),
        ("k: 2023-01", lambda r, m: r.date(m, "k"), "no date"),
        ("k: aa", lambda r, m: r.choice(m, "k", ("a", "b")), "did you mean a?"),
        ("k: [c]", lambda r, m: r.choices(m, "k", ("a", "b")), "not known"),
        ("k: a", lambda r, m: r.texts(m, "k"), "a list is wanted"),
        ("k: []", lambda r, m: r.texts(m, "k"), "the list is empty"),
        ("k: [[a]]", lambda r, m: r.texts(m, "k"), "single value"),
        ("k: {a: b}", lambda r, m: r.text(m, "k"), "single value"),
        ("k:", lambda r, m: r.text(m, "k"), "the value is missing"),
        ("k: ' '", lambda r, m: r.text(m, "k"), "the value is empty"),
        ("k: A_b", lambda r, m: r.identifier(m, "k"), "no id"),
        ("k: " + "x" * (limits.MAX_TEXT + 1), lambda r, m: r.text(m, "k"), "more than"),
    ],
)
def test_bad_values(text: str, read: Callable[[Reader, Mapping], object], words: str) -> None:
    """One problem each, at the value or its key."""
    reader = Reader()
    read(reader, root(text))
    assert len(reader.problems) == 1
    assert words in str(reader.problems[0])
    assert reader.problems[0].at.line == 1


def test_problems_of_one_file_are_bounded() -> None:
    """After `MAX_PROBLEMS` it is no signature file."""
    reader = Reader()
    node = root("a: b")
    for _ in range(limits.MAX_PROBLEMS + 50):
        reader.note(node, "no")
    assert len(reader.problems) == limits.MAX_PROBLEMS

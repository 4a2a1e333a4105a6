"""Values that an import takes, and those that it leaves out with the reason."""

import pytest

from sensor.signatures.importing import entries as module
from sensor.signatures.importing.entries import Entries, ImportRefused, glob_of, text_of
from sensor.signatures.limits import MAX_FILE_BYTES


def test_names_suffixes_and_networks() -> None:
    """In normal form, each once."""
    entries = Entries()
    group = entries.group("one")
    for text in ("A.Acme.com.", "a.acme.com", "*.b.acme.com", "198.51.100.7", "203.0.113.0/24", "2a03:2480::/33"):
        entries.add(group, text, "here")
    assert list(group.hosts) == ["a.acme.com"]
    assert list(group.suffixes) == ["b.acme.com"]
    assert list(group.networks) == ["2a03:2480::/33"]  # the others are kept for documentation: everybody's
    assert sum(entries.skipped.values()) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("com", "a name of one label, or no name"),
        ("1.2.3.4.5", "a name of one label, or no name"),
        ("a b", "neither a host name nor a network"),
        ("*.co.uk", "a name that is a public suffix: anybody can register below it"),
        ("*.shared.example", "a name that is shared hosting: anybody can put a host below it"),
        ("10.0.0.0/8", "a network that is everybody's"),
        ("8.0.0.0/7", "a network too wide to name anybody"),
        ("x" * 300 + ".com", "neither a host name nor a network"),
    ],
)
def test_what_is_left_out(text: str, why: str) -> None:
    """With its place."""
    entries = Entries(("shared.example",))
    entries.add(entries.group("one"), text, "line 7")
    assert (dict(entries.skipped), entries.places, entries.count) == ({why: 1}, {why: ["line 7"]}, 0)


def test_patterns() -> None:
    """Globs come back as globs; an expression that backtracks, or means no name, is left out."""
    entries = Entries()
    group = entries.group("one")
    for expression in (
        "^dl\\-[^.]*\\.acme\\.com$",
        "^[a-c]+1\\.acme\\.com$",
        "^(a+)+\\.acme\\.com$",
        "^!\\.acme\\.com$",
        "^.*$",
    ):
        entries.add_pattern(group, expression, "here")
    assert list(group.patterns) == ["dl-*.acme.com", "re:^[a-c]+1\\.acme\\.com$"]
    assert sum(entries.skipped.values()) == 3
    assert glob_of("^a\\.b$") == ""


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, groups and places are bounded."""
    monkeypatch.setattr(module, "MAX_VALUES", 3)
    monkeypatch.setattr(module, "MAX_GROUPS", 2)
    entries = Entries()
    for number in range(100):
        entries.add(entries.group(f"g{number}"), f"h{number}.acme.com", f"line {number}")
    assert (entries.count, len(entries.groups)) == (3, 2)
    assert entries.skipped == {"one value more than 3": 97}
    assert len(entries.places["one value more than 3"]) == module.MAX_SKIPPED


def test_text() -> None:
    """UTF-8 with or without a mark; anything else is refused with its place."""
    assert text_of(b"\xef\xbb\xbfa") == "a"
    for data, words in (
        (b"ab\xff", "byte 2 is 0xff"),
        (b"a\0", "character 1 is a NUL"),
        (b"\xff\xfea\0", "byte 0 is 0xff"),
    ):
        with pytest.raises(ImportRefused, match=words):
            text_of(data)
    with pytest.raises(ImportRefused, match="larger than 64 MiB"):
        text_of(b"a" * (MAX_FILE_BYTES + 1))

"""From names to indicators."""

from collections.abc import Callable

import pytest

from sensor.match import index as module
from sensor.match.index import HOST, SUFFIX, NameIndex
from sensor.model.signature import Signature


def texts(index: NameIndex, name: str) -> list[str]:
    """Return what is written of each entry that covers *name*."""
    return [str(entry) for entry in index.find(name)]


def test_all_entries_that_cover_a_name_are_found(signature: Callable[..., Signature]) -> None:
    """Suffixes, whole names, ranges, wildcards, of several indicators."""
    index = NameIndex()
    index.add_suffixes(signature(id="a"), 0, ("kaspersky.com", "kaspersky.ru"))
    index.add_hosts(signature(id="a"), 1, ("www.kaspersky.com", "s[0-9].upd.kaspersky.com", "s*.upd.kaspersky.com"))
    index.add_suffixes(signature(id="b"), 0, ("upd.kaspersky.com",))
    index.add_hosts(signature(id="b"), 1, (r"re:^s7\.upd\.kaspersky\.com$", "other.example"))
    assert texts(index, "www.kaspersky.com") == ["suffix kaspersky.com", "host www.kaspersky.com"]
    assert sorted(texts(index, "s7.upd.kaspersky.com")) == [
        r"host re:^s7\.upd\.kaspersky\.com$",
        "host s*.upd.kaspersky.com",
        "host s[0-9].upd.kaspersky.com",
        "suffix kaspersky.com",
        "suffix upd.kaspersky.com",
    ]
    assert texts(index, "kaspersky.ru") == ["suffix kaspersky.ru"]
    assert texts(index, "kaspersky.de") == []
    assert len(list(index.entries())) == 8


def test_an_entry_leads_back_to_its_indicator(signature: Callable[..., Signature]) -> None:
    """Signature, position and kind are those it was added with."""
    index = NameIndex()
    index.add_hosts(signature(id="x"), 3, ("first.example", "second.example"))
    index.add_suffixes(signature(id="y"), 1, ("second.example",))
    found = index.find("second.example")
    assert [(one.signature.id, one.position, one.kind) for one in found] == [("x", 3, HOST), ("y", 1, SUFFIX)]
    assert found[0].rank > found[1].rank


def test_a_candidate_by_hash_alone_is_no_entry(signature: Callable[..., Signature]) -> None:
    """What the table says is compared with the text, so that a collision of hashes cannot become a match."""
    index = NameIndex()
    index.add_hosts(signature(), 0, ("kaspersky.com",))
    index.table.add_exact("innocent.example", 1)  # as if both had one hash
    assert index.table.wants(b"innocent.example", 0, 16)
    assert index.find("innocent.example") == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("a.test.lan", [("a.test", "lan")]),
        ("a.test.home.arpa", [("a.test", "home.arpa")]),
        ("a.test.corp.example", [("a.test.corp", "example"), ("a.test", "corp.example")]),
        ("a.test.com", []),
        ("a.test.in-addr.arpa", []),
        ("lan", []),
        ("", []),
    ],
)
def test_search_suffixes(name: str, meant: list[tuple[str, str]]) -> None:
    """A last label that is not public, the home network's, and those of the configuration in any spelling."""
    assert list(NameIndex([".Corp.Example."]).meant(name)) == meant


def test_names_in_another_script_are_looked_up_in_ascii(signature: Callable[..., Signature]) -> None:
    """A suffix and a search suffix may be given as people write them."""
    index = NameIndex(["фирма.lan"])
    index.add_suffixes(signature(), 0, ("Касперский.рф",))
    assert texts(index, "www.xn--80akjebc7ajgd.xn--p1ai") == ["suffix xn--80akjebc7ajgd.xn--p1ai"]
    ascii_form = "фирма.lan".encode("idna").decode()
    assert ("a.test", ascii_form) in list(index.meant(f"a.test.{ascii_form}"))


def test_a_name_that_is_not_ascii_is_covered_by_nothing(signature: Callable[..., Signature]) -> None:
    """The wire gives escapes; anything else that comes is no error."""
    index = NameIndex()
    index.add_suffixes(signature(), 0, ("kaspersky.com",))
    assert texts(index, "kasperskÿ.com") == []
    assert texts(index, "kaspersky.com\\xff") == []


def test_what_was_found_is_remembered_for_a_while(
    signature: Callable[..., Signature], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names below a wanted one can be made up without end; what is added later is found too."""
    monkeypatch.setattr(module, "MAX_FOUND", 4)
    index = NameIndex()
    index.add_suffixes(signature(), 0, ("acme.test",))
    for number in range(20):
        assert texts(index, f"a{number}.acme.test") == ["suffix acme.test"]
        assert len(index._found) <= 4
    index.add_hosts(signature(), 1, ("a19.acme.test",))
    assert texts(index, "a19.acme.test") == ["suffix acme.test", "host a19.acme.test"]
    assert index.find("a19.acme.test") is index.find("a19.acme.test")

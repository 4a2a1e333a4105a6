"""The table of names against a plain set of names."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.match.names import NAME_LIMIT, PAYLOAD_LIMIT, NameTable

LABELS = st.sampled_from(["a", "b", "kaspersky", "upd", "com", "lan", "corp", "example", "s07", "-", "xn--p1ai"])
NAMES = st.lists(LABELS, min_size=1, max_size=5).map(".".join)
PUBLIC = {"com", "b"}


def wants(table: NameTable, name: str, before: bytes = b"", after: bytes = b"") -> bool:
    """Look *name* up where it stands between other bytes."""
    data = before + name.encode() + after
    return table.wants(data, len(before), len(before) + len(name))


def find(table: NameTable, name: str) -> int:
    """Return the payload of the longest entry for *name*."""
    return table.find(name.encode(), 0, len(name))


def parents(name: str) -> list[str]:
    """Return *name* and the names above it, the longest first."""
    labels = name.split(".")
    return [".".join(labels[count:]) for count in range(len(labels))]


def naive(name: str, exact: dict[str, int], below: dict[str, int]) -> list[int]:
    """Return the payloads of all entries that cover *name*, the longest first."""
    found = [exact[name]] if name in exact else []
    return found + [below[parent] for parent in parents(name) if parent in below]


def naive_meant(name: str, search: set[str]) -> set[str]:
    """Return what *name* may be without a search suffix."""
    suffixes = [
        parent for parent in parents(name)[1:] if parent in search or ("." not in parent and parent not in PUBLIC)
    ]
    return {name[: -len(suffix) - 1] for suffix in suffixes}


@given(st.sets(NAMES, max_size=8), st.sets(NAMES, max_size=8), st.sets(NAMES, max_size=3), st.lists(NAMES, max_size=20))
def test_it_answers_like_a_set_of_names(exact: set[str], below: set[str], search: set[str], asked: list[str]) -> None:
    """``wants``, ``payloads`` and ``cuts`` agree with looking up each parent in plain sets."""
    table = NameTable()
    table.add_public(PUBLIC)
    numbers = {name: number for number, name in enumerate(sorted(exact), 1)}
    suffixes = {name: number for number, name in enumerate(sorted(below), 100)}
    for name, number in numbers.items():
        table.add_exact(name, number)
    for name, number in suffixes.items():
        table.add_suffix(name, number)
    for name in search:
        table.add_search(name)
    for name in [*asked, *exact, *below]:
        covering = naive(name, numbers, suffixes)
        meant = naive_meant(name, search)
        under = [payload for left in meant for payload in naive(left, numbers, suffixes)]
        # A name that is in both sets has one slot: the exact entry also answers for the names below it.
        both = {numbers[parent] for parent in parents(name) if parent in suffixes and parent in numbers}
        assert wants(table, name) == bool(covering or under)
        assert set(covering) <= set(table.payloads(name.encode())) <= set(covering) | both
        assert {name[:dot] for dot in table.cuts(name)} == meant
        assert bool(find(table, name)) == bool(covering or under)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("s07.upd.kaspersky.com", 3),
        ("x.upd.kaspersky.com", 2),
        ("upd.kaspersky.com", 2),
        ("my.kaspersky.com", 1),
        ("kaspersky.com", 1),
        ("notkaspersky.com", 0),
        ("kaspersky.com.br", 0),
        ("com", 0),
        ("", 0),
        (".", 0),
        ("s07.upd.kaspersky.com.lan", 3),
    ],
)
def test_the_longest_entry_is_found(name: str, payload: int) -> None:
    """The whole name beats the longer suffix, which beats the shorter; boundaries are those of labels."""
    table = NameTable()
    table.add_public(["com", "br"])
    table.add_suffix("kaspersky.com", 1)
    table.add_suffix("upd.kaspersky.com", 2)
    table.add_exact("s07.upd.kaspersky.com", 3)
    assert find(table, name) == payload


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("upd.kaspersky.com.lan", True),
        ("upd.kaspersky.com.workgroup", True),
        ("upd.kaspersky.com.com", False),
        ("upd.kaspersky.com.evil.example", False),
        ("upd.kaspersky.com.corp.example", True),
        ("upd.kaspersky.com.eu.corp.example", False),
        ("upd.kaspersky.com.lan.corp.example", False),
        ("upd.kaspersky.com.lan.lan", False),
        ("corp.example", False),
    ],
)
def test_a_search_suffix_is_taken_off_once(name: str, wanted: bool) -> None:
    """One label that is no public domain, or a configured suffix; nothing else, and not twice."""
    table = NameTable()
    table.add_public(["com"])
    table.add_suffix("kaspersky.com", 1)
    table.add_search("corp.example")
    assert wants(table, name) is wanted


def test_only_the_given_bytes_count() -> None:
    """What stands around the name in the buffer changes nothing."""
    table = NameTable()
    table.add_exact("a.example", 1)
    assert wants(table, "a.example", b"x", b"x")
    assert wants(table, "a.example", b"b.", b".com")
    assert not wants(table, "b.a.example", b"", b"")


def test_a_name_of_a_hostile_length_is_none() -> None:
    """Nothing longer than a host name may be is looked at, and an empty range is empty."""
    table = NameTable()
    table.add_suffix("example", 1)
    longest = "a" * (NAME_LIMIT - 8) + ".example"
    assert wants(table, longest)
    assert not wants(table, "a" + longest)
    assert table.payloads(("a" + longest).encode()) == []
    assert not table.wants(b"example", 3, 3)


@pytest.mark.parametrize("name", ["", "a" * (NAME_LIMIT + 1), "é.example"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    """Adding raises ValueError: signatures are input written by people."""
    with pytest.raises(ValueError, match=r"name|ascii"):
        NameTable().add_exact(name, 1)


@pytest.mark.parametrize("payload", [0, -1, PAYLOAD_LIMIT + 1])
def test_a_payload_fits_beside_the_flags(payload: int) -> None:
    """0 means nothing, and the top of the word is full."""
    with pytest.raises(ValueError, match="payload"):
        NameTable().add_exact("a.example", payload)
    table = NameTable()
    table.add_exact("a.example", PAYLOAD_LIMIT)
    assert find(table, "a.example") == PAYLOAD_LIMIT


def test_a_name_may_have_several_payloads() -> None:
    """Each is kept, once, the first first."""
    table = NameTable()
    for payload in (5, 7, 7, 5, 6):
        table.add_suffix("example", payload)
    assert table.payloads(b"a.example") == [5, 7, 6]


def test_a_pattern_without_ending_wants_everything() -> None:
    """The empty ending stands for all names, and its payloads come first."""
    table = NameTable()
    assert not wants(table, "anything.test")
    table.add_maybe("", 4)
    table.add_maybe("", 9)
    table.add_exact("anything.test", 2)
    assert wants(table, "else")
    assert find(table, "else") == 4
    assert table.payloads(b"anything.test") == [4, 9, 2]


def test_a_pattern_covers_what_stands_below_its_ending() -> None:
    """An entry that has to be tried is a candidate for all names below."""
    table = NameTable()
    table.add_maybe("kaspersky-labs.com", 4)
    assert wants(table, "ksn-1.kaspersky-labs.com")
    assert not wants(table, "kaspersky-labs.org")


@pytest.mark.parametrize("reserved", [0, 50_000])
def test_many_names_are_all_found_and_no_others(reserved: int) -> None:
    """The table grows, or is made large at once, and loses nothing."""
    chance = random.Random(7)  # noqa: S311 - test data
    names = sorted({f"{chance.randrange(1 << 40):x}.{chance.randrange(500):x}.test" for _ in range(20_000)})
    table = NameTable()
    table.reserve(reserved)
    assert table.add_many(names[::2], 1) == len(names[::2]) + 1
    assert table.used <= 20_000 // 2 + 500 + 1
    for number, name in enumerate(names[::2], 1):
        assert find(table, name) == number
    assert not any(map(find, [table] * len(names), names[1::2]))


def test_many_suffixes_can_be_added_at_once() -> None:
    """``below`` makes them suffixes."""
    table = NameTable()
    table.add_many(["a.test", "b.test"], 1, below=True)
    assert [find(table, name) for name in ("x.a.test", "b.test", "test")] == [1, 2, 0]

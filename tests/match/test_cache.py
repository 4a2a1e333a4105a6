"""A table of names survives being written and read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.match.cache import dump_names, restore_names
from sensor.match.names import NameTable


def as_bytes(table: NameTable) -> bytes:
    """Return what stands in the file."""
    return b"".join(dump_names(table))


def restore(dumped: bytes) -> NameTable:
    """Read it back."""
    return restore_names(io.BytesIO(dumped))


def filled() -> NameTable:
    """Return a table that has something of everything."""
    table = NameTable()
    table.add_public(["com"])
    table.add_search("corp.example")
    table.add_suffix("kaspersky.com", 1)
    table.add_suffix("kaspersky.com", 2)
    table.add_many([f"s{number}.test" for number in range(2000)], 10)
    return table


@pytest.mark.parametrize("everything", [False, True])
def test_a_table_comes_back_as_it_was(everything: bool) -> None:
    """Names, flags and further payloads are the same, and the table can still grow."""
    table = filled()
    if everything:
        table.add_maybe("", 5)
    again = restore(as_bytes(table))
    for name in ("a.kaspersky.com", "a.kaspersky.com.corp.example", "s77.test", "s2000.test", "com"):
        assert again.payloads(name.encode()) == table.payloads(name.encode())
        assert again.cuts(name) == table.cuts(name)
        assert again.wants(name.encode(), 0, len(name)) == table.wants(name.encode(), 0, len(name))
    assert (again.used, again.everything, again.also) == (table.used, table.everything, table.also)
    again.add_many([f"more{number}.test" for number in range(2000)], 3000)
    assert again.find(b"s1999.test", 0, 10) == again.find(b"s1999.test", 0, 10) or everything
    assert again.payloads(b"more1999.test")[-1] == 4999


@given(st.integers(min_value=0, max_value=10_000_000), st.integers(min_value=1, max_value=255))
def test_a_damaged_dump_is_refused(place: int, flip: int) -> None:
    """One changed byte anywhere is a ValueError and nothing else."""
    dumped = bytearray(SMALL)
    dumped[place % len(dumped)] ^= flip
    with pytest.raises(ValueError, match="table of names"):
        restore(bytes(dumped))


@pytest.mark.parametrize("dumped", [b"", b"vestige", b"\x00" * 100])
def test_other_bytes_are_refused(dumped: bytes) -> None:
    """What is no dump is a ValueError."""
    with pytest.raises(ValueError, match="table of names"):
        restore(dumped)


SMALL = as_bytes(NameTable())

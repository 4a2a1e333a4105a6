"""The flow table against a plain dict: bounded, and who was silent longest goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.flows.consts import FLOW_SEEN_0, FLOW_SEEN_1, FLOW_SYN, FLOW_TCP, STATE_DONE, STATE_START
from sensor.flows.table import FlowTable

# Of the compiled module these cannot be imported: they are C integers there.
WAYS = 8
MIN_SLOTS = 1 << 12
MAX_SLOTS = 1 << 20


def small(size: int, limit: int) -> FlowTable:
    """Return an empty table of *size* slots that may grow to *limit*."""
    table = FlowTable(limit)
    table.allocate(size)
    return table


def keys(table: FlowTable) -> set[int]:
    """Return the keys that are in use."""
    return {table.key[at] for at in range(table.size) if table.key[at]}


def test_a_new_conversation_begins_empty() -> None:
    """Then it is found again, with what was noted of it."""
    table = FlowTable()
    slot = table.slot(77, 5)
    assert (table.fresh, table.evicted, table.count) == (True, 0, 1)
    assert (table.flags[slot], table.state0[slot], table.state1[slot]) == (0, STATE_START, STATE_START)
    table.flags[slot] = FLOW_TCP | FLOW_SYN
    table.next0[slot], table.next1[slot] = 0xFFFFFFFF, 17
    table.state1[slot] = STATE_DONE
    assert table.slot(77, 6) == slot
    again = table.fresh, table.count, table.flags[slot], table.seen[slot]
    assert again == (False, 1, FLOW_TCP | FLOW_SYN, 6)


def test_who_was_silent_longest_goes() -> None:
    """Its key and flags are told, and its slot begins empty again."""
    table = small(WAYS, WAYS)
    for at in range(WAYS):
        table.flags[table.slot(100 + at, 50 + at)] = FLOW_SYN
    table.slot(100, 99)  # speaks again
    slot = table.slot(200, 100)
    assert (table.fresh, table.evicted, table.evicted_flags, table.evictions) == (True, 101, FLOW_SYN, 1)
    assert (table.key[slot], table.flags[slot], table.count) == (200, 0, WAYS)
    table.slot(200, 101)
    assert (table.fresh, table.evicted) == (False, 0)


@pytest.mark.parametrize("key", [0, 1, 0xFFFFFFFFFFFFFFFF, 1 << 63])
def test_any_key_is_taken(key: int) -> None:
    """0 marks an empty slot inside, and is a key like others outside."""
    table = FlowTable()
    first = table.slot(key, 0), table.fresh
    again = table.slot(key, 0), table.fresh
    assert (first, again, table.count) == ((first[0], True), (first[0], False), 1)


@pytest.mark.parametrize(
    ("limit", "size"),
    [(0, WAYS), (1, WAYS), (WAYS, WAYS), (15, 8), (16, 16), (MIN_SLOTS + 5, MIN_SLOTS), (MAX_SLOTS, MAX_SLOTS)],
)
def test_the_limit_is_a_power_of_two(limit: int, size: int) -> None:
    """Any other number is taken as the one below it, and never exceeded."""
    table = FlowTable(limit)
    assert table.limit == size
    assert table.size == min(MIN_SLOTS, size)
    for key in range(1, 3 * WAYS):
        table.slot(key << 40, 0)
        assert table.size <= size


def test_growing_keeps_what_was_noted() -> None:
    """From one bucket to many: every column goes along."""
    table = small(WAYS, 1 << 12)
    for key in range(1, 1001):
        slot = table.slot(key * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF, key)
        assert table.fresh
        table.flags[slot] = key & 0x7FF
        table.next0[slot], table.next1[slot] = key, key + 1
        table.state0[slot], table.state1[slot] = key & 3, key & 1
    assert (table.count, table.evictions) == (1000, 0)
    for key in range(1, 1001):
        slot = table.slot(key * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF, key)
        assert not table.fresh
        assert (table.flags[slot], table.next0[slot], table.next1[slot]) == (key & 0x7FF, key, key + 1)
        assert (table.state0[slot], table.state1[slot]) == (key & 3, key & 1)


def test_keys_alike_in_their_low_bits() -> None:
    """The table grows until they part or the limit is reached, and the bucket stays a bucket."""
    table = small(WAYS, 1 << 10)
    for at in range(100):
        table.slot(1 + (at << 10), at)
    assert table.size == 1 << 10
    assert table.count == WAYS
    assert keys(table) == {1 + (at << 10) for at in range(100 - WAYS, 100)}


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(0, 9)), max_size=150),
    st.sampled_from([8, 16, 32]),
)
def test_as_a_dict(steps: list[tuple[int, int, int]], limit: int) -> None:
    """The same as a dict that drops, of a full bucket, an entry that was silent longest."""
    table = small(8, limit)
    known: dict[int, tuple[int, int]] = {}  # key: (seen, flags)
    for low, high, now in steps:
        key = (low | high << 5) + 2
        bucket = {other for other in known if other & (limit - 1) & ~7 == key & (limit - 1) & ~7}
        slot = table.slot(key, now)
        assert table.key[slot] == key
        assert table.fresh == (key not in known)
        if table.evicted:
            assert (table.size, len(bucket)) == (limit, WAYS)
            assert known[table.evicted][0] == min(known[other][0] for other in bucket)
            assert known.pop(table.evicted)[1] == table.evicted_flags
        else:
            assert key in known or len(bucket) < WAYS
        flags = table.flags[slot]
        assert flags == known.get(key, (0, 0))[1]
        table.flags[slot] = flags + 1
        known[key] = (now, flags + 1)
    assert keys(table) == set(known)
    assert table.count == len(known)
    for key, (seen, _) in known.items():
        slot = next(at for at in range(table.size) if table.key[at] == key)
        assert table.seen[slot] == seen


def test_counting_by_flags() -> None:
    """Only slots in use count, and only the bits under the mask."""
    table = FlowTable()
    for key, flags in ((1, FLOW_TCP | FLOW_SEEN_0), (2, FLOW_TCP | FLOW_SEEN_0 | FLOW_SYN), (3, FLOW_TCP | 3), (4, 0)):
        table.flags[table.slot(key << 20, 0)] = flags
    mask = FLOW_TCP | FLOW_SEEN_0 | FLOW_SEEN_1
    assert table.tally(FLOW_TCP | FLOW_SEEN_0, mask) == 2
    assert table.tally(FLOW_TCP | FLOW_SEEN_1, mask) == 0
    assert table.tally(0, mask) == 1
    assert table.tally(0, 0) == 4

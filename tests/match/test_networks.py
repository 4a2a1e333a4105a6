"""How conditions become segments, and when they are refused."""

from itertools import pairwise

import pytest

from sensor.match import networks
from sensor.match.networks import Row, add_rows, cut_space
from sensor.model.signature import ServerCondition


def test_overlapping_networks_are_cut() -> None:
    """A block inside another makes three segments of it, beside those before and after."""
    rows: list[Row] = []
    inside = [ServerCondition(network=("10.0.0.0/8",)), ServerCondition(network=("10.1.0.0/16",), proto="tcp")]
    cuts, spans = cut_space(inside, 4, rows)
    assert [cut >> 16 for cut in cuts] == [0, 0x0A00, 0x0A01, 0x0A02, 0x0B00]
    assert [[row[3] for row in rows[a:b]] for a, b in pairwise(spans)] == [[], [0], [0, 1], [0], []]
    assert rows[2] == (0, 65535, 6, 1)


def test_the_end_of_the_address_space_is_no_segment() -> None:
    """A block up to the last address ends where the numbers do."""
    cuts, _ = cut_space([ServerCondition(network=("128.0.0.0/1",))], 4, [])
    assert cuts == [0, 1 << 31]


@pytest.mark.parametrize(
    "condition", [ServerCondition(network=("10.0.0.0/40",)), ServerCondition(network=("kaspersky.com",))]
)
def test_what_is_no_network_is_refused(condition: ServerCondition) -> None:
    """ValueError, as the loader should have said before."""
    with pytest.raises(ValueError, match="does not appear to be"):
        cut_space([condition], 4, [])


def test_an_unknown_protocol_is_refused() -> None:
    """Only tcp and udp have ports here."""
    with pytest.raises(ValueError, match="sctp"):
        add_rows([], [ServerCondition(proto="sctp")], [0])


def test_the_number_of_rows_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules over rules for one network end in a ValueError, not in all the memory."""
    monkeypatch.setattr(networks, "ROW_LIMIT", 100)
    same = [ServerCondition(network=("10.0.0.0/8",))] * 101
    with pytest.raises(ValueError, match="overlap too much"):
        cut_space(same, 4, [])

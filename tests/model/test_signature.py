"""Signatures as values."""

import pytest

from sensor.model.signature import Location, Shows


def test_classes_rank_from_access_to_installed() -> None:
    """A finding shows the strongest class among its evidence."""
    ordered = sorted(Shows, key=lambda shows: shows.rank)
    assert [shows.value for shows in ordered] == ["access", "embedded", "device", "manages", "installed"]


@pytest.mark.parametrize(
    ("location", "text"), [(Location("a.yaml", 3, 7), "a.yaml:3:7"), (Location("a.yaml"), "a.yaml")]
)
def test_a_place_is_written_as_editors_understand_it(location: Location, text: str) -> None:
    """Line and column follow the path where they are known."""
    assert str(location) == text


def test_places_sort_as_one_reads() -> None:
    """By file, then line, then column."""
    places = [Location("b"), Location("a", 10, 1), Location("a", 9, 2)]
    assert sorted(places) == [places[2], places[1], places[0]]

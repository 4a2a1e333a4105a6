"""A match says which signature wants which observation."""

import msgspec

from sensor.model.match import Match


def test_a_match_counts_in_full_unless_it_says_why_not() -> None:
    """The factor is 1 and the note is empty by default."""
    defaults = {one.name: one.default for one in msgspec.structs.fields(Match)}
    assert (defaults["factor"], defaults["note"]) == (1.0, "")

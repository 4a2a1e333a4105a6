"""Reading STIX patterns."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures.importing.patterns import MAX_DEPTH, NotTaken, alternatives

NAME = "domain-name:value"


def test_alternatives_and_what_holds_with_them() -> None:
    """OR gives alternatives, AND spreads over them."""
    found = alternatives(
        f"[({NAME} = 'a.com' OR {NAME} LIKE '%.a.com') AND {NAME} != 'b.a.com'] OR [{NAME} IN ('c', 'd')]"
    )
    assert [[(operator, value) for _path, operator, _negated, value in one] for one in found] == [
        [("=", "a.com"), ("!=", "b.a.com")],
        [("LIKE", "%.a.com"), ("!=", "b.a.com")],
        [("=", "c")],
        [("=", "d")],
    ]


def test_quotes_inside() -> None:
    """Escaped quotes and backslashes."""
    ((one,),) = alternatives(r"[url:value = 'a\'b\\c']")
    assert one == ("url:value", "=", False, "a'b\\c")


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "[",
        f"[{NAME} = ]",
        f"[{NAME} = 'a'",
        f"[{NAME} = 'a'] AND [{NAME} = 'b']",
        f"[{NAME} = 'a'] FOLLOWEDBY [{NAME} = 'b']",
        f"[{NAME} = 'a'] REPEATS 3 TIMES",
        "(" * 100_000,
        "[" + "(" * (MAX_DEPTH + 2) + f"{NAME} = 'a'" + ")" * (MAX_DEPTH + 2) + "]",
        "[" + " AND ".join([f"{NAME} = 'a'"] * 2_000) + "]",
        "x" * 1_000_001,
    ],
)
def test_what_is_not_taken(pattern: str) -> None:
    """Said in a sentence, whatever its size or depth."""
    with pytest.raises(NotTaken, match="its pattern"):
        alternatives(pattern)


@given(text=st.text("[]()'= ANDORLIKE:.%adomin-nv", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """Read or not taken."""
    with contextlib.suppress(NotTaken):
        alternatives(text)

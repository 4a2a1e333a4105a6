"""AdGuard DNS filters."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.signature import Indicator, SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.adguard import rule
from sensor.signatures.export.exported import Exported, Settings
from sensor.signatures.export.names import names_of
from sensor.signatures.names import covers

NAMES = st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=4).map(
    lambda all_: ".".join([*all_, "acme.com"])
)
GRAMMAR = re.compile(r"(?:\|\|?[a-z0-9_.-]+\^|/\^.+\$/)(?:\$denyallow=[a-z0-9_.-]+(?:\|[a-z0-9_.-]+)*)?")
"""The part of AdGuard's documented syntax that is used here."""


def blocks(text: str, name: str) -> bool:
    """Tell whether a rule blocks *name*, by AdGuard's documentation."""
    pattern, _, denied = text.partition("$denyallow=")
    if denied and any(covers(one, name) for one in denied.split("|")):
        return False
    if pattern.startswith("/"):
        return re.search(pattern[1:-1], name) is not None
    wanted = pattern.strip("|^")
    return covers(wanted, name) if pattern.startswith("||") else name == wanted


@given(name=NAMES)
def test_rules_block_what_the_names_mean(name: str) -> None:
    """Whole names, suffixes with exceptions, patterns with exceptions."""
    indicator = Indicator(
        host=("a.acme.com", "b*.acme.com", "re:^[ab]+\\.b\\.acme\\.com$"),
        suffix=("b.acme.com",),
        excluding=("a.b.acme.com", "ba.acme.com"),
    )
    for one in names_of(indicator):
        assert GRAMMAR.fullmatch(rule(one))
        assert blocks(rule(one), name) == one.reaches(name)


def test_the_file(exported: Callable[..., Exported]) -> None:
    """Title and comments, then rules."""
    lines = exported("adguard").text.splitlines()
    assert lines[0] == "! Title: Vestige: acme"
    assert [line for line in lines if not line.startswith("!")] == [
        "|s08.acme.com^",
        "|s09.acme.com^",
        "|s10.acme.com^",
        r"/^dl\-[^.]*\.cdn\.acme\.com$/",
        r"/^edge[0-9]{1,2}\.acme\.com$/",
        "||upd.acme.com^$denyallow=old.upd.acme.com",
    ]


@pytest.mark.parametrize("everything", [False, True])
def test_every_rule_of_the_shipped_packs_is_in_the_syntax(shipped: SignatureSet, everything: bool) -> None:
    """Nothing else than comments and rules."""
    text = export("adguard", shipped, Settings(made=0, everything=everything)).text
    rules = [line for line in text.splitlines() if not line.startswith("!")]
    assert [one for one in rules if not GRAMMAR.fullmatch(one)] == []
    assert any("kaspersky.com^" in one and one.startswith("||kaspersky") for one in rules) == everything

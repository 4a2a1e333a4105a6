"""Bans and vendors name each other."""

from collections.abc import Callable

from sensor.signatures import Problem
from sensor.signatures.checks import bans

BAN = (
    "bans: [{id: x-1, title: T, citation: C, jurisdiction: J, prohibits: [use], effective: 2023,"
    " link: 'https://a', vendors: [%s]}]"
)
VENDOR = "{vendor: acme, name: A, domains: [acme.com], products: {agent: A}%s}"


def test_both_sides_say_the_same(problems_of: Callable[..., list[Problem]], make: Callable[..., str]) -> None:
    """A side that is silent is a problem; a ban on a vendor without a pack is none."""
    for vendor, ban, count in (
        (VENDOR % ", bans: [x-1]", BAN % "acme", 0),
        (VENDOR % ", bans: [x-1]", BAN % "other", 1),
        (VENDOR % "", BAN % "acme", 1),
        (VENDOR % "", BAN % "other", 0),
    ):
        assert len(problems_of(bans, make(), vendor=vendor, files={"bans.yaml": ban})) == count

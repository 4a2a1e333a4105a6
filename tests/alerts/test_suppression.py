"""What nobody wants to hear of."""

import pytest
from outputs import samples

from sensor.alerts.suppression import Suppression, Suppressions
from sensor.model.signature import Signature

DAY = 86_400 * 1_000_000_000
NOON = 1_795_262_400 * 1_000_000_000
"""2026-11-21 12:00 UTC."""
UPDATES = samples.signature()
OTHER = samples.signature(id="kaspersky-ksn", sid=1634010)


def at(ns: int, *entries: Suppression) -> Suppressions:
    """Return *entries* as they stand at *ns*."""
    found = Suppressions(entries)
    found.at(ns)
    return found


@pytest.mark.parametrize(
    ("entry", "host", "signature", "held"),
    [
        (Suppression("a", "r", networks=("10.4.7.22",)), "10.4.7.22", UPDATES, True),
        (Suppression("a", "r", networks=("10.4.7.22",)), "10.4.7.23", UPDATES, False),
        (Suppression("a", "r", networks=("10.4.0.0/16", "2001:db8::/32")), "2001:db8::7", UPDATES, True),
        (Suppression("a", "r", networks=("10.4.0.0/16",)), "2001:db8::7", UPDATES, False),
        (Suppression("a", "r", networks=("10.4.0.0/16",)), "no address", UPDATES, False),
        (Suppression("a", "r", signatures=("kaspersky-ksn",)), "10.4.7.22", OTHER, True),
        (Suppression("a", "r", signatures=("1634010",)), "10.4.7.22", OTHER, True),
        (Suppression("a", "r", signatures=("1634010",)), "10.4.7.22", UPDATES, False),
        (Suppression("a", "r", networks=("10.4.7.22",), signatures=("1634010",)), "10.4.7.23", OTHER, False),
    ],
)
def test_all_conditions_must_hold(entry: Suppression, host: str, signature: Signature, held: bool) -> None:
    """By host, network and signature."""
    assert at(NOON, entry).of([host], signature) == ("a" if held else None)


def test_it_ends_after_its_last_day() -> None:
    """UTC midnight."""
    found = at(NOON, Suppression("a", "r", networks=("10.0.0.0/8",), until="2026-11-21"))
    assert found.of(["10.0.0.1"], UPDATES) == "a"
    found.at(NOON + DAY // 2)
    assert found.of(["10.0.0.1"], UPDATES) is None


def test_the_first_that_holds_is_named() -> None:
    """For the counters."""
    found = at(
        NOON, Suppression("narrow", "r", networks=("10.0.0.1",)), Suppression("wide", "r", networks=("10.0.0.0/8",))
    )
    assert [found.of([f"10.0.0.{i}"], UPDATES) for i in (1, 2)] == ["narrow", "wide"]
    assert found
    assert not Suppressions()


def test_any_address_of_a_machine_will_do() -> None:
    """It may have spoken from another one."""
    found = at(NOON, Suppression("a", "r", networks=("10.0.0.1",)))
    assert found.of(["2001:db8::1", "10.0.0.1"], UPDATES) == "a"

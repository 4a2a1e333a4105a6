"""Which bans fit."""

import pytest
from findings.makers import DAY, NOON, signature_set

from sensor.findings.bans import bans_of
from sensor.model.signature import Activity, Ban, Shows, SignatureSet, Vendor


def ban(*prohibits: str, effective: str = "2018-10-01", vendors: tuple[str, ...] = ("kaspersky",)) -> Ban:
    """Return a ban called after what it prohibits."""
    return Ban("-".join(prohibits), "", "", "US", prohibits, effective, "", vendors)


USE, ACCESS, PROCURE, UPDATE = ban("use", "procure"), ban("access"), ban("procure"), ban("sell", "update")
SIGNATURES = signature_set(USE, ACCESS, PROCURE, UPDATE)


def fitting(
    shows: Shows, activity: Activity = Activity.TELEMETRY, signatures: SignatureSet = SIGNATURES
) -> tuple[str, ...]:
    """Return the bans that fit *shows* and *activity* at noon."""
    return bans_of(signatures, "kaspersky", shows, {activity}, NOON)


@pytest.mark.parametrize("shows", [Shows.INSTALLED, Shows.MANAGES, Shows.DEVICE, Shows.EMBEDDED])
def test_what_runs_in_the_network_is_used(shows: Shows) -> None:
    """Buying cannot be seen."""
    assert fitting(shows) == ("use-procure",)


def test_a_visit_is_only_access() -> None:
    """Even one that looks like an update."""
    assert fitting(Shows.ACCESS, Activity.UPDATE) == ("access",)


def test_a_ban_on_updates_fits_when_it_updates() -> None:
    """Succeeded or not."""
    assert fitting(Shows.INSTALLED, Activity.UPDATE) == ("sell-update", "use-procure")


def test_a_ban_counts_from_its_day_on() -> None:
    """The day of the last evidence, UTC."""
    for day, expected in (("2025-11-26", ("use",)), ("2025-11-27", ())):
        assert fitting(Shows.INSTALLED, signatures=signature_set(ban("use", effective=day))) == expected


def test_a_ban_of_another_vendor_does_not_fit() -> None:
    """Unless the vendor's own file names it."""
    other = ban("use", vendors=("huawei",))
    assert fitting(Shows.INSTALLED, signatures=signature_set(other)) == ()
    vendors = {"kaspersky": Vendor("kaspersky", "Kaspersky", bans=("use",))}
    assert fitting(Shows.INSTALLED, signatures=SignatureSet((), vendors, {"use": other}, (), "")) == ("use",)


@pytest.mark.parametrize("last_seen", [-DAY, 1 << 63, 1 << 80])
def test_absurd_times_raise_nothing(last_seen: int) -> None:
    """A capture may claim any."""
    assert isinstance(bans_of(SIGNATURES, "kaspersky", Shows.INSTALLED, {Activity.WEB}, last_seen), tuple)

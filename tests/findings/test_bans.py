"""Which bans fit."""

import pytest
from findings.makers import DAY, NOON, signature_set

from sensor.findings.bans import Shown, bans_of
from sensor.model.signature import Activity, Ban, Shows, SignatureSet, Vendor


def ban(
    *prohibits: str, effective: str = "2018-10-01", until: str = "", vendors: tuple[str, ...] = ("kaspersky",)
) -> Ban:
    """Return a ban called after what it prohibits."""
    return Ban("-".join(prohibits), "", "", "US", prohibits, effective, "", vendors, until=until)


USE, ACCESS, PROCURE, UPDATE = ban("use", "procure"), ban("access"), ban("procure"), ban("sell", "update")
SIGNATURES = signature_set(USE, ACCESS, PROCURE, UPDATE)


def shown(
    shows: Shows = Shows.INSTALLED, activity: Activity = Activity.TELEMETRY, first: int = NOON, last: int = NOON
) -> Shown:
    """Return a piece of evidence, of noon unless told otherwise."""
    return Shown(shows, activity, first, last)


def fitting(*evidence: Shown, signatures: SignatureSet = SIGNATURES, product: str = "endpoint") -> tuple[str, ...]:
    """Return the bans that fit *evidence*."""
    return bans_of(signatures, "kaspersky", product, evidence)


@pytest.mark.parametrize("shows", [Shows.INSTALLED, Shows.MANAGES, Shows.DEVICE, Shows.EMBEDDED])
def test_what_runs_in_the_network_is_used(shows: Shows) -> None:
    """Buying cannot be seen."""
    assert fitting(shown(shows)) == ("use-procure",)


def test_a_visit_is_only_access() -> None:
    """Even one that looks like an update."""
    assert fitting(shown(Shows.ACCESS, Activity.UPDATE)) == ("access",)


def test_a_ban_on_updates_fits_when_it_updates() -> None:
    """Succeeded or not."""
    assert fitting(shown(activity=Activity.UPDATE)) == ("sell-update", "use-procure")


def test_each_piece_of_evidence_counts_for_itself() -> None:
    """A visit beside an installation; an update of a time when no ban on updates was in force, telemetry of one when it was."""
    both = (shown(), shown(Shows.ACCESS, Activity.WEB))
    assert fitting(*both) == ("access", "use-procure")
    late = signature_set(ban("update", effective="2025-11-26"))
    before = shown(activity=Activity.UPDATE, first=NOON - 9 * DAY, last=NOON - 8 * DAY)
    assert fitting(before, shown(), signatures=late) == ()
    assert fitting(before, shown(activity=Activity.UPDATE), signatures=late) == ("update",)


@pytest.mark.parametrize(
    ("effective", "until", "fits"),
    [
        ("2025-11-26", "", True),
        ("2025-11-27", "", False),
        ("2025-11", "", True),
        ("2025-12", "", False),
        ("2020-01-01", "2025-11-26", True),
        ("2020-01-01", "2025-11-25", False),
        ("2020-01-01", "2025-11", True),
        ("2020-01-01", "2025", True),
        ("2020-01-01", "2025-10", False),
        ("2020-01-01", "2024", False),
    ],
)
def test_a_ban_binds_from_its_first_to_its_last_day(effective: str, until: str, *, fits: bool) -> None:
    """Days of the evidence (2025-11-26), UTC; a month or a year counts whole."""
    found = fitting(shown(), signatures=signature_set(ban("use", effective=effective, until=until)))
    assert found == (("use",) if fits else ())


def test_evidence_of_many_days_falls_under_what_began_or_ended_on_one_of_them() -> None:
    """From the first to the last."""
    weeks = shown(first=NOON - 20 * DAY, last=NOON)
    for effective, until in (("2025-11-20", ""), ("2020-01-01", "2025-11-10")):
        assert fitting(weeks, signatures=signature_set(ban("use", effective=effective, until=until))) == ("use",)
    ended = signature_set(ban("use", until="2025-11-05"))
    assert fitting(weeks, signatures=ended) == ()


def test_a_ban_of_another_vendor_does_not_fit() -> None:
    """Unless the vendor's own file names it."""
    other = ban("use", vendors=("huawei",))
    assert fitting(shown(), signatures=signature_set(other)) == ()
    vendors = {"kaspersky": Vendor("kaspersky", "Kaspersky", bans=("use",))}
    assert fitting(shown(), signatures=SignatureSet((), vendors, {"use": other}, (), "")) == ("use",)


def test_a_ban_may_name_one_product() -> None:
    """And then leaves the vendor's others alone."""
    signatures = signature_set(ban("use", vendors=("kaspersky/endpoint",)))
    assert fitting(shown(), signatures=signatures) == ("use",)
    assert fitting(shown(), signatures=signatures, product="website") == ()


@pytest.mark.parametrize("ts", [-DAY, 1 << 63, 1 << 80])
def test_absurd_times_raise_nothing(ts: int) -> None:
    """A capture may claim any."""
    assert isinstance(fitting(shown(first=ts, last=ts)), tuple)

"""Limits of what is gathered."""

import pytest
from findings.makers import CLIENT, HOUR, NOON, TELEMETRY, UPDATES, match, question, variant

from sensor.findings import gather
from sensor.findings.evidence import sight_of
from sensor.findings.gather import CaseKey, Gathering
from sensor.model.signature import Signature

CASE = CaseKey(CLIENT, "kaspersky", "endpoint")


def gathered(
    names: list[str], signature: Signature = UPDATES, into: Gathering | None = None, host: str = CLIENT
) -> Gathering:
    """Return what one question an hour for each of *names* makes."""
    found = into or Gathering()
    for i, name in enumerate(names):
        observation = question(name=name, src=host, ts=NOON + i * HOUR)
        row = found.row(match(observation, signature), CaseKey(host, signature.vendor, signature.product))
        if row is not None:
            row.take(match(observation, signature), sight_of(observation))
    return found


def test_one_row_for_each_signature_field_and_value() -> None:
    """Again is the same row."""
    found = gathered(["a.example", "b.example", "a.example"])
    gathered(["a.example"], TELEMETRY, found)
    assert sorted((key.signature, key.value) for key in found.cases[CASE].rows) == [
        ("kaspersky-ksn", "a.example"),
        ("kaspersky-update", "a.example"),
        ("kaspersky-update", "b.example"),
    ]


def test_too_many_values_leave_first_strongest_and_latest() -> None:
    """Names made up under a wanted suffix, in hundreds."""
    names = [f"{i:04}.example" for i in range(2 * gather.MAX_VALUES + 1)]
    found = gathered(names)
    kept = {key.value for key in found.cases[CASE].rows}
    assert names[0] in kept
    assert names[-1] in kept
    assert len(kept) == gather.MAX_VALUES + 1
    assert found.cut == {"rows": gather.MAX_VALUES}


def test_the_strongest_row_survives_a_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another signature, in the middle of it."""
    monkeypatch.setattr(gather, "MAX_ROWS", 16)
    weak = variant(UPDATES, id="weak", weight=0.1)
    found = gathered([f"a{i}.example" for i in range(20)], weak)
    gathered(["strong.example"], TELEMETRY, found)
    gathered([f"b{i}.example" for i in range(60)], weak, found)
    assert "kaspersky-ksn" in {key.signature for key in found.cases[CASE].rows}
    assert len(found.cases[CASE].rows) <= 2 * 16


def test_cases_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of forged addresses."""
    monkeypatch.setattr(gather, "MAX_CASES", 3)
    found = Gathering()
    for i in range(5):
        gathered(["a.example"], into=found, host=f"10.0.1.{i}")
    assert len(found.cases) == 3
    assert found.cut == {"matches": 2}


def test_all_rows_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large case makes room for itself, a small one takes none from others."""
    monkeypatch.setattr(gather, "MAX_TOTAL", 20)
    found = gathered([f"{i}.example" for i in range(50)])
    assert found._total <= 20
    assert sum(len(case.rows) for case in found.cases.values()) == found._total
    while found._total < 20:
        gathered([f"more{found._total}.example"], into=found)
    gathered(["a.example"], into=found, host="10.0.1.1")
    assert found.cut["matches"] == 1

"""Draft packs: they load, lint finds no error in them, and names go through an export and back."""

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensor.match.selftest import run_self_tests
from sensor.model.signature import Activity, Indicator, Shows, Signature, SignatureSet
from sensor.signatures import Severity, load
from sensor.signatures.export import export
from sensor.signatures.export.exported import Settings
from sensor.signatures.export.names import Kind, names_of
from sensor.signatures.importing import read
from sensor.signatures.importing.draft import Options, signatures_yaml, vendor_yaml
from sensor.signatures.lint import lint

LABEL = st.from_regex(r"[a-z][a-z0-9-]{0,5}[a-z0-9]", fullmatch=True)
NAME = st.lists(LABEL, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "acme.com"]))


def draft(form: str, text: str, folder: Path) -> SignatureSet:
    """Import *text* and load the draft."""
    entries = read(form, text.encode())
    options = Options(source="file\nname")
    folder.mkdir(exist_ok=True)
    (folder / "vendor.yaml").write_text(vendor_yaml(options))
    (folder / "imported.yaml").write_text(signatures_yaml(entries, options))
    return load([folder])


def test_a_draft_has_warnings_and_no_error(tmp_path: Path) -> None:
    """Everything that a list does not say is left to fill in, and its own tests pass."""
    found = draft(
        "list", "a.acme.com\n*.b.acme.com\n1.1.1.0/24\n||c.acme.com^$denyallow=d.c.acme.com\n", tmp_path / "d"
    )
    problems = lint(found, today=datetime.date(2026, 11, 22))
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    left = " ".join(problem.message for problem in problems)
    for words in (
        "names no source",
        "whose name it is",
        "what else can cause it",
        "the vendor's name",
        "last verified on 1970",
    ):
        assert words in left
    assert all(result.passed for result in run_self_tests(found))
    (signature,) = found.signatures
    assert (signature.shows, signature.weight) == (Shows.ACCESS, 0.1)


@pytest.mark.parametrize(
    ("to", "back", "carried"),
    [
        ("hosts", "list", {Kind.WHOLE}),
        ("adguard", "list", {Kind.WHOLE, Kind.BELOW, Kind.PATTERN}),
        ("zeek", "zeek", {Kind.WHOLE}),
        ("stix", "stix", {Kind.WHOLE, Kind.BELOW, Kind.PATTERN}),
    ],
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(hosts=st.lists(NAME, min_size=1, max_size=4, unique=True), suffixes=st.lists(NAME, max_size=3, unique=True))
def test_names_go_through_an_export_and_back(
    tmp_path: Path, to: str, back: str, carried: set[Kind], hosts: list[str], suffixes: list[str]
) -> None:
    """Those that the format carries."""
    if to == "stix":
        pytest.importorskip("stix2")
    indicator = Indicator(host=(*hosts, "dl-*.cdn.acme.com"), suffix=tuple(suffixes))
    signature = Signature("one", 10, 1, "T", "acme", "agent", Activity.UPDATE, Shows.INSTALLED, 0.9, (indicator,))
    found = SignatureSet(signatures=(signature,), vendors={}, bans={}, packs=("acme",), sha256="")
    again = draft(back, export(to, found, Settings(made=0)).text, tmp_path / "d")
    wanted = {(name.kind, name.text) for name in names_of(indicator) if name.kind in carried}
    got = {(name.kind, name.text) for one in again.signatures for part in one.any for name in names_of(part)}
    assert wanted - got <= {(Kind.WHOLE, name) for name in suffixes}
    if Kind.BELOW in carried:
        assert got <= wanted

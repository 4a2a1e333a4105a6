"""What the captures of Kaspersky's families say beyond the manifest: which bans their findings name."""

import pytest
from recipes import shelf

from sensor.engine.scan import ScanOptions, scan
from sensor.model.finding import Finding
from sensor.signatures import load


@pytest.fixture(scope="module")
def options() -> ScanOptions:
    """Scan with the packs that ship."""
    return ScanOptions(signatures=load(None))


def findings(file: str, options: ScanOptions) -> dict[tuple[str, str], Finding]:
    """Return the findings of a capture by host and product."""
    found = scan([str(shelf.ROOT / file)], options).findings
    return {(one.host.ip[0], one.product): one for one in found}


def test_only_who_asks_for_updates_after_the_determination_falls_under_it(options: ScanOptions) -> None:
    """Commerce barred updates from 29 September 2024 on; one machine was moved before, to software that no ban names."""
    found = findings("kaspersky/ultraav-migration.pcap", options)
    assert "us-bis-2024-kaspersky" not in found["10.4.7.22", "endpoint"].bans
    assert "us-bis-2024-kaspersky" in found["10.4.7.31", "endpoint"].bans
    assert "us-ndaa-fy2018-1634" in found["10.4.7.22", "endpoint"].bans
    assert found["10.4.7.22", "successor"].bans == ()


def test_an_engine_inside_falls_under_bans_that_reach_components(options: ScanOptions) -> None:
    """And not under those that name products."""
    for finding in findings("kaspersky/embedded-engine.pcap", options).values():
        assert "us-ndaa-fy2018-1634" in finding.bans
        assert "us-bis-2024-kaspersky" in finding.bans
        assert not {"au-pspf-002-2025", "nl-2018-kaspersky"} & set(finding.bans)


def test_a_visit_falls_under_bans_on_access_only(options: ScanOptions) -> None:
    """Of those in force on the day of the capture."""
    [finding] = findings("kaspersky/website-visit.pcap", options).values()
    assert finding.bans == ("au-pspf-002-2025",)

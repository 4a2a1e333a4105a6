"""``--format csv``: rows for spreadsheets, and no formulas from the wire."""

import csv
import io
from typing import Any

from outputs import samples

from sensor.model.finding import FrameRef, Host
from sensor.outputs.csv_report import COLUMNS, render_csv


def rows(*findings: Any) -> list[dict[str, str]]:
    """Render a report and read it back."""
    return list(csv.DictReader(io.StringIO(render_csv(samples.report(*findings)))))


def test_a_row_for_each_piece_of_evidence() -> None:
    """Under the header, whose columns never change their place."""
    found = rows(samples.finding(), samples.visit())
    assert [row["finding_id"] for row in found] == ["f1", "f1", "f2"]
    first = found[0]
    assert tuple(first) == COLUMNS
    assert (first["verdict"], first["score"], first["host_ip"], first["count"]) == (
        "confirmed",
        "0.975",
        "10.4.7.22",
        "3",
    )
    assert (first["path"], first["frame"], first["via"]) == ("a.pcap", "17", "")


def test_nothing_found_is_a_header_alone() -> None:
    """So that a reader of the file finds its columns."""
    assert render_csv(samples.report()) == ",".join(COLUMNS) + "\n"


def test_several_addresses_and_reasons_share_a_cell() -> None:
    """Joined by a sign that spreadsheets do not split at."""
    (row, _) = rows(samples.finding(host=Host(ip=("10.0.0.1", "fe80::1")), reasons=("one", "two")))
    assert (row["host_ip"], row["reasons"]) == ("10.0.0.1; fe80::1", "one; two")


def test_what_came_from_the_wire_is_harmless() -> None:
    """No formula, no control byte, no line break that starts a row of its own."""
    host = Host(ip=("10.0.0.1",), name="=cmd|' /C calc'!A0")
    row = samples.evidence(value="@x\x1b[2J", frame=FrameRef("a\nb\udcff.pcap", 1))
    (found,) = rows(samples.finding(host=host, evidence=(row,)))
    assert found["host_name"] == "'=cmd|' /C calc'!A0"
    assert found["value"] == r"'@x\x1b[2J"
    assert found["path"] == r"a\x0ab\xff.pcap"


def test_the_tenant_stands_at_the_end() -> None:
    """Empty where the host is in no virtual network."""
    (row, _) = rows(samples.finding(host=Host(ip=("10.0.0.1",), tenant="vxlan/5001")))
    assert row["tenant"] == "vxlan/5001"
    (row, _) = rows(samples.finding())
    assert row["tenant"] == ""

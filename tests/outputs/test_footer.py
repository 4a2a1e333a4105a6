"""The end of the table."""

from typing import Any

import msgspec
from outputs import samples
from rich.console import Console

from sensor.model.signature import Change
from sensor.outputs import footer


def lines(width: int = 100, **changes: Any) -> list[str]:
    """Render the footer of a report with one finding."""
    report = samples.report(samples.finding(), **changes)
    return [line.plain for line in footer.footer_lines(report, width, Console(width=width))]


def test_it_names_bans_inputs_and_coverage() -> None:
    """Each under its label."""
    found = lines()
    assert [line.split()[0] for line in found if not line.startswith(" ")] == ["Bans", "Read", "Seen", "Not"]
    assert (
        found[0]
        == "Bans      us-ndaa-fy2018-1634  NDAA for Fiscal Year 2018, section 1634: no use since 2018-10-01; US"
    )
    assert found[1].startswith(
        "Read      1 input, 1,203 frames, 99.1 kB, 2026-08-21 12:00:00 to 12:01:00 UTC; 1 signature"
    )


def test_editions_and_what_an_overlay_changed() -> None:
    """The pack with its version and the hash of all; a line more where something was changed."""
    read = " ".join(lines(200))
    assert "1 signature (kaspersky 2026.11.22) abababababab" in read
    assert "Overlay" not in read
    (own,) = samples.SIGNATURES.signatures
    changed = msgspec.structs.replace(samples.SIGNATURES, changes=(Change(own.id, "lab", 0.3),), replaced={own.id: own})
    assert lines(200, signatures=changed)[2] == (
        f"Overlay   1 signature changed by an overlay: {own.id} weight 0.3 instead of 0.9"
    )


def test_whom_a_ban_binds_is_left_out_where_it_would_wrap() -> None:
    """Then what it forbids: a line per ban is easier to read than a paragraph."""
    assert lines(98)[0].endswith("section 1634: no use since 2018-10-01")
    assert lines(80)[0] == "Bans      us-ndaa-fy2018-1634  NDAA for Fiscal Year 2018, section 1634"


def test_many_bans_are_grouped_by_country_and_by_what_they_forbid() -> None:
    """A line each would push the findings off the screen."""
    verbs = {
        "us-a": ("use",),
        "us-b": ("use",),
        "us-c": ("sell", "update"),
        "it-a": ("use", "procure"),
        "gb-a": ("use",),
    }
    bans = {
        name: msgspec.structs.replace(
            samples.BAN, id=name, prohibits=forbids, jurisdiction=f"{name[:2].upper()}: whom it binds"
        )
        for name, forbids in verbs.items()
    }
    signatures = msgspec.structs.replace(samples.SIGNATURES, bans=bans)
    report = samples.report(samples.finding(bans=tuple(bans)), signatures=signatures)
    found = [line.plain for line in footer.footer_lines(report, 100, Console(width=100))]
    assert found[:3] == [
        "Bans      GB  no use: gb-a",
        "          IT  no use or purchase: it-a",
        "          US  no sale or updates: us-c; no use: us-a, us-b",
    ]


def test_a_report_without_findings_names_no_ban() -> None:
    """No label without anything behind it."""
    report = samples.report()
    assert not any(line.plain.startswith("Bans") for line in footer.footer_lines(report, 100, Console()))


def test_each_problem_names_its_file_once() -> None:
    """Whether the reason has the path in it or not."""
    inputs = (
        samples.input_report(path="x.pcap", error="x.pcap: cut at byte 9"),
        samples.input_report(path="y", error="cut"),
    )
    found = lines(inputs=inputs)
    assert "Problems  x.pcap: cut at byte 9" in found
    assert "          y: cut" in found


def test_many_problems_are_counted() -> None:
    """A folder of damaged captures does not push the findings off the screen."""
    inputs = tuple(samples.input_report(path=f"{number}.pcap", error="cut") for number in range(40))
    found = lines(inputs=inputs)
    assert "          and 30 more inputs (--format json has all)" in found
    assert len(found) < 20


def test_an_input_that_ended_early_without_a_reason_is_a_problem() -> None:
    """As when the reading was interrupted."""
    assert "Problems  a.pcap: not read to its end" in lines(inputs=(samples.input_report(complete=False),))


def test_all_bans_stand_in_columns() -> None:
    """Their ids are of different lengths."""
    other = msgspec.structs.replace(samples.BAN, id="uk")
    bans = {ban.id: ban for ban in (samples.BAN, other)}
    signatures = msgspec.structs.replace(samples.SIGNATURES, bans=bans)
    report = samples.report(samples.finding(bans=("uk", samples.BAN.id)), signatures=signatures)
    first, second, *_ = (line.plain for line in footer.footer_lines(report, 120, Console()))
    assert first.index("NDAA") == second.index("NDAA")


def test_only_labels_and_ids_are_bold() -> None:
    """A style that runs on to the end of the line makes everything loud."""
    report = samples.report(samples.finding())
    for line in footer.footer_lines(report, 100, Console(width=100)):
        loud = "".join(line.plain[span.start : span.end] for span in line.spans if span.style == "bold")
        assert line.style == ""
        assert loud.split() in ([], ["Bans", samples.BAN.id], ["Read"], ["Seen"], ["Not", "seen"])

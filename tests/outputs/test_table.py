"""The table reads well at any width, with and without colour, and says what it must."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outputs import samples
from rich.cells import cell_len

from sensor.model.finding import FrameRef, Host, Verdict
from sensor.model.report import Coverage
from sensor.model.signature import Shows
from sensor.outputs import table


def rendered(*findings: Any, width: int = 80, color: bool = False, **changes: Any) -> str:
    """Render a report."""
    return table.render_table(samples.report(*findings, **changes), width=width, color=color)


def test_a_finding_says_who_why_when_and_where() -> None:
    """The block, as a person sees it in 100 columns."""
    assert rendered(samples.finding(), width=100).splitlines()[:7] == [
        "1 finding · 1 confirmed",
        "",
        "CONFIRMED  10.4.7.22 (ws-0422)  Kaspersky Endpoint Security  installed",
        "  asked for 3 update hosts and reached KSN over TLS within 4 minutes",
        "  2026-08-21 12:00:00 to 12:04:00 UTC · 52:54:00:36:3e:ff · also WS-0422.local (mdns) · score 0.97",
        "  us-ndaa-fy2018-1634",
        "  update     s07.upd.kaspersky.com              tls.sni ×3    succeeded  a.pcap #17",
    ]


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, color: bool) -> None:
    """And none has spaces at its end."""
    text = rendered(samples.finding(), samples.visit(), width=width, color=color)
    if not color:
        assert max(cell_len(line) for line in text.splitlines()) <= width
        assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_without_colour_there_is_no_escape_at_all() -> None:
    """For pipes, files, NO_COLOR."""
    assert "\x1b" not in rendered(samples.finding(), samples.visit())
    assert "\x1b[" in rendered(samples.finding(), color=True)


def test_visits_stand_apart() -> None:
    """They are counted apart too: a visit is no installation."""
    text = rendered(samples.visit(), samples.finding())
    assert text.startswith("1 finding · 1 confirmed · 1 visit only\n")
    assert text.index("CONFIRMED") < text.index("Visits only, not installations") < text.index("10.4.7.9")


def test_none_found_stands_with_what_could_be_seen() -> None:
    """Seeing nothing proves nothing unless one could see."""
    text = rendered()
    assert text.startswith("None found in what could be seen (see below).\n")
    assert "Seen      1,203 frames" in text
    assert "Not seen  " in text


def test_visits_alone_are_none_found() -> None:
    """And the summary says so."""
    assert rendered(samples.visit()).startswith("None found")


def test_nothing_read_is_not_none_found() -> None:
    """No frames, no statement."""
    text = rendered(inputs=(samples.input_report(frames=0, bytes=0, first=None, last=None),), coverage=Coverage())
    assert text.startswith("Nothing read, nothing found.")


def test_an_interrupted_scan_says_so_first() -> None:
    """What was found so far is no full answer."""
    assert "interrupted" in rendered(interrupted=True).splitlines()[0]
    assert "None found so far" in rendered(interrupted=True).splitlines()[0]


def test_hidden_findings_are_counted() -> None:
    """--min-verdict never makes a report look clean."""
    assert rendered(hidden=2).splitlines()[0] == "None at or above --min-verdict; 2 below it not shown."
    shown = rendered(samples.finding(), hidden=2).splitlines()[0]
    assert shown == "1 finding · 1 confirmed · 2 below --min-verdict not shown"


def test_a_ban_is_claimed_only_where_one_is_in_force() -> None:
    """A device stands there before its ban begins, and in countries without one; UltraAV has none at all."""
    device = rendered(samples.finding(shows=Shows.DEVICE, bans=()), width=120)
    assert "device present" in device
    assert "no listed ban in force" in device
    assert "banned" not in device
    assert samples.BAN.id in rendered(samples.finding(shows=Shows.DEVICE))
    assert "no listed ban" not in rendered(samples.finding(), samples.visit())


def test_the_state_is_told_where_it_is_not_open() -> None:
    """A relapse must catch the eye."""
    assert "relapsed" in rendered(samples.finding(state="relapsed"))


def test_much_evidence_is_cut_to_the_strongest() -> None:
    """And the rest is counted."""
    rows = tuple(samples.evidence(frame=FrameRef("a.pcap", number), first_seen=number) for number in range(1, 31))
    text = rendered(samples.finding(evidence=rows), width=120)
    assert text.count("s07.upd.kaspersky.com") == table.MAX_ROWS
    assert "and 18 more (--format json has all)" in text


def test_verdicts_have_their_styles() -> None:
    """None is forgotten when one is added."""
    assert set(table.VERDICT_STYLES) == set(Verdict)


@given(st.text(max_size=200), st.integers(40, 200))
def test_no_text_from_outside_steers_the_terminal(text: str, width: int) -> None:
    """Names, paths, reasons, errors: no control byte, no line of their own making."""
    host = Host(ip=("10.0.0.1",), name=text)
    row = samples.evidence(value=text, frame=FrameRef(text, 1))
    found = samples.finding(host=host, evidence=(row,), reasons=(text,), state=text)
    out = rendered(found, width=width, inputs=(samples.input_report(path=text, error=text),))
    assert all(line.isprintable() for line in out.split("\n"))


def test_visitors_with_the_same_address_in_two_networks_are_two() -> None:
    """And one that visits twice is one."""
    visits = [
        msgspec.structs.replace(samples.visit(), host=Host(ip=("10.0.0.1",), tenant=tenant))
        for tenant in ("vxlan/1", "vxlan/2", "vxlan/2")
    ]
    text = rendered(*visits, width=100)
    assert "2 hosts only visited sites of a listed vendor." in text


def test_unreadable_frames_are_not_called_a_clean_result() -> None:
    """Frames were read from the file, and none could be decoded."""
    coverage = Coverage(frames=21, blind={"unknown_link": 21})
    assert rendered(coverage=coverage).startswith("Nothing could be read, nothing found.\n")

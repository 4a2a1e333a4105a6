"""Lines of the table never wrap by chance."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outputs import samples
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sensor.model.finding import FrameRef
from sensor.model.outcome import Outcome
from sensor.outputs import blocks

CONSOLE = Console(width=80)


def lines(rows: Any, width: int = 80) -> list[str]:
    """Lay out *rows* under an indent of 2."""
    return [line.plain for line in blocks.evidence_lines(rows, 2, width, CONSOLE)]


def test_rows_that_fit_have_a_line_each() -> None:
    """With their columns under each other."""
    assert lines([samples.evidence(), samples.dns_evidence()], 90) == [
        "  update     s07.upd.kaspersky.com              tls.sni ×3    succeeded  a.pcap #17",
        "  telemetry  ksn-a-stat-geo.kaspersky-labs.com  dns.query ×1  refused    a.pcap #22",
    ]


def test_a_file_that_all_share_is_named_once_when_space_is_short() -> None:
    """Above the rows."""
    assert lines([samples.evidence(), samples.dns_evidence()], 80) == [
        "  in a.pcap",
        "  update     s07.upd.kaspersky.com              tls.sni ×3    succeeded  #17",
        "  telemetry  ksn-a-stat-geo.kaspersky-labs.com  dns.query ×1  refused    #22",
    ]


def test_rows_that_do_not_fit_have_two_lines_each() -> None:
    """The second under the value."""
    assert lines([samples.evidence(), samples.dns_evidence(frame=FrameRef("b.pcap", 1))], 50) == [
        "  update     s07.upd.kaspersky.com",
        "             tls.sni ×3  succeeded  a.pcap #17",
        "  telemetry  ksn-a-stat-geo.kaspersky-labs.com",
        "             dns.query ×1  refused  b.pcap #1",
    ]


TEXT = st.text(max_size=300)


@given(st.lists(st.tuples(TEXT, TEXT, st.integers(1, 10**12)), min_size=1, max_size=3), st.integers(60, 250))
def test_no_line_is_wider_than_asked(values: list[tuple[str, str, int]], width: int) -> None:
    """Whatever names and paths hold, wide characters too."""
    rows = [samples.evidence(value=value, frame=FrameRef(path, number), count=number) for value, path, number in values]
    for line in lines(rows, width):
        assert cell_len(line) <= width
        assert line.isprintable()


@pytest.mark.parametrize("width", [1, 10])
def test_a_terminal_too_narrow_for_anything_is_no_trouble(width: int) -> None:
    """The lines are then wider than it."""
    assert lines([samples.evidence()], width)


def test_hanging_text_is_indented_on_every_line() -> None:
    """And keeps its words whole."""
    text = [line.plain for line in blocks.hang(Text("one two three four five six seven"), 4, 24, CONSOLE)]
    assert text == ["    one two three four", "    five six seven"]


def test_every_outcome_has_a_style() -> None:
    """None is forgotten when one is added."""
    assert set(blocks.OUTCOME_STYLES) == set(Outcome)


def test_the_few_long_values_have_a_line_more() -> None:
    """So that one of them does not break the columns of all."""
    rows = [samples.evidence(), samples.evidence(value="b" * 60), samples.evidence(frame=FrameRef("b.pcap", 2))]
    assert lines(rows, 80) == [
        "  update  s07.upd.kaspersky.com  tls.sni ×3  succeeded  a.pcap #17",
        "  update  " + "b" * 60,
        "                                 tls.sni ×3  succeeded  a.pcap #17",
        "  update  s07.upd.kaspersky.com  tls.sni ×3  succeeded  b.pcap #2",
    ]


def test_a_path_and_its_frame_stay_together() -> None:
    """On a line of their own where they do not fit beside the rest."""
    rows = [samples.evidence(frame=FrameRef("a" * 30, 1)), samples.evidence(frame=FrameRef("b" * 30, 2))]
    assert lines(rows, 50)[:3] == [
        "  update  s07.upd.kaspersky.com",
        "          tls.sni ×3  succeeded",
        "          " + "a" * 30 + " #1",
    ]


def test_parts_are_packed_whole() -> None:
    """A dot never begins or ends a line."""
    text = [line.plain for line in blocks.packed(["one two", "three", "four five six seven"], 2, 24, "", CONSOLE)]
    assert text == ["  one two · three", "  four five six seven"]

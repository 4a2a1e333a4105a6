"""Nothing from outside steers a terminal, a spreadsheet or a reader's eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.outputs.escape import cell, in_encoding, printable

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ws-0422", "ws-0422"),
        ("café 主机", "café 主机"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("a\nCONFIRMED b", r"a\x0aCONFIRMED b"),
        ("a\u202egpj.exe", r"a\u202egpj.exe"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("\x9b31m", r"\x9b31m"),
        ("bad\udcff.pcap", r"bad\xff.pcap"),
        ("lone\ud800", r"lone\ud800"),
        ("tag\U000e0041", r"tag\U000e0041"),
    ],
)
def test_what_is_not_visible_is_escaped(text: str, shown: str) -> None:
    """Control bytes of both sets, line breaks, bidirectional overrides, zero widths, bytes of file names."""
    assert printable(text) == shown


@given(ANY_TEXT)
def test_nothing_invisible_is_left(text: str) -> None:
    """For any text; and it can be encoded then."""
    assert printable(text).isprintable()
    printable(text).encode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_becomes_text(text: str) -> None:
    """What a spreadsheet would run gets an apostrophe before it."""
    assert cell(text).startswith("'")


@given(ANY_TEXT)
def test_no_cell_is_a_formula(text: str) -> None:
    """For any text."""
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_an_unknown_value_is_an_empty_cell() -> None:
    """Not the word None."""
    assert (cell(None), cell(0), cell("")) == ("", "0", "")


def test_an_encoding_that_is_not_unicode_gets_plain_marks() -> None:
    """×, · and § have stand-ins; the rest is a question mark."""
    assert in_encoding("a · b ×3 §1 主", "ascii") == b"a - b x3 S1 ?"
    assert in_encoding("×", "utf-8") == "×".encode()

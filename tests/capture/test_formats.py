"""What an input is, by its first bytes."""

import pytest
from capture.forge import parse, parse_or_nothing, pcap, pcapng, snoop
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.errors import BadHeader
from sensor.capture.formats import describe


@pytest.mark.parametrize(
    "data", [pcap([b"x"]), pcap([b"x"], order=">"), pcapng([b"x"]), pcapng([b"x"], order=">"), snoop([b"x"])]
)
def test_formats_are_told_by_content(data: bytes) -> None:
    """All that are read."""
    frames, _ = parse(data)
    assert [frame.data for frame in frames] == [b"x"]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "empty, not even a capture header"),
        (b"GMBU\x00\x02", "not a capture but a Microsoft Network Monitor capture; editcap turns it into pcapng"),
        (b"PK\x03\x04rest", "not a capture but a ZIP archive; unpack it first"),
        (bytes(257) + b"ustar", "not a capture but a tar archive; unpack it first"),
        (b"\x7fELF\x02", "not a capture but a program"),
        (bytes(64), "not a capture: it begins with zero bytes only"),
        (b'{"timestamp": "2026"}\n', 'not a capture but text that begins "{"timestamp": "2026"}"'),
        (b"a\n\n  b\tc", 'not a capture but text that begins "a b c"'),
        (b"\x1b]0;evil\x07", "not a capture: it begins with the bytes 1b 5d 30 3b 65 76 69 6c"),
        (b"plain text first \x1b[31m and then", "not a capture: it begins with the bytes 70 6c 61 69 6e 20 74 65"),
    ],
)
def test_other_files_are_described(head: bytes, words: str) -> None:
    """Helpful, and harmless to a terminal."""
    with pytest.raises(BadHeader) as caught:
        parse(head)
    assert str(caught.value) == words


@given(st.binary(max_size=600))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    """Any file has frames or a reason; the reason is printable."""
    parse_or_nothing(data)
    assert describe(data).isprintable()

"""Copies of parts of a buffer."""

import mmap
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sensor.wire.copy import copied


@given(st.binary(max_size=40), st.integers(0, 50), st.integers(0, 50))
def test_a_copy_is_what_a_slice_is(data: bytes, pos: int, end: int) -> None:
    """Whatever holds the bytes, and also where they end early."""
    for buffer in (data, bytearray(data), memoryview(data)):
        assert copied(buffer, pos, end) == data[pos:end]
        assert type(copied(buffer, pos, end)) is bytes


def test_a_copy_outlives_its_buffer(tmp_path: Path) -> None:
    """A mapped file can be closed, and a buffer changed or made longer."""
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        part = copied(mapped, 2, 5)
    buffer = bytearray(b"abcdef")
    other = copied(buffer, 1, 3)
    buffer[1] = 0
    buffer += b"more"
    assert (part, other) == (b"234", b"bc")

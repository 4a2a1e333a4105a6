"""The part of an input that is in memory."""

from capture.forge import BytesStream
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.errors import DamagedStream
from sensor.capture.window import Window

DATA = bytes(range(256)) * 4


class Failing(BytesStream):
    """A stream that gives its bytes and then fails."""

    def __init__(self, data: bytes, error: Exception) -> None:
        super().__init__(data)
        self.error = error

    def readinto(self, view: memoryview) -> int:
        """Give the next bytes, or fail."""
        count = super().readinto(view)
        if count == 0:
            raise self.error
        return count


@given(st.lists(st.integers(1, 90), max_size=30), st.integers(1, 64), st.integers(1, 64))
def test_bytes_come_in_order_whatever_the_sizes(takes: list[int], chunk: int, step: int) -> None:
    """Pieces larger than the buffer make it grow; offsets count from the start of the input."""
    window = Window(BytesStream(DATA, step), chunk=chunk)
    at = 0
    for take in takes:
        assert window.offset == at
        if not window.fill(take):
            assert at + take > len(DATA)
            return
        assert window.take(take) == DATA[at : at + take]
        at += take


def test_filling_goes_no_further_than_the_end() -> None:
    """What is left stays readable."""
    window = Window(BytesStream(b"abc"), chunk=2)
    assert not window.fill(4)
    assert (window.take(3), window.left, window.ended, window.problem) == (b"abc", 0, True, None)


def test_a_limit_ends_the_input_early() -> None:
    """To the next chunk."""
    window = Window(BytesStream(DATA), chunk=16, limit=20)
    assert window.fill(16)
    assert window.take(16)
    assert window.fill(16)
    assert not window.fill(17)


def test_a_failed_read_is_an_end_with_a_reason() -> None:
    """What was read before it stays."""
    window = Window(Failing(b"abc", OSError(5, "Input/output error")))
    assert window.fill(3)
    assert not window.fill(4)
    assert window.problem == "reading failed: input/output error"
    assert window.take(3) == b"abc"


def test_a_damaged_stream_is_an_end_with_a_reason() -> None:
    """In the words of whoever noticed."""
    window = Window(Failing(b"abc", DamagedStream("the gzip data ends in the middle")))
    assert not window.fill(4)
    assert window.problem == "the gzip data ends in the middle"

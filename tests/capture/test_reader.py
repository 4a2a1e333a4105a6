"""What the readers of all formats share: how problems are said."""

import pytest
from capture.forge import BytesStream

from sensor.capture.limits import MAX_PROBLEMS
from sensor.capture.reader import Reader
from sensor.capture.window import Window
from sensor.model.report import InputReport


@pytest.fixture
def reader() -> Reader:
    """A reader of nothing."""
    return Reader(Window(BytesStream(b"abc")), InputReport("forged"))


def test_a_report_begins_sound(reader: Reader) -> None:
    """The proper end of an input is no problem."""
    reader.window.fill(99)
    reader.window.take(3)
    reader.ended(16)
    assert (reader.report.complete, reader.report.error) == (True, None)


def test_an_end_in_the_middle_is_a_problem(reader: Reader) -> None:
    """With place and sizes."""
    reader.window.fill(99)
    reader.report.frames = 1
    reader.ended(16)
    assert (
        reader.report.error
        == "the file ends inside the record at byte 0: 3 of 16 bytes are there (1 frame read before it)"
    )


def test_problems_are_told_then_counted(reader: Reader) -> None:
    """One sentence must not grow with the damage."""
    for number in range(MAX_PROBLEMS + 4):
        reader.problem(f"problem {number}")
    assert not reader.report.complete
    assert reader.report.error == "; ".join(
        [*(f"problem {number} (0 frames read before it)" for number in range(MAX_PROBLEMS)), "and 4 more such places"]
    )


def test_formats_say_what_to_do(reader: Reader) -> None:
    """The base knows no format."""
    with pytest.raises(NotImplementedError):
        reader.proceed()
    with pytest.raises(NotImplementedError):
        reader.next_unit()

"""Commands that there are not."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (["scna"], "No such command 'scna': did you mean scan?"),
        (["wacth", "eth0"], "No such command 'wacth': did you mean watch?"),
        (["signatures", "lst"], "No such command 'lst': did you mean list?"),
        (["config", "chek"], "No such command 'chek': did you mean check?"),
        (["zzz"], "No such command 'zzz': one of: scan, observe, watch, config, signatures, doctor"),
        (["\x1b[31m"], r"No such command '\x1b[31m': one of: "),
    ],
)
def test_a_mistyped_command_is_told_which_one_was_meant(vestige: Run, args: list[str], meant: str) -> None:
    """In every group; where none is near, those that there are. Nothing in it steers the terminal."""
    code, out, err = vestige(*args)
    assert (code, out) == (2, "")
    assert meant in err
    assert "\x1b" not in err


@pytest.mark.parametrize("args", [["--scan"], ["signatures", "--lst"]])
def test_a_wrong_option_is_no_command(vestige: Run, args: list[str]) -> None:
    """Click says what options there are."""
    code, _, err = vestige(*args)
    assert code == 2
    assert "No such option" in err


def test_a_command_goes_on_to_its_own_arguments(vestige: Run) -> None:
    """What is right is not touched."""
    assert vestige("scan", "--help")[0] == 0

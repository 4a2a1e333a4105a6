"""Exit codes are a contract."""

import pytest

from sensor.cli.exits import Exit, Failure


def test_the_codes() -> None:
    """As DESIGN section 5.1 has them."""
    assert {code.name: code.value for code in Exit} == {
        "DONE": 0,
        "FOUND": 1,
        "USAGE": 2,
        "INCOMPLETE": 3,
        "INTERRUPTED": 130,
        "PIPE_CLOSED": 141,
    }


def test_a_failure_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """With the program's name before it, as other programs do."""
    Failure("a.pcap: no such file").show()
    assert capsys.readouterr() == ("", "vestige: a.pcap: no such file\n")
    assert Failure("x").exit_code == Exit.USAGE

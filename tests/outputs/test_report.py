"""What a report derives from its parts."""

import pytest
from outputs import samples

from sensor.model.report import InputReport
from sensor.outputs.report import problem_of


def test_incomplete_inputs_are_those_with_an_error_or_an_early_end() -> None:
    """Either sign is enough."""
    inputs = (
        samples.input_report(),
        samples.input_report(path="b", error="cut"),
        samples.input_report(path="c", complete=False),
    )
    assert [one.path for one in samples.report(inputs=inputs).incomplete] == ["b", "c"]


def test_bans_are_those_that_a_finding_names() -> None:
    """Each once; an id that no file explains is left out."""
    assert samples.report().bans == ()
    found = samples.report(samples.finding(), samples.finding(bans=("unknown", samples.BAN.id)))
    assert found.bans == (samples.BAN,)


@pytest.mark.parametrize(
    ("path", "error", "sentence"),
    [
        ("a", "not a capture", "a: not a capture"),
        ("a", "a: not a capture", "a: not a capture"),
        ("-", "the pcap-ng block is cut", "stdin: the pcap-ng block is cut"),
        ("x\x1b", None, "x\\x1b: not read to its end"),
    ],
)
def test_a_problem_begins_with_its_path(path: str, error: str | None, sentence: str) -> None:
    """Also where the path is a letter that the reason has in it."""
    assert problem_of(InputReport(path, complete=False, error=error)) == sentence

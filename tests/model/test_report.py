"""What a run says about its inputs."""

from sensor.model.report import Coverage, InputReport


def test_an_input_is_complete_until_it_is_found_damaged() -> None:
    """A reader only writes down what went wrong."""
    report = InputReport("a.pcap")
    assert (report.complete, report.error, report.first) == (True, None, None)


def test_counts_of_two_runs_are_apart() -> None:
    """Each coverage has tables of its own."""
    one, two = Coverage(), Coverage()
    one.dns["queries"] = 1
    assert two.dns == {}

"""What goes wrong with an input, in words for its user."""

from sensor.capture.errors import InputError, reason_of


def test_an_input_error_names_the_input() -> None:
    """And has its parts at hand."""
    error = InputError("a.pcap", "empty")
    assert (str(error), error.path, error.reason) == ("a.pcap: empty", "a.pcap", "empty")


def test_the_reason_of_an_operating_system_error() -> None:
    """Its words, or whatever it has."""
    assert reason_of(PermissionError(13, "Permission denied", "/etc/shadow")) == "permission denied"
    assert reason_of(OSError("odd")) == "odd"
    assert reason_of(OSError()) == "OSError"

"""RFC 5424: what a message looks like."""

import json
import re

import pytest
from outputs import samples

from sensor.alerts.eve import EveEncoder
from sensor.alerts.events import EventEncoder
from sensor.outputs.syslog.message import MAX_DATAGRAM, Writer, octet_counted

NOON = 1_787_313_600_123_456_789
HEADER = re.compile(
    rb"<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([\x21-\x7e]+) ([\x21-\x7e]+) ([\x21-\x7e]+) ([\x21-\x7e]+) "
)
PARAM = re.compile(r' ([a-z_]+)="((?:[^"\\\]]|\\["\\\]])*)"')
"""RFC 5424 section 6.3.3: three characters are escaped."""


def alert(**metadata: tuple[str, ...]) -> bytes:
    """Return the line of an alert."""
    finding = samples.finding()
    more = {"change": ("opened",), "alert_id": ("f1-1",)} | metadata
    return EveEncoder(lambda _: "eth0", live=True).alert(finding, finding.evidence[0], 3, samples.observation(), more)


def params(message: bytes) -> dict[str, str]:
    """Return the structured data of *message*, which has nothing but that before its text."""
    header = HEADER.match(message)
    assert header
    rest = message[header.end() :].decode()
    found = re.match(r'\[vestige@32473((?: [a-z_]+="(?:[^"\\\]]|\\["\\\]])*")*)\] ', rest)
    assert found, rest
    return {name: re.sub(r"\\(.)", r"\1", value) for name, value in PARAM.findall(found[1])}


def test_a_message_has_header_structured_data_and_the_line() -> None:
    """The line is JSON as it stands in the file."""
    line = alert()
    message = Writer("local4", "tap-hq", 77).message(line)
    header = HEADER.match(message)
    assert header
    assert header.groups() == (b"163", b"2026-08-21T12:00:00.123456Z", b"tap-hq", b"vestige", b"77", b"opened")
    found = params(message)
    assert (found["host"], found["verdict"], found["alert_id"], found["sid"]) == (
        "10.4.7.22", "confirmed", "f1-1", "1634000",
    )  # fmt: skip
    assert json.loads(message[message.index(b"] {") + 2 :]) == json.loads(line)
    assert b"\n" not in message


@pytest.mark.parametrize(("facility", "priority"), [("kern", b"<4>"), ("local7", b"<188>")])
def test_blindness_is_a_warning(facility: str, priority: bytes) -> None:
    """Facility times eight and severity."""
    line = EventEncoder().blind("blind-1", "silent", "eth0", NOON, None, "no frame")
    message = Writer(facility, "h", 1).message(line)
    assert message.startswith(priority)
    assert params(message)["interface"] == "eth0"


@pytest.mark.parametrize("value", ['say "x"', "a]b", "back\\slash", "line\nbreak", "caf\u00e9"])
def test_values_are_escaped(value: str) -> None:
    """What ends a value or a line does not."""
    found = params(Writer("local4", "h", 1).message(alert(since=(value,))))
    assert found["since"] == value.replace("\n", "\\x0a")


@pytest.mark.parametrize("host", ["", "a b", "caf\u00e9", "x" * 300])
def test_any_host_name_fits_the_header(host: str) -> None:
    """Printable ASCII, 255 at most."""
    header = HEADER.match(Writer("local4", host, 1).message(alert()))
    assert header
    assert len(header[3]) <= 255


def test_a_datagram_that_would_be_too_long_has_a_sentence_instead() -> None:
    """Receivers cut what is longer, in the middle of the JSON."""
    line = alert(reasons=("caf\u00e9 " * 500,))
    message = Writer("local4", "h", 1).message(line, longest=MAX_DATAGRAM)
    assert len(message) <= MAX_DATAGRAM
    assert message.endswith(b"10.4.7.22 Database and module update servers kaspersky endpoint confirmed")
    assert params(message)["alert_id"] == "f1-1"


def test_octets_are_counted() -> None:
    """RFC 6587 section 3.4.1."""
    assert octet_counted("é".encode()) == b"2 \xc3\xa9"

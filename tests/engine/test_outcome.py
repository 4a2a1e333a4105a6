"""What a conversation came to."""

import pytest

from sensor.engine.outcome import CONNECT, Watched, answer, judge, note
from sensor.model.outcome import Outcome
from sensor.protocols.tls.records import Record

HELLO = Record(22, 90, 2)
CHANGE = Record(20, 1, 1)
FATAL = Record(21, 2, 2)
WARNING = Record(21, 2, 1)
DATA = Record(23, 300, 0)
FINISHED13 = Record(23, 69, 0)
ALERT13 = Record(23, 19, 0)
ALERT12 = Record(21, 26, 0)


def outcome(*steps: tuple[str, Record], kind: str = "tls") -> Outcome:
    """Play records of the client (``c``) and the server (``s``) and judge."""
    watched = Watched(0, kind, 0)
    for side, record in steps:
        watched.received += record.length if side == "s" else 0
        note(watched, record, side == "s")
    return judge(watched, two_sided=True)[0]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("sH", "attempted"),
        ("sH cH cC cH sC sH", "attempted"),
        ("sH cH cC cH sC sH cD", "attempted"),
        ("sH cH cC cH sC sH cD sD", "succeeded"),
        ("sH sC sD cC cF", "attempted"),
        ("sH sC sD cC cF sD", "succeeded"),
        ("sH sC sD cC ca", "refused"),
        ("sH sC sD cC cF sa", "attempted"),
        ("sH sC sD cC cF cD sD sa", "succeeded"),
        ("sX", "refused"),
        ("sH cX", "refused"),
        ("sW sH cH cC cH sC sH cD sD", "succeeded"),
        ("sW sH", "attempted"),
        ("sH cH cC cH sC sH ce", "attempted"),
        ("sH cH cC cH sC sH cD sD sX", "succeeded"),
        ("cC cD", "attempted"),
        ("cC cD sH sC sD cF sD", "succeeded"),
    ],
)
def test_records_tell_how_far_it_came(steps: str, expected: str) -> None:
    """TLS 1.2 and 1.3, completed, broken off, and refused by either side; early data is no answer."""
    played = {"H": HELLO, "C": CHANGE, "D": DATA, "F": FINISHED13, "X": FATAL, "W": WARNING, "a": ALERT13, "e": ALERT12}
    assert outcome(*((step[0], played[step[1]]) for step in steps.split())) == Outcome(expected)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([200], "succeeded"), ([304], "succeeded"), ([101], "succeeded"), ([100], "attempted"), ([100, 204], "succeeded"),
        ([403], "refused"), ([503], "refused"), ([404, 200], "succeeded"), ([200, 404], "succeeded"), ([999], "refused"),
    ],
)  # fmt: skip
def test_the_best_status_counts(statuses: list[int], expected: str) -> None:
    """Several requests share a conversation; an interim response decides nothing."""
    watched = Watched(0, "http", 0)
    watched.received = 100
    for status in statuses:
        answer(watched, status)
    assert judge(watched, two_sided=True)[0] == Outcome(expected)


def test_what_leads_elsewhere_serves_nothing() -> None:
    """Until something better comes; how far a tunnel came is not the page's doing."""
    watched = Watched(0, "http", 0)
    answer(watched, 302, "block.example")
    assert judge(watched, two_sided=True) == (Outcome.ATTEMPTED, "HTTP 302, sent on to block.example")
    answer(watched, 304)
    assert judge(watched, two_sided=True)[0] is Outcome.SUCCEEDED
    tunnel = Watched(0, CONNECT, 0)
    answer(tunnel, 302, "")
    answer(tunnel, 200)
    assert judge(tunnel, two_sided=True) == (Outcome.ATTEMPTED, "the proxy connected, and nothing more is known")


def test_a_proxy_that_connects_has_served_nothing_yet() -> None:
    """What is asked for inside the tunnel has an outcome of its own."""
    watched = Watched(0, CONNECT, 0)
    answer(watched, 407)
    assert judge(watched, two_sided=True) == (Outcome.REFUSED, "HTTP 407")
    answer(watched, 200)
    watched.received = 60
    assert judge(watched, two_sided=True) == (Outcome.ATTEMPTED, "the proxy connected, and nothing more is known")
    watched.expect("tls")
    note(watched, DATA, from_server=False)
    note(watched, DATA, from_server=True)
    assert judge(watched, two_sided=True)[0] is Outcome.ATTEMPTED  # early data, and the server's own handshake
    for record, from_server in ((HELLO, True), (DATA, False), (DATA, True)):
        watched.received += record.length * from_server
        note(watched, record, from_server)
    assert judge(watched, two_sided=True)[0] is Outcome.SUCCEEDED


def test_plain_http_inside_a_tunnel_has_its_own_status() -> None:
    """The proxy's 200 does not hide the server's 403."""
    watched = Watched(0, CONNECT, 0)
    answer(watched, 200)
    watched.expect("http")
    answer(watched, 403)
    assert judge(watched, two_sided=True) == (Outcome.REFUSED, "HTTP 403")


def test_a_reset_counts_only_before_success() -> None:
    """Many clients end a good conversation with one."""
    watched = Watched(0, "tls", 0)
    watched.reset_by = "203.0.113.9"
    assert judge(watched, two_sided=True) == (Outcome.REFUSED, "reset by 203.0.113.9")
    watched.received = 90
    for record, from_server in ((HELLO, True), (DATA, False), (DATA, True)):
        note(watched, record, from_server)
    assert judge(watched, two_sided=True)[0] is Outcome.SUCCEEDED


def test_silence_says_less_where_answers_cannot_be_seen() -> None:
    """A tap of one direction leaves it open."""
    assert judge(Watched(0, "tls", 0), two_sided=True)[0] is Outcome.ATTEMPTED
    assert judge(Watched(0, "tls", 0), two_sided=False)[0] is Outcome.UNKNOWN

"""Evidence as bytes."""

from findings.makers import (
    TELEMETRY,
    UPDATES,
    answer,
    hello,
    match,
    question,
    request,
    signature_set,
    succeeded,
)

from sensor.findings.evidence import Row
from sensor.findings.keep import KeptRow, KeptTimes, freeze, thaw
from sensor.findings.live import SECOND, LiveTracker
from sensor.findings.times import Times
from sensor.model.finding import Finding

SIGNATURES = {signature.id: signature for signature in signature_set().signatures}


def tracker() -> LiveTracker:
    """Return one of one interface."""
    return LiveTracker(signature_set(), paths=lambda _: "tap0")


def judged(one: LiveTracker) -> list[Finding]:
    """Return all findings."""
    return one.findings()


def test_a_process_goes_on_where_another_ended() -> None:
    """The same findings, from the bytes of all that was seen."""
    one = tracker()
    seen = [
        match(question()),
        match(answer(rcode="NXDOMAIN")),
        match(hello(), TELEMETRY),
        match(request(xff="10.0.0.99")),
    ]
    for found in seen:
        one.take(found, 0)
    one.ended(succeeded(2, "served"), 0)
    kept = [(key, body) for key, body in one.unsaved() if body is not None]
    two = tracker()
    two.restore(kept, 0)
    # Roles and devices are learnt anew, from the next packets.
    two.sites = one.sites
    assert judged(two) == judged(one)
    assert two.changed(SECOND) == []
    two.take(match(hello(), UPDATES), SECOND)
    assert max(len(charge.rows) for charge in two.changed(2 * SECOND)) >= 3


def test_nothing_of_a_row_is_left_out() -> None:
    """A slot that is added there is missed here."""
    assert {*KeptRow.__struct_fields__, "signature"} == set(Row.__slots__)
    assert set(KeptTimes.__struct_fields__) == set(Times.__slots__)


def test_only_what_changed_is_saved() -> None:
    """And what is forgotten is told."""
    one = tracker()
    one.take(match(hello()), 0)
    assert len(one.unsaved()) == 1
    assert one.unsaved() == []
    one.tidy(1 << 62)
    ((_, body),) = one.unsaved()
    assert body is None


def test_rows_of_signatures_that_are_gone_stay_behind() -> None:
    """As do bytes that are not ours."""
    one = tracker()
    one.take(match(hello()), 0)
    ((key, body),) = one.unsaved()
    assert body is not None
    assert [row.key.signature for row in thaw(body, SIGNATURES)] == [UPDATES.id]
    assert thaw(body, {}) == []
    assert thaw(b"\x93garbage", SIGNATURES) == []
    assert thaw(freeze([]), SIGNATURES) == []
    two = tracker()
    two.restore([(key, b"garbage")], 0)
    assert two.cases == 0
    assert two.unsaved() == [(key, None)]

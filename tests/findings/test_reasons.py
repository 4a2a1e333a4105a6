"""Reasons, as an analyst reads them."""

import pytest
from findings.makers import (
    CLIENT,
    DAY,
    ENGINE,
    HOUR,
    KSN,
    MINUTE,
    NOON,
    OTHER,
    PROXY,
    RESOLVER,
    TELEMETRY,
    UPDATES,
    UPSTREAM,
    WEBSITE,
    answer,
    hello,
    match,
    question,
    request,
    succeeded,
    tracker,
    variant,
)

from sensor.findings.reasons import MAX_REASONS, about
from sensor.model.match import Match
from sensor.model.outcome import FlowOutcome, Outcome
from sensor.model.signature import Activity, Shows, Signature


def reasons(*matches: Match, outcomes: tuple[FlowOutcome, ...] = (), host: str = CLIENT) -> list[str]:
    """Return the reasons of the only finding about *host*."""
    found = tracker()
    for one in matches:
        found.add(one)
    for outcome in outcomes:
        found.outcome(outcome)
    (finding,) = (f for f in found.findings() if f.host.ip == (host,))
    return list(finding.reasons)


def refused(number: int = 1, rcode: str = "NXDOMAIN", signature: Signature = UPDATES) -> list[Match]:
    """Return lookups that were all refused."""
    names = [f"s0{i}.upd.kaspersky.com" for i in range(number)]
    return [match(make, signature) for name in names for make in (question(name), answer(name, rcode=rcode))]


def test_an_installation_that_gets_through() -> None:
    """The example of the design, and the warning."""
    lookups = [match(question(name=f"s0{i}.upd.kaspersky.com", ts=NOON)) for i in range(3)]
    ksn = match(hello(name=KSN, ts=NOON + 4 * MINUTE), TELEMETRY)
    assert reasons(*lookups, ksn, outcomes=(succeeded(2),)) == [
        "asked for 3 update hosts and reached 1 telemetry host over TLS within 4 minutes"
    ]


def test_an_update_that_succeeds_is_said() -> None:
    """Worse than one that fails."""
    assert reasons(match(hello()), outcomes=(succeeded(2),)) == [
        "reached 1 update host over TLS",
        "an update host answered with data: updates may still get through",
    ]


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (["HTTP 304: what it has is current, 140 bytes received"], "said that nothing is newer than what it has"),
        (["HTTP 302, 90 bytes received"], "answered"),
        (["HTTP 304: what it has is current, 140 bytes received", "HTTP 200, 9 bytes received"], "answered with data"),
    ],
)
def test_an_update_host_without_news_gave_no_data(details: list[str], words: str) -> None:
    """It is reached all the same."""
    outcomes = tuple(FlowOutcome(2, Outcome.SUCCEEDED, NOON, 140, detail) for detail in details)
    matches = [match(hello()) for _ in details]
    said = reasons(*matches, outcomes=outcomes)
    assert f"an update host {words}: updates may still get through" in said


def test_a_block_page_is_named() -> None:
    """Where a filter sends the client is what an analyst looks for next."""
    sent_on = FlowOutcome(2, Outcome.ATTEMPTED, NOON, detail="HTTP 302, sent on to block.example")
    words = "no connection was seen to get through (HTTP 302, sent on to block.example)"
    assert words in reasons(match(hello()), outcomes=(sent_on,))


@pytest.mark.parametrize(
    ("weight", "consequence"),
    [
        (1.0, ": the product is probably installed but cannot update"),
        (0.5, ""),
    ],
)
def test_refused_lookups_of_an_installation(weight: float, consequence: str) -> None:
    """No more is claimed than the verdict carries."""
    assert reasons(*refused(2, signature=variant(UPDATES, weight=weight))) == [
        "asked for 2 update hosts",
        f"every lookup was refused (NXDOMAIN){consequence}",
        "only DNS lookups were seen, no connection",
    ]


def test_a_confirmed_installation_that_cannot_update() -> None:
    """Two signatures, both refused, in two ways."""
    assert reasons(
        *refused(1), *refused(1, "REFUSED", variant(TELEMETRY, weight=1.0)), *refused(1, "NXDOMAIN", TELEMETRY)
    )[1] == ("every lookup was refused (NXDOMAIN and REFUSED): the product is probably installed but cannot update")
    sure = [variant(UPDATES, id=f"u{i}", weight=1.0) for i in range(2)]
    assert reasons(*refused(1, signature=sure[0]), *refused(1, signature=sure[1]))[1].endswith(
        ": the product is installed but cannot update"
    )


@pytest.mark.parametrize(
    ("shows", "words"),
    [
        (Shows.MANAGES, "the management server is probably there but cannot update"),
        (Shows.DEVICE, "the device is probably there but cannot update"),
        (Shows.EMBEDDED, "the engine is probably there but cannot update"),
    ],
)
def test_each_class_has_its_words(shows: Shows, words: str) -> None:
    """Not everything is a product that is installed."""
    assert reasons(*refused(1, signature=variant(UPDATES, shows=shows)))[1].endswith(words)


def test_every_means_every() -> None:
    """A question without a response is not refused."""
    unanswered = match(question(name="s00.upd.kaspersky.com"))
    assert reasons(*refused(1), unanswered)[1].startswith("no lookup was seen to give an address (NXDOMAIN)")


def test_lookups_without_telemetry_of_updates_cannot_reach_their_servers() -> None:
    """What does not update does not fail to."""
    assert "cannot reach its servers" in reasons(*refused(1, signature=TELEMETRY))[1]


def test_unanswered_lookups() -> None:
    """Nothing came back, was visible, or was said."""
    assert "answers to its lookups were not visible" in reasons(match(question()))
    assert "no lookup was answered" in reasons(match(question()), outcomes=(FlowOutcome(1, Outcome.ATTEMPTED, NOON),))
    assert "no lookup was seen to give an address" in reasons(match(question()), match(answer()))


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (
            Outcome.REFUSED,
            "every connection was refused (reset by 203.0.113.9): the product is probably installed but cannot update",
        ),
        (Outcome.ATTEMPTED, "no connection was seen to get through"),
        (Outcome.UNKNOWN, "the other direction was not visible: whether it got through is unknown"),
    ],
)
def test_connections_that_fail(outcome: Outcome, words: str) -> None:
    """Told apart."""
    assert reasons(match(hello()), outcomes=(FlowOutcome(2, outcome, NOON, detail="reset by 203.0.113.9"),))[1] == words


def test_visits() -> None:
    """Shop, saved pages, download, service: none is an installation."""
    nothing = "nothing here shows an installation"
    injected = variant(WEBSITE, activity=Activity.INJECTED)
    done = (succeeded(2),)
    assert reasons(match(hello(), WEBSITE), outcomes=done)[0] == f"visited the vendor's website only; {nothing}"
    assert reasons(match(question(), WEBSITE))[0] == f"looked up the vendor's website only; {nothing}"
    assert (
        reasons(match(hello(), injected), outcomes=done)[0] == f"only names from saved pages (injected tags); {nothing}"
    )
    assert reasons(match(hello(), variant(WEBSITE, activity=Activity.INSTALLER)), outcomes=done)[0] == (
        "went to the vendor's download hosts; nothing here shows that anything was installed"
    )
    assert reasons(match(hello(), variant(WEBSITE, activity=Activity.VPN)), outcomes=done)[0] == (
        f"used the vendor's service; {nothing}"
    )
    blocked = (FlowOutcome(2, Outcome.REFUSED, NOON),)
    assert (
        reasons(match(hello(), WEBSITE), outcomes=blocked)[0] == f"tried to visit the vendor's website only; {nothing}"
    )


def test_relays_come_first() -> None:
    """Whose it is matters most."""
    other = match(question(name="s01.example"), variant(UPDATES, product="other"))
    assert reasons(other, match(question(src=RESOLVER, dst=UPSTREAM)), host=RESOLVER)[0] == (
        "somebody behind 10.0.0.53, which answers DNS for others: the client's own request was not seen"
    )
    assert reasons(match(question(src=RESOLVER, dst=UPSTREAM, rd=False)), host=RESOLVER)[0] == (
        "somebody behind 10.0.0.53, which resolves names itself: the client's own request was not seen"
    )
    proxied = match(request(dst=PROXY, src=OTHER, method="CONNECT")), match(request(src=PROXY, xff=CLIENT))
    assert reasons(*proxied)[0] == "sent on by the proxy 10.0.0.80, which names this host in X-Forwarded-For"
    assert reasons(match(request(src=PROXY, xff=CLIENT)), host=PROXY)[0] == (
        "its X-Forwarded-For names 10.0.0.7, but nobody was seen to use this host as a proxy"
    )
    assert reasons(match(hello(src="198.51.100.66", dst=CLIENT)))[0] == (
        "asked of this host by 198.51.100.66 from outside the home networks: a stranger, or a client --home leaves out"
    )


def test_habits() -> None:
    """Days, an interval, chatter."""
    days = reasons(*(match(hello(ts=NOON + i * DAY)) for i in range(3)))
    assert days[-1] == "seen on 3 days; repeats about every 24 hours"
    assert reasons(*(match(hello(ts=NOON + i * 2 * HOUR)) for i in range(3)))[-1] == "repeats about every 2 hours"
    chatter = reasons(*(match(hello(ts=NOON + i * MINUTE)) for i in range(60)))
    assert chatter[-1] == "came again and again over 59 minutes"
    assert "seen on at least 32 days" in reasons(*(match(hello(ts=NOON + i * DAY)) for i in range(50)))[-1]


def test_a_weaker_way_of_seeing_is_said() -> None:
    """With the matcher's own words."""
    assert "search suffix .lan appended" in reasons(match(hello(), factor=0.5, note="search suffix .lan appended"))
    assert "seen only in a way that says less than the name itself" in reasons(match(hello(), factor=0.5))


def test_what_does_not_count_is_said() -> None:
    """Visits, other classes."""
    same_product = variant(WEBSITE, product="endpoint")
    done = (succeeded(2),)
    assert reasons(match(hello()), match(hello(), same_product), outcomes=done)[-1] == (
        "visits to the vendor's website are listed and not counted"
    )
    assert reasons(match(hello()), match(hello(), ENGINE), outcomes=done)[-1] == "also seen, not counted: embedded"


def test_there_are_one_to_four() -> None:
    """Also when all could be said."""
    matches = [match(question(src=RESOLVER, dst=UPSTREAM, rd=False, ts=NOON + i * DAY), factor=0.5) for i in range(3)]
    engine = match(question(src=RESOLVER, dst=UPSTREAM, rd=False), ENGINE, factor=0.1)
    assert len(reasons(*matches, engine, host=RESOLVER)) == MAX_REASONS


def test_intervals_are_rounded() -> None:
    """About."""
    assert [about(n) for n in (10, 119, 121, 1439, 2880)] == [
        "10 minutes",
        "119 minutes",
        "2 hours",
        "24 hours",
        "2 days",
    ]

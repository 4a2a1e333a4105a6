"""What was seen, in words."""

import msgspec
import pytest
from findings.makers import (
    CLIENT,
    KSN,
    MINUTE,
    NOON,
    SERVER_IP,
    TELEMETRY,
    UPDATES,
    answer,
    connection,
    hello,
    match,
    question,
    request,
    variant,
)

from sensor.findings.evidence import Row, key_of, sight_of
from sensor.findings.phrases import what_was_seen
from sensor.model.fields import DNS_ANSWER, HTTP_URL, HTTP_USER_AGENT, TLS_CERT
from sensor.model.match import Match
from sensor.model.outcome import Outcome
from sensor.model.signature import Activity


def said(*matches: Match, outcome: Outcome = Outcome.SUCCEEDED) -> str:
    """Return the sentence for *matches*, whose connections all had *outcome*."""
    made: dict[object, Row] = {}
    for found in matches:
        key = key_of(found, CLIENT)
        made.setdefault(key, Row(key, found.signature)).take(found, sight_of(found.observation))
    for row in made.values():
        if not row.is_dns:
            row.became(outcome, "")
    return what_was_seen(list(made.values()))


LOOKUPS = [match(question(name=f"s0{i}.upd.kaspersky.com", ts=NOON + i)) for i in range(3)]


def test_lookups_then_connections_in_which_time() -> None:
    """The sentence an analyst reads first."""
    ksn = match(hello(name=KSN, ts=NOON + 4 * MINUTE), TELEMETRY)
    assert said(*LOOKUPS, ksn) == "asked for 3 update hosts and reached 1 telemetry host over TLS within 4 minutes"


def test_names_that_were_looked_up_are_not_counted_again() -> None:
    """Some, all, it."""
    hellos = [match(hello(name=f"s0{i}.upd.kaspersky.com")) for i in range(3)]
    assert said(*LOOKUPS, hellos[0]) == "asked for 3 update hosts and reached 1 of them over TLS within a second"
    assert said(*LOOKUPS, *hellos) == "asked for 3 update hosts and reached all of them over TLS within a second"
    assert said(LOOKUPS[0], hellos[0]) == "asked for 1 update host and reached it over TLS"


@pytest.mark.parametrize(
    ("outcome", "verb"),
    [
        (Outcome.SUCCEEDED, "reached"),
        (Outcome.REFUSED, "did not get through to"),
        (Outcome.ATTEMPTED, "tried"),
        (Outcome.UNKNOWN, "contacted"),
    ],
)
def test_the_verb_says_the_outcome(outcome: Outcome, verb: str) -> None:
    """No more than was seen."""
    assert said(match(hello()), outcome=outcome) == f"{verb} 1 update host over TLS"


def test_each_way_is_named() -> None:
    """Through a proxy, over HTTP, by address."""
    assert said(match(request(method="CONNECT"))) == "reached 1 update host through a proxy"
    assert said(match(request())) == "reached 1 update host over HTTP"
    assert said(match(connection())) == "reached 1 update server by address"


def test_a_tunnel_and_the_tls_inside_it_are_one() -> None:
    """The proxy is asked for the name that the hello has."""
    both = [match(request(method="CONNECT")), match(hello())]
    assert said(*both) == "reached 1 update host over TLS through a proxy"
    assert said(*both, match(hello(name=KSN), TELEMETRY)) == (
        "reached 1 update host over TLS through a proxy and 1 telemetry host over TLS"
    )


def test_a_list_of_lists_has_commas() -> None:
    """Or nobody could read it."""
    ksn = match(question(name=KSN), TELEMETRY)
    made = [match(hello()), match(request())]
    assert said(LOOKUPS[0], ksn, *made).startswith(
        "asked for 1 telemetry host and 1 update host, and reached 1 update host over TLS and 1 update host over HTTP"
    )


def test_a_request_is_counted_once() -> None:
    """Its URL and its user agent may both have matched."""
    both = [match(request(ts=NOON + i), field=field) for i in range(2) for field in (HTTP_URL, HTTP_USER_AGENT)]
    assert said(*both) == "sent 2 update requests over HTTP within a second"


def test_what_went_through_a_web_proxy_says_so() -> None:
    """Inside a tunnel, and where the request names its server in full; not where it was seen to go straight as well."""
    tunnelled = msgspec.structs.replace(hello(), via="proxy")
    assert said(match(tunnelled)) == "reached 1 update host over TLS through a proxy"
    named = request(url="http://s07.upd.kaspersky.com/index/u0607g.xml")
    assert said(match(named)) == "reached 1 update host over HTTP through a proxy"
    assert said(match(named, field=HTTP_URL)) == "sent 1 update request over HTTP through a proxy"
    assert said(match(named), match(request())) == "reached 1 update host over HTTP"


def test_an_alias_is_said_as_one() -> None:
    """The host asked for another name."""
    assert said(match(answer(), field=DNS_ANSWER)) == "was led by an alias to 1 update host"


def test_kinds_are_joined() -> None:
    """The most hosts first; a name of two kinds counts under the surer signature."""
    weaker = variant(TELEMETRY, weight=0.1)
    assert said(
        *LOOKUPS, match(question(name=KSN), TELEMETRY), match(question(name=KSN), variant(UPDATES, weight=0.1))
    ) == ("asked for 3 update hosts and 1 telemetry host within a second")
    assert said(LOOKUPS[0], match(question(name="s00.upd.kaspersky.com"), weaker)) == "asked for 1 update host"


def test_days_are_no_length_of_one_event() -> None:
    """Over more than a day nothing is said of time here."""
    assert said(match(hello()), match(hello(ts=NOON * 2))) == "reached 1 update host over TLS"


def test_a_field_without_words_is_still_said() -> None:
    """A field that a later version adds."""
    assert said(match(hello(), variant(UPDATES, activity=Activity.WEB), field="ssh.banner")) == "seen 1 time"


def certificate(name: str, server: str = SERVER_IP) -> Match:
    """Return a match of *name* in the certificate that *server* showed."""
    return match(hello(name=name, dst=server), field=TLS_CERT)


def test_the_names_of_a_certificate_are_one_server() -> None:
    """It lists many names, and the client was at one place."""
    names = [certificate(f"s0{i}.upd.kaspersky.com") for i in range(3)]
    assert said(*names) == "reached 1 update host over TLS"
    assert said(*names, certificate("s04.upd.kaspersky.com", "203.0.113.10")) == "reached 2 update hosts over TLS"


def test_a_certificate_adds_no_host_to_the_one_asked_for() -> None:
    """The hello names it, the certificate answers with a wildcard."""
    found = said(match(hello(name="s07.upd.kaspersky.com")), certificate("*.upd.kaspersky.com"))
    assert found == "reached 1 update host over TLS"

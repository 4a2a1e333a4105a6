"""From what the scanners find to observations: only for what is wanted, and counted in any case."""

import struct

import pytest
from builders import dns, frames, http, tls
from engine.stage import CLIENT, NO_SIGNATURES, SYN, Stage, Talk, client
from match.acme import alone, signature

from sensor.engine.assembly import look_for
from sensor.engine.scan import Scan, ScanOptions
from sensor.match.matcher import Matcher
from sensor.model.bodies import Dns
from sensor.model.signature import HttpCondition, Indicator

RESOLVER = "10.0.0.53"


def datagram(payload: bytes, sport: int = 50000, dport: int = 53) -> bytes:
    """Return a frame with a datagram to the resolver, or from it."""
    ends = (RESOLVER, CLIENT) if sport == 53 else (CLIENT, RESOLVER)
    return frames.ethernet(frames.udp(*ends, sport, dport, payload))


@pytest.mark.parametrize("wanted", [(), ("a.example",)])
def test_messages_are_counted_whether_somebody_wants_them_or_not(wanted: tuple[str, ...]) -> None:
    """Questions, answers, those over TCP, and damaged ones."""
    stage = Stage(wanted, only=True)
    stage.feed(
        datagram(dns.query("a.example")),
        datagram(dns.response("a.example", rcode=dns.NXDOMAIN), 53, 50000),
        datagram(b"short"),
        datagram(dns.query("a.example")[:-6]),
    )
    stage.play(SYN, client(dns.over_tcp(dns.query("a.example"))), talk=Talk(dport=53))
    tally = stage.tally
    assert (tally.dns_queries, tally.dns_responses, tally.dns_tcp, tally.dns_malformed) == (3, 1, 1, 2)
    assert len(stage.seen) == (3 if wanted else 1), "what a resolver answers first is told, whatever it is"


def test_the_first_answer_of_each_machine_is_told() -> None:
    """It shows a resolver; once is enough. A refusal, a server of a zone and another port show none."""
    other = frames.ethernet(frames.udp("10.0.0.54", CLIENT, 53, 50000, dns.response("b.example")))
    strange = frames.ethernet(frames.udp("10.0.0.55", CLIENT, 5300, 50000, dns.response("c.example")))
    zone = frames.ethernet(frames.udp("10.0.0.56", CLIENT, 53, 50000, dns.response("d.example", flags=0x8080)))
    stage = Stage((), only=True).feed(
        datagram(dns.response("refused.example", rcode=dns.REFUSED), 53, 50000),
        datagram(dns.query("a.example")),
        datagram(dns.response("a.example"), 53, 50000),
        datagram(dns.response("again.example"), 53, 50001),
        other,
        strange,
        zone,
    )
    assert stage.seen == ["dns a.example", "dns b.example"]


def test_any_of_several_questions_may_be_wanted() -> None:
    """Not only mDNS asks more than one at once."""
    question = b"".join(dns.labels(name) + b"\0\1\0\1" for name in ("x.example", "a.example", "y.example"))
    stage = Stage(["a.example"], only=True).feed(datagram(struct.pack("!6H", 1, 0x100, 3, 0, 0, 0) + question))
    body = stage.observations[0].body
    assert isinstance(body, Dns)
    assert [one.rrname for one in body.queries] == ["x.example", "a.example", "y.example"]


def test_names_are_wanted_in_any_case() -> None:
    """As they come on the wire: mixed case, a trailing dot, a port."""
    stage = Stage(["a.example"], only=True)
    stage.feed(datagram(dns.query("A.eXample")))
    stage.play(SYN, client(tls.record(tls.client_hello("A.EXAMPLE."))), talk=Talk(sport=1))
    stage.play(SYN, client(http.request("/", "A.Example:8080")), talk=Talk(sport=2))
    stage.play(SYN, client(http.request("http://u@A.Example:8080/", "b.example")), talk=Talk(sport=3))
    assert [one.split()[0] for one in stage.seen] == ["dns", "tls", "http", "http"]


def test_nobody_listens_to_a_run_that_observes() -> None:
    """Then there is nothing to hand anything to, and nothing is lost by it."""
    run = Scan([], ScanOptions(signatures=NO_SIGNATURES, observe_all=True), None, None)
    assert run.result(interrupted=False).findings == []


def hostless(agent: str) -> Matcher:
    """Return a matcher with one signature, for requests to whatever host that say they come from *agent*."""
    return Matcher(alone(signature(Indicator(http=HttpCondition(user_agent=agent)))))


def test_requests_are_wanted_without_a_host_when_a_signature_looks_at_other_parts() -> None:
    """By what they say of themselves."""
    stage = Stage(only=True)
    request = http.request("/x", "a.example", agent="Acme/8")
    stage.play(SYN, client(request), talk=Talk(sport=1), end=False)
    assert stage.seen == []
    look_for(stage.pipeline, hostless("Acme*"))
    for sport in (2, 3):
        stage.play(SYN, client(request), talk=Talk(sport=sport), end=False)
    assert stage.seen == ["http GET a.example/x"] * 2
    assert (stage.tally.http_requests, stage.tally.http_connects) == (3, 0)


def test_a_request_that_is_not_wanted_shows_a_path_once() -> None:
    """Also what it shows of proxies; that it cannot be wanted is known before anything is made of it."""
    stage = Stage(only=True)
    look_for(stage.pipeline, hostless("Acme*"))
    requests = ["/1", "/2", "http://b.example/3", "/4", "HTTPS://b.example/5", "/6"]
    for sport, target in enumerate(requests, 1):
        stage.play(SYN, client(http.request(target, "a.example")), talk=Talk(sport=sport), end=False)
    stage.play(SYN, client(http.request("/7", "a.example")), talk=Talk(src="10.0.0.8"), end=False)
    assert [one.partition("example")[2] for one in stage.seen] == ["/1", "http://b.example/3", "/7"]
    assert stage.tally.http_requests == 7

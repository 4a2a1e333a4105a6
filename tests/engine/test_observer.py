"""From what the scanners find to observations: only for what is wanted, and counted in any case."""

import struct

import pytest
from builders import dns, frames, http, tls
from engine.stage import CLIENT, NO_SIGNATURES, SERVER, SYN, SYN_ACK, Stage, Step, Talk, client, server

from sensor.engine.observer import text_of
from sensor.engine.scan import Scan, ScanOptions
from sensor.match.servers import ServerTable
from sensor.model.bodies import Dns, Flow
from sensor.model.signature import ServerCondition

RESOLVER = "10.0.0.53"
ADDRESS_CACHE = 65536
"""Addresses kept as text; compiled, the constant is out of sight."""


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
    assert len(stage.seen) == (3 if wanted else 0)


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


def test_the_outer_name_of_ech_is_no_evidence() -> None:
    """A provider's name hides that of the site; beside any other name the extension may be filler."""
    stage = Stage(["cloudflare-ech.com", "a.example"], only=True)
    for sport, (name, ech) in enumerate(
        [("cloudflare-ech.com", True), ("cloudflare-ech.com", False), ("a.example", True)], 1
    ):
        stage.play(SYN, SYN_ACK, client(tls.record(tls.client_hello(name, ech=ech))), talk=Talk(sport=sport))
    assert stage.seen == ["tls cloudflare-ech.com", "tls a.example"]
    assert (stage.tally.tls_ech, stage.tally.tls_hidden) == (2, 1)


def test_hellos_are_counted_by_what_they_show() -> None:
    """A hello cut before its name is not one without a name."""
    stage = Stage()
    hellos = [
        tls.client_hello("a.example"),
        tls.client_hello(None),
        tls.client_hello("outer.example", ech=True),
        tls.handshake(1, b"\3\3" + bytes(32) + b"\x21" + bytes(33)),
    ]
    for sport, hello in enumerate(hellos, 1):
        stage.play(SYN, SYN_ACK, client(tls.record(hello)), talk=Talk(sport=sport))
    stage.play(SYN, client(tls.record(hellos[0])[:60]), talk=Talk(sport=99))
    tally = stage.tally
    assert (tally.tls_hellos, tally.tls_sni, tally.tls_no_sni, tally.tls_ech, tally.tls_incomplete) == (5, 2, 1, 1, 1)
    assert tally.weird == {"tls.hello_malformed": 1}
    assert stage.seen[:3] == ["tls a.example", "tls None", "tls outer.example"]


def test_what_follows_a_hello_in_its_record_is_not_read() -> None:
    """A second message there is no part of it, however the records are cut."""
    hello = tls.handshake(1, b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0")
    behind = tls.server_name("fake.example")
    both = hello + struct.pack("!H", len(behind)) + behind
    for stream in (tls.record(both), tls.records(both, [10])):
        assert Stage().play(SYN, client(stream)).seen == ["tls None"]


def test_requests_are_wanted_without_a_host_when_a_signature_looks_at_other_parts() -> None:
    """Then all of them are looked at."""
    stage = Stage(only=True)
    stage.play(SYN, client(http.request("/x", "a.example")), talk=Talk(sport=1))
    assert stage.seen == []
    stage.observer.wants_http = True
    stage.play(SYN, client(http.request("/x", "a.example")), talk=Talk(sport=2))
    assert stage.seen == ["http GET a.example/x"]
    assert (stage.tally.http_requests, stage.tally.http_connects) == (2, 0)


def test_a_wanted_server_is_told_once_for_each_conversation() -> None:
    """By the first packet to it; with the other protocol or port it is another server."""
    stage = Stage(only=True)
    stage.observer.servers = ServerTable([ServerCondition((f"{SERVER}/32",), ((443, 443),), "tcp")])
    stage.play(SYN, SYN_ACK, client(b"x"), talk=Talk(sport=1), end=False)
    stage.play(SYN, talk=Talk(sport=2), end=False)
    stage.play(SYN, talk=Talk(sport=3, dport=444), end=False)
    stage.play(SYN, talk=Talk(sport=4, dst="203.0.113.10"), end=False)
    stage.feed(frames.ethernet(frames.udp(CLIENT, SERVER, 5, 443, b"x")))
    assert [(one.kind, one.sport, one.body) for one in stage.observations] == [("flow", 1, Flow()), ("flow", 2, Flow())]


@pytest.mark.parametrize(
    ("first", "port", "told"),
    [
        (SYN, 443, [(CLIENT, 1, SERVER, 443)]),
        (SYN_ACK, 443, [(CLIENT, 1, SERVER, 443)]),
        (client(b"x"), 443, [(CLIENT, 1, SERVER, 443)]),
        (server(b"x"), 443, [(CLIENT, 1, SERVER, 443)]),
        (server(b"x"), 50_000, []),
        (server(flags=frames.SYN), 443, []),
    ],
    ids=["asked", "accepted", "later", "answered", "its own client", "calls itself"],
)
def test_a_wanted_server_is_known_by_its_end(first: Step, port: int, told: list[tuple[str, int, str, int]]) -> None:
    """Whichever packet of a conversation the capture shows first; a listed network's own clients are no servers."""
    stage = Stage(only=True)
    stage.observer.servers = ServerTable([ServerCondition((f"{SERVER}/32",))])
    stage.play(first, talk=Talk(sport=1, dport=port))
    assert [(one.src, one.sport, one.dst, one.dport) for one in stage.observations] == told


@pytest.mark.parametrize("up", [True, False])
def test_a_wanted_server_of_datagrams_is_known_from_either_side(up: bool) -> None:
    """Taps may hand over its answers alone."""
    stage = Stage(only=True)
    stage.observer.servers = ServerTable([ServerCondition((f"{SERVER}/32",), ((443, 443),), "udp")])
    ends = (CLIENT, SERVER, 40_000, 443) if up else (SERVER, CLIENT, 443, 40_000)
    stage.feed(frames.ethernet(frames.udp(*ends, b"x")))
    assert [(one.src, one.dport, one.body) for one in stage.observations] == [(CLIENT, 443, Flow(1 if up else 0))]


def test_the_text_of_an_address_is_kept_for_a_while() -> None:
    """And forgotten before it fills the memory."""
    stage = Stage()
    kept = stage.observer.address_text
    stage.feed(datagram(dns.query("a.example")))
    assert set(kept.values()) == {CLIENT, RESOLVER}
    kept.update({number.to_bytes(4): "x" for number in range(ADDRESS_CACHE - 2)})
    stage.feed(frames.ethernet(frames.udp("10.0.0.9", RESOLVER, 5, 53, dns.query("a.example"))))
    assert set(kept.values()) == {"10.0.0.9", RESOLVER}
    assert [one.src for one in stage.observations] == [CLIENT, "10.0.0.9"]


def test_addresses_are_text() -> None:
    """RFC 5952 for IPv6."""
    assert text_of(bytes([192, 0, 2, 1])) == "192.0.2.1"
    assert text_of(bytes.fromhex("20010db8") + bytes(11) + b"\1") == "2001:db8::1"


def test_observations_name_their_input() -> None:
    """By its index in the run."""
    stage = Stage()
    stage.pipeline.source = 7
    stage.feed(datagram(dns.query("a.example")))
    assert stage.observations[0].source == 7


def test_nobody_listens_to_a_run_that_observes() -> None:
    """Then there is nothing to hand anything to, and nothing is lost by it."""
    run = Scan([], ScanOptions(signatures=NO_SIGNATURES, observe_all=True), None, None)
    assert run.result(interrupted=False).findings == []

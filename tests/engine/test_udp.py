"""Datagrams by their first bytes: names, tunnels, and what is nothing."""

import pytest
from builders import dns, frames, http, vpn
from engine.datagrams import RESOLVER, question, seen, udp
from engine.stage import CLIENT, Stage


@pytest.mark.parametrize(
    ("sport", "dport", "expected"),
    [
        (50000, 53, ["dns a.example"]),
        (53, 50000, ["dns a.example"]),
        (50000, 5300, ["dns a.example"]),
        (5353, 5353, ["mdns a.example"]),
        (50000, 5355, ["llmnr a.example"]),
        (137, 137, []),
    ],
)
def test_dns_messages_by_port(sport: int, dport: int, expected: list[str]) -> None:
    """On any port; names on the link are of another kind, and NetBIOS names are none."""
    assert seen(udp(dns.query("a.example"), sport, dport)) == expected


def test_names_on_the_link_are_for_observing_only() -> None:
    """They are no look-ups of the DNS."""
    stage = Stage(wanted=["a.example"], only=True)
    stage.feed(udp(dns.query("a.example"), 5353, 5353), udp(dns.query("a.example"), 50000, 5355))
    assert stage.seen == []
    stage.feed(question("b.example"), question())
    assert stage.seen == ["dns a.example"]


def test_other_datagrams_are_nothing() -> None:
    """No name is found where there is none."""
    noise = [udp(bytes(range(size)), 5000, 5000 + size) for size in range(60)]
    assert seen(udp(b"", 50000, 53), udp(b"", 1, 2), udp(http.request("/", "a.example"), 1, 80), *noise) == []


@pytest.mark.parametrize(
    ("datagrams", "kinds"),
    [
        (
            [(vpn.wireguard(1), 51820), (vpn.wireguard(4), 51820), (vpn.wireguard(4, counter=1), 51820)],
            {"wireguard": 1},
        ),
        ([(vpn.wireguard(4, counter=7), 53), (vpn.wireguard(4, counter=8), 53)], {"wireguard": 1}),
        (
            [(vpn.openvpn_reset(), 1194), (vpn.ike(), 500), (vpn.dtls_hello(), 443)],
            {"openvpn": 1, "ipsec": 1, "dtls": 1},
        ),
        ([(vpn.esp(), 4500), (vpn.esp(2), 4500)], {"ipsec": 1}),
        ([(b"hello", 51820), (vpn.wireguard(1), 51820)], {}),
        ([(dns.query("a.example", ident=0x0100), 53)], {}),
    ],
)
def test_tunnels_are_counted_once(datagrams: list[tuple[bytes, int]], kinds: dict[str, int]) -> None:
    """By how a conversation begins; on port 53 nothing of them is taken for a broken message."""
    stage = Stage().feed(*[udp(data, 50000, port) for data, port in datagrams])
    assert {kind: number for kind, number in stage.tally.vpn.items() if number} == kinds
    assert stage.tally.dns_malformed == 0


def test_aliases_are_looked_at_too() -> None:
    """A question for a harmless name whose answer leads to a wanted one."""
    stage = Stage(wanted=["www.example"], only=True)
    stage.observer.names.add_exact("cdn.wanted.example", 1)
    chain = [("www.example", dns.CNAME, 60, "x.example"), ("x.example", dns.CNAME, 60, "cdn.wanted.example")]
    other = [("mail.example", dns.CNAME, 60, "x.example"), ("x.example", dns.CNAME, 60, "cdn.wanted.example")]
    stage.feed(
        udp(dns.response("first.example", dns.A), 53, 50000),  # whatever a machine answers first shows that it answers
        udp(dns.response("mail.example", dns.A, other), 53, 50000),
        udp(dns.response("mail.example", dns.A), 53, 50000),
    )
    assert stage.seen == ["dns first.example", "dns mail.example"]
    stage.feed(udp(dns.response("www.example", dns.A, chain), 53, 50000))
    assert len(stage.seen) == 3
    assert stage.tally.dns_responses == 4


def test_a_message_that_two_mirror_ports_hand_over() -> None:
    """It is told once, and the other one is counted; asked again later it is another."""
    tagged = frames.ethernet(frames.udp(CLIENT, RESOLVER, 5, 53, dns.query("a.example")), vlan=[7])
    plain = frames.ethernet(frames.udp(CLIENT, RESOLVER, 5, 53, dns.query("a.example")))
    stage = Stage().feed(tagged, plain)
    assert (stage.seen, stage.tally.dns_queries, stage.tally.weird) == (["dns a.example"], 1, {"dns.seen_twice": 1})
    stage.feed(*[frames.ethernet(b"", kind=frames.ARP)] * 60, plain)
    assert stage.seen == ["dns a.example"] * 2

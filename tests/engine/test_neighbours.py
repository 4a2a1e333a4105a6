"""What devices say of themselves, out of frames."""

import pytest
from builders import dhcp, dns, frames, neighbours
from engine.stage import Stage
from hypothesis import given
from hypothesis import strategies as st
from protocols.kerberos.requests import as_request
from protocols.ntlm.sessions import authenticate, session_setup, session_setup1

from sensor.engine import neighbours as engine
from sensor.engine.neighbours import MAX_KEPT, MAX_KEPT_BYTES, REPEAT_AFTER, remembering, words_of
from sensor.model.bodies import Arp, Dns
from sensor.model.observation import Observation

MAC, OTHER, EVERYBODY = frames.CLIENT_MAC, frames.SERVER_MAC, "ff:ff:ff:ff:ff:ff"
IP, IP6 = "10.4.7.22", "fe80::22"
ASKS = frames.ethernet(neighbours.arp(1, MAC, IP, "10.4.0.1"), dst=EVERYBODY, kind=frames.ARP)
MDNS = dns.response("ws-1.local", dns.A, [("ws-1.local", dns.A, 120, IP)], ident=0, flags=0x8400)


def udp(payload: bytes, port: int, *, src: str = IP, dst: str = "10.4.255.255", sport: int = 0) -> bytes:
    """Return a frame with a datagram between two ports that are mostly the same."""
    return frames.ethernet(frames.udp(src, dst, sport or port, port, payload))


ONE_OF_EACH = {
    "arp": ASKS,
    "ndp": frames.ethernet(neighbours.icmp6(IP6, "ff02::1", neighbours.advertisement(IP6, MAC))),
    "dhcp": udp(dhcp.message(dhcp.REQUEST, MAC, hostname="ws-1"), 67, sport=68),
    "dhcpv6": udp(neighbours.dhcpv6(neighbours.REQUEST, MAC), 547, src=IP6, dst="ff02::1:2", sport=546),
    "nbns": udp(neighbours.netbios_claim("WS-1", IP), 137),
    "nbdgm": udp(neighbours.netbios_datagram("WS-1", IP, "CORP"), 138),
    "mdns": udp(MDNS, 5353),
    "krb5": udp(as_request("WS-1$"), 88, sport=50000),
    "llmnr": udp(dns.response("ws-1", dns.A, [("ws-1", dns.A, 30, IP)]), 50000, sport=5355),
}
"""A frame of each kind that says something."""
QUESTIONS = [
    udp(dns.query("ws-1.local", flags=0), 5353),
    udp(dns.query("wpad", flags=0), 5355, sport=50000),
    udp(dns.query(dns.netbios("FILESRV", 0x20), 0x20, flags=0x0110), 137),
]


def heard(*raw: bytes, only: bool = False) -> list[Observation]:
    """Return what is observed in frames; *only* as a scan does."""
    return [one for one in Stage(only=only).feed(*raw).observations if one.kind != "flow"]


@pytest.mark.parametrize("kind", ONE_OF_EACH)
@pytest.mark.parametrize("only", [False, True], ids=["observe", "scan"])
def test_each_kind_is_observed(kind: str, only: bool) -> None:
    """By those who observe and by those who scan for something else."""
    assert [one.kind for one in heard(ONE_OF_EACH[kind], only=only)] == [kind]


@pytest.mark.parametrize(
    ("port", "data", "kind"),
    [
        (88, b"\0\0\1\0" + as_request("WS-1$"), "krb5"),
        (445, session_setup(authenticate("WS-1")), "smb"),
        (139, session_setup1(authenticate("WS-1")), "smb"),
        (445, session_setup(authenticate("WS-1"), command=9), ""),
        (445, b"\0\0\0\x40\xfdSMB" + bytes(60), ""),
        (445, b"\0\0\0\x40\xfe", ""),
        (88, b"\0\0\1\0\x6b" + bytes(60), ""),
        (88, b"", ""),
        (8445, session_setup(authenticate("WS-1")), ""),
    ],
)
def test_logging_on_over_tcp_is_observed(port: int, data: bytes, kind: str) -> None:
    """By the first bytes of a segment; writing to a share costs nothing."""
    frame = frames.ethernet(frames.tcp(IP, "10.4.0.5", 50000, port, data, seq=7))
    for only in (False, True):
        assert [one.kind for one in heard(frame, only=only)] == ([kind] if kind else [])


def test_an_arp_packet_has_its_own_addresses() -> None:
    """And no ports."""
    (one,) = heard(ASKS)
    assert isinstance(one.body, Arp)
    assert (one.src, one.dst, one.sport, one.dport, one.proto) == (IP, "10.4.0.1", 0, 0, "ARP")
    assert (one.src_mac, one.dst_mac, one.frame) == (MAC, EVERYBODY, 1)


def test_neighbour_discovery_has_no_ports() -> None:
    """Whatever the frame before had."""
    one = heard(QUESTIONS[0], ONE_OF_EACH["ndp"])[1]
    assert (one.src, one.dst, one.sport, one.dport, one.proto) == (IP6, "ff02::1", 0, 0, "IPv6-ICMP")


def test_tags_and_tunnels_stay_with_it() -> None:
    """ARP of a tenant says so."""
    tagged = frames.ethernet(neighbours.arp(1, MAC, IP, "10.4.0.1"), vlan=[7], kind=frames.ARP)
    inner = frames.udp("10.9.0.1", "10.9.0.2", 40000, 4789, b"\x08\0\0\0\0\x13\x89\0" + ASKS)
    one, two = heard(tagged, frames.ethernet(inner))
    assert (one.vlan, one.tunnel) == ((7,), None)
    assert two.tunnel is not None
    assert (two.tunnel.tenant, two.src_mac) == (5001, MAC)


def test_a_scan_does_not_take_questions() -> None:
    """Who asks says nothing of itself."""
    assert len(heard(*QUESTIONS)) == 3
    assert heard(*QUESTIONS, only=True) == []


def test_announcements_without_a_question_are_taken() -> None:
    """That is how most of mDNS looks; empty messages are none."""
    announced = MDNS[:4] + b"\0\0" + MDNS[6:12] + MDNS[12 + 16 :].replace(b"\xc0\x0c", MDNS[12:24], 1)
    (one,) = heard(udp(announced, 5353))
    assert isinstance(one.body, Dns)
    assert (one.body.queries, [record.rdata for record in one.body.answers]) == ((), [IP])
    assert heard(udp(bytes(12), 5353)) == []


def test_additional_records_are_read() -> None:
    """Services come with their host's address there."""
    message = dns.response("x.local", dns.A, [("x.local", dns.A, 1, IP), ("y.local", dns.A, 1, IP)], flags=0x8400)
    (one,) = heard(udp(message[:6] + b"\0\1\0\0\0\1" + message[12:], 5353))
    assert isinstance(one.body, Dns)
    assert [record.rrname for record in (*one.body.answers, *one.body.additionals)] == ["x.local", "y.local"]


def test_neighbour_discovery_from_beyond_a_router_is_not_believed() -> None:
    """Its hop limit tells."""
    far = frames.ethernet(neighbours.icmp6(IP6, "ff02::1", neighbours.advertisement(IP6, MAC), ttl=254))
    stage = Stage().feed(far)
    assert (stage.observations, stage.tally.weird) == ([], {"ndp.from_afar": 1})


def test_a_scan_hears_the_same_words_once_in_a_while() -> None:
    """Whatever the transaction; a sweep of the network is one word too."""
    again = [udp(dhcp.message(dhcp.REQUEST, MAC, hostname="ws-1", xid=xid), 67, sport=68) for xid in range(5)] + [
        frames.ethernet(neighbours.arp(1, MAC, IP, f"10.4.0.{i}"), kind=frames.ARP) for i in range(1, 9)
    ]
    assert [one.kind for one in heard(*again, only=True)] == ["dhcp", "arp"]
    assert len(heard(*again)) == 13
    stage = Stage(only=True).feed(ASKS)
    recent = stage.pipeline.neighbours.recent
    recent.update({mark: heard_at - REPEAT_AFTER for mark, heard_at in recent.items()})
    stage.feed(ASKS)
    assert len(stage.observations) == 2


def test_another_sender_is_news() -> None:
    """The same words from another card."""
    other = frames.ethernet(frames.udp(IP, "224.0.0.251", 5353, 5353, MDNS), src=OTHER)
    assert len(heard(ONE_OF_EACH["mdns"], other, ONE_OF_EACH["mdns"], only=True)) == 2


def test_what_another_card_said_before_is_heard_from_its_own() -> None:
    """Whoever says a neighbour's words in its place, or in a shape that nobody reads, does not silence it."""
    words = neighbours.arp(1, MAC, IP, IP)
    false = frames.ethernet(words, kind=frames.ARP, src=OTHER)
    broken = frames.ethernet(b"\x00\x07" + words[2:], kind=frames.ARP, src=MAC)
    assert [one.src_mac for one in heard(false, broken, frames.ethernet(words, kind=frames.ARP, src=MAC), only=True)][
        -1
    ] == MAC


def test_a_flood_is_cut_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the second and the kind; what is remembered stays bounded."""
    monkeypatch.setattr(engine, "MAX_PER_SECOND", 10)
    monkeypatch.setattr(engine, "MAX_RECENT", 4)
    flood = [frames.ethernet(neighbours.arp(1, MAC, f"10.4.8.{i}", IP), kind=frames.ARP) for i in range(30)]
    stage = Stage(only=True).feed(*flood, ONE_OF_EACH["mdns"])
    assert [one.kind for one in stage.observations if one.kind != "flow"] == ["arp"] * 10 + ["mdns"]
    assert stage.tally.weird == {"arp.flood": 20}
    assert len(stage.pipeline.neighbours.recent) <= 4


def test_the_same_message_is_parsed_once() -> None:
    """As long as it is short and not too many others came since."""
    parsed: list[bytes] = []
    read = remembering(parsed.append)
    long = bytes(MAX_KEPT_BYTES + 1)
    for message in (b"one", b"two", b"one", long, long):
        read(message)
    assert parsed == [b"one", b"two", long, long]
    for number in range(MAX_KEPT):
        read(number.to_bytes(4))
    read(b"one")
    assert parsed[-1] == b"one"


def test_observing_everything_knows_no_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asked for all gets all."""
    monkeypatch.setattr(engine, "MAX_PER_SECOND", 1)
    assert len(heard(ASKS, ASKS, ASKS)) == 3


@pytest.mark.parametrize("kind", ["mdns", "llmnr", "nbns"])
@pytest.mark.parametrize("message", [b"", b"\0", b"\0\0", b"\0\0\0\0"])
def test_short_messages_say_nothing(kind: str, message: bytes) -> None:
    """No flags, no answer."""
    assert words_of(kind, message) == b""


@given(st.sampled_from(list(ONE_OF_EACH.values())), st.integers(0, 400), st.binary(max_size=8))
def test_cut_and_damaged_frames_are_taken(frame: bytes, kept: int, noise: bytes) -> None:
    """Nothing fails, in both ways of reading."""
    for only in (False, True):
        stage = Stage(only=only).feed(
            frame[:kept], frame[:kept] + noise, frame[: max(14, kept)] + noise + frame[kept + 8 :]
        )
        assert "sensor.frame_failed" not in stage.tally.weird

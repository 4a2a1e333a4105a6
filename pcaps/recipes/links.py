"""What lies between the wire and IP, and what IP does with packets: tags, link types, extension headers, fragments."""

from collections.abc import Callable

from .book import capture, finding, raw
from .builders import dns, frames, pcapfile, tls
from .hosts import MILLISECOND, Host
from .kaspersky import KSN, KSN_IP, LIKELY, ksn
from .people import desktop, resolver, surf
from .story import Story

HOP_BY_HOP, DESTINATION = 0, 60
"""IPv6 extension headers (RFC 8200 section 4)."""


@capture(
    "kaspersky/vlan-qinq.pcap", "The same conversation under one VLAN tag, under two, and under three.", findings=LIKELY
)
def vlan_qinq(story: Story) -> None:
    """Tell it three times, ever deeper."""
    for tags in ((120,), (300, 120), (300, 40, 120)):
        story.vlan = tags
        ksn(story)
        story.wait(30)


def in_ip(packet: bytes, _src: Host, _dst: Host) -> bytes:
    """Leave the packet without a frame."""
    return packet


def loopback(packet: bytes, _src: Host, _dst: Host) -> bytes:
    """Put the packet into a BSD loopback frame of a little-endian machine."""
    return frames.null(packet)


@capture(
    "kaspersky/raw-ip.pcap",
    "Packets without any link header (link type 101), both IP versions.",
    findings=LIKELY,
    link=pcapfile.RAW,
)
def raw_ip(story: Story) -> None:
    """Tell it on a tunnel device."""
    story.wrap = in_ip
    ksn(story)


@capture("kaspersky/null-loopback.pcap", "BSD loopback frames (link type 0).", findings=LIKELY, link=pcapfile.NULL)
def null_loopback(story: Story) -> None:
    """Tell it on a loopback device."""
    story.wrap = loopback
    ksn(story)


@capture(
    "kaspersky/nanosecond-big-endian.pcap",
    "A classic capture in big-endian byte order with nanosecond times.",
    findings=LIKELY,
    order=">",
    nano=True,
)
def nanosecond_big_endian(story: Story) -> None:
    """Tell it on an old machine with a good clock."""
    story.now += 123_456_789
    ksn(story)


def cooked(make: Callable[..., bytes]) -> Callable[[bytes, Host, Host], bytes]:
    """Return what puts packets into cooked frames; what leaves the house counts as sent."""
    return lambda packet, src, _dst: make(packet, src=src.mac, sent=src.ip.startswith("10."))


@raw(
    "kaspersky/linux-cooked.pcapng",
    "Two interfaces of one pcapng: Linux cooked version 1 and version 2.",
    findings=LIKELY,
)
def linux_cooked() -> bytes:
    """Tell it once on each interface, the second half a minute later, interleaved with surfing on the first."""
    told: list[tuple[int, bytes, int]] = []
    for index, make in enumerate((frames.sll, frames.sll2)):
        story = Story(f"kaspersky/linux-cooked.pcapng {index}", wrap=cooked(make))
        story.wait(30 * index)
        ksn(story)
        if index == 0:
            surf(story, story.host("ws-0431", "10.4.7.31"), 1)
        told += [(ts, frame, index) for ts, frame in story.frames()]
    return pcapfile.pcapng(sorted(told, key=lambda timed: timed[0]), [pcapfile.SLL, pcapfile.SLL2])


def options6(packet: bytes) -> bytes:
    """Put a hop-by-hop and a destination options header, both of padding, in front of what an IPv6 packet carries."""
    padding = bytes((1, 4, 0, 0, 0, 0))
    inner = bytes((packet[6], 0)) + padding
    chain = bytes((DESTINATION, 0)) + padding + inner + packet[40:]
    return packet[:4] + len(chain).to_bytes(2, "big") + bytes((HOP_BY_HOP, packet[7])) + packet[8:40] + chain


@capture(
    "kaspersky/ipv6.pcap",
    "IPv6: plain, under extension headers, and a DNS answer in fragments.",
    findings=[finding("fd00:4::7:22", "installed", "confirmed", "succeeded")],
)
def ipv6(story: Story) -> None:
    """Tell three conversations of a machine that has no IPv4."""
    desk, house = story.host("ws-0422", "fd00:4::7:22", windows=True), story.host("ns1", "fd00:4::53")
    story.dns_lookup(desk, house, KSN, "2001:db8:20::9")
    story.tls(desk, story.server("2001:db8:20::9"), KSN)
    story.wait(20)
    story.wrap = lambda packet, src, dst: frames.ethernet(options6(packet), src=src.mac, dst=dst.mac)
    story.dns_lookup(desk, house, "s07.upd.kaspersky.com", "2001:db8:20::17")
    story.tls(
        desk, story.server("2001:db8:20::17"), "s07.upd.kaspersky.com", hello=tls.client_hello("s07.upd.kaspersky.com")
    )
    story.wait(20)
    story.wrap = None
    answer = large_answer("ds.kaspersky.com", 0x6F01, dns.AAAA, "2001:db8:20::")
    sport = desk.next_port()
    story.udp(desk, house, sport, 53, dns.query("ds.kaspersky.com", dns.AAAA, ident=0x6F01, edns=b""))
    story.now += MILLISECOND
    packet = frames.udp(house.ip, desk.ip, 53, sport, answer)
    for piece in frames.fragments6(packet, 1232, 0x5EED0001):
        story.packet(piece, house, desk)
        story.now += MILLISECOND // 10


def large_answer(name: str, ident: int, kind: int, prefix: str, count: int = 80) -> bytes:
    """Return an answer of many addresses that fits no single packet."""
    return dns.response(name, kind, [(name, kind, 60, f"{prefix}{i + 1}") for i in range(count)], ident=ident, edns=b"")


@capture(
    "kaspersky/ipv4-fragments.pcap",
    "IPv4 fragments: a DNS question, its large answer with the pieces in disorder, and a ClientHello cut by IP.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "succeeded")],
)
def ipv4_fragments(story: Story) -> None:
    """Tell a network with a small tunnel in it."""
    desk, house = desktop(story), resolver(story)
    sport = desk.next_port()
    ask = frames.udp_datagram(desk.ip, house.ip, sport, 53, dns.query("ds.kaspersky.com", ident=0x4F01, edns=b""))
    whole = frames.ipv4(desk.ip, house.ip, frames.UDP, ask, ttl=128, ident=desk.next_ident(), flags=0)
    for piece in frames.fragments4(whole, 24):
        story.packet(piece, desk, house)
        story.now += MILLISECOND // 10
    answer = frames.udp_datagram(
        house.ip, desk.ip, 53, sport, large_answer("ds.kaspersky.com", 0x4F01, dns.A, "203.0.113.", 120)
    )
    whole = frames.ipv4(house.ip, desk.ip, frames.UDP, answer, ident=house.next_ident(), flags=0)
    pieces = list(frames.fragments4(whole, 576))
    story.now += MILLISECOND
    for i in (2, 0, 3, 1):
        story.packet(pieces[i], house, desk)
        story.now += MILLISECOND // 10
    with story.tcp(desk, story.server(KSN_IP), 443) as connection:
        hello = tls.record(tls.client_hello(KSN, seed=story.seed("hello")))
        segment = frames.tcp_segment(
            desk.ip,
            KSN_IP,
            connection.sport,
            443,
            hello,
            seq=connection.seq,
            ack=connection.ack,
            flags=frames.ACK | frames.PSH,
        )
        whole = frames.ipv4(desk.ip, KSN_IP, frames.TCP, segment, ttl=128, ident=desk.next_ident(), flags=0)
        for piece in frames.fragments4(whole, 160):
            story.packet(piece, desk, connection.server)
            story.now += MILLISECOND // 10
        connection.seq += len(hello)
        connection.reply(tls.server_flight13())
        connection.send(tls.client_finish13() + tls.data(400))
        connection.reply(tls.data(2000))


@capture(
    "kaspersky/jumbo-frames.pcap",
    "A network of jumbo frames: the whole ClientHello and 8,900-byte records in one frame.",
    findings=LIKELY,
)
def jumbo_frames(story: Story) -> None:
    """Tell a download between machines that agreed on an MSS of 8,960."""
    desk, server = desktop(story), story.server("203.0.113.23")
    story.dns_lookup(desk, resolver(story), "p03.upd.kaspersky.com", server.ip)
    with story.tcp(desk, server, 443, mss=8960) as connection:
        connection.send(tls.record(tls.client_hello("p03.upd.kaspersky.com", post_quantum=True)))
        connection.reply(tls.server_flight13())
        connection.send(tls.client_finish13())
        connection.send(tls.data(500))
        connection.reply(tls.data(14000))

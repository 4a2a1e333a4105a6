"""Each protocol and wrapping by itself, so that a mistake in reading one shows in one capture."""

from .book import capture
from .builders import dhcp, dns, frames, quic, tls, vpn
from .builders.noise import noise
from .hosts import MILLISECOND, Host
from .kaspersky import KSN, KSN_IP, LIKELY
from .people import colleague, desktop, resolver, surf
from .story import Story


def talk_quic(
    story: Story,
    client: Host,
    server: Host,
    name: str,
    *,
    version: int = quic.V1,
    cut: tuple[int, ...] = (),
    order: tuple[int, ...] | None = None,
    port: int = 443,
    post_quantum: bool = False,
    ech: bool = False,
) -> None:
    """Hold a QUIC conversation: Initials with the hello, the server's answer, and data."""
    seed = story.seed("quic")
    dcid, server_id = noise(seed + " dcid", 8), noise(seed + " scid", 8)
    hello = quic.client_hello(name, post_quantum=post_quantum, ech=ech, seed=seed)
    sport = client.next_port()
    for packet in quic.client_initials(hello, dcid, cut=cut, order=order, version=version):
        story.udp(client, server, sport, port, packet)
        story.now += MILLISECOND // 10
    story.now += 2 * story.trip(client, server)
    story.udp(
        server, client, port, sport, quic.server_initial(b"", server_id, client_dcid=dcid, version=version, seed=seed)
    )
    for i in range(4):
        story.now += MILLISECOND
        story.udp(client, server, sport, port, quic.short(server_id, 90, seed=f"{seed} up {i}"))
        story.now += story.trip(client, server)
        story.udp(server, client, port, sport, quic.short(b"", 1252, seed=f"{seed} down {i}"))
    story.wait(0.1)


@capture("protocols/quic-v1.pcap", "QUIC version 1: the name stands in one encrypted Initial.", findings=LIKELY)
def quic_v1(story: Story) -> None:
    """Tell one banned and one ordinary conversation."""
    talk_quic(story, desktop(story), story.server(KSN_IP), KSN)
    talk_quic(story, colleague(story, 31), story.server("198.51.100.14"), "www.google.com")


@capture(
    "protocols/quic-v2.pcap",
    "QUIC version 2 (RFC 9369): other salt, other labels, other packet types.",
    findings=LIKELY,
)
def quic_v2(story: Story) -> None:
    """Tell the same under version 2."""
    talk_quic(story, desktop(story), story.server(KSN_IP), KSN, version=quic.V2)


@capture(
    "protocols/quic-hello-in-pieces.pcap",
    "A post-quantum hello over three QUIC Initials, out of order; the port is not 443.",
    findings=LIKELY,
)
def quic_pieces(story: Story) -> None:
    """Tell pieces 2, 0, 1."""
    talk_quic(
        story, desktop(story), story.server(KSN_IP), KSN, cut=(700, 1300), order=(2, 0, 1), port=8443, post_quantum=True
    )


@capture(
    "protocols/quic-retry.pcap",
    "A server that asks for a token first: after Retry the keys come from another connection id.",
    findings=LIKELY,
)
def quic_retry(story: Story) -> None:
    """Tell a first Initial cut in two of which only one arrives, the Retry, and the whole hello under new keys."""
    desk, server = desktop(story), story.server(KSN_IP)
    seed = story.seed("retry")
    first, second, token = noise(seed + " one", 8), noise(seed + " two", 10), noise(seed + " token", 40)
    hello = quic.client_hello(KSN, seed=seed)
    sport = desk.next_port()
    story.udp(desk, server, sport, 443, quic.initial(quic.crypto_frame(hello[:40]), first))
    story.now += 2 * story.trip(desk, server)
    story.udp(server, desk, 443, sport, quic.retry(b"", second, token, answers=first))
    story.now += MILLISECOND
    story.udp(desk, server, sport, 443, quic.initial(quic.crypto_frame(hello), second, number=1, token=token))
    story.now += 2 * story.trip(desk, server)
    server_id = noise(seed + " scid", 8)
    story.udp(server, desk, 443, sport, quic.server_initial(b"", server_id, client_dcid=second))
    story.now += MILLISECOND
    story.udp(desk, server, sport, 443, quic.short(server_id, 90, seed=f"{seed} up"))
    story.now += 2 * story.trip(desk, server)
    story.udp(server, desk, 443, sport, quic.short(b"", 1252, seed=seed))


@capture(
    "protocols/ech.pcap",
    "Encrypted ClientHello: the outer name is the provider's and proves nothing; counted as blind.",
)
def ech(story: Story) -> None:
    """Tell a hello over TCP and one over QUIC whose real name nobody can read."""
    client, server = colleague(story, 31), story.server("198.51.100.14")
    hello = tls.client_hello("cloudflare-ech.com", post_quantum=True, ech=True, seed=story.seed("ech"))
    story.tls(client, server, "cloudflare-ech.com", hello=hello, browser=True)
    talk_quic(story, client, server, "cloudflare-ech.com", ech=True)


@capture(
    "protocols/encrypted-dns.pcap",
    "DNS over TLS, over HTTPS and over QUIC: what is asked there cannot be seen, and that is counted.",
)
def encrypted_dns(story: Story) -> None:
    """Tell one conversation of each kind with well-known resolvers' names."""
    client, server = colleague(story, 31), story.server("198.51.100.9")
    story.tls(client, server, "dns.quad9.net", port=853)
    doh = tls.client_hello("cloudflare-dns.com", alpn=("h2",), seed=story.seed("doh"))
    story.tls(client, story.server("198.51.100.8"), "cloudflare-dns.com", hello=doh)
    talk_quic(story, client, story.server("198.51.100.7"), "dns.adguard-dns.com", port=853)


@capture(
    "protocols/vpn.pcap",
    "WireGuard, once on port 53, OpenVPN, IPsec behind NAT and DTLS: names inside cannot be seen, and that is counted.",
)
def tunnelled(story: Story) -> None:
    """Tell how each begins and goes on."""
    client, server = colleague(story, 31), story.server("198.51.100.6")
    opening = (vpn.wireguard(1), vpn.wireguard(2), *(vpn.wireguard(4, counter=at) for at in range(3)))
    for port, says in (
        (51820, opening),
        (53, opening),
        (1194, (vpn.openvpn_reset("tls-auth"), b"\x40" + noise("reset", 53), b"\x48" + noise("data", 120))),
        (4500, (vpn.ike(marker=True), vpn.ike(marker=True, seed="answer"), vpn.esp(1), vpn.esp(2))),
        (443, (vpn.dtls_hello(), b"\x16\xfe\xfd" + noise("flight", 90))),
    ):
        sport = client.next_port()
        for at, datagram in enumerate(says):
            ends = (server, client, port, sport) if at % 2 else (client, server, sport, port)
            story.udp(*ends, datagram)
            story.wait(0.02)


@capture(
    "protocols/neighbours.pcap",
    "Names asked among neighbours (mDNS, LLMNR, NetBIOS): nobody's lookup of the outside, even when it is a wanted one.",
)
def neighbours(story: Story) -> None:
    """Tell the questions that Windows sends when its resolver has failed."""
    client = colleague(story, 38)
    mdns = story.host("mdns", "224.0.0.251", mac="01:00:5e:00:00:fb")
    llmnr = story.host("llmnr", "224.0.0.252", mac="01:00:5e:00:00:fc")
    everyone = story.host("all", "10.4.255.255", mac="ff:ff:ff:ff:ff:ff")
    speaker = Host(client.name, client.ip, client.mac, ttl=255, port=client.port)
    story.udp(speaker, mdns, 5353, 5353, dns.query("ws-0438.local", dns.A, ident=0, flags=0))
    story.wait(0.25)
    announced = dns.response("ws-0438.local", dns.A, [("ws-0438.local", dns.A, 120, client.ip)], ident=0, flags=0x8400)
    story.udp(speaker, mdns, 5353, 5353, announced)
    story.udp(client, llmnr, 50100, 5355, dns.query("wpad", dns.A, ident=0x1122, flags=0))
    story.wait(0.1)
    registration = dns.query(dns.netbios("WS-0438"), 0x20, ident=0x8001, flags=0x2910)
    owner = b"\xc0\x0c\x00\x20\x00\x01" + (300000).to_bytes(4, "big") + b"\x00\x06\x00\x00" + bytes((10, 4, 7, 38))
    story.udp(client, everyone, 137, 137, registration[:10] + b"\x00\x01" + registration[12:] + owner)
    story.wait(0.1)
    story.udp(client, everyone, 137, 137, dns.query(dns.netbios("FILESRV", 0x20), 0x20, ident=0x8002, flags=0x0110))


@capture(
    "protocols/dhcp.pcap",
    "Leases: a first one, a renewal, one through a relay agent, and an address that changes hands.",
)
def dhcp_leases(story: Story) -> None:
    """Tell a day of one pool; ws-0431's address goes to a laptop in the evening."""
    server = story.host("dhcp1", "10.4.0.67")
    one, two = colleague(story, 31), desktop(story)
    story.dhcp_lease(one, server)
    story.dhcp_lease(two, server, vendor_class="MSFT 5.0")
    story.at(12)
    renewal = dhcp.message(
        dhcp.REQUEST, two.mac, xid=0x77AA0001, client=two.ip, hostname=two.name, fqdn="ws-0422.corp.example"
    )
    answer = dhcp.message(dhcp.ACK, two.mac, xid=0x77AA0001, client=two.ip, yours=two.ip, server=server.ip, lease=28800)
    story.exchange(two, server, 67, renewal, answer, sport=68)
    relay = story.host("relay", "10.5.0.1")
    asked = dhcp.message(
        dhcp.REQUEST,
        "52:54:00:aa:bb:cc",
        xid=0x77AA0002,
        relay=relay.ip,
        requested="10.5.1.9",
        server=server.ip,
        hostname="branch-pc",
    )
    given = dhcp.message(
        dhcp.ACK, "52:54:00:aa:bb:cc", xid=0x77AA0002, relay=relay.ip, yours="10.5.1.9", server=server.ip, lease=3600
    )
    story.exchange(relay, server, 67, asked, given, sport=67)
    story.at(18)
    gone = dhcp.message(dhcp.RELEASE, one.mac, xid=0x77AA0003, client=one.ip, server=server.ip)
    story.udp(one, server, 68, 67, gone)
    story.at(18, 30)
    laptop = Host("laptop-9", one.ip, "52:54:00:99:99:99")
    story.dhcp_lease(laptop, server, vendor_class="dhcpcd-10.0.6:Linux-6.8:x86_64")


@capture(
    "protocols/icmp-errors.pcap",
    "ICMP errors quote somebody's DNS question: that is nobody's question. Nothing may be found.",
)
def icmp_errors(story: Story) -> None:
    """Tell errors that a router sends to a machine which asked elsewhere."""
    house, client = resolver(story), colleague(story, 31)
    for i in range(3):
        quoted = frames.udp(client.ip, "203.0.113.53", 40000 + i, 53, dns.query(KSN, ident=0x5100 + i))
        message = b"\x03\x0d\0\0\0\0\0\0" + quoted
        message = message[:2] + frames.checksum(message).to_bytes(2, "big") + message[4:]
        packet = frames.ipv4("10.4.0.1", house.ip, frames.ICMP, message, ttl=64, ident=100 + i)
        story.frame(frames.ethernet(packet, src="52:54:00:00:04:01", dst=house.mac))
        story.wait(1)
    surf(story, client, 1)

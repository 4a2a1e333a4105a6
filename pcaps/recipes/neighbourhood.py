"""Who is who on a link: what devices say of themselves, and what only looks as if they did."""

from .book import capture, finding
from .builders import dns, frames, neighbours
from .hosts import Host
from .kaspersky import KSN, KSN_IP, look_up_and_talk
from .people import colleague, desktop, resolver
from .story import Story

EVERYBODY = "ff:ff:ff:ff:ff:ff"
AUTHORITATIVE = 0x8400
"""Flags of mDNS responses (RFC 6762 section 18)."""
DESK_MAC = "52:54:00:36:3e:ff"
DESK_IP6, DESK_LOCAL = "fd00:4::22", "fe80::5054:ff:fe36:3eff"
KSN_IP6 = "2001:db8:66::66"


def on_link(story: Story, packet: bytes, src_mac: str, dst_mac: str, kind: int | None = None) -> None:
    """Tell a frame between two cards."""
    story.frame(frames.ethernet(packet, src=src_mac, dst=dst_mac, kind=kind))
    story.wait(0.04)


def arp(story: Story, host: Host, target: str) -> None:
    """Ask for *target*; for its own address: announce it (RFC 5227 section 2.3)."""
    on_link(story, neighbours.arp(1, host.mac, host.ip, target), host.mac, EVERYBODY, frames.ARP)


def announce(story: Story, host: Host, name: str, *ips: str) -> None:
    """Announce *name* over mDNS (RFC 6762 section 8.3)."""
    records = [(name, dns.AAAA if ":" in ip else dns.A, 120, ip) for ip in ips]
    message = dns.response(name, dns.A, records, ident=0, flags=AUTHORITATIVE)
    story.udp(host, Host("mdns", "224.0.0.251", "01:00:5e:00:00:fb"), 5353, 5353, message)
    story.wait(0.1)


def join(story: Story, host: Host, *addresses6: str) -> None:
    """Come up: addresses are announced and told to the router, and the name is registered."""
    arp(story, host, host.ip)
    arp(story, host, "10.4.0.1")
    for ip in addresses6:
        told = neighbours.icmp6(ip, "ff02::1", neighbours.advertisement(ip, host.mac, flags=0x20))
        on_link(story, told, host.mac, "33:33:00:00:00:01")
        asks = neighbours.icmp6(ip, "ff02::1:ff00:1", neighbours.solicitation("fe80::1", host.mac))
        on_link(story, asks, host.mac, "33:33:ff:00:00:01")
    everyone = Host("all", "10.4.255.255", EVERYBODY)
    story.udp(host, everyone, 137, 137, neighbours.netbios_claim("CORP", host.ip, group=True))
    story.udp(host, everyone, 137, 137, neighbours.netbios_claim(host.name, host.ip, suffix=0x20))
    story.udp(host, everyone, 138, 138, neighbours.netbios_datagram(host.name, host.ip, "CORP"))
    story.wait(0.2)


@capture(
    "protocols/neighbours-claims.pcap",
    "No lease is seen: ARP, neighbour discovery and claimed names tell the machine, and bring IPv4 and IPv6 together.",
    findings=[finding("10.4.7.22", "installed", "likely", "succeeded", name="ws-0422", mac=DESK_MAC)],
)
def neighbours_claims(story: Story) -> None:
    """Tell two machines that come up, one that answers to every name, and a talk over IPv6."""
    desk, other, poisoner = desktop(story), colleague(story, 31), colleague(story, 66)
    announce(story, desk, "ws-0422.local", desk.ip, DESK_IP6, DESK_LOCAL)
    join(story, desk, DESK_IP6, DESK_LOCAL)
    join(story, other)
    arp(story, poisoner, desk.ip)
    for i, name in enumerate(("wpad", "filesrv", "ws-0422", "printer", "intranet", "ws-0431")):
        sport = desk.next_port()
        asked = dns.query(name, ident=i, flags=0)
        story.udp(desk, Host("llmnr", "224.0.0.252", "01:00:5e:00:00:fc"), sport, 5355, asked)
        lie = dns.response(name, dns.A, [(name, dns.A, 30, poisoner.ip)], ident=i, flags=0x8000)
        story.udp(poisoner, desk, 5355, sport, lie)
        story.wait(0.1)
    six = story.host("ws-0422", DESK_IP6, mac=DESK_MAC, windows=True)
    story.dns_lookup(six, story.host("ns1", "fd00:4::53"), KSN, KSN_IP6, kind=dns.AAAA)
    story.tls(six, story.server(KSN_IP6), KSN)


@capture(
    "protocols/dhcpv6.pcap",
    "DHCPv6: a lease with the client's name, one through a relay agent that knows the card, and a release.",
    findings=[finding(DESK_IP6, "installed", "likely", "succeeded", name="ws-0422.corp.example", mac=DESK_MAC)],
)
def dhcpv6_leases(story: Story) -> None:
    """Tell a solicitation to its end, a branch office, and a talk of the one that got its address."""
    desk = Host("ws-0422", DESK_LOCAL, DESK_MAC, ttl=1)
    servers = Host("servers", "ff02::1:2", "33:33:00:01:00:02")
    server = story.host("dhcp1", "fe80::67")
    says = {"fqdn": "ws-0422.corp.example", "vendor_class": "MSFT 5.0"}
    for asked, answered in ((neighbours.SOLICIT, neighbours.ADVERTISE), (neighbours.REQUEST, neighbours.REPLY)):
        wants = () if asked == neighbours.SOLICIT else (DESK_IP6,)
        story.udp(desk, servers, 546, 547, neighbours.dhcpv6(asked, DESK_MAC, addresses=wants, **says))
        story.wait(0.003)
        story.udp(server, desk, 547, 546, neighbours.dhcpv6(answered, DESK_MAC, addresses=(DESK_IP6,)))
        story.wait(0.01)
    branch = "52:54:00:aa:bb:cc"
    relay, central = story.host("relay", "fd00:5::1"), story.host("dhcp1", "fd00:4::67")
    inner = neighbours.dhcpv6(neighbours.REQUEST, branch, addresses=("fd00:5::9",), fqdn="branch-pc")
    given = neighbours.dhcpv6(neighbours.REPLY, branch, addresses=("fd00:5::9",))
    asks = neighbours.relayed6(inner, "fd00:5::1", "fe80::9", branch)
    answers = neighbours.relayed6(given, "fd00:5::1", "fe80::9", kind=13)
    story.exchange(relay, central, 547, asks, answers, sport=547)
    six = story.host("ws-0422", DESK_IP6, mac=DESK_MAC, windows=True)
    story.dns_lookup(six, story.host("ns1", "fd00:4::53"), KSN, KSN_IP6, kind=dns.AAAA)
    story.tls(six, story.server(KSN_IP6), KSN)
    story.wait(60)
    story.udp(desk, servers, 546, 547, neighbours.dhcpv6(neighbours.RELEASE, DESK_MAC, addresses=(DESK_IP6,)))


@capture(
    "protocols/arp-proxy.pcap",
    "A router answers ARP for others: its MAC identifies nobody, and the machine behind it has none.",
    findings=[finding("10.4.7.22", "installed", "likely", "succeeded", name=None, mac=None)],
)
def arp_proxy(story: Story) -> None:
    """Tell words of ARP for several addresses by one card."""
    house = resolver(story)
    proxy = "52:54:00:00:04:02"
    behind = story.host("behind", "10.4.7.22", mac=proxy)
    for ip in ("10.4.7.22", "10.4.7.23", "10.4.7.24"):
        arp(story, house, ip)
        on_link(story, neighbours.arp(2, proxy, ip, house.ip, house.mac), proxy, house.mac, frames.ARP)
    look_up_and_talk(story, behind, KSN, KSN_IP)

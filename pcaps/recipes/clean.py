"""An ordinary office: nothing banned runs here, and nothing may be found."""

import struct
from dataclasses import replace

from .book import capture
from .builders import dns
from .builders.noise import noise
from .hosts import Host
from .people import SITES, colleague, resolver, surf, upstream, visit
from .story import Story

MULTICAST_DNS = ("224.0.0.251", "01:00:5e:00:00:fb")
MULTICAST_LLMNR = ("224.0.0.252", "01:00:5e:00:00:fc")


def mail(story: Story, client: Host, server: Host) -> None:
    """Send a letter to the house's mail server up to STARTTLS, and fetch mail over implicit TLS."""
    with story.tcp(client, server, 587) as smtp:
        smtp.reply(b"220 mail.corp.example ESMTP ready\r\n")
        smtp.send(f"EHLO {client.name}.corp.example\r\n".encode())
        smtp.reply(b"250-mail.corp.example\r\n250-SIZE 35882577\r\n250 STARTTLS\r\n")
        smtp.send(b"STARTTLS\r\n")
        smtp.reply(b"220 2.0.0 Ready to start TLS\r\n")
    story.tls(
        client, server, "mail.corp.example", port=993, tls13=False, names=["mail.corp.example", "imap.corp.example"]
    )


def clock(story: Story, client: Host, server: Host) -> None:
    """Ask for the time (NTP version 4, RFC 5905)."""
    ask = struct.pack("!BBbb", 0x23, 0, 6, -20) + bytes(44)
    answer = struct.pack("!BBbb", 0x24, 2, 6, -23) + bytes(8) + noise(story.seed("ntp"), 36)
    story.exchange(client, server, 123, ask, answer, sport=123)


def names_nearby(story: Story, client: Host) -> None:
    """Ask the neighbours for names: mDNS, LLMNR and NetBIOS."""
    mdns = story.hosts.get(MULTICAST_DNS[0]) or story.host("mdns", MULTICAST_DNS[0], mac=MULTICAST_DNS[1])
    llmnr = story.hosts.get(MULTICAST_LLMNR[0]) or story.host("llmnr", MULTICAST_LLMNR[0], mac=MULTICAST_LLMNR[1])
    everyone = story.hosts.get("10.4.255.255") or story.host("all", "10.4.255.255", mac="ff:ff:ff:ff:ff:ff")
    story.udp(replace(client, ttl=255), mdns, 5353, 5353, dns.query("_ipp._tcp.local", dns.PTR, ident=0, flags=0))
    story.wait(0.1)
    story.udp(client, llmnr, client.next_port(), 5355, dns.query("printer-3", dns.A, ident=0x77A1, flags=0))
    story.wait(0.1)
    story.udp(client, everyone, 137, 137, dns.query(dns.netbios("FILESRV", 0x20), 0x20, ident=0x8431, flags=0x0110))
    story.wait(0.2)


def file_server(story: Story, client: Host, server: Host) -> None:
    """Begin an SMB 2 session: one NEGOTIATE in each direction ([MS-SMB2] 2.2.3)."""
    head = b"\xfeSMB" + struct.pack("<HHIHHIIQII", 64, 0, 0, 0, 1, 0, 0, 0, 0xFEFF, 0) + bytes(24)
    body = (
        struct.pack("<HHHHI", 36, 3, 1, 0, 0x7F)
        + noise("client guid", 16)
        + bytes(8)
        + struct.pack("<3H", 0x202, 0x210, 0x300)
    )
    with story.tcp(client, server, 445) as smb:
        smb.send(struct.pack("!I", len(head + body)) + head + body)
        smb.reply(struct.pack("!I", len(head) + 65) + head + struct.pack("<HHHH", 65, 1, 0x300, 0) + noise("smb", 57))


@capture(
    "clean/office.pcap",
    "An ordinary office: DHCP, DNS, TLS, HTTP, mail, NTP, SMB, names among neighbours. Nothing may be found.",
)
def office(story: Story) -> None:
    """Tell a quiet hour."""
    house, lease = resolver(story), story.host("dhcp1", "10.4.0.67")
    post, files, time = (
        story.host("mail", "10.4.0.25"),
        story.host("filesrv", "10.4.0.45"),
        story.server("198.51.100.123"),
    )
    for i, number in enumerate((31, 38, 40, 57)):
        client = colleague(story, number)
        story.at(8, 2 * i, 0.4)
        story.dhcp_lease(client, lease)
        names_nearby(story, client)
        clock(story, client, time)
        file_server(story, client, files)
        mail(story, client, post)
        surf(story, client, 4, browser=i % 2 == 0)
    client = colleague(story, 31)
    for name, ip in SITES:
        story.dns_lookup(client, house, name, ip, upstream=upstream(story))
    story.http_get(
        client,
        story.server("198.51.100.80"),
        "deb.debian.org",
        "/debian/dists/stable/InRelease",
        agent="Debian APT-HTTP/1.3 (2.9.8)",
    )
    story.http_get(
        client,
        story.server("198.51.100.81"),
        "www.msftconnecttest.com",
        "/connecttest.txt",
        agent="Microsoft NCSI",
        body=b"Microsoft Connect Test",
    )
    story.dns_lookup(client, house, "no-such-name.corp.example", rcode=dns.NXDOMAIN)
    visit(story, client, "update.eset.com", "198.51.100.90", browser=False)
    visit(story, client, "definitions.symantec.com", "198.51.100.91", tls13=False, browser=False)

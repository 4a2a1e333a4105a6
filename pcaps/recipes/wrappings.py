"""One lookup and one conversation inside everything that links, switches and routers put around packets.

The headers are written out by hand, field by field, so that they do not agree with the reader by sharing its code.
"""

from collections.abc import Callable

from .book import capture, finding
from .builders import frames, tls
from .hosts import Host
from .kaspersky import KSN, KSN_IP, LIKELY, ksn
from .people import resolver
from .story import Story, Wrap
from .wireless import LINK_PPI, LINK_RADIOTAP, LINK_WIFI, capwap, ppi, radiotap, wifi

LINK_PPP, LINK_CISCO_HDLC, LINK_FRAME_RELAY, LINK_LOOP, LINK_NFLOG = 9, 104, 107, 108, 239
"""Link types (tcpdump.org/linktypes.html)."""

Around = Callable[[bytes, Host, Host], bytes]
"""Puts an IP packet from one host to the next into something smaller than a frame."""


def ends(src: Host) -> tuple[str, str]:
    """Return both ends of the tunnel; what the house sends goes one way, what it gets the other."""
    near, far = "172.16.0.1", "172.16.0.2"
    return (near, far) if src.ip.startswith("10.") else (far, near)


def inside(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return the frame that a tunnel of Ethernet carries."""
    return frames.ethernet(packet, src=src.mac, dst=dst.mac)


def tagged(*tags: str) -> Around:
    """Return what writes *tags* (hexadecimal, EtherTypes included) behind the hardware addresses."""
    raw = bytes.fromhex("".join(tags))
    return lambda packet, src, dst: frames.mac(dst.mac) + frames.mac(src.mac) + raw + packet


def routed(proto: int, around: Around) -> Around:
    """Return what carries the result of *around* between two routers, as IP protocol *proto*."""

    def wrap(packet: bytes, src: Host, dst: Host) -> bytes:
        near, far = ends(src)
        return frames.ethernet(
            frames.ipv4(near, far, proto, around(packet, src, dst), ttl=62, ident=7),
            src="52:54:00:0e:00:01",
            dst="52:54:00:0e:00:02",
        )

    return wrap


def datagram(port: int, around: Around, sport: int = 51234) -> Around:
    """Return the same over UDP; the checksum stays zero, as tunnels leave it (RFC 7348 section 5)."""

    def udp(packet: bytes, src: Host, dst: Host) -> bytes:
        payload = around(packet, src, dst)
        return b"".join(n.to_bytes(2, "big") for n in (sport, port, 8 + len(payload), 0)) + payload

    return routed(frames.UDP, udp)


def before(header: str) -> Around:
    """Return what puts *header* (hexadecimal) before the packet."""
    raw = bytes.fromhex(header)
    return lambda packet, _src, _dst: raw + packet


def before_frame(header: str) -> Around:
    """Return what puts *header* before the packet's frame."""
    raw = bytes.fromhex(header)
    return lambda packet, src, dst: raw + inside(packet, src, dst)


def snap(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return an IEEE 802.3 frame: a length, LLC and SNAP (RFC 1042)."""
    body = bytes.fromhex("aaaa03 000000 0800") + packet
    return frames.mac(dst.mac) + frames.mac(src.mac) + len(body).to_bytes(2, "big") + body


def pppoe_in_tags(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return a PPPoE session under a service and a customer tag, as a provider's access network has it."""
    body = bytes.fromhex("0021") + packet
    session = bytes.fromhex("1100 0142") + len(body).to_bytes(2, "big") + body
    return frames.mac(dst.mac) + frames.mac(src.mac) + bytes.fromhex("88a8 0064 8100 0007 8864") + session


def gtp(packet: bytes, _src: Host, _dst: Host) -> bytes:
    """Return a G-PDU with a sequence number and the PDU session container of 5G (TS 29.281, TS 38.415)."""
    more = bytes.fromhex("0001 00 85 01 0009 00")
    return (
        bytes.fromhex("36ff") + (len(more) + len(packet)).to_bytes(2, "big") + bytes.fromhex("0000002a") + more + packet
    )


def l2tp(packet: bytes, _src: Host, _dst: Host) -> bytes:
    """Return an L2TPv2 data message with length and sequence numbers (RFC 2661 section 3.1)."""
    body = bytes.fromhex("0007 0009 0001 0000 ff03 0021") + packet
    return bytes.fromhex("4802") + (4 + len(body)).to_bytes(2, "big") + body


def authenticated(packet: bytes, _src: Host, _dst: Host) -> bytes:
    """Return AH in tunnel mode (RFC 4302) with a check value of 12 bytes."""
    return bytes.fromhex("0404 0000 00001001 00000001") + b"\xaa" * 12 + packet


def null_esp(packet: bytes, _src: Host, _dst: Host) -> bytes:
    """Return ESP that does not encrypt (RFC 2410), in tunnel mode, with HMAC-SHA1-96."""
    padding = bytes(range(1, -(len(packet) + 2) % 4 + 1))
    return bytes.fromhex("00001001 00000001") + packet + padding + bytes((len(padding), 4)) + b"\xcc" * 12


def null_esp_transport(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return the same between the ends themselves, behind a NAT (RFC 3948): the packet's own header stays outside."""
    body, proto = packet[20:], packet[9]
    padding = bytes(range(1, -(len(body) + 2) % 4 + 1))
    esp = bytes.fromhex("00001002 00000001") + body + padding + bytes((len(padding), proto)) + b"\xcc" * 16
    return frames.ethernet(frames.ipv4(src.ip, dst.ip, 50, esp, ttl=src.ttl, ident=9), src=src.mac, dst=dst.mac)


def nflog(packet: bytes, _src: Host, _dst: Host) -> bytes:
    """Return what ``tcpdump -i nflog`` writes: a packet header, a prefix, and the payload."""
    attributes = bytes.fromhex("0800 0100 0800 0200" + "0900 0a00") + b"ban: " + bytes(3)
    return (
        bytes.fromhex("02 00 0000")
        + attributes
        + (4 + len(packet)).to_bytes(2, "little")
        + bytes.fromhex("0900")
        + packet
    )


def deep(packet: bytes, src: Host, _dst: Host) -> bytes:
    """Return IP in IP in VXLAN in GRE under a VLAN tag: three tunnels, one inside the other."""
    near, far = ends(src)
    inner = frames.ipv4("192.168.9.1", "192.168.9.2", 4, packet, ttl=60, ident=1)
    vxlan = bytes.fromhex("08000000 001389 00") + frames.ethernet(
        inner, src="52:54:00:0e:09:01", dst="52:54:00:0e:09:02"
    )
    middle = frames.udp("192.168.8.1", "192.168.8.2", 50001, 4789, vxlan, ttl=61, ident=2)
    outer = frames.ipv4(near, far, 47, bytes.fromhex("0000 0800") + middle, ttl=62, ident=3)
    return frames.ethernet(outer, src="52:54:00:0e:00:01", dst="52:54:00:0e:00:02", vlan=(700,))


ETHERNET = 1
WRAPPINGS: tuple[tuple[str, str, int, Wrap], ...] = (
    ("qinq-five-deep", "Five VLAN tags of three kinds.", ETHERNET,
     tagged("88a8 0064", "9100 00c8", "88a8 012c", "8100 0190", "8100 0007", "0800")),
    ("vn-tag", "VN-tag of a fabric extender, then a VLAN tag.", ETHERNET, tagged("8926 80010000", "8100 0078", "0800")),
    ("llc-snap", "IEEE 802.3 with LLC and SNAP in place of an EtherType.", ETHERNET, snap),
    ("pppoe-in-qinq", "A PPPoE session under two tags.", ETHERNET, pppoe_in_tags),
    ("mpls-pseudowire", "An Ethernet pseudowire over two MPLS labels, without a control word.", ETHERNET,
     lambda p, s, d: frames.ethernet(before_frame("0006403f 003e913f")(p, s, d), kind=0x8847)),
    ("mpls-control-word", "An Ethernet pseudowire over MPLS with a control word (RFC 4448).", ETHERNET,
     lambda p, s, d: frames.ethernet(before_frame("0006403f 003ea13f 00000000")(p, s, d), kind=0x8847)),
    ("ppp", "A PPP link (link type 9).", LINK_PPP, before("ff03 0021")),
    ("cisco-hdlc", "A serial line with Cisco's HDLC (link type 104).", LINK_CISCO_HDLC, before("0f00 0800")),
    ("frame-relay", "Frame relay with the IETF's encapsulation (RFC 2427; link type 107).", LINK_FRAME_RELAY,
     before("1841 03 cc")),
    ("bsd-loop", "OpenBSD's loopback (link type 108).", LINK_LOOP, before("00000002")),
    ("nflog", "Packets that a Linux packet filter logs (link type 239).", LINK_NFLOG, nflog),
    ("wifi", "802.11 data frames as they are in the air, from and to an access point (link type 105).", LINK_WIFI, wifi),
    ("wifi-radiotap", "802.11 QoS data behind radiotap: a time, flags, padding behind the header.", LINK_RADIOTAP, radiotap),
    ("wifi-ppi", "802.11 data behind per-packet information (link type 192).", LINK_PPI, ppi),
    ("capwap", "802.11 data that an access point carries to its controller in the clear.", ETHERNET,
     datagram(5247, capwap)),
    ("gre", "GRE (RFC 2784) with a checksum and sequence numbers.", ETHERNET,
     routed(47, before("9000 0800 0000 0000 00000007"))),
    ("gre-pptp", "PPTP: PPP in enhanced GRE (RFC 2637).", ETHERNET,
     routed(47, lambda p, _s, _d: bytes.fromhex("3001 880b") + (2 + len(p)).to_bytes(2, "big")
            + bytes.fromhex("0001 00000001 0021") + p)),
    ("nvgre", "NVGRE (RFC 7637): frames of a numbered network inside GRE.", ETHERNET,
     routed(47, before_frame("2000 6558 001389 05"))),
    ("erspan-1", "ERSPAN type I: mirrored frames in GRE, no header of their own.", ETHERNET,
     routed(47, before_frame("0000 88be"))),
    ("erspan-3", "ERSPAN type III with a platform header.", ETHERNET,
     routed(47, before_frame("1000 22eb 00000001 2007 0064 00000001 0000 0001 0c00000000000000"))),
    ("vxlan-gpe", "VXLAN-GPE: an IPv4 packet without a frame.", ETHERNET, datagram(4790, before("0c000001 001389 00"))),
    ("gtp-u", "GTP-U of 5G: sequence number, extension header, IP.", ETHERNET, datagram(2152, gtp, 2152)),
    ("l2tp", "L2TPv2: PPP with length and sequence numbers.", ETHERNET, datagram(1701, l2tp, 1701)),
    ("ipsec-ah", "IPsec AH in tunnel mode: signed, not encrypted.", ETHERNET, routed(51, authenticated)),
    ("esp-null", "IPsec ESP in tunnel mode with NULL encryption.", ETHERNET, routed(50, null_esp)),
    ("esp-null-transport", "IPsec ESP in transport mode with NULL encryption.", ETHERNET, null_esp_transport),
    ("three-deep", "IP in IP in VXLAN in GRE under a VLAN tag.", ETHERNET, deep),
)  # fmt: skip


def enter(name: str, shows: str, link: int, wrap: Wrap) -> None:
    """Enter one line of the table into the book."""

    def tell(story: Story) -> None:
        story.wrap = wrap
        ksn(story)

    tell.__name__ = name.replace("-", "_")
    capture(f"tunnels/{name}.pcap", shows, findings=LIKELY, link=link)(tell)


for line in WRAPPINGS:
    enter(*line)


def over_ipv6(story: Story, client: str, resolver: str) -> None:
    """Tell one lookup and one conversation of a machine that has IPv6."""
    desk, house = story.host("ws-0422", client, windows=True), story.host("ns1", resolver)
    story.dns_lookup(desk, house, KSN, "2001:db8:20::9")
    story.tls(desk, story.server("2001:db8:20::9"), KSN)


@capture(
    "tunnels/6in4.pcap",
    "IPv6 in IPv4 (RFC 4213).",
    findings=[finding("fd00:4::7:22", "installed", "likely", "succeeded")],
)
def six_in_four(story: Story) -> None:
    """Tell it through a tunnel broker."""
    story.wrap = routed(41, before(""))
    over_ipv6(story, "fd00:4::7:22", "fd00:4::53")


@capture(
    "tunnels/teredo.pcap",
    "Teredo (RFC 4380): IPv6 in UDP, with an origin indication.",
    findings=[finding("2001:0:cb00:7101::1", "installed", "likely", "succeeded")],
)
def teredo(story: Story) -> None:
    """Tell it of a machine that Windows gave such an address."""
    story.wrap = datagram(3544, before("0000 b3f1 34ff8efe"))
    over_ipv6(story, "2001:0:cb00:7101::1", "2001:db8:53::53")


def in_pieces(packet: bytes, size: int) -> list[bytes]:
    """Return *packet* in fragments of *size* bytes when it is larger."""
    whole = packet[:6] + b"\0\0" + packet[8:]  # may be fragmented
    head = whole[:10] + b"\0\0" + whole[12:20]
    whole = head[:10] + frames.checksum(head).to_bytes(2, "big") + whole[12:]
    return list(frames.fragments4(whole, size)) if len(packet) > size + 20 else [packet]


@capture("tunnels/fragments-inside.pcap", "IPv4 fragments inside VXLAN, the last one first.", findings=LIKELY)
def fragments_inside(story: Story) -> None:
    """Tell all that is longer than 200 bytes in pieces."""
    vxlan = datagram(4789, before_frame("08000000 001389 00"))
    story.wrap = lambda packet, src, dst: [vxlan(piece, src, dst) for piece in reversed(in_pieces(packet, 200))]
    ksn(story)


@capture("tunnels/fragments-around.pcap", "VXLAN whose own packets were fragmented on the way.", findings=LIKELY)
def fragments_around(story: Story) -> None:
    """Tell a path with a small MTU between the tunnel's ends."""
    vxlan = datagram(4789, before_frame("08000000 001389 00"))

    def wrap(packet: bytes, src: Host, dst: Host) -> list[bytes]:
        story.messages += 1
        frame = vxlan(packet, src, dst)
        ident = story.messages.to_bytes(2, "big")
        return [frame[:14] + piece for piece in in_pieces(frame[14:18] + ident + frame[20:], 240)]

    story.wrap = wrap
    ksn(story)


@capture(
    "tunnels/two-tenants.pcap",
    "Two tenants with the same addresses, names of devices and ports, in two VXLAN networks, at the same time.",
    findings=[
        finding("10.4.7.22", "installed", "likely", "succeeded", tenant="vxlan/5001", name="ws-one", sights=2),
        finding("10.4.7.22", "installed", "likely", "refused", tenant="vxlan/5002", name="ws-two", sights=2),
    ],
)
def two_tenants(story: Story) -> None:
    """Tell one that gets through and one whose firewall resets it, frame by frame side by side."""
    for number, name in ((5001, "ws-one"), (5002, "ws-two")):
        tenant = Story("tunnels/two-tenants.pcap", wrap=datagram(4789, before_frame(f"08000000 {number:06x} 00")))
        desk = tenant.host(name, "10.4.7.22", mac="52:54:00:36:3e:ff", windows=True)
        desk.port = 50000
        tenant.dhcp_lease(desk, tenant.host("dhcp1", "10.4.0.67"))
        tenant.dns_lookup(desk, resolver(tenant), KSN, KSN_IP)
        if number == 5001:
            tenant.tls(desk, tenant.server(KSN_IP), KSN, down=2600)
        else:
            connection = tenant.tcp(desk, tenant.server(KSN_IP), 443)
            connection.send(tls.record(tls.lean_hello(KSN, seed="two")), acknowledged=False)
            connection.reset()
        story.told += tenant.told

"""The same conversation inside what routers and switches wrap around packets."""

from collections.abc import Callable
from typing import Any

from .book import capture
from .builders import frames
from .hosts import Host
from .kaspersky import LIKELY, ksn
from .story import Story


def wrapped(around: Callable[[Any], Any]) -> Callable[[bytes, Host, Host], bytes]:
    """Return what puts each packet, as a scapy layer, into the frame that *around* makes of it."""
    from scapy.layers.inet import IP
    from scapy.layers.l2 import Ether

    def wrap(packet: bytes, src: Host, dst: Host) -> bytes:
        inner = Ether(src=src.mac, dst=dst.mac, type=0x0800) / IP(packet)
        return bytes(around(inner))

    return wrap


def outer(proto: int) -> Any:
    """Return the Ethernet and IP headers of a tunnel between two routers, every field given."""
    from scapy.layers.inet import IP
    from scapy.layers.l2 import Ether

    ether = Ether(src="52:54:00:0e:00:01", dst="52:54:00:0e:00:02", type=0x0800)
    return ether / IP(
        version=4, ihl=5, tos=0, id=7, flags=0, frag=0, ttl=62, proto=proto, src="172.16.0.1", dst="172.16.0.2"
    )


def udp_tunnel(port: int) -> Any:
    """Return a tunnel's headers up to its UDP port; the checksum is left at zero, as tunnels do (RFC 7348 section 5)."""
    from scapy.layers.inet import UDP

    return outer(frames.UDP) / UDP(sport=51234, dport=port, chksum=0)


@capture("protocols/tunnel-gre.pcap", "GRE (RFC 2784) with a key, around IPv4.", findings=LIKELY)
def tunnel_gre(story: Story) -> None:
    """Tell it inside GRE."""
    from scapy.layers.l2 import GRE

    story.wrap = wrapped(
        lambda inner: (
            outer(47)
            / GRE(chksum_present=0, key_present=1, seqnum_present=0, version=0, key=42, proto=0x0800)
            / inner.payload
        )
    )
    ksn(story)


@capture("protocols/tunnel-vxlan.pcap", "VXLAN (RFC 7348): whole frames inside UDP.", findings=LIKELY)
def tunnel_vxlan(story: Story) -> None:
    """Tell it inside VXLAN."""
    head = b"\x08\0\0\0" + (5001).to_bytes(3, "big") + b"\0"
    story.wrap = wrapped(lambda inner: udp_tunnel(4789) / (head + bytes(inner)))
    ksn(story)


@capture("protocols/tunnel-geneve.pcap", "Geneve (RFC 8926) with an option.", findings=LIKELY)
def tunnel_geneve(story: Story) -> None:
    """Tell it inside Geneve."""
    head = b"\x02\0\x65\x58" + (77).to_bytes(3, "big") + b"\0" + b"\x01\x02\x80\x01\xde\xad\xbe\xef"
    story.wrap = wrapped(lambda inner: udp_tunnel(6081) / (head + bytes(inner)))
    ksn(story)


@capture("protocols/tunnel-erspan.pcap", "ERSPAN type II: a switch mirrors frames over GRE.", findings=LIKELY)
def tunnel_erspan(story: Story) -> None:
    """Tell it inside ERSPAN."""
    head = b"\x10\x00\x88\xbe" + (1).to_bytes(4, "big") + b"\x10\x78\x00\x64\0\0\0\x05"
    story.wrap = wrapped(lambda inner: outer(47) / (head + bytes(inner)))
    ksn(story)


@capture("protocols/mpls.pcap", "Two MPLS labels (RFC 3032) between Ethernet and IP.", findings=LIKELY)
def mpls(story: Story) -> None:
    """Tell it inside MPLS."""
    from scapy.contrib.mpls import MPLS
    from scapy.layers.l2 import Ether

    story.wrap = wrapped(
        lambda inner: (
            Ether(src=inner.src, dst=inner.dst, type=0x8847)
            / MPLS(label=100, cos=0, s=0, ttl=63)
            / MPLS(label=16, cos=0, s=1, ttl=63)
            / inner.payload
        )
    )
    ksn(story)


@capture("protocols/pppoe.pcap", "A PPPoE session (RFC 2516) under a VLAN tag.", findings=LIKELY)
def pppoe(story: Story) -> None:
    """Tell it inside PPPoE."""
    from scapy.layers.l2 import Dot1Q, Ether
    from scapy.layers.ppp import PPP, PPPoE

    def around(inner: Any) -> Any:
        session = PPPoE(version=1, type=1, code=0, sessionid=0x0142, len=2 + len(inner.payload))
        tag = Dot1Q(prio=0, dei=0, vlan=7, type=0x8864)
        return Ether(src=inner.src, dst=inner.dst, type=0x8100) / tag / session / PPP(proto=0x0021) / inner.payload

    story.wrap = wrapped(around)
    ksn(story)


@capture("protocols/ip-in-ip.pcap", "IPv4 inside IPv6 and IPv4 inside IPv4.", findings=LIKELY)
def ip_in_ip(story: Story) -> None:
    """Tell it twice."""
    story.wrap = lambda packet, src, dst: frames.ethernet(
        frames.ipv4("172.16.0.1", "172.16.0.2", 4, packet), src=src.mac, dst=dst.mac
    )
    ksn(story)
    story.wait(30)
    story.wrap = lambda packet, src, dst: frames.ethernet(
        frames.ipv6("fd00:1::1", "fd00:1::2", 4, packet), src=src.mac, dst=dst.mac
    )
    ksn(story)

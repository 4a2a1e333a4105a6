"""Observation: one fact seen on the wire."""

import msgspec

from sensor.model.bodies import Body, Dns

NEIGHBOUR_KINDS = frozenset({"arp", "dhcp", "dhcpv6", "krb5", "llmnr", "mdns", "nbdgm", "nbns", "ndp", "smb"})
"""Kinds that tell which device is which. They hold no look-up of the DNS and no connection, only
``mac`` and ``dhcp`` conditions of a signature look at them."""

DEVICE_KINDS = frozenset({"arp", "dhcp", "dhcpv6", "ndp"})
"""Those of them that such a condition may want: they tell hardware addresses, or the maker's name for a device."""


class Tunnel(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The innermost tunnel around a packet, in EVE's shape, and the virtual network that it numbers."""

    proto: str
    """``vxlan``, ``gre``, ``erspan``, ``gtp`` … (`sensor.decode.layers.TUNNEL_NAMES`)."""
    depth: int
    src_ip: str | None = None
    dest_ip: str | None = None
    tenant: int = 0
    """VNI or VSID; 0 where the tunnel numbers none. Addresses may repeat from tenant to tenant."""
    network: str = ""
    """The innermost virtual network that has a number, with the kind of tunnel that numbers it: ``vxlan/5001``."""


class Observation(msgspec.Struct, frozen=True):
    """One fact seen on the wire, with enough to find its packet again.

    ``src`` is the side that sent it: the asking side of a request, the answering side of a DNS response.
    Addresses are text (RFC 5952 for IPv6) of the innermost IP header.
    """

    ts: int
    """Nanoseconds since 1970-01-01 UTC, from the capture."""
    kind: str
    """The EVE event type: ``dns``, ``tls``, ``quic``, ``http``, ``dhcp``, ``flow`` …"""
    src: str
    sport: int
    dst: str
    dport: int
    proto: str
    """``TCP``, ``UDP``; ``IPv6-ICMP`` or ``ARP``, where the ports are 0."""
    body: Body
    source: int = 0
    """Index of the input (file or interface) in the run."""
    frame: int = 0
    """Number of the frame in its input, from 1."""
    flow: int = 0
    """Key of the conversation inside this run: 64 bits, the same for both directions."""
    vlan: tuple[int, ...] = ()
    """VLAN ids, outer first."""
    via: str | None = None
    """``proxy`` when the bytes were carried inside a CONNECT tunnel."""
    tunnel: Tunnel | None = None
    """What the innermost IP header was carried in."""
    src_mac: str | None = None
    dst_mac: str | None = None
    cut: bool = False
    """The capture kept a part of the packet: what is not in the body may have been on the wire."""

    @property
    def asks_from(self) -> tuple[str, int]:
        """Address and port of the asking side."""
        if isinstance(self.body, Dns) and self.body.is_response:
            return self.dst, self.dport
        return self.src, self.sport

    @property
    def asks_to(self) -> tuple[str, int]:
        """Address and port of the side that is asked."""
        if isinstance(self.body, Dns) and self.body.is_response:
            return self.src, self.sport
        return self.dst, self.dport

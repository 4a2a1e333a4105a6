"""Packet: the view of one frame. One object per worker, refilled for each frame and never kept."""

from array import array

from sensor.decode.layers import MAX_LAYERS, MAX_VLANS
from sensor.wire.buffer import Buffer
from sensor.wire.copy import copied
from sensor.wire.mac import MAC_BYTES

TENANT_MASK = 0xFFFFFFFFFFFFFFFF
TENANT_MULTIPLIER = 0x85EBCA6B
"""Odd, so that no two numbers of an outer network become one."""

VLAN_ID = 0x0FFF


class Packet:
    """Offsets into ``data``; nothing is copied. Attributes are typed in ``packet.pxd``.

    ``pos`` and ``end`` are the cursor of the decoder. After LAYER_DONE, ``payload`` to ``end`` is the transport's
    payload as far as it was captured, and ``missing`` the bytes of it that the capture cut off.
    """

    def __init__(self) -> None:  # noqa: PLR0915 - one line for each of its many places
        self.data: Buffer = b""
        self.pos = 0
        self.end = 0
        self.next = 0
        self.link = 0
        self.ts = 0
        """Nanoseconds since the epoch."""
        self.source = 0
        """Index of the input that the frame is from."""
        self.frame = 0
        """Its number there, from 1."""
        self.mac = -1
        """Offset of the 12 bytes destination and source MAC, or -1."""
        self.ip_version = 0
        self.src = 0
        """Offset of the source address."""
        self.dst = 0
        self.address_length = 0
        """4 or 16."""
        self.proto = 0
        self.sport = 0
        self.dport = 0
        self.seq = 0
        self.tcp_flags = 0
        self.payload = 0
        self.missing = 0
        self.vlans = array("i", bytes(4 * MAX_VLANS))
        """VLAN ids, outer first."""
        self.vlan_count = 0
        self.fragment_id = 0
        self.fragment_offset = 0
        """Bytes."""
        self.fragment_more = False
        self.ip_header = 0
        """Offset of the innermost IP header."""
        self.fragment_data = 0
        """Offset of the fragment's data, up to ``end``."""
        self.tunnel = 0
        """TUNNEL_* of `sensor.decode.layers`: what the innermost IP header is carried in."""
        self.tunnel_depth = 0
        self.tunnel_limit = 0
        """Tunnels deep from which on UDP ports are taken for nothing but UDP."""
        self.outer_src = 0
        """Offset of the source address of the IP header around the tunnel, where ``outer_length`` is not 0."""
        self.outer_dst = 0
        self.outer_length = 0
        self.tenant = 0
        """The virtual network that tunnels number: addresses repeat between networks.

        64 bits, 0 for none: the lower half is the kind of the innermost tunnel that has a number (8 bits) and that
        number (VNI, VSID, 24 bits), the upper half a mix of those around it.
        """
        self.more = 0
        """Offset of the next subframe of an 802.11 aggregate, 0 where none follows."""
        self.wifi_pad = 0
        """Not 0 where 802.11 headers are padded to four bytes."""
        self.flow = 0
        """Key of the conversation: see `sensor.flows.key`."""
        self.direction = 0
        """0 or 1: which of the two ends of the conversation sent this."""

    def begin(self, pos: int, length: int, wire_length: int, link: int) -> int:
        """Point at a new frame of *length* captured bytes at *pos* of ``data``."""
        self.pos = pos
        self.end = pos + length
        self.link = link
        self.next = 0
        self.missing = wire_length - length if wire_length > length else 0
        self.mac = -1
        self.ip_version = 0
        self.vlan_count = 0
        self.tunnel = 0
        self.tunnel_depth = 0
        self.tunnel_limit = MAX_LAYERS
        self.outer_length = 0
        self.tenant = 0
        self.wifi_pad = 0
        self.more = 0
        return 0

    def ends_at(self, end: int) -> int:
        """Cut off what stands behind *end*, or note how much before it the capture lacks."""
        if end <= self.end:
            self.end = end
            self.missing = 0
        else:
            self.missing = end - self.end
        return 0

    def put_back_tag(self, tag: int) -> None:
        """Note the outermost VLAN tag, which the network card or the kernel took out of the frame."""
        self.vlans[0] = tag & VLAN_ID
        self.vlan_count = 1

    def enter_tunnel(self, kind: int, tenant: int) -> None:
        """Note that a tunnel begins: its outer addresses, and the network that *tenant* numbers (0: none).

        Link addresses seen so far are those of the tunnel's ends and name no machine inside.
        """
        if self.ip_version:
            self.outer_src = self.src
            self.outer_dst = self.dst
            self.outer_length = self.address_length
        self.tunnel = kind
        self.tunnel_depth += 1
        self.mac = -1
        if tenant:
            around = (self.tenant ^ self.tenant >> 32) * TENANT_MULTIPLIER
            self.tenant = (around << 32 ^ kind << 24 ^ tenant) & TENANT_MASK

    def kept(self) -> "Packet":
        """Return a copy of what an observation says of the packet, so that it can be made after the batch is gone."""
        data = self.data
        length = self.address_length
        outer = self.outer_length
        mac = copied(data, self.mac, self.mac + 2 * MAC_BYTES) if self.mac >= 0 else b""
        ends = copied(data, self.src, self.src + length) + copied(data, self.dst, self.dst + length)
        copy = Packet.__new__(Packet)  # the places in the frame, which `__init__` is for, it has not
        if outer:
            ends += copied(data, self.outer_src, self.outer_src + outer)
            ends += copied(data, self.outer_dst, self.outer_dst + outer)
        copy.data = mac + ends
        copy.mac = 0 if mac else -1
        copy.src = len(mac)
        copy.dst = copy.src + length
        copy.outer_src = copy.dst + length
        copy.outer_dst = copy.outer_src + outer
        copy.outer_length = outer
        copy.address_length = length
        copy.tunnel = self.tunnel
        copy.tunnel_depth = self.tunnel_depth
        copy.tenant = self.tenant
        copy.ip_version = self.ip_version
        copy.proto = self.proto
        copy.sport = self.sport
        copy.dport = self.dport
        copy.ts = self.ts
        copy.missing = self.missing
        copy.source = self.source
        copy.frame = self.frame
        copy.flow = self.flow
        copy.direction = self.direction
        copy.vlan_count = self.vlan_count
        if self.vlan_count:
            copy.vlans = array("i", [self.vlans[at] for at in range(self.vlan_count)])
        return copy

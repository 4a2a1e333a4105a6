"""The conversation that an ICMP error is about: it quotes the packet that did not get there."""

from sensor.decode.layers import PROTO_TCP, PROTO_UDP
from sensor.decode.packet import Packet
from sensor.flows.key import set_flow

ICMP_UNREACHABLE = 1 << 8 | 3
"""IP protocol and type of "destination unreachable" (RFC 792)."""
ICMP6_UNREACHABLE = 58 << 8 | 1
"""The same (RFC 4443 section 3.1)."""
ICMP_HEADER = 8
IP4_HEADER = 20
"""Without options; a header that says it is shorter is none."""
IP6_HEADER = 40


def unreachable_flow(packet: Packet, seed: int) -> int:
    """Return the key of the conversation whose packet a "destination unreachable" quotes; 0 for any other packet.

    *packet* was decoded as far as ``packet.pos``, where its ICMP header begins; *seed* is that of the flow keys.
    """
    unreachable = ICMP_UNREACHABLE if packet.ip_version == 4 else ICMP6_UNREACHABLE
    data = packet.data
    pos = packet.pos + ICMP_HEADER
    if packet.next != unreachable >> 8 or pos >= packet.end or data[packet.pos] != unreachable & 0xFF:
        return 0
    header = (data[pos] & 0x0F) << 2 if packet.ip_version == 4 else IP6_HEADER
    ports = pos + header
    if header < IP4_HEADER or ports + 4 > packet.end:
        return 0
    quoted = Packet()
    quoted.data = data
    quoted.address_length = packet.address_length
    quoted.tenant = packet.tenant
    quoted.proto = data[pos + (9 if packet.ip_version == 4 else 6)]
    quoted.src = pos + (12 if packet.ip_version == 4 else 8)
    quoted.dst = quoted.src + packet.address_length
    if quoted.proto not in (PROTO_TCP, PROTO_UDP):
        return 0
    quoted.sport = data[ports] << 8 | data[ports + 1]
    quoted.dport = data[ports + 2] << 8 | data[ports + 3]
    set_flow(quoted, seed)
    return quoted.flow

"""A datagram that was put together out of fragments, as if it had come in one frame. Types stand in ``whole.pxd``."""

from sensor.decode.layers import LAYER_IP4, LAYER_IP6
from sensor.decode.packet import Packet
from sensor.wire.copy import copied

IP4_HEADER = 20
IP6_HEADER = 40
IP4_BEGIN = b"\x45" + bytes(7)
"""A header's first 8 bytes: without options, of no fragment, and with no length: that of the buffer holds."""
IP6_BEGIN = b"\x60" + bytes(5)
"""The same, up to the protocol: the fragment's header has it, and not this one."""
EVERY_BYTE = bytes(range(256))


def put_whole(packet: Packet, whole: bytes) -> int:
    """Point *packet*, which holds the last fragment, at the *whole* datagram; return the layer to decode from.

    It stands behind an IP header like that of the fragment, without its options, in a buffer of its own: what lies
    around that header in the frame (link addresses, a tunnel's outer header) is not told of it.
    """
    pos = packet.ip_header
    if packet.ip_version == 4:
        layer = LAYER_IP4
        data = b"".join((IP4_BEGIN, copied(packet.data, pos + len(IP4_BEGIN), pos + IP4_HEADER), whole))
    else:
        layer = LAYER_IP6
        rest = copied(packet.data, pos + len(IP6_BEGIN) + 1, pos + IP6_HEADER)
        data = b"".join((IP6_BEGIN, EVERY_BYTE[packet.proto : packet.proto + 1], rest, whole))
    packet.data = data
    packet.pos = 0
    packet.end = len(data)
    packet.missing = 0
    packet.mac = -1
    packet.outer_length = 0
    return layer

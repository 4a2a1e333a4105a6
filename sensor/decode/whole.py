"""A datagram that was put together out of fragments, as if it had come in one frame."""

from sensor.decode.layers import LAYER_IP4, LAYER_IP6
from sensor.decode.packet import Packet

IP4_HEADER = 20
IP6_HEADER = 40


def put_whole(packet: Packet, whole: bytes) -> int:
    """Point *packet*, which holds the last fragment, at the *whole* datagram; return the layer to decode from.

    It stands behind an IP header like that of the fragment, without its options, in a buffer of its own: what lies
    around that header in the frame (link addresses, a tunnel's outer header) is not told of it.
    """
    version = packet.ip_version
    length = IP4_HEADER if version == 4 else IP6_HEADER
    header = bytearray(bytes(packet.data[packet.ip_header : packet.ip_header + length]))
    if version == 4:
        header[0] = 0x45
        header[2:4] = b"\0\0"  # the length is that of the buffer
        header[6:8] = b"\0\0"  # no fragment any more
    else:
        header[4:6] = b"\0\0"
        header[6] = packet.proto
    packet.data = bytes(header) + whole
    packet.pos = 0
    packet.end = length + len(whole)
    packet.missing = 0
    packet.mac = -1
    packet.outer_length = 0
    return LAYER_IP4 if version == 4 else LAYER_IP6

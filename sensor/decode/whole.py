"""A datagram that was put together out of fragments, as if it had come in one frame. Types stand in ``whole.pxd``."""

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
    data = bytearray(length)
    for at in range(length):
        data[at] = packet.data[packet.ip_header + at]
    if version == 4:
        data[0] = 0x45
        data[2] = data[3] = 0  # the length is that of the buffer
        data[6] = data[7] = 0  # no fragment any more
    else:
        data[4] = data[5] = 0
        data[6] = packet.proto
    data += whole
    packet.data = data
    packet.pos = 0
    packet.end = length + len(whole)
    packet.missing = 0
    packet.mac = -1
    packet.outer_length = 0
    return LAYER_IP4 if version == 4 else LAYER_IP6

"""The loop over the layers of one frame.

Each step reads one header at ``packet.pos`` (or two, where what follows is always the same), moves on, and names the layer
that follows; a negative answer says why decoding stopped (`sensor.decode.layers`). A new encapsulation is a new step and a
line in the dispatch below.
"""

from sensor.decode.ethertypes import ethernet, ethertype, llc
from sensor.decode.ip import ip4, ip6, ip_protocol
from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    LAYER_IP_PROTOCOL,
    LAYER_LLC,
    LAYER_MPLS,
    LAYER_PPP,
    LAYER_WIFI,
    MAX_LAYERS,
    STOP_CUT,
    STOP_MALFORMED,
    STOP_TOO_DEEP,
)
from sensor.decode.link import first_layer
from sensor.decode.packet import Packet
from sensor.decode.wan import mpls, ppp
from sensor.decode.wireless import subframe, wifi


def decode(packet: Packet) -> int:
    """Decode the frame that *packet* points at; return LAYER_DONE or the reason to stop."""
    return walk(packet, first_layer(packet))


def walk(packet: Packet, layer: int) -> int:
    """Take steps from *layer* on until transport or a reason to stop."""
    for _ in range(MAX_LAYERS):
        if layer == LAYER_IP4:
            layer = ip4(packet)
        elif layer == LAYER_ETHERNET:
            layer = ethernet(packet)
        elif layer == LAYER_IP6:
            layer = ip6(packet)
        elif layer == LAYER_ETHERTYPE:
            layer = ethertype(packet)
        elif layer == LAYER_IP_PROTOCOL:
            layer = ip_protocol(packet)
        elif layer <= LAYER_DONE:
            return layer
        else:
            layer = rare_layer(packet, layer)
    return layer if layer <= LAYER_DONE else STOP_TOO_DEEP


def rare_layer(packet: Packet, layer: int) -> int:
    """Take the step of a layer that most frames do not have."""
    if layer == LAYER_IP:
        return ip_by_version(packet)
    if layer == LAYER_MPLS:
        return mpls(packet)
    if layer == LAYER_PPP:
        return ppp(packet)
    if layer == LAYER_LLC:
        return llc(packet)
    if layer == LAYER_WIFI:
        return wifi(packet)
    return subframe(packet)


def ip_by_version(packet: Packet) -> int:
    """Tell IPv4 from IPv6 by the first nibble, where the link layer does not say (raw IP)."""
    if packet.pos >= packet.end:
        return STOP_CUT
    version = packet.data[packet.pos] >> 4
    if version == 4:
        return LAYER_IP4
    if version == 6:
        return LAYER_IP6
    return STOP_MALFORMED

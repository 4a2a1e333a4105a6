"""Where tunnels may be: IP protocols, UDP ports and GRE's protocol types."""

from sensor.decode.numbers import ESP, ETHER_IP, GRE, IP6_IN_IP, IP_COMPRESSED, IP_IN_IP, L2TP3, MPLS_IN_IP
from sensor.wire.ports import port_table

IP_TUNNELS = (IP_IN_IP, IP6_IN_IP, GRE, ESP, ETHER_IP, IP_COMPRESSED, L2TP3, MPLS_IN_IP)
"""What `sensor.decode.tunnels.over_ip` takes."""

PORT_DNS = 53
PORT_L2TP = 1701
PORT_GTP_U = 2152
PORT_TEREDO = 3544
PORT_ESP = 4500
PORT_VXLAN = 4789
PORT_VXLAN_GPE = 4790
PORT_CAPWAP = 5247
PORT_GENEVE = 6081
PORT_MPLS = 6635
PORT_VXLAN_LINUX = 8472

TUNNEL_PORTS = port_table(
    (
        PORT_L2TP,
        PORT_GTP_U,
        PORT_TEREDO,
        PORT_ESP,
        PORT_VXLAN,
        PORT_VXLAN_GPE,
        PORT_CAPWAP,
        PORT_GENEVE,
        PORT_MPLS,
        PORT_VXLAN_LINUX,
    )
)
"""1 for each UDP port at which a tunnel may be: one look for every datagram."""

GRE_ETHERNET = 0x6558
"""Transparent Ethernet bridging: GRE's protocol type, and GENEVE's."""

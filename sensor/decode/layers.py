"""What comes next in a frame, and why decoding stopped. Compiled modules hold these as C integers."""

LAYER_DONE = 0
"""Transport reached: ports and payload are set."""
LAYER_ETHERNET = 1
LAYER_ETHERTYPE = 2
"""`Packet.next` holds an EtherType."""
LAYER_IP = 3
"""An IP header of the version that its first nibble tells."""
LAYER_IP4 = 4
LAYER_IP6 = 5
LAYER_IP_PROTOCOL = 6
"""`Packet.next` holds an IP protocol number."""
LAYER_LLC = 7
LAYER_WIFI = 8
LAYER_PPP = 9
LAYER_MPLS = 10
LAYER_AGGREGATE = 11
"""A subframe of an 802.11 aggregate."""

STOP_CUT = -1
"""The capture or the frame ends inside a header."""
STOP_LINK = -2
"""A link type that this sensor does not know."""
STOP_NOT_IP = -3
"""A frame of another network protocol (ARP, LLDP, …): fine, and nothing for us."""
STOP_MALFORMED = -4
"""A header that contradicts itself."""
STOP_FRAGMENT = -5
"""An IP fragment: to be put together before its transport can be read."""
STOP_TOO_DEEP = -6
"""More layers than `MAX_LAYERS`."""
STOP_TRANSPORT = -7
"""IP, and neither TCP nor UDP."""
STOP_ENCRYPTED = -8
"""A link or tunnel whose payload is encrypted or compressed (802.11 with WPA, ESP, PPP with MPPE)."""

STOP_NAMES = {
    STOP_CUT: "cut",
    STOP_LINK: "unknown_link",
    STOP_NOT_IP: "not_ip",
    STOP_MALFORMED: "malformed",
    STOP_FRAGMENT: "fragment",
    STOP_TOO_DEEP: "too_deep",
    STOP_TRANSPORT: "other_transport",
    STOP_ENCRYPTED: "encrypted",
}

MAX_LAYERS = 30
"""Steps for one frame. Real stacks need under 15 (QinQ in VXLAN in GRE over IPv6 with options); more is an attack."""

MAX_VLANS = 8
"""Tags kept per frame; taps stack two or three, tests of other tools up to four."""

# What the innermost IP header is carried in: `Packet.tunnel`.
TUNNEL_NONE = 0
TUNNEL_IP = 1
TUNNEL_GRE = 2
TUNNEL_NVGRE = 3
TUNNEL_ERSPAN = 4
TUNNEL_VXLAN = 5
TUNNEL_GENEVE = 6
TUNNEL_GTP = 7
TUNNEL_TEREDO = 8
TUNNEL_L2TP = 9
TUNNEL_ESP = 10
TUNNEL_CAPWAP = 11

TUNNEL_NAMES = ("", "ip", "gre", "nvgre", "erspan", "vxlan", "geneve", "gtp", "teredo", "l2tp", "esp", "capwap")

TCP_FIN = 0x01
TCP_SYN = 0x02
TCP_RST = 0x04
TCP_ACK = 0x10

PROTO_TCP = 6
PROTO_UDP = 17

"""Numbers that name what comes next in a frame: link types, EtherTypes, IP protocols. Compiled modules hold these as C integers."""

# libpcap link types (https://www.tcpdump.org/linktypes.html), and the DLT numbers that some writers put into files.
LINK_NULL = 0
LINK_ETHERNET = 1
LINK_RAW_OPENBSD = 14
LINK_RAW_BSD = 12
LINK_RAW = 101
LINK_LOOP = 108
LINK_SLL = 113
LINK_IPV4 = 228
LINK_IPV6 = 229
LINK_SLL2 = 276
LINK_TOKEN_RING = 6
LINK_ARCNET_BSD = 7
LINK_SLIP = 8
LINK_PPP = 9
LINK_FDDI = 10
LINK_PPP_HDLC = 50
LINK_PPPOE = 51
LINK_CISCO_HDLC = 104
LINK_WIFI = 105
LINK_FRAME_RELAY = 107
LINK_RADIOTAP = 127
LINK_ARCNET_LINUX = 129
LINK_PPP_PPPD = 166
LINK_PPI = 192
LINK_PPP_WITH_DIRECTION = 204
LINK_NFLOG = 239
LINK_IPOIB = 242
LINK_PKTAP = 258
LINK_PKTAP_PRIVATE = 149
"""The number that macOS itself writes for it, which is for anybody's private use."""
LINK_BROADCOM = 281
LINK_BROADCOM_IN_FRONT = 282
LINK_DSA = 284
LINK_DSA_ETHERTYPE = 285

# IEEE 802 numbers.
TYPE_IP4 = 0x0800
TYPE_IP6 = 0x86DD
TYPE_VLAN = 0x8100
TYPE_SERVICE_VLAN = 0x88A8
TYPE_QINQ_OLD = 0x9100
TYPE_QINQ_OLDER = 0x9200
TYPE_MPLS = 0x8847
TYPE_MPLS_MULTICAST = 0x8848
TYPE_PPPOE = 0x8864
TYPE_SERVICE_TAG = 0x88E7
"""I-tag of provider backbone bridges (IEEE 802.1ah)."""
TYPE_MACSEC = 0x88E5
TYPE_CISCO_METADATA = 0x8909
TYPE_VN_TAG = 0x8926
TYPE_HSR = 0x892F
TYPE_E_TAG = 0x893F
"""IEEE 802.1BR."""
TYPE_NSH = 0x894F
TYPE_ETHERNET = 0x6558
"""Transparent Ethernet bridging, as GRE and NSH carry it."""
TYPE_LENGTH_LIMIT = 0x0600
"""Below this the field is a length and an LLC header follows (IEEE 802.3 section 3.2.6)."""

# IP protocol numbers of the IPv6 extension headers (RFC 8200 section 4; RFC 4302 for AH).
HOP_BY_HOP = 0
ROUTING = 43
FRAGMENT = 44
AUTHENTICATION = 51
DESTINATION = 60
MOBILITY = 135
HIP = 139
SHIM6 = 140

# IP protocols that carry packets.
IP_IN_IP = 4
IP6_IN_IP = 41
GRE = 47
ESP = 50
ETHER_IP = 97
IP_COMPRESSED = 108
"""RFC 3173; the compression is agreed on beside the packets."""
L2TP3 = 115
MPLS_IN_IP = 137

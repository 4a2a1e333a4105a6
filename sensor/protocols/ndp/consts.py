"""Numbers of neighbour discovery (IANA "Internet Control Message Protocol version 6 (ICMPv6) Parameters")."""

PROTO_ICMP6 = 58
HOP_LIMIT = 255
"""Every message of it has this hop limit, so that none comes from beyond a router (RFC 4861 section 7.1)."""

ROUTER_SOLICITATION = 133
ROUTER_ADVERTISEMENT = 134
NEIGHBOR_SOLICITATION = 135
NEIGHBOR_ADVERTISEMENT = 136
TYPES = {
    ROUTER_SOLICITATION: "router_solicitation",
    ROUTER_ADVERTISEMENT: "router_advertisement",
    NEIGHBOR_SOLICITATION: "neighbor_solicitation",
    NEIGHBOR_ADVERTISEMENT: "neighbor_advertisement",
}
FIXED_BYTES = {
    ROUTER_SOLICITATION: 8,
    ROUTER_ADVERTISEMENT: 16,
    NEIGHBOR_SOLICITATION: 24,
    NEIGHBOR_ADVERTISEMENT: 24,
}
"""What stands before the options (RFC 4861 sections 4.1 to 4.4)."""

SOURCE_MAC = 1
TARGET_MAC = 2
"""Options with a link-layer address (RFC 4861 section 4.6.1)."""

FLAG_ROUTER = 0x80
FLAG_SOLICITED = 0x40
FLAG_OVERRIDE = 0x20

MAX_MESSAGE = 1500
"""Bytes read of one message: it has to fit into a frame. So there are never more than 185 options."""

"""Numbers of DHCPv6 (IANA "Dynamic Host Configuration Protocol for IPv6 (DHCPv6)")."""

PORT_CLIENT = 546
PORT_SERVER = 547

TYPES = {
    1: "solicit", 2: "advertise", 3: "request", 4: "confirm", 5: "renew", 6: "rebind", 7: "reply", 8: "release",
    9: "decline", 10: "reconfigure", 11: "information_request",
}  # fmt: skip
"""RFC 8415 section 7.3."""
REPLIES = frozenset({2, 7, 10})
"""What servers send."""
RELAY_FORWARD = 12
RELAY_REPLY = 13

FIXED_BYTES = 4
RELAY_FIXED_BYTES = 34
"""Type, hop count, link address and peer address (RFC 8415 section 9)."""
MAX_MESSAGE = 4096
"""Bytes read of one message; options are at least 4 long, so there are never more than 1000 at one level."""
MAX_RELAYS = 8
"""Relay messages in one another: the default limit that relays keep (RFC 8415 section 7.6)."""
MAX_ADDRESSES = 16
"""Addresses read from one message. A client has one, or two while it is moved."""

CLIENT_ID = 1
IA_NA = 3
IA_TA = 4
IA_ADDRESS = 5
RELAY_MESSAGE = 9
VENDOR_CLASS = 16
CLIENT_FQDN = 39
"""RFC 4704."""
CLIENT_LINK_LAYER = 79
"""RFC 6939: the relay tells the client's hardware address."""

IA_NA_FIXED_BYTES = 12
IA_TA_FIXED_BYTES = 4
IA_ADDRESS_FIXED_BYTES = 24
"""Address, preferred and valid lifetime (RFC 8415 section 21.6)."""

DUID_LINK_TIME = 1
DUID_LINK = 3
"""Kinds of DUID that hold a hardware address (RFC 8415 section 11)."""
HARDWARE_ETHERNET = 1

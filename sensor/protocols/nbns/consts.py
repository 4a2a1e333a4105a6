"""Numbers of NetBIOS over UDP (RFC 1002 sections 4.2 and 4.4)."""

PORT_NAMES = 137
PORT_DATAGRAMS = 138

HEADER_BYTES = 12
MAX_MESSAGE = 1500
"""Bytes read of one message; RFC 1002 section 4.2.1.1 allows 576."""
MAX_POINTERS = 4
"""Compression pointers followed in one name; real messages have one."""
MAX_ADDRESSES = 16
"""Addresses read of one name; a node has one for each network card."""
MAX_NAMES = 32
"""Names read of a node's table; Windows has some five, a domain controller a dozen."""

NAME_BYTES = 16
"""15 characters and the suffix; each byte is two letters from A to P on the wire (RFC 1001 section 14.1)."""
ENCODED_BYTES = 2 * NAME_BYTES
MAX_LABEL = 63
MAX_WIRE = 255
"""A name with its scope (RFC 1001 section 14.1, RFC 1035 section 2.3.4)."""

OPCODES = {0: "query", 5: "registration", 6: "release", 7: "wack", 8: "refresh", 9: "refresh", 15: "multihomed"}
"""RFC 1002 section 4.2.1.1; 9 and 15 are Microsoft's."""
FLAG_RESPONSE = 0x8000
FLAG_BROADCAST = 0x0010

TYPE_NB = 0x20
TYPE_STATUS = 0x21
TYPES = {TYPE_NB: "NB", TYPE_STATUS: "NBSTAT"}

FLAG_GROUP = 0x8000
"""Of a name (RFC 1002 section 4.2.1.3)."""
ADDRESS_BYTES = 6
"""Flags and address."""
ENTRY_BYTES = 18
"""A name and its flags in a node's table."""

DATAGRAMS = {0x10: "direct_unique", 0x11: "direct_group", 0x12: "broadcast"}
"""Message types that carry names (RFC 1002 section 4.4.1)."""
DATAGRAM_HEADER_BYTES = 14

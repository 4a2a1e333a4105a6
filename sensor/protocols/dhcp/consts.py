"""Numbers of DHCP (IANA "Dynamic Host Configuration Protocol (DHCP) and Bootstrap Protocol (BOOTP) Parameters")."""

PORT_SERVER = 67
PORT_CLIENT = 68

COOKIE = b"\x63\x82\x53\x63"
"""Begins the options (RFC 2131 section 3); a message without it is BOOTP of old."""
FIXED_BYTES = 236
"""What stands before the cookie (RFC 2131 section 2)."""
HEAD_BYTES = 44
"""To the end of the hardware address: worth reading where the capture kept no more."""
MAX_MESSAGE = 4096
"""Bytes read of one message: clients take some 1500 (RFC 2132 section 9.10), so there are never more than 2000 options."""

NAME_FIELD = slice(44, 108)
"""The field ``sname``, which may hold options (RFC 2131 section 4.1)."""
FILE_FIELD = slice(108, 236)

REQUEST = 1
REPLY = 2
HARDWARE_ETHERNET = 1

PAD = 0
HOST_NAME = 12
REQUESTED_ADDRESS = 50
LEASE_TIME = 51
OVERLOAD = 52
MESSAGE_TYPE = 53
VENDOR_CLASS = 60
CLIENT_ID = 61
CLIENT_FQDN = 81
END = 255

OVERLOAD_FILE = 1
OVERLOAD_NAME = 2

FQDN_FIXED_BYTES = 3
FQDN_WIRE_FORM = 0x04
"""Flag E: the name is written as in the DNS, else as plain text (RFC 4702 section 2.1)."""

TYPES = {
    1: "discover", 2: "offer", 3: "request", 4: "decline", 5: "ack", 6: "nak", 7: "release", 8: "inform",
    9: "force_renew", 10: "lease_query", 11: "lease_unassigned", 12: "lease_unknown", 13: "lease_active",
}  # fmt: skip
"""Option 53 (RFC 2132 section 9.6, RFC 3203, RFC 4388)."""

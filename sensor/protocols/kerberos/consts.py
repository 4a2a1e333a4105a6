"""Numbers of Kerberos (RFC 4120) and of its encoding (ITU-T X.690)."""

PORT_KERBEROS = 88
LENGTH_BYTES = 4
"""What stands before each message over TCP (RFC 4120 section 7.2.2)."""
MAX_MESSAGE = 16_384
"""Bytes read of one message: a request with a certificate for PKINIT has some 5000."""
MAX_ELEMENTS = 64
"""Elements looked at on one level; the body of a request has 12."""

AS_REQUEST = 0x6A
"""[APPLICATION 10] (section 5.4.1)."""
CONTEXT = 0xA0
"""[0]; the tags of the fields count from here."""
SEQUENCE = 0x30
OCTET_STRING = 0x04
GENERAL_STRING = 0x1B

FIELD_BODY = CONTEXT + 4
FIELD_CLIENT = CONTEXT + 1
FIELD_REALM = CONTEXT + 2
FIELD_SERVER = CONTEXT + 3
FIELD_ADDRESSES = CONTEXT + 9
FIELD_NAMES = CONTEXT + 1
FIELD_ADDRESS_TYPE = CONTEXT + 0
FIELD_ADDRESS = CONTEXT + 1

ADDRESS_NETBIOS = 20
"""Section 7.5.3: 16 bytes, the name of the machine that asks."""

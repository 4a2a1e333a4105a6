"""Versions, packet types, frames and limits of QUIC."""

VERSION_1 = 0x00000001
VERSION_2 = 0x6B3343CF
"""RFC 9369 section 3.1."""
VERSION_2_DRAFT = 0x709A50C4
"""draft-ietf-quic-v2-01."""
VERSION_NEGOTIATION = 0
"""RFC 9000 section 17.2.1."""
DRAFTS = 0xFF0000
"""Upper 24 bits of the versions of draft-ietf-quic-transport; the lower 8 are the draft's number."""
FIRST_DRAFT = 22
"""The first with the header of RFC 8999 (a whole byte for the length of each connection id)."""
LAST_DRAFT = 34
FACEBOOK = 0xFACEB0
"""Upper 24 bits of the private versions of mvfst."""
RESERVED_BITS = 0x0F0F0F0F
RESERVED = 0x0A0A0A0A
"""Versions ``0x?a?a?a?a`` are sent to be refused (RFC 9000 section 15)."""

GOOGLE_TEXT = 0x5130
"""``Q0``: upper half of Google's versions with its own handshake."""
GOOGLE_TLS_TEXT = 0x5430
"""``T0``: the same framing with TLS."""
VERSION_Q044 = 0x51303434
"""The first with a long header."""
VERSION_Q050 = 0x51303530
"""The first whose first packets are encrypted; its CRYPTO frames carry Google's CHLO."""
VERSION_T050 = 0x54303530
VERSION_T051 = 0x54303531

# How the versions differ for us: answers of `sensor.protocols.quic.scan.family`.
FAMILY_NONE = 0
"""No version number that we know of."""
FAMILY_PROTECTED = 1
"""Initial packets under keys that the version and the connection id tell."""
FAMILY_CLEAR = 2
"""Google's before Q050: the first message stands there in clear."""
FAMILY_UNKNOWN = 3
"""A number that QUIC has, and we have no keys for."""
FAMILY_NEGOTIATION = 4

# Packet types, numbered as in version 1 (RFC 9000 section 17.2).
PACKET_INITIAL = 0
PACKET_0RTT = 1
PACKET_HANDSHAKE = 2
PACKET_RETRY = 3
PACKET_NEGOTIATION = 4
PACKET_CLEAR = 5
"""A packet of Google's clear versions."""
PACKET_NONE = -1
"""Nothing more that is a long header."""

MAX_CONNECTION_ID = 20
"""RFC 9000 section 17.2."""
MIN_LONG = 7
"""First byte, version and two empty connection ids."""
MIN_INITIAL_DATAGRAM = 1200
"""A client's (RFC 9000 section 14.1). Asked for only where the version says nothing."""
MIN_FIRST_ID = 8
"""Bytes of the connection id that a client makes up (RFC 9000 section 7.2)."""
SAMPLE = 16
"""Bytes that header protection looks at, four behind the beginning of the packet number (RFC 9001 section 5.4.2)."""

# Frames that an Initial may hold (RFC 9000 section 12.4).
FRAME_PADDING = 0x00
FRAME_PING = 0x01
FRAME_ACK = 0x02
FRAME_ACK_ECN = 0x03
FRAME_CRYPTO = 0x06
FRAME_CLOSE = 0x1C
GOOGLE_PING = 0x07
GOOGLE_CRYPTO = 0x08
"""In Q050 and T050; T051 uses either number."""

# Answers of `FrameScan.next`.
FRAMES_CRYPTO = 1
FRAMES_END = 0
FRAMES_BAD = -1
"""A frame that does not belong there, or whose end is missing; what came before it stands."""

MAX_COALESCED = 16
"""Packets read from one datagram; stacks send two or three."""
MAX_RANGES = 4096
"""Ranges skipped in one ACK frame: two bytes each, more than fit into a frame of Ethernet."""
MAX_CRYPTO = 64 * 1024
"""Bytes of one hello put together. Real ones have 0.3 to 4 KB; servers need not hold more than 4 KB (RFC 9000 section 7.5)."""
MAX_PIECES = 2048
"""Separate runs of bytes of one hello that wait for what lies between: a 4 KB hello in every second byte."""
MAX_TAGS = 128
"""Entries of one CHLO (QUIC Crypto, "Handshake messages")."""
MAX_AGENT = 256
"""Bytes kept of the user agent."""

# Answers of `sensor.protocols.quic.scan.progress`.
PROGRESS_NONE = 0
"""Retry or Version Negotiation: nothing is agreed on yet."""
PROGRESS_HANDSHAKE = 1
PROGRESS_DATA = 2
"""A short header: its keys come out of the handshake."""

# AES-128 (FIPS 197).
AES_BLOCK = 16
"""Bytes of a block, and of a key."""
AES_ROUNDS = 10
AES_POLYNOMIAL = 0x11B
"""x**8 + x**4 + x**3 + x + 1, by which the field of AES reduces (section 4.2)."""

"""What the flow table's columns hold, and bounds. Compiled modules hold these as C integers."""

# Bits of `FlowTable.flags`.
FLOW_SEEN_0 = 0x001
"""A packet of direction 0 was seen."""
FLOW_SEEN_1 = 0x002
FLOW_SYN = 0x004
FLOW_CLIENT_1 = 0x008
"""Direction 1 is the asking side (else direction 0, where FLOW_CLIENT_KNOWN is set)."""
FLOW_CLIENT_KNOWN = 0x010
FLOW_STREAM_0 = 0x020
"""Direction 0 has a `Stream` that collects it."""
FLOW_STREAM_1 = 0x040
FLOW_WATCHED = 0x080
"""Something wanted was seen; the rest of it tells the outcome."""
FLOW_TCP = 0x100
FLOW_PROXIED = 0x200
"""Inside a CONNECT tunnel."""
FLOW_ANSWERED = 0x400
"""A SYN with ACK was seen: the server is there."""
FLOW_NAMED = 0x800
"""The client's hello names the server: what else its certificate names was not asked for."""
FLOW_HEAD_0 = 0x1000
"""The first bytes of direction 0 were looked at, or are nobody's."""
FLOW_HEAD_1 = 0x2000

NO_SLOT = -1
"""In place of a slot: the conversation is not in hand, so its outcome cannot be followed any more."""

FLOW_FINISHED = 0x4000
"""A FIN was seen: the next SYN opens another conversation, be it the same one played again."""

# What one direction carries: `FlowTable.state0` and `state1`.
STATE_START = 0
"""Nothing recognised yet, and its first byte's sequence number is not known."""
STATE_OPEN = 1
"""The next byte is the first of something."""
STATE_HTTP = 2
STATE_DNS = 3
STATE_DONE = 4
"""Nothing more is wanted of it."""
STATE_SERVER = 5
"""What a TLS server says first: its certificate may be in it."""
STATE_HTTP2 = 6

# What a reader wants of the rest of a direction.
WANT_ANYTHING = 0
"""Nothing is known of it: whatever comes is looked at."""
WANT_NOTHING = 1
WANT_REST = 2
"""It has begun something that is not whole."""
WANT_BOTH = 3
"""It is followed to its end, with the other direction."""

# Of `sensor.flows.recent`.
RECENT_SLOTS = 8192
"""Datagrams remembered, 128 KB, a power of two: some 50 ms of 80,000 a second. One pushed out early counts twice."""
RECENT_NS = 50_000_000
"""How far apart two sights of one datagram are at most: mirrors differ by microseconds, sensors' clocks by a few
milliseconds; a client that hears nothing asks again after a second (RFC 1035 section 4.2.1 says two to five)."""

# Of `sensor.flows.key`.
MULTIPLIER = 0x9E3779B97F4A7C15
"""2**64 divided by the golden ratio, odd: the usual constant of multiplicative hashing."""
MIX_SHIFT = 29

# Of `sensor.flows.cards`.
CARD_SLOTS = 4096
"""Cards, and addresses at them, remembered: 80 KB; a power of two. A newer one takes the slot of an older."""
CARD_MANY = 32
"""Addresses after which a card says no more with another one: no machine has as many, so it is a router's."""
CARD_AGAIN = 1024
"""Of so many packets of such a card one is told all the same: whoever forgot it learns anew that it is a router's."""

# Of `sensor.flows.bypass`.
BYPASS_SLOTS = 1 << 16
"""Directions at once, 512 KB: conversations with bulk to carry are few beside all that are open."""
SLOT_SHIFT = 48
"""The place of a hash is its upper bits, which the multiplication mixes best."""
MARK_BITS = 16
"""The rest of the hash takes the upper bits of a word, the lower ones these marks and the count."""
COUNT_MASK = 0x00FF
"""Weighed frames since the direction began to speak TLS or QUIC."""
WANTED = 0x0100
"""The reader wants all of it, whatever the count."""
DONE = 0x0200
"""The reader wants no more of it."""
FRESH = 0xFC00
"""How many SYNs passed that were not read yet: ports may be used again several times in one block of a ring."""
FRESH_ONE = 0x0400
"""One of them."""
ENOUGH = 64
"""Count from which a direction is let go by unless the reader has said that it is wanted."""
WEIGHT_FRAME = 3
"""Of a segment: so many full ones are 31 KB, which hold the hello and the certificates of either side."""
WEIGHT_SMALL = 1
"""Of one with little or nothing in it: while a server sends its certificates, the client acknowledges them; and some clients
cut their hello into small pieces."""
WEIGHT_DATA = 6
"""Of a segment that begins with a record of TLS application data, protected messages of TLS 1.3's handshake among them: servers
that send each by itself have five, two tickets, and the answer that tells that the client was served (RFC 8446 section 2)."""
WEIGHT_SHORT = 12
"""Of a QUIC packet with a short header: behind the handshake as well, but part of a burst from the start."""

# Of `sensor.flows.stream`, and what `sensor.engine.streams` holds of them.
STREAM_BYTES = 64 * 1024
"""Bytes kept in order: four TLS records of 2**14 (RFC 8446 section 5.1), far above any real hello (2 KB with
post-quantum shares) or request head (browsers stop at 8 to 16 KB)."""
PENDING_BYTES = 64 * 1024
"""Bytes kept that wait for a gap: one receive window of the common 64 KB."""
PENDING_SEGMENTS = 64
"""The same as segments of 1 KB; a flood of one-byte segments ends here."""

STREAM_OK = 0
STREAM_FULL = 1
"""A limit was reached; the stream keeps what it has and takes no more."""
STREAM_OVERHEAD = 1024
"""What an empty stream costs, with its origin; counted so that a flood of them meets the limit too."""

"""The bounds of reading, each with its reason."""

CHUNK = 1 << 18
"""Bytes of a file that are read and walked at a time. It stays in the second-level cache, so the pipeline reads each byte from there."""

MAX_FRAME = 262_144
"""Longest frame of an ordinary link: libpcap's MAXIMUM_SNAPLEN, four times the longest IP packet. A longer record is damage."""

MAX_RECORD = 16 * 1024 * 1024
"""Longest record of any kind (USB transfers, D-Bus messages, BIG TCP with a snapshot length to match). It bounds the buffer,
so that a length field cannot ask for the memory of the machine."""

MAX_INTERFACES = 65_536
"""Interfaces in one pcapng section. The obsolete Packet Block counts them in 16 bits; each costs about 100 bytes here."""

MAX_OPTIONS = 1_024
"""Options looked at in one Interface Description Block; about 20 kinds are defined."""

MAX_RESYNCS = 64
"""Times that reading goes on behind damage in one input: more damage than that is no capture any more."""

RESYNC_WINDOW = 1 << 20
"""Bytes searched for the next record behind damage: several of the longest records, at a cost below 10 ms."""

RESYNC_CANDIDATES = 4_096
"""Places in that window that are examined: bytes made to look like records must not cost more than a few milliseconds."""

RESYNC_CHAIN = 3
"""Records that must follow one another without a flaw before a place counts as the start of a record."""

MAX_PROBLEMS = 3
"""Problems told in full for one input; the others are counted."""

MAX_LAYERS = 3
"""Compression inside compression that is undone: twice happens by accident, more is an attack."""

INPUT_PIECE = 1 << 14
"""Compressed bytes given to a decompressor at a time: at most so much is lost before a corrupt place."""

MAX_DECODER_MEMORY = 128 * 1024 * 1024
"""Memory a decompressor may take for its dictionary: xz -9 needs 65 MiB, zstd --ultra 128 MiB; beyond that stand only
``zstd --long=28`` and up and files made to exhaust memory."""

PROBE_LIMIT = 1 << 20
"""Bytes of an input searched for the time of its first frame, when inputs are put in order."""

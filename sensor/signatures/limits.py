"""Limits on what a signature file may ask of the reader and of the matcher, each with its reason."""

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Size of one file: a list of a million names fits, a capture given by mistake does not."""

MAX_FILES = 10_000
"""Files in one pack directory; the packs that ship have dozens."""

MAX_DEPTH = 12
"""Nesting of YAML collections; the format itself needs 7 (file, signatures, signature, any, indicator, http, host)."""

MAX_NODES = 2_000_000
"""YAML nodes of one file: room for a million names, a bound on memory for anything else."""

MAX_PROBLEMS = 200
"""Problems kept of one file; after these the file is not a signature file and more lines help nobody."""

MAX_TEXT = 2_000
"""Characters of one text value (title, reason, link, pattern): longer ones are pasted by mistake."""

MAX_EXPANSION = 4_096
"""Names that one numbered range, or several in one name, may stand for."""

MAX_NAME = 253
"""Characters of a host name in text form (RFC 1035 section 2.3.4: 255 octets on the wire)."""

MAX_LABEL = 63
"""Characters of one label (RFC 1035 section 2.3.4)."""

MAX_REGEX_REPEAT = 256
"""Upper bound of a counted repeat; a label has 63 characters, a name 253."""

SMALL_REPEAT = 16
"""A counted repeat that varies by no more than this cannot make matching slow by itself."""

MAX_PAYLOAD = 1_460
"""Bytes of what one side sends first that a payload condition may look at: the first full segment on Ethernet, so that
mostly one packet tells, and few bytes are kept where it does not."""

MAX_PAYLOAD_CONDITIONS = 8
"""Payload conditions of one indicator; two or three tell a protocol."""

MAX_PAYLOAD_DATA = 256
"""Bytes of one payload condition: magic numbers are short, and long texts change with the next release."""

MIN_PAYLOAD_ANCHOR = 4
"""Bytes at offset 0 of a payload condition without a port, which is compared with every first datagram: fewer would be
met by chance."""

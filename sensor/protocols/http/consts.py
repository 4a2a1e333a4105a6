"""Methods (IANA "HTTP Method Registry") and limits."""

METHODS = (
    b"GET", b"POST", b"HEAD", b"CONNECT", b"OPTIONS", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"PROPFIND", b"PROPPATCH",
    b"MKCOL", b"COPY", b"MOVE", b"LOCK", b"UNLOCK", b"REPORT", b"SEARCH", b"QUERY", b"BITS_POST", b"CCM_POST",
    b"RPC_IN_DATA", b"RPC_OUT_DATA", b"SUBSCRIBE", b"UNSUBSCRIBE", b"NOTIFY", b"MERGE", b"CHECKOUT", b"ACL", b"PURGE",
)  # fmt: skip
"""Only these begin a request for us: a method in the registry or of a product that is common in offices."""

MAX_METHOD = 16
MAX_HEAD = 64 * 1024
"""Bytes of one request head; servers stop at 8 to 32 KB."""
MAX_HEADERS = 256
MAX_VALUE = 4096
"""Bytes of one value that are kept."""
MAX_BODY = (1 << 31) - 1
"""Bytes of body that can be stepped over: sequence numbers tell no greater distances apart (RFC 9293 section 3.4)."""
BODY_UNKNOWN = -1
"""Where the body ends is not said in so many bytes: chunks, no number, or two that differ (RFC 9112 section 6.3)."""

# Answers of `RequestScan.read` and `looks_like`.
HTTP_NOT = -1
"""Not a request."""
HTTP_MORE = 0
"""It may become one, or is one whose head does not end here."""

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What a client of HTTP/2 sends first (RFC 9113 section 3.4)."""
FRAME_HEADER = 9
"""Bytes before the payload of a frame (RFC 9113 section 4.1)."""
FRAME_HEADERS = 1
FRAME_SETTINGS = 4
FRAME_PUSH = 5
FRAME_CONTINUATION = 9
FLAG_END_HEADERS = 0x04
FLAG_PADDED = 0x08
FLAG_PRIORITY = 0x20
MAX_BLOCK = 32 * 1024
"""Bytes of one head, compressed or not; servers stop at 8 to 32 KB."""
MAX_TABLE = 16 * 1024
"""Bytes that the table of past header fields may grow to. 4 KB unless both sides agree on more, which only browsers do, and
they do not speak HTTP/2 in the clear."""

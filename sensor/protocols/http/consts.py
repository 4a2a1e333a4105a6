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

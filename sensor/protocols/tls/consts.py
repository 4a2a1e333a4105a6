"""Numbers of the record layer (RFC 8446 section 5.1)."""

RECORD_CHANGE_CIPHER = 20
RECORD_ALERT = 21
RECORD_HANDSHAKE = 22
RECORD_DATA = 23

RECORD_HEADER = 5
MAX_RECORD = 16384 + 2048
"""2**14 and the expansion that TLS 1.2 allows (RFC 5246 section 6.2.3)."""

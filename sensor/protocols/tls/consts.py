"""Numbers of the record layer (RFC 8446 section 5.1)."""

RECORD_CHANGE_CIPHER = 20
RECORD_ALERT = 21
RECORD_HANDSHAKE = 22
RECORD_DATA = 23

RECORD_HEADER = 5
ALERT_BYTES = 2
"""Of a plain alert: level and description (RFC 8446 section 6)."""
ALERT_FATAL = 2
PROTECTED_ALERTS = frozenset({ALERT_BYTES + 1 + 16, ALERT_BYTES + 1 + 8})
"""Length of the record around an alert in TLS 1.3: the alert, its type and the tag of the cipher (16 bytes, with CCM_8 8).
A Finished has 36 bytes and more, so has the first data of every common protocol."""
MAX_RECORD = 16384 + 2048
"""2**14 and the expansion that TLS 1.2 allows (RFC 5246 section 6.2.3)."""
MAX_RECORDS = 2048
"""Records that one ClientHello is spread over, so that looking for its end stays cheap: a hello of 2 KB, a byte in each."""

# Answers of `sensor.protocols.tls.scan.hello_at`.
TLS_NOT = -1
"""Not a TLS ClientHello."""
TLS_MORE = 0
"""It may become one, or is one whose end is not here yet."""
TLS_ONE_RECORD = 1
"""A whole ClientHello in the first record: its body lies in the buffer as it is."""
TLS_RECORDS = 2
"""A whole ClientHello over several records: `unwrap` puts it together."""

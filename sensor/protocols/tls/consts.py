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

# Answers of `sensor.protocols.tls.flight.ServerFlight.read`.
FLIGHT_END = -1
"""Nothing more to read: TLS 1.3 or a resumed session, where no certificate is in the clear, or no TLS."""
FLIGHT_MORE = 0
FLIGHT_CERT = 1
"""The server's own certificate is there."""

MAX_FLIGHT_RECORDS = 64
"""Records in which the certificate must come; servers use one for each message, or one for all."""
MAX_CERT = 65536
"""Bytes of one certificate; real ones have 1 to 8 KB."""

# Answers of `sensor.protocols.tls.certificate.Certificate`.
CERT_BAD = -1
"""No certificate."""
CERT_END = 0
"""No more names."""
MAX_CERT_PARTS = 4096
"""Extensions, and parts of names, that are looked at; shared certificates of large sites have some hundred names."""

# Tags of DER (X.690 section 8), as certificates use them (RFC 5280 section 4.1).
DER_INTEGER = 0x02
DER_OCTETS = 0x04
DER_OBJECT_ID = 0x06
DER_SEQUENCE = 0x30
DER_SET = 0x31
DER_DNS_NAME = 0x82
DER_VERSION = 0xA0
DER_EXTENSIONS = 0xA3
OID_COMMON_NAME = b"\x55\x04\x03"
OID_SUBJECT_ALT_NAME = b"\x55\x1d\x11"

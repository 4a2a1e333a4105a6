"""Numbers of the handshake (IANA "TLS Parameters" and "TLS ExtensionType Values")."""

HANDSHAKE_HEADER = 4
"""Type and 24 bits of length of a message (RFC 8446 section 4)."""
CLIENT_HELLO = 1
SERVER_HELLO = 2
CERTIFICATE = 11
SUPPLEMENTAL_DATA = 23
"""The one message that may stand between ServerHello and Certificate (RFC 4680 section 2)."""

EXT_SERVER_NAME = 0
EXT_GROUPS = 10
EXT_POINT_FORMATS = 11
EXT_SIGNATURES = 13
EXT_ALPN = 16
EXT_VERSIONS = 43
EXT_ECH = 0xFE0D
"""Encrypted ClientHello (RFC 9849); its outer name is no evidence of anything."""
EXT_ESNI = 0xFFCE
"""The draft before it."""
ECH_PUBLIC_NAMES = frozenset({b"cloudflare-ech.com"})
"""What providers have their clients put in clear before the encrypted name, for all their sites alike: the public_name of
their ECH configurations (RFC 9849 section 4). Beside any other name the extension may be filler, as browsers send it."""

MAX_EXTENSIONS = 256
"""Extensions walked in one hello; real ones have under 30."""
MAX_HELLO = 65536
"""The length field allows 16 MB; a hello above this is none."""

VERSIONS = {
    0x0002: "SSLv2", 0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3",
}  # fmt: skip

# Answers of `HelloScan.read`.
HELLO_WHOLE = 1
HELLO_CUT = 0
"""The bytes end inside the hello; what was found before stands."""
HELLO_BAD = -1
"""Not a ClientHello, or one whose lengths contradict each other; what was found before stands."""

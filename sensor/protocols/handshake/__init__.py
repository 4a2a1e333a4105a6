"""The TLS handshake messages that TLS over TCP and QUIC share (RFC 8446 section 4)."""

"""TLS over TCP: the records around the handshake (RFC 8446 section 5)."""

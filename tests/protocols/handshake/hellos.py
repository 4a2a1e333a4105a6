"""Hellos made of lists of numbers."""

import struct
from collections.abc import Sequence

from builders import tls

from sensor.protocols.handshake.hello import HelloScan


def hello(version: int, ciphers: Sequence[int], extensions: bytes | None, session: bytes = b"") -> bytes:
    """Return a ClientHello message; None leaves the extensions out, as before TLS 1.2."""
    body = struct.pack("!H", version) + bytes(32) + bytes([len(session)]) + session + tls.vector16(ciphers) + b"\1\0"
    return tls.handshake(1, body + (b"" if extensions is None else struct.pack("!H", len(extensions)) + extensions))


def scanned(message: bytes) -> HelloScan:
    """Return the scan of a message."""
    scan = HelloScan()
    scan.read(message, 4, len(message))
    return scan

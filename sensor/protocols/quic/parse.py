"""The ClientHello of a QUIC connection as a value."""

from sensor.model.bodies import Quic
from sensor.protocols.handshake.consts import HANDSHAKE_HEADER, HELLO_WHOLE
from sensor.protocols.handshake.fingerprint import ja3, ja4
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.quic.google import CHLO
from sensor.protocols.quic.version import version_text
from sensor.wire.name import Name


def parse_hello(version: int, handshake: bytes) -> Quic | None:
    """Return what the ClientHello in *handshake* (type and length included) says; None for bytes that are none.

    A hello that is cut short or damaged gives what came before, and no fingerprint: that of a part would be another's.
    """
    hello = HelloScan()
    if len(handshake) < HANDSHAKE_HEADER:
        return None
    end = HANDSHAKE_HEADER + int.from_bytes(handshake[1:4])
    whole = hello.read(handshake, HANDSHAKE_HEADER, min(end, len(handshake))) == HELLO_WHOLE and end <= len(handshake)
    if hello.version >> 8 != 3:
        return None
    name = Name()
    named = hello.sni >= 0 and name.read_text(handshake, hello.sni, hello.sni_end) > 0
    return Quic(
        version=version_text(version),
        sni=str(name) if named else None,
        ja3=ja3(handshake, hello) if whole else None,
        ja4=ja4(handshake, hello, "q") if whole else None,
    )


def begins_hello(piece: bytes) -> bool:
    """True for the beginning of a ClientHello of TLS 1.3 (RFC 8446 section 4.1.2), or of a CHLO."""
    return (piece[:2] == b"\x01\0" and piece[4:6] == b"\x03\x03") or piece.startswith(CHLO)

"""A ClientHello as a value."""

from sensor.model.bodies import Tls
from sensor.protocols.handshake.consts import HANDSHAKE_HEADER, HELLO_WHOLE, VERSIONS
from sensor.protocols.handshake.fingerprint import alpns, counted_numbers, is_grease, ja3, ja4
from sensor.protocols.handshake.hello import HelloScan
from sensor.wire.name import Name


def parse_client_hello(handshake: bytes) -> Tls | None:
    """Return what the ClientHello in *handshake* (type and length included) says; None for bytes that are none.

    A hello that is cut short or damaged gives what came before, and no fingerprint: that of a part would be another's.
    """
    hello = HelloScan()
    if len(handshake) < HANDSHAKE_HEADER:
        return None
    end = HANDSHAKE_HEADER + int.from_bytes(handshake[1:HANDSHAKE_HEADER])
    status = hello.read(handshake, HANDSHAKE_HEADER, min(end, len(handshake)))
    whole = status == HELLO_WHOLE and end <= len(handshake)  # one that is cut before its extensions looks whole
    if hello.version >> 8 != 3:
        return None
    return Tls(
        sni=server_name(handshake, hello),
        version=version_text(handshake, hello),
        ja3=ja3(handshake, hello) if whole else None,
        ja4=ja4(handshake, hello, "t") if whole else None,
        client_alpns=alpns(handshake, hello),
    )


def server_name(data: bytes, hello: HelloScan) -> str | None:
    """The SNI in normal form; None where there is none."""
    if hello.sni < 0:
        return None
    name = Name()
    return str(name) if name.read_text(data, hello.sni, hello.sni_end) > 0 else None


def version_text(data: bytes, hello: HelloScan) -> str:
    """The highest version that the client offers, in EVE's words."""
    offered = [value for value in counted_numbers(data, hello.versions, hello.versions_end, 1) if not is_grease(value)]
    best = max(offered, default=hello.version)
    return VERSIONS.get(best, f"0x{best:04x}")

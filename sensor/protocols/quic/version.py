"""A version as text."""

from sensor.protocols.quic.consts import GOOGLE_TEXT, GOOGLE_TLS_TEXT


def version_text(version: int) -> str:
    """A version in EVE's words: ``Q046``; the others as hexadecimal number, ``1`` or ``ff00001d``."""
    if version >> 16 in (GOOGLE_TEXT, GOOGLE_TLS_TEXT):
        text = version.to_bytes(4, "big")
        if text.isalnum():
            return text.decode("ascii")
    return f"{version:x}"

"""The NTLM message in which a client says who it is, as a value."""

from sensor.model.bodies import Ntlmssp, Smb
from sensor.protocols.ntlm.consts import (
    AUTHENTICATE,
    DOMAIN_FIELD,
    FLAG_UNICODE,
    FLAGS,
    HEAD_BYTES,
    MAX_NAME_BYTES,
    MAX_SEARCH,
    SIGNATURE,
    WORKSTATION_FIELD,
)
from sensor.wire.name import printable


def parse_session_setup(data: bytes) -> Smb | None:
    """Return what an SMB session setup in *data* says of its client, or None where it says no machine's name.

    The user is left out: the sensor looks for machines.
    """
    at = data.find(SIGNATURE, 0, MAX_SEARCH)
    message = data[at:] if at >= 0 else b""
    if len(message) < HEAD_BYTES or int.from_bytes(message[8:12], "little") != AUTHENTICATE:
        return None
    host = name_at(message, WORKSTATION_FIELD)
    return Smb(ntlmssp=Ntlmssp(host=host.lower(), domain=name_at(message, DOMAIN_FIELD) or None)) if host else None


def name_at(message: bytes, field: int) -> str:
    """Return the text whose length and place stand at *field*; nothing where it is not there."""
    length = int.from_bytes(message[field : field + 2], "little")
    start = int.from_bytes(message[field + 4 : field + 8], "little")
    raw = message[start : start + min(length, MAX_NAME_BYTES)]
    if start < HEAD_BYTES or len(raw) < length:
        return ""
    if message[FLAGS] & FLAG_UNICODE:
        raw = raw.decode("utf-16-le", "replace").encode()
    return printable(raw)

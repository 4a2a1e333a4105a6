"""A message of the NetBIOS datagram service as a value: who sent it, under which name."""

from sensor.model.bodies import Nbdgm
from sensor.protocols.nbns.consts import DATAGRAM_HEADER_BYTES, DATAGRAMS, MAX_MESSAGE
from sensor.protocols.nbns.names import read_name


def parse_datagram(message: bytes) -> Nbdgm | None:
    """Return the header and the names (RFC 1002 section 4.4.2), or None for what carries none."""
    message = message[:MAX_MESSAGE]
    if len(message) < DATAGRAM_HEADER_BYTES or message[0] not in DATAGRAMS:
        return None
    source, suffix, pos = read_name(message, DATAGRAM_HEADER_BYTES)
    if pos < 0 or not source:
        return None
    destination, destination_suffix, behind = read_name(message, pos)
    return Nbdgm(
        type=DATAGRAMS[message[0]],
        id=int.from_bytes(message[2:4]),
        source=source,
        suffix=suffix,
        source_ip=".".join(map(str, message[4:8])),
        destination=destination if behind > 0 else None,
        destination_suffix=destination_suffix if behind > 0 else None,
    )

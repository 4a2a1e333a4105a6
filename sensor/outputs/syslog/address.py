"""Where a receiver is, and how to speak to it."""

import socket
from urllib.parse import urlsplit

import msgspec

PORTS = {"udp": 514, "tcp": 601, "tls": 6514}
"""RFC 5426 section 3.3, RFC 3195 (used for plain TCP too), RFC 5425 section 4.1."""
FORM = "tls://host:6514, tcp://host:601 or udp://host:514"


class Receiver(msgspec.Struct, frozen=True, kw_only=True):
    """One receiver of syslog messages."""

    url: str
    """As it was written: also the name of the output."""
    transport: str
    host: str
    port: int
    facility: str = "local4"
    ca: str = ""
    """File with the authorities that sign the receiver's certificate; empty: the system's."""
    certificate: str = ""
    """File with our own certificate, for receivers that want one (RFC 5425 section 4.2)."""
    key: str = ""


def split_url(url: str) -> tuple[str, str, int]:
    """Return transport, host and port of *url*; ValueError says in a few words what is wrong."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{url!r} is no address of a receiver ({error}): write {FORM}") from None
    wrong = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in PORTS or not parts.hostname or wrong or port == 0:
        raise ValueError(f"{url!r} is no address of a receiver: write {FORM}")
    return parts.scheme, parts.hostname, PORTS[parts.scheme] if port is None else port


def resolve(receiver: Receiver) -> list[tuple[int, tuple[object, ...]]]:
    """Return family and socket address of each address of *receiver*; OSError when its name leads nowhere.

    This may wait for the network, so it is asked when the sensor starts and reloads, not in between.
    """
    kind = socket.SOCK_DGRAM if receiver.transport == "udp" else socket.SOCK_STREAM
    found = socket.getaddrinfo(receiver.host, receiver.port, type=kind)
    return [(int(family), address) for family, _, _, _, address in found]

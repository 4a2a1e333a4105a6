"""What a run read, and what it could and could not see."""

import msgspec

NOT_READ = "not read: interrupted before it"
"""`InputReport.error` of an input that Ctrl-C came before."""


class InputReport(msgspec.Struct):
    """One input of a run, filled while it is read. Times are nanoseconds since the epoch, None before the first frame."""

    path: str
    frames: int = 0
    bytes: int = 0
    """Bytes of frames, not of the file."""
    first: int | None = None
    last: int | None = None
    complete: bool = True
    error: str | None = None
    """One sentence: what is wrong, at which offset, what was read before it."""


class Coverage(msgspec.Struct):
    """What was visible over all inputs; the counts that stand beside every "none found"."""

    frames: int = 0
    bytes: int = 0
    hosts: int = 0
    dns: dict[str, int] = {}
    """queries, responses, over_tcp …"""
    tls: dict[str, int] = {}
    """hellos, sni, no_sni, ech, incomplete …"""
    quic: dict[str, int] = {}
    http: dict[str, int] = {}
    """requests, connects …"""
    blind: dict[str, int] = {}
    """What could not be seen: truncated, undecodable, one_sided, fragments_incomplete, encrypted_dns …"""
    weird: dict[str, int] = {}
    """Odd traffic by name; counted, never raised."""

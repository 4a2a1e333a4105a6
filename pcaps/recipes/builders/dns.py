"""DNS messages (RFC 1035), also for mDNS and LLMNR, and NetBIOS names (RFC 1002)."""

import ipaddress
import struct
from collections.abc import Iterable, Sequence

A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, OPT, HTTPS = 1, 2, 5, 6, 12, 15, 16, 28, 33, 41, 65
"""Record types (IANA DNS parameters)."""
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
"""Response codes."""

Record = tuple[str, int, int, str | bytes]
"""Owner, type, TTL in seconds, data: an address, a name, or the bytes as they stand."""


def labels(name: str) -> bytes:
    """Return *name* in wire form, not compressed. Bytes outside ASCII are written as ``\\xNN`` escapes by the caller."""
    out = b""
    for label in name.rstrip(".").split(".") if name.rstrip(".") else ():
        raw = label.encode("latin-1")
        out += bytes([len(raw)]) + raw
    return out + b"\0"


class Writer:
    """A message under construction: remembers where names stand, so that later ones point at them (section 4.1.4)."""

    def __init__(self, header: bytes) -> None:
        self.data = bytearray(header)
        self.seen: dict[str, int] = {}

    def name(self, name: str) -> None:
        """Add *name*, compressed against everything before it."""
        rest = name.rstrip(".")
        while rest:
            if rest.lower() in self.seen:
                self.data += struct.pack("!H", 0xC000 | self.seen[rest.lower()])
                return
            if len(self.data) < 0x4000:
                self.seen[rest.lower()] = len(self.data)
            label, _, rest = rest.partition(".")
            raw = label.encode("latin-1")
            self.data += bytes([len(raw)]) + raw
        self.data += b"\0"

    def question(self, name: str, kind: int, klass: int = 1) -> None:
        """Add an entry of the question section."""
        self.name(name)
        self.data += struct.pack("!HH", kind, klass)

    def record(self, owner: str, kind: int, ttl: int, value: str | bytes, klass: int = 1) -> None:
        """Add a resource record; names inside CNAME, NS and PTR data are compressed too."""
        self.name(owner)
        self.data += struct.pack("!HHIH", kind, klass, ttl, 0)
        start = len(self.data)
        if isinstance(value, bytes):
            self.data += value
        elif kind in (A, AAAA):
            self.data += ipaddress.ip_address(value).packed
        else:
            self.name(value)
        struct.pack_into("!H", self.data, start - 2, len(self.data) - start)


def query(name: str, kind: int = A, *, ident: int = 0x1234, flags: int = 0x0100, edns: bytes | None = None) -> bytes:
    """Return a query for *name*. *edns*: the options of an OPT record, ``b""`` for one without options."""
    message = Writer(struct.pack("!6H", ident, flags, 1, 0, 0, 0 if edns is None else 1))
    message.question(name, kind)
    if edns is not None:
        message.data += opt(edns)
    return bytes(message.data)


def response(
    name: str,
    kind: int = A,
    answers: Iterable[Record] = (),
    *,
    ident: int = 0x1234,
    rcode: int = NOERROR,
    flags: int = 0x8180,
    authority: Sequence[Record] = (),
    edns: bytes | None = None,
) -> bytes:
    """Return the response to a query for *name*."""
    answers = list(answers)
    counts = (1, len(answers), len(authority), 0 if edns is None else 1)
    message = Writer(struct.pack("!6H", ident, flags | rcode, *counts))
    message.question(name, kind)
    for record in (*answers, *authority):
        message.record(*record)
    if edns is not None:
        message.data += opt(edns)
    return bytes(message.data)


def opt(options: bytes = b"", size: int = 1232) -> bytes:
    """Return an OPT record (RFC 6891 section 6.1.2) that offers *size* bytes."""
    return b"\0" + struct.pack("!HHIH", OPT, size, 0, len(options)) + options


def client_subnet(network: str) -> bytes:
    """Return the EDNS option that names the asking side's network (RFC 7871 section 6)."""
    net = ipaddress.ip_network(network)
    family = 1 if net.version == 4 else 2
    kept = net.network_address.packed[: (net.prefixlen + 7) // 8]
    return struct.pack("!HHHBB", 8, 4 + len(kept), family, net.prefixlen, 0) + kept


def over_tcp(*messages: bytes) -> bytes:
    """Return messages as they follow each other on a TCP connection (RFC 1035 section 4.2.2)."""
    return b"".join(struct.pack("!H", len(message)) + message for message in messages)


def soa(zone: str) -> bytes:
    """Return the data of a start-of-authority record: what comes with NXDOMAIN."""
    return labels("ns1." + zone) + labels("hostmaster." + zone) + struct.pack("!5I", 2026112101, 1800, 900, 604800, 300)


def netbios(name: str, suffix: int = 0x00) -> str:
    """Return a NetBIOS name in first-level encoding (RFC 1001 section 14.1), to be used as the DNS name of a query."""
    padded = name.upper().ljust(15)[:15].encode("ascii") + bytes([suffix])
    return "".join(chr(0x41 + (byte >> 4)) + chr(0x41 + (byte & 15)) for byte in padded)

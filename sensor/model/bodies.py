"""What one observation says, protocol by protocol.

The field names are those of Suricata's EVE (``etc/schema.json`` of OISF/suricata), so that a body is written out as it
stands: one shape from the parser to the reader of the log. Defaults are left out when a body is encoded.
"""

import msgspec


class DnsQuery(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One entry of the question section (RFC 1035 section 4.1.2)."""

    rrname: str
    rrtype: str


class DnsRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One resource record (RFC 1035 section 4.1.3); ``rdata`` is text for the types that carry a name or address."""

    rrname: str
    rrtype: str
    ttl: int | None = None
    rdata: str | None = None


class Dns(msgspec.Struct, frozen=True, omit_defaults=True):
    """A DNS message, in EVE's version 3 shape."""

    type: str
    """``request`` or ``response``."""
    id: int
    flags: str
    """The 16 flag bits, hexadecimal."""
    version: int = msgspec.field(default_factory=lambda: 3)
    tx_id: int | None = None
    opcode: int | None = None
    rcode: str | None = None
    """Mnemonic (``NOERROR``, ``NXDOMAIN``, …) or the number as text; only in responses."""
    qr: bool = False
    aa: bool = False
    tc: bool = False
    rd: bool = False
    ra: bool = False
    z: bool = False
    queries: tuple[DnsQuery, ...] = ()
    answers: tuple[DnsRecord, ...] = ()

    @property
    def is_response(self) -> bool:
        """True when this message answers, so that the asking side is the destination."""
        return self.type == "response"


class Ja3(msgspec.Struct, frozen=True, gc=False):
    """JA3 fingerprint of a hello: the MD5 and the string it was made from."""

    hash: str
    string: str


class Tls(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the clear part of a TLS handshake over TCP tells."""

    sni: str | None = None
    version: str | None = None
    ja3: Ja3 | None = None
    ja4: str | None = None
    client_alpns: tuple[str, ...] = ()
    subject: str | None = None
    issuerdn: str | None = None
    serial: str | None = None
    fingerprint: str | None = None
    notbefore: str | None = None
    notafter: str | None = None
    subjectaltname: tuple[str, ...] = ()


class Quic(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the Initial packets of a QUIC connection tell."""

    version: str | None = None
    sni: str | None = None
    ua: str | None = None
    ja3: Ja3 | None = None
    ja4: str | None = None


class Http(msgspec.Struct, frozen=True, omit_defaults=True):
    """An HTTP request. ``hostname`` is without its port; ``url`` is the request target as sent."""

    hostname: str | None = None
    http_port: int | None = None
    url: str | None = None
    http_user_agent: str | None = None
    http_method: str | None = None
    protocol: str | None = None
    http_refer: str | None = None
    xff: str | None = None


class Dhcp(msgspec.Struct, frozen=True, omit_defaults=True):
    """A DHCPv4 or v6 message: who a device says it is (RFC 2131, RFC 8415)."""

    type: str
    id: int | None = None
    dhcp_type: str | None = None
    client_mac: str | None = None
    assigned_ip: str | None = None
    client_ip: str | None = None
    requested_ip: str | None = None
    relay_ip: str | None = None
    hostname: str | None = None
    client_id: str | None = None
    lease_time: int | None = None
    vendor_class_identifier: str | None = None


class Flow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first packet of a conversation; the evidence of an address or port alone."""

    pkts_toserver: int = 1
    start: str | None = None


Body = Dns | Tls | Quic | Http | Dhcp | Flow

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
    additionals: tuple[DnsRecord, ...] = ()
    """Read for mDNS and LLMNR alone: there they say whose the names are."""

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
    """A DHCPv4 message: who a device says it is (RFC 2131)."""

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


class Dhcpv6(msgspec.Struct, frozen=True, omit_defaults=True):
    """A DHCPv6 message, out of the relay messages around it (RFC 8415). EVE has no object for it."""

    type: str
    """``request`` from a client, ``reply`` from a server."""
    id: int | None = None
    dhcp_type: str | None = None
    """``solicit``, ``request``, ``reply`` …"""
    client_id: str | None = None
    """The DUID, hexadecimal."""
    client_mac: str | None = None
    """What a relay saw (RFC 6939), else the hardware address inside the DUID, which may be another card's."""
    hostname: str | None = None
    vendor_class_identifier: str | None = None
    addresses: tuple[str, ...] = ()
    """Addresses asked for or given, without those that the server takes back."""
    lease_time: int | None = None
    """Seconds that all of them are good for at least."""
    relay_ip: str | None = None
    """Link address of the relay nearest to the client."""
    peer_ip: str | None = None
    """The client, as that relay saw it."""


class Arp(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """An ARP packet for IPv4 (RFC 826)."""

    hw_type: str
    proto_type: str
    opcode: str
    src_mac: str
    src_ip: str
    dest_mac: str
    dest_ip: str


class Ndp(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A neighbour or router message of IPv6 (RFC 4861)."""

    type: str
    """``neighbor_solicitation``, ``neighbor_advertisement``, ``router_solicitation``, ``router_advertisement``."""
    target_ip: str | None = None
    src_mac: str | None = None
    """Option 1: the sender's own."""
    target_mac: str | None = None
    """Option 2: that of ``target_ip``."""
    router: bool = False
    """The sender says that it is one."""
    solicited: bool = False
    override: bool = False


class NetbiosName(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A name in a node's table, and what it stands for (RFC 1002 section 4.2.18)."""

    name: str
    suffix: str
    """16th byte, two hexadecimal digits: ``00`` workstation, ``20`` file server …"""
    group: bool = False


class Nbns(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message of the NetBIOS name service (RFC 1002 section 4.2)."""

    type: str
    """``request`` or ``response``."""
    id: int
    opcode: str
    rrname: str
    suffix: str
    rrtype: str
    """``NB`` or ``NBSTAT``."""
    rcode: int | None = None
    """Only in responses; 0 is success."""
    broadcast: bool = False
    ttl: int | None = None
    group: bool = False
    """The name belongs to a group of nodes, such as a workgroup."""
    addresses: tuple[str, ...] = ()
    names: tuple[NetbiosName, ...] = ()
    """The table of a node that was asked for its status."""
    mac: str | None = None


class Nbdgm(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A datagram of the NetBIOS datagram service (RFC 1002 section 4.4): browser announcements, logons."""

    type: str
    """``direct_unique``, ``direct_group`` or ``broadcast``."""
    id: int
    source: str
    suffix: str
    source_ip: str
    destination: str | None = None
    destination_suffix: str | None = None


class Krb5(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A request for a first ticket (RFC 4120 section 5.4.1)."""

    msg_type: str
    cname: str | None = None
    """Who logs on; a machine's name ends in ``$``."""
    realm: str | None = None
    sname: str | None = None
    workstation: str | None = None
    """NetBIOS name of the machine that asks. EVE has no place for it."""


class Ntlmssp(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """From where a session is opened ([MS-NLMP] section 2.2.1.3)."""

    host: str
    domain: str | None = None


class Smb(msgspec.Struct, frozen=True, omit_defaults=True):
    """The setup of an SMB session."""

    ntlmssp: Ntlmssp


class Flow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first packet of a conversation, the evidence of an address or port alone; or what one side sends in it first."""

    pkts_toserver: int = 1
    start: str | None = None
    payload: bytes = b""
    """First bytes of a TCP direction, or those of a datagram, as far as signatures look (`MAX_PAYLOAD`)."""
    from_server: bool = False
    """These are the server's; the observation's source is the client all the same."""
    resolved: str | None = None
    """The wanted name for which DNS had given the client the server's address; the conversation itself names nobody."""


Body = Dns | Tls | Quic | Http | Dhcp | Dhcpv6 | Arp | Ndp | Nbns | Nbdgm | Krb5 | Smb | Flow

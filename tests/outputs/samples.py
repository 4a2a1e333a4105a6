"""Findings, reports and observations to write out."""

from typing import Any

from sensor.model.bodies import (
    Arp,
    Dhcp,
    Dhcpv6,
    Dns,
    DnsQuery,
    DnsRecord,
    Flow,
    Http,
    Ja3,
    Krb5,
    Nbdgm,
    Nbns,
    Ndp,
    NetbiosName,
    Ntlmssp,
    Quic,
    Smb,
    Tls,
)
from sensor.model.finding import Evidence, Finding, FlowKey, FrameRef, Host, HostName, Verdict
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import Outcome
from sensor.model.report import Coverage, InputReport
from sensor.model.signature import Activity, Ban, Indicator, PackVersion, Shows, Signature, SignatureSet, Vendor
from sensor.outputs.report import Report

NOON = 1_787_313_600_123_456_789
"""2026-08-21 12:00:00.123456789 UTC, in nanoseconds."""
SECOND = 1_000_000_000

BAN = Ban(
    id="us-ndaa-fy2018-1634",
    title="NDAA for Fiscal Year 2018, section 1634",
    citation="Pub. L. 115-91 §1634",
    jurisdiction="US",
    prohibits=("use",),
    effective="2018-10-01",
    link="https://example.org/1634",
    vendors=("kaspersky",),
)
KASPERSKY = Vendor(
    id="kaspersky", name="Kaspersky", bans=(BAN.id,), products={"endpoint": "Endpoint Security", "web": "web sites"}
)


def signature(**changes: Any) -> Signature:
    """Return a signature of update hosts."""
    values: dict[str, Any] = {
        "id": "kaspersky-update-hosts",
        "sid": 1634000,
        "revision": 3,
        "title": "Database and module update servers",
        "vendor": "kaspersky",
        "product": "endpoint",
        "activity": Activity.UPDATE,
        "shows": Shows.INSTALLED,
        "weight": 0.9,
        "any": (Indicator(suffix=("upd.kaspersky.com",)),),
    }
    return Signature(**values | changes)


SIGNATURES = SignatureSet(
    signatures=(signature(),),
    vendors={"kaspersky": KASPERSKY},
    bans={BAN.id: BAN},
    packs=("kaspersky",),
    sha256="ab" * 32,
    pack_versions=(PackVersion("kaspersky", "2026.11.22", "cd" * 32),),
)


def evidence(**changes: Any) -> Evidence:
    """Return an update over TLS that succeeded."""
    values: dict[str, Any] = {
        "signature": "kaspersky-update-hosts",
        "sid": 1634000,
        "title": "Database and module update servers",
        "activity": Activity.UPDATE,
        "shows": Shows.INSTALLED,
        "field": "tls.sni",
        "value": "s07.upd.kaspersky.com",
        "count": 3,
        "outcome": Outcome.SUCCEEDED,
        "first_seen": NOON,
        "last_seen": NOON + 240 * SECOND,
        "flow": FlowKey("10.4.7.22", 51022, "203.0.113.9", 443, "TCP", "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        "frame": FrameRef("a.pcap", 17),
    }
    return Evidence(**values | changes)


def dns_evidence(**changes: Any) -> Evidence:
    """Return a question about the telemetry network that was refused."""
    values: dict[str, Any] = {
        "signature": "kaspersky-ksn",
        "sid": 1634010,
        "title": "KSN",
        "activity": Activity.TELEMETRY,
        "field": "dns.query",
        "value": "ksn-a-stat-geo.kaspersky-labs.com",
        "count": 1,
        "outcome": Outcome.REFUSED,
        "first_seen": NOON + SECOND,
        "last_seen": NOON + SECOND,
        "flow": FlowKey("10.4.7.22", 40000, "10.4.0.53", 53, "UDP", "1:x"),
        "frame": FrameRef("a.pcap", 22),
    }
    return evidence(**values | changes)


def finding(**changes: Any) -> Finding:
    """Return a confirmed installation."""
    values: dict[str, Any] = {
        "id": "f1",
        "host": Host(
            ip=("10.4.7.22",),
            mac="52:54:00:36:3e:ff",
            name="ws-0422",
            names=(HostName("ws-0422", "dhcp", NOON, NOON), HostName("WS-0422.local", "mdns", NOON, NOON)),
        ),
        "vendor": "kaspersky",
        "product": "endpoint",
        "shows": Shows.INSTALLED,
        "verdict": Verdict.CONFIRMED,
        "score": 0.974999,
        "state": "open",
        "attribution": "direct",
        "via": None,
        "first_seen": NOON,
        "last_seen": NOON + 240 * SECOND,
        "reasons": ("asked for 3 update hosts and reached KSN over TLS within 4 minutes",),
        "bans": (BAN.id,),
        "evidence": (evidence(), dns_evidence()),
    }
    return Finding(**values | changes)


def visit(**changes: Any) -> Finding:
    """Return a visit to the vendor's web site."""
    row = evidence(activity=Activity.WEB, shows=Shows.ACCESS, value="www.kaspersky.com", count=4)
    values: dict[str, Any] = {
        "id": "f2",
        "host": Host(ip=("10.4.7.9",)),
        "product": "web",
        "shows": Shows.ACCESS,
        "verdict": Verdict.POSSIBLE,
        "score": 0.5,
        "evidence": (row,),
    }
    return finding(**values | changes)


def input_report(**changes: Any) -> InputReport:
    """Return an input read to its end."""
    values: dict[str, Any] = {
        "path": "a.pcap",
        "frames": 1203,
        "bytes": 99_120,
        "first": NOON,
        "last": NOON + 60 * SECOND,
    }
    return InputReport(**values | changes)


def report(*findings: Finding, **changes: Any) -> Report:
    """Return the report of a scan of one file."""
    values: dict[str, Any] = {
        "version": "0.1.0",
        "inputs": (input_report(),),
        "findings": findings,
        "coverage": Coverage(
            frames=1203,
            bytes=99_120,
            hosts=12,
            dns={"queries": 120, "responses": 110},
            tls={"hellos": 36, "sni": 34, "ech": 1},
            quic={"initials": 4},
            blind={"encrypted_dns": 2},
            weird={"tls.hello_incomplete": 2},
        ),
        "signatures": SIGNATURES,
    }
    return Report(**values | changes)


def observation(body: Any = None, **changes: Any) -> Observation:
    """Return a ClientHello, or what *body* says."""
    values: dict[str, Any] = {
        "ts": NOON,
        "kind": "tls",
        "src": "10.4.7.22",
        "sport": 51022,
        "dst": "203.0.113.9",
        "dport": 443,
        "proto": "TCP",
        "body": body or Tls(sni="s07.upd.kaspersky.com", version="TLS 1.3", ja3=Ja3("hash", "string"), ja4="t13d"),
        "frame": 17,
    }
    return Observation(**values | changes)


def response(**changes: Any) -> Observation:
    """Return a DNS response."""
    body = Dns(
        type="response",
        id=1,
        flags="8180",
        rcode="NOERROR",
        qr=True,
        queries=(DnsQuery("s07.upd.kaspersky.com", "A"),),
        answers=(DnsRecord("s07.upd.kaspersky.com", "A", 60, "203.0.113.9"),),
    )
    values = {"kind": "dns", "src": "10.4.0.53", "sport": 53, "dst": "10.4.7.22", "dport": 40000, "proto": "UDP"}
    return observation(body, **values | changes)


def neighbour() -> Dns:
    """Return a response of mDNS or LLMNR with each kind of record."""
    return Dns(
        "response",
        0,
        "8700",
        opcode=0,
        rcode="NOERROR",
        aa=True,
        tc=True,
        rd=True,
        queries=(DnsQuery("ws-0422.local", "A"),),
        answers=(
            DnsRecord("ws-0422.local", "A", 120, "10.4.7.22"),
            DnsRecord("ws-0422.local", "AAAA", 120, "fe80::1"),
            DnsRecord("_ipp._tcp.local", "PTR", 120, "printer.local"),
            DnsRecord("printer.local", "TXT", 120, "rp=x"),
            DnsRecord("printer.local", "SRV"),
            DnsRecord("printer.local", "CNAME", None, "p.local"),
        ),
    )


def neighbours() -> list[Observation]:
    """Return what a device says of itself, in each protocol but the DNS's relatives."""
    mac, ip = "52:54:00:36:3e:ff", "10.4.7.22"
    arp = Arp("ethernet", "ipv4", "request", mac, ip, "00:00:00:00:00:00", "10.4.0.1")
    ndp = Ndp("neighbor_advertisement", "fe80::1", target_mac=mac, router=True, solicited=True, override=True)
    six = Dhcpv6("reply", 1, "reply", "00:01", mac, "ws", "MSFT 5.0", ("fd00::1",), 600, "fd00::2", "fe80::1")
    table = (NetbiosName("ws", "00"), NetbiosName("corp", "00", True))
    nbns = Nbns("response", 1, "query", "*", "00", "NBSTAT", 0, ttl=0, addresses=(ip,), names=table, mac=mac)
    return [
        observation(arp, kind="arp", proto="ARP", sport=0, dport=0),
        observation(ndp, kind="ndp", proto="IPv6-ICMP", sport=0, dport=0),
        observation(six, kind="dhcpv6", proto="UDP"),
        observation(nbns, kind="nbns", proto="UDP"),
        observation(Krb5("KRB_AS_REQ", "WS$", "CORP", "krbtgt/CORP", "ws"), kind="krb5"),
        observation(Smb(Ntlmssp("ws", "CORP")), kind="smb"),
        observation(Nbdgm("broadcast", 1, "ws", "00", ip, "corp", "1d"), kind="nbdgm", proto="UDP"),
    ]


def one_of_each() -> list[Observation]:
    """Return an observation of each kind, with little and with much in it."""
    full_tls = Tls(
        sni="a.example",
        version="TLS 1.3",
        client_alpns=("h2",),
        subject="CN=a.example",
        issuerdn="CN=ca",
        serial="01",
        fingerprint="aa:bb",
        notbefore="2026-01-01T00:00:00",
        notafter="2027-01-01T00:00:00",
        subjectaltname=("a.example",),
    )
    return [
        observation(),
        observation(full_tls, vlan=(100, 7), src_mac="52:54:00:36:3e:ff", dst_mac="12:a9:86:6c:77:de"),
        observation(Tls()),
        response(src_mac="52:54:00:36:3e:ff"),
        response(dst="2001:db8::1", src="2001:db8::53"),
        observation(Dns("request", 7, "100", rd=True), kind="dns", proto="UDP"),
        observation(Quic(version="1", sni="a.example", ua="x", ja3=Ja3("h", "s"), ja4="q13"), kind="quic", proto="UDP"),
        observation(Http("a.example", 8080, "/u.xml", "ua", "GET", "HTTP/1.1", "http://b/", "10.1.1.1"), kind="http"),
        observation(Dhcp("request", 1, "discover", "52:54:00:36:3e:ff", hostname=r"ws\xff"), kind="dhcp", proto="UDP"),
        observation(Flow(), kind="flow", frame=0),
        observation(neighbour(), kind="mdns", proto="UDP"),
        observation(neighbour(), kind="llmnr", proto="UDP"),
        observation(Dns("request", 0, "0"), kind="mdns", proto="UDP"),
        observation(Dns("request", 0, "0"), kind="llmnr", proto="UDP"),
        *neighbours(),
    ]


def match(seen: Observation, **changes: Any) -> Match:
    """Return the match of the update signature with *seen*."""
    values: dict[str, Any] = {
        "observation": seen,
        "signature": signature(),
        "indicator": 0,
        "field": "tls.sni",
        "value": "s07.upd.kaspersky.com",
    }
    return Match(**values | changes)

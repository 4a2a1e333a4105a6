"""Values for the tests of findings and hosts: a client, a resolver, a vendor, and what they say to each other."""

from collections.abc import Sequence

import msgspec

from sensor.findings.tracker import Tracker
from sensor.model.bodies import Dhcp, Dns, DnsQuery, DnsRecord, Flow, Http, Tls
from sensor.model.fields import DNS_QUERY, HTTP_CONNECT, HTTP_HOST, SERVER, TLS_SNI
from sensor.model.match import Match
from sensor.model.observation import Observation, Tunnel
from sensor.model.outcome import FlowOutcome, Outcome
from sensor.model.signature import Activity, Ban, Shows, Signature, SignatureSet, Vendor

CLIENT = "10.0.0.7"
OTHER = "10.0.0.8"
RESOLVER = "10.0.0.53"
PROXY = "10.0.0.80"
UPSTREAM = "192.0.2.53"
SERVER_IP = "203.0.113.9"
UPDATE = "s07.upd.kaspersky.com"
KSN = "dc1.ksn.kaspersky-labs.com"

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOON = 1_764_158_400 * SECOND
"""2025-11-26 12:00 UTC."""

UPDATES = Signature(
    "kaspersky-update", 1634000, 1, "Update servers", "kaspersky", "endpoint", Activity.UPDATE, Shows.INSTALLED, 0.9, ()
)
TELEMETRY = Signature(
    "kaspersky-ksn", 1634010, 1, "KSN", "kaspersky", "endpoint", Activity.TELEMETRY, Shows.INSTALLED, 0.9, ()
)
WEBSITE = Signature("kaspersky-web", 1634020, 1, "Website", "kaspersky", "website", Activity.WEB, Shows.ACCESS, 0.9, ())
ENGINE = Signature(
    "kaspersky-oem", 1634030, 1, "Engine", "kaspersky", "endpoint", Activity.UPDATE, Shows.EMBEDDED, 0.9, ()
)


def variant(signature: Signature, **changes: object) -> Signature:
    """Return *signature* with other values."""
    fields = {name: getattr(signature, name) for name in signature.__struct_fields__}
    return Signature(**{**fields, **changes})


def signature_set(*bans: Ban) -> SignatureSet:
    """Return a set with the vendor, as loading would make it."""
    vendor = Vendor("kaspersky", "Kaspersky")
    signatures = (UPDATES, TELEMETRY, WEBSITE, ENGINE)
    return SignatureSet(signatures, {"kaspersky": vendor}, {ban.id: ban for ban in bans}, ("kaspersky",), "")


def tracker(*bans: Ban, home: Sequence[str] | None = None) -> Tracker:
    """Return a tracker that calls every input ``a.pcap``."""
    return Tracker(signature_set(*bans), home=home, paths=lambda _: "a.pcap")


def question(
    name: str = UPDATE, src: str = CLIENT, dst: str = RESOLVER, ts: int = NOON, *, rd: bool = True, flow: int = 1
) -> Observation:
    """Return a DNS question."""
    body = Dns("request", 1, "0100", rd=rd, queries=(DnsQuery(name, "A"),))
    return Observation(ts, "dns", src, 50_000, dst, 53, "UDP", body, frame=1, flow=flow)


def answer(
    name: str = UPDATE,
    src: str = CLIENT,
    dst: str = RESOLVER,
    ts: int = NOON,
    rcode: str = "NOERROR",
    addresses: Sequence[str] = (),
    flow: int = 1,
) -> Observation:
    """Return the response to `question`; *src* asked, *dst* answers."""
    records = tuple(DnsRecord(name, "AAAA" if ":" in ip else "A", 60, ip) for ip in addresses)
    body = Dns("response", 1, "8180", rcode=rcode, rd=True, queries=(DnsQuery(name, "A"),), answers=records)
    return Observation(ts, "dns", dst, 53, src, 50_000, "UDP", body, frame=2, flow=flow)


def hello(name: str = UPDATE, src: str = CLIENT, dst: str = SERVER_IP, ts: int = NOON, flow: int = 2) -> Observation:
    """Return a TLS hello."""
    return Observation(ts, "tls", src, 51_022, dst, 443, "TCP", Tls(sni=name), frame=3, flow=flow)


def request(
    name: str = UPDATE,
    src: str = CLIENT,
    dst: str = SERVER_IP,
    ts: int = NOON,
    *,
    method: str = "GET",
    url: str = "/index/u0607g.xml",
    xff: str | None = None,
    flow: int = 3,
) -> Observation:
    """Return an HTTP request."""
    body = Http(hostname=name, url=url, http_method=method, xff=xff)
    return Observation(ts, "http", src, 51_023, dst, 3128 if method == "CONNECT" else 80, "TCP", body, flow=flow)


def connection(dst: str = SERVER_IP, src: str = CLIENT, ts: int = NOON, port: int = 443, flow: int = 4) -> Observation:
    """Return the first packet of a conversation."""
    return Observation(ts, "flow", src, 51_024, dst, port, "TCP", Flow(), flow=flow)


def lease(
    ip: str, mac: str, name: str | None = None, ts: int = NOON, kind: str = "ack", seconds: int | None = None
) -> Observation:
    """Return a DHCP message that gives or takes *ip*."""
    body = Dhcp("reply", dhcp_type=kind, client_mac=mac, assigned_ip=ip, hostname=name, lease_time=seconds)
    return Observation(ts, "dhcp", "10.0.0.1", 67, ip, 68, "UDP", body)


def match(
    observation: Observation, signature: Signature = UPDATES, *, field: str = "", factor: float = 1.0, note: str = ""
) -> Match:
    """Return the match of *signature* with the name (or server) that *observation* carries."""
    body = observation.body
    if isinstance(body, Dns):
        found, value = DNS_QUERY, body.queries[0].rrname
    elif isinstance(body, Tls):
        found, value = TLS_SNI, body.sni or ""
    elif isinstance(body, Http):
        found, value = (HTTP_CONNECT if body.http_method == "CONNECT" else HTTP_HOST), body.hostname or ""
    else:
        found, value = SERVER, observation.dst
    return Match(observation, signature, 0, field or found, value, factor, note)


def inside(observation: Observation, network: str) -> Observation:
    """Return *observation* as made in the virtual network *network* (``vxlan/5001``)."""
    kind, _, number = network.partition("/")
    return msgspec.structs.replace(observation, tunnel=Tunnel(kind, 1, tenant=int(number), network=network))


def succeeded(flow: int, detail: str = "") -> FlowOutcome:
    """Return the end of a conversation that got through."""
    return FlowOutcome(flow, Outcome.SUCCEEDED, NOON, 5120, detail)

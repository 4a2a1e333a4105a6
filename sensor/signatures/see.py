"""What a test names with ``see``: one line of text for one observation.

==============================================  =====================================================================
``dns.query NAME [TYPE]``                       a question; TYPE is A unless given
``dns.answer NAME``                             the target of a CNAME in an answer
``tls.sni NAME[:PORT]``, ``quic.sni NAME``      the name in a ClientHello; port 443 unless given
``tls.cert NAME``                               a name in the server's certificate
``http.host NAME``                              a GET of ``/`` at that host
``http.connect NAME[:PORT]``                    a CONNECT sent to a proxy
``http METHOD HOST[:PORT]/PATH [ua="TEXT"]``    a request; HOST is ``-`` when it names none
``flow.resolved NAME[:PORT]``                   a connection to an address that DNS gave for the name
``server.ip ADDRESS:PORT/tcp`` (or ``/udp``)    the first packet to a server; IPv6 as ``[2001:db8::1]:443/tcp``
``server.payload ADDRESS:PORT/udp DATA``        what the client sends first (before DATA: ``from=server``); DATA is
                                                hexadecimal, or a text in double quotes with ``\\r \\n \\xNN``
``tls.ja4 FINGERPRINT[:PORT]``                  a ClientHello with that JA4
``tls.subject NAME``, ``tls.issuer NAME``       names in the server's certificate, as ``CN=a.example, O=Example``
``device.mac 00:bc:99:12:34:56``                a device on the segment, told by ARP
``dhcp.vendor_class TEXT``                      a device that asks for its address
==============================================  =====================================================================
"""

import ipaddress
import re

from sensor.model import fields
from sensor.model.bodies import Arp, Body, Dhcp, Dns, DnsQuery, DnsRecord, Flow, Http, Quic, Tls
from sensor.model.observation import Observation
from sensor.signatures.devices import fingerprint
from sensor.signatures.limits import MAX_PAYLOAD
from sensor.signatures.servers import hexadecimal

CLIENT = "10.0.0.7"
"""The asking side of every test: inside the default home networks."""
SERVER = "198.51.100.1"
"""The asked side where the test names no address (RFC 5737: no network may claim it)."""
DEVICE_MAC = "52:54:00:00:00:07"
"""The device of a test that gives no hardware address."""

FORMS = (
    "dns.query NAME",
    "dns.answer NAME",
    "tls.sni NAME[:PORT]",
    "tls.cert NAME",
    "quic.sni NAME",
    "http.host NAME",
    "http.connect NAME[:PORT]",
    'http METHOD HOST/PATH [ua="…"]',
    "flow.resolved NAME[:PORT]",
    "server.ip ADDRESS:PORT/tcp",
    'server.payload ADDRESS:PORT/tcp [from=server] HEX or "TEXT"',
    "tls.ja4 FINGERPRINT[:PORT]",
    "tls.subject NAME",
    "tls.issuer NAME",
    "device.mac MAC",
    "dhcp.vendor_class TEXT",
)

_NAME_PORT = re.compile(r"(?P<name>[^\s:/]+)(?::(?P<port>\d{1,5}))?")
_HTTP = re.compile(
    r"(?P<method>[A-Za-z]+)\s+(?P<host>[^\s/:]+)(?::(?P<port>\d{1,5}))?(?P<url>/\S*)(?:\s+ua=\"(?P<ua>.*)\")?"
)
_SERVER = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<four>[0-9.]+)):(?P<port>\d{1,5})/(?P<proto>tcp|udp)")
_PAYLOAD = re.compile(
    r"(?P<server>\S+)\s+(?:from=(?P<sender>client|server)\s+)?(?:\"(?P<text>.*)\"|(?P<hex>[0-9A-Fa-f: ]+))"
)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))")
_ESCAPED = {"r": "\r", "n": "\n", "t": "\t", "0": "\0"}
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def parse_see(text: str) -> Observation:
    """Return the observation that *text* names. Raises ValueError with the forms it could have."""
    head, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    if head == "http":
        return _http(text, rest)
    if head == fields.SERVER:
        return _server(text, rest)
    if head in _BUILDERS and rest:
        return _BUILDERS[head](text, rest)
    raise ValueError(f"{text!r} names no observation; the forms are: {', '.join(FORMS)}")


def field_of(text: str) -> str | None:
    """Return the field that *text* looks at, or None for a whole HTTP request, which has several."""
    head = text.strip().partition(" ")[0]
    return head if head in fields.ALL_FIELDS else None


def _make(kind: str, body: Body, *, dst: str = SERVER, port: int, proto: str = "TCP") -> Observation:
    return Observation(ts=0, kind=kind, src=CLIENT, sport=50000, dst=dst, dport=port, proto=proto, body=body)


def _name_and_port(text: str, value: str, default: int) -> tuple[str, int]:
    found = _NAME_PORT.fullmatch(value)
    if not found or int(found["port"] or 1) > 65535:
        raise ValueError(f"{text!r}: NAME or NAME:PORT is wanted after the field")
    return found["name"].lower().removesuffix("."), int(found["port"] or default)


def _dns_query(text: str, value: str) -> Observation:
    name, _, rrtype = value.partition(" ")
    query = DnsQuery(rrname=_name_and_port(text, name, 53)[0], rrtype=rrtype.strip().upper() or "A")
    return _make("dns", Dns(type="request", id=1, flags="0100", rd=True, queries=(query,)), port=53, proto="UDP")


def _dns_answer(text: str, value: str) -> Observation:
    name = _name_and_port(text, value, 53)[0]
    asked = DnsQuery(rrname="alias.test", rrtype="A")
    record = DnsRecord(rrname="alias.test", rrtype="CNAME", ttl=60, rdata=name)
    body = Dns(type="response", id=1, flags="8180", rcode="NOERROR", qr=True, queries=(asked,), answers=(record,))
    return Observation(ts=0, kind="dns", src=SERVER, sport=53, dst=CLIENT, dport=50000, proto="UDP", body=body)


def _tls_sni(text: str, value: str) -> Observation:
    name, port = _name_and_port(text, value, 443)
    return _make("tls", Tls(sni=name), port=port)


def _tls_cert(text: str, value: str) -> Observation:
    name, port = _name_and_port(text, value, 443)
    return _make("tls", Tls(subjectaltname=(name,)), port=port)


def _quic_sni(text: str, value: str) -> Observation:
    name, port = _name_and_port(text, value, 443)
    return _make("quic", Quic(version="v1", sni=name), port=port, proto="UDP")


def _flow_resolved(text: str, value: str) -> Observation:
    name, port = _name_and_port(text, value, 443)
    return _make("flow", Flow(resolved=name), port=port)


def _http_host(text: str, value: str) -> Observation:
    name, port = _name_and_port(text, value, 80)
    return _make("http", Http(hostname=name, url="/", http_method="GET", protocol="HTTP/1.1"), port=port)


def _http_connect(text: str, value: str) -> Observation:
    name, port = _name_and_port(text, value, 443)
    body = Http(hostname=name, http_port=port, url=f"{name}:{port}", http_method="CONNECT", protocol="HTTP/1.1")
    return _make("http", body, port=3128)


def _http(text: str, value: str) -> Observation:
    found = _HTTP.fullmatch(value)
    if not found or int(found["port"] or 1) > 65535:
        raise ValueError(f'{text!r}: an HTTP request is written http METHOD HOST/PATH [ua="…"]')
    body = Http(
        hostname=None if found["host"] == "-" else found["host"].lower().removesuffix("."),
        url=found["url"],
        http_user_agent=found["ua"],
        http_method=found["method"].upper(),
        protocol="HTTP/1.1",
    )
    return _make("http", body, port=int(found["port"] or 80))


def _server(text: str, value: str, body: Flow | None = None) -> Observation:
    found = _SERVER.fullmatch(value)
    try:
        if not found or int(found["port"]) > 65535:
            raise ValueError(value)
        address = str(ipaddress.ip_address(found["six"] or found["four"]))
    except ValueError:
        raise ValueError(f"{text!r}: a server is written server.ip ADDRESS:PORT/tcp or /udp") from None
    return _make("flow", body or Flow(), dst=address, port=int(found["port"]), proto=found["proto"].upper())


def _payload(text: str, value: str) -> Observation:
    found = _PAYLOAD.fullmatch(value)
    if not found:
        raise ValueError(
            f'{text!r}: first bytes are written server.payload ADDRESS:PORT/udp [from=server] HEX or "TEXT"'
        )
    if found["hex"]:
        data = bytes.fromhex(hexadecimal(found["hex"].strip()))
    else:
        data = _ESCAPE.sub(_unescape, found["text"]).encode("latin-1", "replace")
    body = Flow(payload=data[:MAX_PAYLOAD], from_server=found["sender"] == "server")
    return _server(text, found["server"], body)


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _ESCAPED.get(found[2], found[2])


def _tls_ja4(text: str, value: str) -> Observation:
    name, port = _name_and_port(text, value, 443)
    return _make("tls", Tls(ja4=fingerprint(name)), port=port)


def _tls_subject(_text: str, value: str) -> Observation:
    return _make("tls", Tls(subject=value), port=443)


def _tls_issuer(_text: str, value: str) -> Observation:
    return _make("tls", Tls(issuerdn=value), port=443)


def _mac(text: str, value: str) -> Observation:
    mac = value.lower().replace("-", ":")
    if not _MAC.fullmatch(mac):
        raise ValueError(f"{text!r}: a hardware address is written 00:bc:99:12:34:56")
    body = Arp("ethernet", "ipv4", "request", mac, CLIENT, "00:00:00:00:00:00", SERVER)
    return Observation(ts=0, kind="arp", src=CLIENT, sport=0, dst=SERVER, dport=0, proto="ARP", body=body, src_mac=mac)


def _vendor_class(_text: str, value: str) -> Observation:
    body = Dhcp(
        type="request",
        dhcp_type="request",
        client_mac=DEVICE_MAC,
        requested_ip=CLIENT,
        vendor_class_identifier=value,
    )
    nobody, everybody = "0.0.0.0", "255.255.255.255"  # noqa: S104 - nothing is bound here
    return Observation(ts=0, kind="dhcp", src=nobody, sport=68, dst=everybody, dport=67, proto="UDP", body=body)


_BUILDERS = {
    fields.DNS_QUERY: _dns_query,
    fields.DNS_ANSWER: _dns_answer,
    fields.TLS_SNI: _tls_sni,
    fields.TLS_CERT: _tls_cert,
    fields.QUIC_SNI: _quic_sni,
    fields.HTTP_HOST: _http_host,
    fields.HTTP_CONNECT: _http_connect,
    fields.FLOW_RESOLVED: _flow_resolved,
    fields.PAYLOAD: _payload,
    fields.TLS_JA4: _tls_ja4,
    fields.TLS_SUBJECT: _tls_subject,
    fields.TLS_ISSUER: _tls_issuer,
    fields.MAC: _mac,
    fields.DHCP_VENDOR_CLASS: _vendor_class,
}

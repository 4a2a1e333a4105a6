"""The indicators that are known of the vendors, and what the packs make of them.

``intel/*_hosts.tsv`` in ``../shared`` lists them with grade and source. The tests and docs/signatures/coverage.md ask here.
"""

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from sensor.match import Matcher
from sensor.model.match import Match
from sensor.signatures.see import parse_see

UNCOVERED = Path(__file__).parents[1] / "signatures" / "uncovered.yaml"
"""A list of ``{vendor, value, reason}``: what is known and no signature wants."""
PUBLIC = re.compile(r"https?://|github:|NMAP")
"""A source that can be looked up; an index number cannot."""
HINT = 0.3
"""Most weight of what only somebody's notes know."""
NULS = r"\x00" * 24
"""The rest of Dahua's header."""
RAW = {
    "cert:O=HIKVISION,OU=DVRNVR,CN=www.hikvision.com": "tls.subject O=HIKVISION, OU=DVRNVR, CN=www.hikvision.com",
    "server:Hikvision-Webs": 'server.payload 10.0.0.9:80/tcp from=server "HTTP/1.1 200 OK\\r\\nServer: Hikvision-Webs"',
    "server:DNVRS-Webs": 'server.payload 10.0.0.9:80/tcp from=server "HTTP/1.1 200 OK\\r\\nServer: DNVRS-Webs"',
    "server:DVRDVS-Webs": 'server.payload 10.0.0.9:80/tcp from=server "HTTP/1.1 200 OK\\r\\nServer: DVRDVS-Webs"',
    "server:App-webs/": 'server.payload 10.0.0.9:80/tcp from=server "HTTP/1.1 200 OK\\r\\nServer: App-webs/"',
    "realm:Hikvision": 'server.payload 10.0.0.9:554/tcp from=server "RTSP/1.0 401 No\\r\\nX: Digest realm=\\"Hikvision\\""',
    "udp:37020": 'server.payload 239.255.255.250:37020/udp "<ProbeMatch>"',
    "server:Dahua_Rtsp_Server": 'server.payload 10.0.0.9:554/tcp from=server "RTSP/1.0 200 OK\\r\\nServer: Dahua Rtsp Server"',
    "239.255.255.251:37810/udp": "server.payload 239.255.255.251:37810/udp "
    f'"\\x20\\x00\\x00\\x00DHIP{NULS}client.notifyDevInfo"',
    'udp-payload-prefix:"PTCP"': 'server.payload 203.0.113.9:40123/udp "PTCP"',
    "dhcp60:^HUAWEI:android:": "dhcp.vendor_class HUAWEI:android:ELE",
    "server:Huawei-ATP-IGD": 'server.payload 10.0.0.1:80/tcp from=server "Server: Huawei-ATP-IGD"',
    "ssh:HUAWEI-VRP": 'server.payload 10.0.0.1:22/tcp from=server "SSH-2.0-HUAWEI-VRP3.1"',
    "sip-ua:Huawei-HomeGateway/V": 'server.payload 198.51.100.7:5060/udp "User-Agent: Huawei-HomeGateway/V100"',
    'server:"Mini_web_server_1.0_ZTE_corp_2005."': "server.payload 10.0.0.1:80/tcp from=server "
    '"Server: Mini web server 1.0 ZTE corp 2005."',
    'server:"ZTE_web_server_1.0_ZTE_corp_2015."': "server.payload 10.0.0.1:80/tcp from=server "
    '"Server: ZTE web server 1.0 ZTE corp 2015."',
    "realm:cpe@zte.com": 'server.payload 10.0.0.1:7547/tcp from=server "Digest realm=\\"cpe@zte.com\\""',
    "cert:CN=TP-LINK_CA,O=TP-LINK_Technologies_CO.,_LTD.": "tls.issuer O=TP-LINK Technologies CO., CN=TP-LINK CA",
    r"ua:^MicroMessenger_Client$": 'http GET dns.weixin.qq.com/ ua="MicroMessenger Client"',
    r"path:^/mmtls/[0-9a-f]{8}$": "http POST sgshort.wechat.com/mmtls/00ab12cd",
}
"""Rows that are no names: how each is seen."""
_NAME = re.compile(r"[a-z0-9._-]+")
_NETWORK = re.compile(r"[0-9a-f.:]+/[0-9]+")


class Known(msgspec.Struct):
    """One indicator that is graded strong or medium, whoever wrote it down."""

    vendor: str
    value: str
    grades: list[str]
    """``strong``, ``medium``; one for each row of the lists."""
    public: bool
    """A source can be looked up."""


def known_indicators(shared: Path) -> list[Known]:
    """Return what the lists in *shared* grade strong or medium, each value once; nothing where they are absent."""
    found: dict[str, Known] = {}
    for vendor, value, grade, source in [*_kaspersky(shared), *_vendors(shared)]:
        if grade not in {"strong", "medium"}:
            continue
        known = found.setdefault(value, Known(vendor, value, [], public=False))
        known.grades.append(grade)
        known.public = known.public or bool(PUBLIC.search(source))
    return list(found.values())


def reasons() -> dict[str, str]:
    """Return the values that no signature wants, with the reason."""
    return {entry["value"]: entry["reason"] for entry in yaml.safe_load(UNCOVERED.read_text())}


def sights(value: str) -> list[str]:
    """Return how *value* would be seen; of a pattern, a name that it stands for."""
    if value in RAW:
        return [RAW[value]]
    if value.startswith("oui:"):
        digits = value[4:].lower().ljust(12, "0")
        return ["device.mac " + ":".join(digits[i : i + 2] for i in range(0, 12, 2))]
    if _NETWORK.fullmatch(value):
        host = next(ipaddress.ip_network(value).hosts())
        address = f"[{host}]" if host.version == 6 else str(host)
        return [f"server.ip {address}:{port}/tcp" for port in (443, 5222)]
    name = value.replace("*", "anything")
    return [f"dns.query {name}", f"tls.sni {name}"] if _NAME.fullmatch(name) else []


def matches_of(matcher: Matcher, value: str) -> list[Match]:
    """Return the matches of all sights of *value*."""
    return [match for sight in sights(value) for match in matcher.match(parse_see(sight))]


def _kaspersky(shared: Path) -> Iterator[tuple[str, str, str, str]]:
    for host, _category, grade, _products, source in _rows(shared / "intel" / "kaspersky_hosts.tsv"):
        yield "Kaspersky", host, grade.removesuffix("(OEM)"), source


def _vendors(shared: Path) -> Iterator[tuple[str, str, str, str]]:
    for vendor, _product, value, _category, grade, source in _rows(shared / "intel" / "vendors_hosts.tsv"):
        yield vendor, value, grade, source


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().splitlines()[1:]] if path.is_file() else []

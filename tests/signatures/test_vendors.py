"""The packs of cameras, phones, apps and services: what is known of them is covered, and no website is an installation."""

import ipaddress
import re
from pathlib import Path

import pytest
import yaml

from sensor.match import Matcher
from sensor.model.match import Match
from sensor.model.signature import Shows, SignatureSet
from sensor.signatures import load
from sensor.signatures.see import parse_see

HERE = Path(__file__).parent
PUBLIC = re.compile(r"https?://|github:|NMAP")
"""A source that can be looked up; an index number cannot."""
HINT = 0.3
"""Most weight of a name that only somebody's notes know."""
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

WITHOUT_WEBSITE = frozenset(
    {
        *("dahuaddns.com", "dahuap2pcloud.com", "easy4ip.com", "easy4ipcloud.com"),
        *("djigate.com", "djiops.com", "djiservice.org", "muscdn.com", "tplinkwifi.net"),
    }
)
"""Domains of which devices and programs ask for the root or the www host; tplinkwifi.net is a router's own page."""


@pytest.fixture(scope="module")
def packs() -> SignatureSet:
    """The packs that ship."""
    return load()


@pytest.fixture(scope="module")
def matcher(packs: SignatureSet) -> Matcher:
    """Their matcher."""
    return Matcher(packs)


def rows(shared: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the values that are graded strong or medium, each with its grades and sources."""
    path = shared / "intel" / "vendors_hosts.tsv"
    if not path.is_file():
        pytest.skip("no list of vendors' hosts in ../shared")
    found: dict[str, list[tuple[str, str]]] = {}
    for line in path.read_text().splitlines()[1:]:
        _vendor, _product, value, _category, grade, source = line.split("\t")
        if grade in {"strong", "medium"}:
            found.setdefault(value, []).append((grade, source))
    return found


def sights(value: str) -> list[str]:
    """Return how *value* would be seen."""
    if value in RAW:
        return [RAW[value]]
    if value.startswith("oui:"):
        digits = value[4:].lower().ljust(12, "0")
        return ["device.mac " + ":".join(digits[i : i + 2] for i in range(0, 12, 2))]
    if re.fullmatch(r"[0-9a-f.:]+/[0-9]+", value):
        host = next(ipaddress.ip_network(value).hosts())
        address = f"[{host}]" if host.version == 6 else str(host)
        return [f"server.ip {address}:{port}/tcp" for port in (443, 5222)]
    return [f"dns.query {value}", f"tls.sni {value}"] if re.fullmatch(r"[a-z0-9.-]+", value) else []


def found(matcher: Matcher, value: str) -> list[Match]:
    """Return the matches of all sights of *value*."""
    return [match for sight in sights(value) for match in matcher.match(parse_see(sight))]


def test_what_has_a_public_source_is_covered_or_listed(shared: Path, matcher: Matcher) -> None:
    """Names, networks, hardware addresses, banners."""
    listed = {entry["value"] for entry in yaml.safe_load((HERE / "uncovered.yaml").read_text())}
    claimed = [value for value, all_ in rows(shared).items() if any(PUBLIC.search(source) for _, source in all_)]
    assert len(claimed) > 300
    assert [value for value in claimed if not found(matcher, value) and value not in listed] == []


def test_a_name_without_a_public_source_is_a_hint_at_most(shared: Path, matcher: Matcher) -> None:
    """Unless a source was found since, which then names it in the signature's references."""
    sourced = yaml.safe_load((HERE / "sourced.yaml").read_text())
    heavy = {
        value: match.signature
        for value, all_ in rows(shared).items()
        if not any(PUBLIC.search(source) for _, source in all_)
        for match in found(matcher, value)
        if match.signature.weight > HINT
    }
    assert set(heavy) == set(sourced)
    assert [value for value, source in sourced.items() if source not in heavy[value].references] == []


def test_no_website_shows_more_than_access(packs: SignatureSet, matcher: Matcher) -> None:
    """Neither a vendor's domain itself nor its www host, in any field that a browser fills."""
    wrong = [
        f"{match.signature.id}: {sight}"
        for vendor in packs.vendors.values()
        for domain in vendor.domains
        for name in (domain, f"www.{domain}")
        for sight in (f"dns.query {name}", f"tls.sni {name}", f"http.host {name}")
        for match in matcher.match(parse_see(sight))
        if match.signature.shows is not Shows.ACCESS and domain not in WITHOUT_WEBSITE
    ]
    assert wrong == []

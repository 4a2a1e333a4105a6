"""The counts that stand beside every "none found"."""

from pathlib import Path

import pytest

from sensor.engine.coverage import make_coverage
from sensor.engine.scan import ScanOptions, scan
from sensor.engine.tally import Tally
from sensor.hosts.home import Home
from sensor.signatures import load


def test_every_count_has_its_public_name() -> None:
    """No counter of the tally is lost on the way to the report, and none stands in for another."""
    tally = Tally()
    counters = sorted(name for name in dir(tally) if not name.startswith("_") and type(getattr(tally, name)) is int)
    for number, name in enumerate(counters):
        setattr(tally, name, 1000 + number)
    tally.weird = {"b": 2, "a": 1}
    tally.vpn["openvpn"] = 9
    coverage = make_coverage(tally, Home(), {"one_sided": 7})
    public = [coverage.frames, coverage.bytes]
    for group in (coverage.dns, coverage.tls, coverage.http, coverage.blind):
        public += group.values()
    told = {counters[value - 1000] for value in public if value >= 1000}
    assert set(counters) - told == {"other_network", "other_transport", "tcp_flows"}, (
        "these say nothing about what was missed"
    )
    assert coverage.blind["one_sided"] == 7
    assert coverage.blind["openvpn_flows"] == 9
    assert list(coverage.weird) == ["a", "b"]


def test_hosts_are_those_inside() -> None:
    """The other ends of their conversations are not counted."""
    tally = Tally()
    tally.known = {
        bytes([10, 0, 0, 7]),
        bytes([203, 0, 113, 9]),
        bytes(15) + b"\1",
        bytes.fromhex("20010db8") + bytes(12),
    }
    assert make_coverage(tally, Home(), {}).hosts == 2
    assert make_coverage(tally, Home(["203.0.113.0/24"]), {}).hosts == 1


@pytest.mark.parametrize(
    ("capture", "kinds"),
    [
        ("lgpl/ntop+nDPI/tests/cfgs/default/pcap/mullvad_wireguard.pcap", {"wireguard": 1}),
        ("permissive/CESNET+ipfixprobe/tests/functional/inputs/wg.pcap", {"wireguard": 4}),
        ("lgpl/ntop+nDPI/tests/cfgs/default/pcap/openvpn-tlscrypt.pcap", {"openvpn": 1}),
        ("lgpl/ntop+nDPI/tests/cfgs/default/pcap/openvpn_nohmac.pcapng", {"openvpn": 1}),
        ("permissive/arkime+arkime/tests/pcap/ike-cert_synthetic.pcap", {"ipsec": 5}),
        ("permissive/the-tcpdump-group+tcpdump/tests/espudp1.pcap", {"ipsec": 1}),
        ("lgpl/ntop+nDPI/tests/cfgs/default/pcap/dtls_old_version.pcapng", {"dtls": 1}),
        ("permissive/cisco+mercury/unit_tests/pcaps/emix.pcap", {"wireguard": 1, "ipsec": 1, "dtls": 1}),
        ("lgpl/ntop+nDPI/tests/cfgs/default/pcap/lol_wild_rift_udp.pcap", {}),
        ("lgpl/ntop+nDPI/tests/cfgs/default/pcap/gnutella.pcap", {}),
        ("lgpl/ntop+nDPI/tests/cfgs/default/pcap/zoom.pcap", {}),
        ("permissive/zeek+zeek/testing/btest/Traces/tls/webrtc-stun.pcap", {}),
    ],
)
def test_tunnels_in_captures_of_other_projects(shared: Path, capture: str, kinds: dict[str, int]) -> None:
    """As tshark tells them, but for three that it guesses from ports or a few bytes: games, file sharing, a call."""
    found = scan([str(shared / "captures" / capture)], ScanOptions(signatures=load(None))).coverage.blind
    counted = {kind: found[f"{kind}_flows"] for kind in ("wireguard", "openvpn", "ipsec", "dtls")}
    assert {kind: number for kind, number in counted.items() if number} == kinds

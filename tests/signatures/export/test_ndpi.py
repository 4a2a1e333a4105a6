"""nDPI's protocol files, in nDPI itself."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import pcapfile, tls
from scapy.layers.dns import DNS, DNSQR
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from sensor.signatures.export.exported import Exported

LINE = re.compile(r'(?:host:"[a-z0-9_.-]+"|ip:[0-9./]+)@[a-z0-9_-]+')


def test_lines(exported: Callable[..., Exported]) -> None:
    """A value and its product with the class; networks with ports, patterns and IPv6 are left out."""
    lines = [line for line in exported("ndpi").text.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines)
    assert 'host:"upd.acme.com"@acme_agent_installed' in lines
    assert 'host:"acme.com"@acme_site_access' in lines
    assert "ip:198.51.100.0/24@acme_agent_installed" in lines
    assert not any("2001:db8" in line or "192.0.2.0" in line for line in lines)


def capture(path: Path, names: list[str]) -> None:
    """Write a DNS question and a ClientHello for each of *names*."""
    frames = []
    for number, name in enumerate(names):
        ends = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / IP(
            src="10.0.0.7", dst=f"203.0.113.{number + 100}"
        )
        back = Ether(src="02:00:00:00:00:02", dst="02:00:00:00:00:01") / IP(
            dst="10.0.0.7", src=f"203.0.113.{number + 100}"
        )
        port = 50000 + number
        frames += [
            ends / UDP(sport=port, dport=53) / DNS(id=number, qd=DNSQR(qname=name)),
            ends / TCP(sport=port, dport=443, flags="S", seq=1),
            back / TCP(sport=443, dport=port, flags="SA", seq=1, ack=2),
            ends / TCP(sport=port, dport=443, flags="A", seq=2, ack=2),
            ends / TCP(sport=port, dport=443, flags="PA", seq=2, ack=2) / Raw(tls.record(tls.client_hello(name))),
        ]
    path.write_bytes(pcapfile.pcap([(number * 1_000_000, bytes(frame)) for number, frame in enumerate(frames)]))


def test_planted_names_are_detected(exported: Callable[..., Exported], tmp_path: Path) -> None:
    """`ndpiReader -p` takes the file, and calls the flows of planted names by their products."""
    if shutil.which("ndpiReader") is None:
        pytest.skip("ndpiReader is not installed (apt-get install libndpi-bin)")
    protocols, pcap = tmp_path / "acme.protos", tmp_path / "names.pcap"
    protocols.write_text(exported("ndpi").text)
    capture(pcap, ["s08.acme.com", "a.upd.acme.com", "www.acme.com", "acme.com.evil.example", "www.example.net"])
    ran = subprocess.run(
        ["ndpiReader", "-p", str(protocols), "-i", str(pcap), "-v", "2"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0
    assert "invalid" not in ran.stderr.lower()
    seen: dict[str, set[str | None]] = {}
    for line in ran.stdout.splitlines():
        found = re.search(r"\[proto: [\d.]+/(?:TLS|DNS)(?:\.(\S+?))?\].*?\[Hostname/SNI: ([^\]]+)\]", line)
        if found:
            seen.setdefault(found[2], set()).add(found[1])
    assert seen == {
        "s08.acme.com": {"acme_agent_installed"},
        "a.upd.acme.com": {"acme_agent_installed"},
        "www.acme.com": {"acme_site_access"},
        "acme.com.evil.example": {None},
        "www.example.net": {None},
    }

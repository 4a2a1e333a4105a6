"""JA4 as an independent implementation computes it, on every hello that both read."""

import logging
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from recipes import shelf
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.utils import PcapReader

from sensor.engine.scan import ScanOptions, scan
from sensor.model.bodies import Quic, Tls
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import SignatureSet

ja4plus = pytest.importorskip("ja4plus", reason="ja4plus is not installed")

NO_SIGNATURES = SignatureSet(signatures=(), vendors={}, bans={}, packs=(), sha256="")
MOST_BYTES = 300_000
"""Of a capture of another project: scapy reads some thousand packets a second."""
NOT_READ = {"kaspersky/hello-two-records.pcap": "the other reads the first record of a hello only"}
KINDS = ("clients/", "protocols/quic", "kaspersky/hello")
OURS = sorted(file for file in shelf.manifest() if file.startswith(KINDS) and file not in NOT_READ)

Prints = dict[tuple[str, int, str, int], set[str]]


def ours(path: Path) -> Prints:
    """Return what is observed, by addresses and ports."""
    found: Prints = defaultdict(set)

    def note(seen: Observation, _: list[Match]) -> None:
        if isinstance(seen.body, Tls | Quic) and seen.body.ja4:
            found[seen.src, seen.sport, seen.dst, seen.dport].add(seen.body.ja4)

    scan([str(path)], ScanOptions(signatures=NO_SIGNATURES, observe_all=True), note)
    return found


def theirs(path: Path) -> Prints:
    """Return what the other implementation says of packets without a tunnel."""
    found: Prints = defaultdict(set)
    reader = ja4plus.JA4Fingerprinter()
    logging.getLogger("ja4plus").setLevel(logging.CRITICAL)
    with warnings.catch_warnings(), PcapReader(str(path)) as packets:
        warnings.simplefilter("ignore")
        for packet in packets:
            layers: list[Any] = [packet.getlayer(kind) for kind in (IP, IPv6, TCP, UDP)]
            ip, port = layers[0] or layers[1], layers[2] or layers[3]
            if ip is not None and port is not None:
                print_ = reader.process_packet(packet)
                if print_:
                    found[ip.src, port.sport, ip.dst, port.dport].add(str(print_))
    return found


def differing(path: Path) -> tuple[int, list[tuple[object, set[str], set[str]]]]:
    """Return how many conversations both fingerprint in *path*, and those of them that differ."""
    here, there = ours(path), theirs(path)
    both = here.keys() & there.keys()
    return len(both), [(key, here[key], there[key]) for key in sorted(both) if here[key] != there[key]]


@pytest.mark.parametrize("file", OURS)
def test_our_captures(file: str) -> None:
    """Real clients over TCP and QUIC, and hellos in pieces."""
    assert differing(shelf.ROOT / file)[1] == []


def test_captures_of_other_projects(shared: Path) -> None:
    """All of them whose ground truth knows of hellos, as far as they are small."""
    compared, differences = 0, []
    captures = shared / "captures"
    for truth in sorted((captures / "truth").rglob("*.jsonl")):
        path = captures / truth.relative_to(captures / "truth").with_suffix("")
        if path.is_file() and path.stat().st_size < MOST_BYTES and '"ja3"' in truth.read_text(encoding="utf-8"):
            both, found = differing(path)
            compared += both
            differences += [(path.name, *one) for one in found]
    assert differences == []
    assert compared > 100, "so few would prove nothing"

"""Run the exported rules in a real Suricata, and compare what they hit with what Vestige matches.

usage: suricata.py [CAPTURE...]

Compared are pairs of host and name for each signature and kind of field, in the fields that Suricata 7 can carry. Prints
each difference; those that are explained stand in ``suricata.yaml``.
"""

import argparse
import ipaddress
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sensor.engine import ScanOptions, scan
from sensor.match.sightings import server_text
from sensor.model import fields
from sensor.model.bodies import Http
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import Signature, SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Settings
from sensor.signatures.export.names import names_of, names_of_http

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))

from truth.suricata_socket import Suricata  # noqa: E402 - found in the path set above

REPO = HERE.parent.parent
MAGICS = {"d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "0a0d0d0a"}
"""First bytes of pcap and pcapng."""
HEADER = 24
"""Bytes of a pcap without a packet."""
SECONDS = 60
"""For a look at the rules."""
PROGRAM = shutil.which("suricata")

_EXPLAINED = yaml.safe_load((HERE / "suricata.yaml").read_text())
UNREAD: dict[str, str] = _EXPLAINED["unread"]
EXPLANATIONS: list[dict[str, Any]] = _EXPLAINED["differences"]

GROUPS = {
    fields.DNS_QUERY: "dns",
    fields.TLS_SNI: "tls",
    fields.TLS_CERT: "cert",
    fields.QUIC_SNI: "quic",
    fields.HTTP_HOST: "http",
    fields.HTTP_CONNECT: "http",
    fields.HTTP_URL: "http",
    fields.HTTP_USER_AGENT: "http",
    fields.SERVER: "server",
    fields.TLS_SUBJECT: "handshake",
    fields.TLS_ISSUER: "handshake",
}
"""Fields that the rules carry, by the kind of rule."""


NOT_COMPARED = ""
"""Of bytes that one side sends first: where they end is another matter for a stream than for Vestige."""
KINDS = {
    "DNS question": "dns",
    "TLS name": "tls",
    "QUIC name": "quic",
    "HTTP host": "http",
    "HTTP request": "http",
    "certificate": "cert",
    "server": "server",
    "payload": NOT_COMPARED,
    "handshake": "handshake",
}
"""Kinds of rules, by the words in their messages."""


class Hit(NamedTuple):
    """One pair that a signature hit."""

    signature: str
    kind: str
    host: str
    name: str


class Difference(NamedTuple):
    """A hit that one side has only."""

    capture: str
    side: str
    hit: Hit


def write_rules(found: SignatureSet, folder: Path) -> Path:
    """Write the rules and their datasets into *folder* and return the path of the rules."""
    exported = export("suricata7", found, Settings(made=0, to_file=True))
    for name, text in exported.companions.items():
        (folder / name).write_text(text)
    path = folder / "vestige.rules"
    path.write_text(exported.text)
    return path


def check_rules(rules: Path, folder: Path) -> list[str]:
    """Return what Suricata complains of when it loads *rules*: its warnings and errors."""
    ran = run(["-T", "-S", str(rules), "-l", str(folder)])
    words = [
        line for line in (ran.stdout + ran.stderr).splitlines() if not line.lower().startswith(("i:", "info", "notice"))
    ]
    return [*words, *([f"exit status {ran.returncode}"] if ran.returncode else [])]


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run Suricata."""
    assert PROGRAM is not None
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)


def suricata_hits(found: SignatureSet, rules: Path, captures: list[Path]) -> list[set[Hit]]:
    """Return what the rules hit in each of *captures*."""
    by_sid = {signature.sid: signature for signature in found.signatures}
    with tempfile.TemporaryDirectory() as folder, Suricata(rules, Path(folder)) as program:
        logs = program.events(captures)
    return [
        {hit for event in events if event["event_type"] == "alert" for hit in _hits(by_sid, event)} for events in logs
    ]


def _hits(by_sid: dict[int, Signature], event: dict[str, Any]) -> Iterator[Hit]:
    number = event["alert"]["signature_id"]
    signature = by_sid[number - number % 10]
    kind = KINDS[event["alert"]["signature"].rpartition("(")[2].rstrip(")")]
    if kind == NOT_COMPARED:
        return
    flow = event.get("flow", event)
    for name in _values(signature, kind, event, flow):
        yield Hit(signature.id, kind, address(flow["src_ip"]), name)


def _values(signature: Signature, kind: str, event: dict[str, Any], flow: dict[str, Any]) -> list[str]:
    if kind == "dns":
        asked = [query["rrname"].lower() for query in event.get("dns", {}).get("query", [])]
        return [name for name in asked if reaches(signature, name)]
    if kind == "handshake":
        return [""]
    if kind == "server":
        return [server_text(address(flow["dest_ip"]), flow["dest_port"])]
    if kind == "cert":
        subject = event.get("tls", {}).get("subject", "")
        return [part.removeprefix("CN=").lower() for part in subject.split(", ") if part.startswith("CN=")]
    if kind == "http" and "hostname" not in event.get("http", {}):
        heads = event.get("http", {}).get("request_headers", [])  # HTTP/2: the host is a header among others
        return [
            head["value"].lower().partition(":")[0]
            for head in heads
            if head.get("name", "").lower() in (":authority", "host")
        ]
    key, inner = {"tls": ("tls", "sni"), "quic": ("quic", "sni"), "http": ("http", "hostname")}[kind]
    return [str(event.get(key, {}).get(inner, "")).lower()]


def reaches(signature: Signature, name: str) -> bool:
    """Tell whether a name of *signature* means *name*."""
    return any(one.reaches(name) for indicator in signature.any for one in names_of(indicator)) or any(
        one.reaches(name) for indicator in signature.any if indicator.http for one in names_of_http(indicator.http)
    )


def address(text: str) -> str:
    """Return an address as Vestige writes it: Suricata writes IPv6 in full."""
    return str(ipaddress.ip_address(text))


def vestige_hits(found: SignatureSet, capture: Path) -> set[Hit]:
    """Return what Vestige matches in *capture*, in the fields that the rules carry."""
    hits: set[Hit] = set()

    def seen(observation: Observation, matches: list[Match]) -> None:
        for match in matches:
            kind = GROUPS.get(match.field)
            if kind is not None and match.factor == 1.0:
                name = match.value.lower()
                if kind == "handshake":
                    name = ""
                elif kind == "http" and isinstance(observation.body, Http):
                    name = (observation.body.hostname or "").lower()
                hits.add(Hit(match.signature.id, kind, observation.asks_from[0], name))

    scan([str(capture)], ScanOptions(signatures=found), seen)
    return hits


def differences(found: SignatureSet, rules: Path, captures: list[Path]) -> tuple[list[Difference], int]:
    """Return the hits that one side has only, and the number of those that both have."""
    apart: list[Difference] = []
    together = 0
    for capture, theirs in zip(captures, suricata_hits(found, rules, captures), strict=True):
        ours = vestige_hits(found, capture)
        apart += [Difference(named(capture), "vestige", hit) for hit in sorted(ours - theirs)]
        apart += [
            Difference(named(capture), "suricata", hit) for hit in sorted(theirs - ours) if not named_already(hit, ours)
        ]
        together += len(ours & theirs)
    return apart, together


def named_already(hit: Hit, ours: set[Hit]) -> bool:
    """Tell whether *hit* is the certificate of a server whose name Vestige took from the hello of the same host."""
    return hit.kind == "cert" and hit._replace(kind="tls") in ours


def captures() -> list[Path]:
    """Return the captures of the repository that Suricata opens: not those that are compressed, are none, or are ``unread``."""
    found = sorted(path for path in (REPO / "pcaps").rglob("*.pcap*") if path.is_file() and named(path) not in UNREAD)
    return [path for path in found if path.stat().st_size > HEADER and path.read_bytes()[:4].hex() in MAGICS]


def named(capture: Path) -> str:
    """Return the name of a capture in ``suricata.yaml``: its path below ``pcaps/``."""
    return capture.relative_to(REPO / "pcaps").as_posix() if capture.is_relative_to(REPO / "pcaps") else capture.name


def explains(entry: dict[str, Any], difference: Difference) -> bool:
    """Tell whether *entry* of ``suricata.yaml`` speaks of *difference*."""
    where = (entry["capture"], entry["side"]) == (difference.capture, difference.side)
    return where and difference.hit.kind in entry["kinds"]


def main() -> int:
    """Compare the captures named on the command line, or all of the repository."""
    from sensor.signatures import load  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("captures", nargs="*", type=Path)
    found = load()
    with tempfile.TemporaryDirectory() as folder:
        rules = write_rules(found, Path(folder))
        apart, together = differences(
            found, rules, [path.resolve() for path in parser.parse_args().captures] or captures()
        )
    unexplained = [one for one in apart if not any(explains(entry, one) for entry in EXPLANATIONS)]
    for one in unexplained:
        print(one.capture, one.side, *one.hit)
    print(f"{together} pairs on both sides, {len(apart)} on one of them, {len(unexplained)} of those unexplained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())

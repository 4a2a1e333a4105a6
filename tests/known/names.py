"""Names that ordinary networks and other projects' captures hold, and which signatures want them.

The tests of the packs and docs/signatures/everyday.md ask here. Both lists stand in ``../shared``.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sensor.match import Matcher
from sensor.model import fields
from sensor.model.match import Match
from sensor.model.signature import SignatureSet
from sensor.signatures.names import is_normal
from sensor.signatures.reach import inside
from sensor.signatures.see import parse_see

Sight = tuple[str, str]
"""A field of `sensor.model.fields`, and a name in it."""

TRUTH_FIELDS = {
    "dns": fields.DNS_QUERY,
    "tls_sni": fields.TLS_SNI,
    "quic_sni": fields.QUIC_SNI,
    "gquic_sni": fields.QUIC_SNI,
    "http": fields.HTTP_HOST,
    "http2": fields.HTTP_HOST,
    "tls_cert": fields.TLS_CERT,
}
"""Kinds of facts of the truth files that carry names, and the field that shows them."""


def everyday_sights(shared: Path) -> Iterator[Sight]:
    """Yield the names that ordinary networks ask for, each as a question and in a hello; nothing where the list is absent."""
    path = shared / "intel" / "everyday-names.txt"
    for name in path.read_text().split() if path.is_file() else ():
        yield fields.DNS_QUERY, name
        yield fields.TLS_SNI, name


def capture_sights(shared: Path) -> Iterator[Sight]:
    """Yield each name that the truth files of the captures know, once a field; nothing where they are absent."""
    found: set[Sight] = set()
    for path in sorted((shared / "captures" / "truth").rglob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            fact = json.loads(line)
            name = str(fact.get("name") or "").lower().removesuffix(".")
            if fact["kind"] in TRUTH_FIELDS and is_normal(name):
                found.add((TRUTH_FIELDS[fact["kind"]], name))
    yield from sorted(found)


def hits(matcher: Matcher, sights: Iterable[Sight]) -> dict[str, list[Match]]:
    """Return the names among *sights* that a signature wants, with the matches."""
    found: dict[str, list[Match]] = {}
    for field, name in sights:
        data = name.encode()
        if matcher.names.wants(data, 0, len(data)) and (matches := matcher.match(parse_see(f"{field} {name}"))):
            found.setdefault(name, []).extend(matches)
    return found


def strangers(packs: SignatureSet, found: dict[str, list[Match]]) -> list[tuple[str, str]]:
    """Return name and signature of each of *found* outside the vendor's own domains, where the signature does not say why."""
    return [
        (name, match.signature.id)
        for name, matches in found.items()
        for match in matches
        if not inside(meant(match), packs.vendors[match.signature.vendor].domains)
        and not match.signature.any[match.indicator].why
    ]


def meant(match: Match) -> str:
    """Return the name that was asked for, without the label that a resolver's search list appended to it."""
    searched = match.field == fields.DNS_QUERY and match.factor < 1
    return match.value.rpartition(".")[0] if searched else match.value

"""A draft pack: what an import found, in our format, with everything that a list does not say left to fill in.

It loads and lint finds no error in it, but a warning for each thing left: a draft is weak, shows access only and names no
source until somebody has looked.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from sensor.signatures.checks.to_fill_in import MARK, NOBODYS
from sensor.signatures.importing.entries import Entries, Group
from sensor.signatures.importing.examples import example_of
from sensor.signatures.limits import MAX_TEXT

WEIGHT = 0.1
"""A hint, no more: nobody has said what a sighting proves."""
STEP = 10
"""From one sid to the next (`sensor.signatures.checks.sid_step`)."""
NOT_VERIFIED = "1970-01-01"
"""A day long ago: lint asks to check the sources again."""
PRODUCT = "imported"
HEAD = """\
# Draft made by `vestige signatures import` from {source}. Nobody has looked at it yet.
# `vestige signatures lint` warns of each thing that is left to fill in: who the vendor is, what a sighting shows and how
# sure it makes, where the names come from, what else can cause them.
"""


class Options(msgspec.Struct, frozen=True):
    """What the caller decides about a draft."""

    source: str
    """Name of the file, for the comment and the texts."""
    vendor: str = "imported"
    sid: int = 9_000_000
    """Number of the first signature."""


def vendor_yaml(options: Options) -> str:
    """Return ``vendor.yaml`` of the draft."""
    return _yaml(
        options,
        {
            "vendor": options.vendor,
            "name": f"{MARK}: the vendor's name",
            "domains": [NOBODYS],
            "products": {PRODUCT: f"{MARK}: the product's name"},
        },
    )


def signatures_yaml(entries: Entries, options: Options) -> str:
    """Return the file of signatures: one for each group that has a value."""
    groups = [group for group in entries.groups.values() if not group.is_empty]
    signatures = [_signature(group, number, options) for number, group in enumerate(groups)]
    return _yaml(options, {"vendor": options.vendor, "product": PRODUCT, "signatures": signatures})


def _signature(group: Group, number: int, options: Options) -> dict[str, Any]:
    """Return one signature as the tree that YAML writes."""
    indicators = list(_indicators(group, options))
    sources = list(group.sources) or [f"{MARK}: {options.source} names no source"]
    return {
        "id": f"{options.vendor}-{number + 1}",
        "sid": options.sid + STEP * number,
        "title": f"{MARK}: {' '.join(group.title.split())}"[:MAX_TEXT],
        "activity": "web",
        "shows": "access",
        "weight": WEIGHT,
        "any": indicators,
        "references": [source[:MAX_TEXT] for source in sources],
        "verified": NOT_VERIFIED,
        "false_positives": [f"{MARK}: what else can cause it"],
        "tests": [*(_test(one, match=True) for one in indicators), _test(indicators[0], match=False)],
    }


def _indicators(group: Group, options: Options) -> Iterator[dict[str, Any]]:
    why = f"{MARK}: whose name it is, imported from {options.source}"[:MAX_TEXT]
    hosts = {**{name: () for name in group.hosts if name not in group.suffixes}, **group.patterns}
    for key, found in (("host", hosts), ("suffix", group.suffixes)):
        plain = [value for value, excepted in found.items() if not excepted]
        if plain:
            yield {key: plain, "why": why}
        yield from ({key: [value], "except": list(one), "why": why} for value, one in found.items() if one)
    if group.networks:
        yield {"server": {"network": list(group.networks)}}


def _test(indicator: dict[str, Any], *, match: bool) -> dict[str, Any]:
    """Return a test that an indicator matches, or one that nothing of the draft matches."""
    if "server" in indicator:
        address = indicator["server"]["network"][0].partition("/")[0] if match else "192.0.2.1"
        return {
            "see": f"server.ip [{address}]:443/tcp" if ":" in address else f"server.ip {address}:443/tcp",
            "match": match,
        }
    name = example_of(indicator["host"][0]) if "host" in indicator else indicator["suffix"][0]
    return {"see": f"dns.query {name}" if match else f"dns.query {name}.evil.example", "match": match}


def _yaml(options: Options, tree: dict[str, Any]) -> str:
    source = " ".join(options.source.split())
    return HEAD.format(source=source) + yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=140)

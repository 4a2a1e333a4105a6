"""Whole files: nodes → signatures, a vendor, bans, or the list of shared names."""

import msgspec

from sensor.model.signature import Activity, Ban, Change, SelfTest, Shows, Signature, Vendor
from sensor.signatures import schema
from sensor.signatures.files import BANS_FILE, OVERLAY_FILE, VENDOR_FILE
from sensor.signatures.indicators import read_indicator
from sensor.signatures.names import normal_name
from sensor.signatures.nodes import Mapping, Node
from sensor.signatures.reader import Reader
from sensor.signatures.see import parse_see

MAX_SID = 2**31 - 11
"""EVE readers keep a signature id in 32 bits; nine more numbers behind a sid belong to its exported rules."""


class Documents(msgspec.Struct):
    """What the files of one load said."""

    signatures: list[Signature] = []
    vendors: list[Vendor] = []
    bans: list[Ban] = []
    changes: list[Change] = []
    shared: list[str] = []
    """Names of shared hosting (`shared-hosting.yaml`), for lint."""


def read_document(reader: Reader, root: Node | None, name: str, into: Documents) -> None:
    """Read the file called *name* (without folders) whose tree is *root* and add what it says to *into*."""
    if root is None:
        return
    if name == VENDOR_FILE:
        _read_vendor(reader, root, into)
    elif name == BANS_FILE:
        _read_bans(reader, root, into)
    elif name == OVERLAY_FILE:
        _read_changes(reader, root, into)
    elif name == "shared-hosting.yaml":
        mapping = reader.mapping(root, "shared-hosting.yaml", schema.SHARED)
        into.shared += reader.checked(mapping, "suffixes", normal_name) if mapping else ()
    else:
        _read_signatures(reader, root, into)


def _read_signatures(reader: Reader, root: Node, into: Documents) -> None:
    if isinstance(root, Mapping) and "changes" in root.items and "signatures" not in root.items:
        reader.note(root, f"a file with changes has to be called {OVERLAY_FILE}", "give it that name")
        return
    mapping = reader.mapping(root, "a signature file", schema.FILE)
    if mapping is None:
        return
    vendor, product = reader.identifier(mapping, "vendor"), reader.identifier(mapping, "product")
    for node in reader.items(mapping, "signatures"):
        signature = _read_signature(reader, node, vendor, product)
        if signature is not None:
            into.signatures.append(signature)


def _read_signature(reader: Reader, node: Node, vendor: str, product: str) -> Signature | None:
    mapping = reader.mapping(node, "signature", schema.SIGNATURE)
    if mapping is None:
        return None
    return Signature(
        id=reader.identifier(mapping, "id"),
        sid=reader.integer(mapping, "sid", default=0, low=1, high=MAX_SID),
        revision=reader.integer(mapping, "revision", default=1, low=1, high=1_000_000),
        title=reader.text(mapping, "title"),
        vendor=vendor,
        product=product,
        activity=Activity(reader.choice(mapping, "activity", schema.ACTIVITIES)),
        shows=Shows(reader.choice(mapping, "shows", schema.SHOWS)),
        weight=reader.fraction(mapping, "weight"),
        any=tuple(read_indicator(reader, item) for item in reader.items(mapping, "any")),
        references=reader.texts(mapping, "references"),
        verified=reader.date(mapping, "verified"),
        expires=reader.date(mapping, "expires"),
        false_positives=reader.texts(mapping, "false_positives"),
        tests=tuple(_read_test(reader, item) for item in reader.items(mapping, "tests")),
        at=mapping.at,
    )


def _read_test(reader: Reader, node: Node) -> SelfTest:
    mapping = reader.mapping(node, "test", schema.TEST)
    if mapping is None:
        return SelfTest(see="", match=False, at=node.at)
    see = reader.text(mapping, "see")
    if see:
        reader.tried(mapping.items["see"][1], "see", see, parse_see)
    return SelfTest(see=see, match=reader.boolean(mapping, "match"), at=node.at)


def _read_vendor(reader: Reader, root: Node, into: Documents) -> None:
    mapping = reader.mapping(root, "vendor.yaml", schema.VENDOR)
    if mapping is None:
        return
    into.vendors.append(
        Vendor(
            id=reader.identifier(mapping, "vendor"),
            name=reader.text(mapping, "name"),
            version=reader.text(mapping, "version"),
            aliases=reader.texts(mapping, "aliases"),
            companies=reader.texts(mapping, "companies"),
            domains=reader.checked(mapping, "domains", normal_name),
            bans=reader.texts(mapping, "bans"),
            products=_read_products(reader, mapping),
            at=mapping.at,
        )
    )


def _read_products(reader: Reader, parent: Mapping) -> dict[str, str]:
    node = reader.value(parent, "products")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        reader.note(node, "products: a mapping of product id to name is wanted here")
        return {}
    return {key: reader.text(node, key) for key in node.items}


def _entries(
    reader: Reader, mapping: Mapping | None, key: str, level: str, keys: dict[str, schema.Key]
) -> list[Mapping]:
    """Return the entries of the list under *key* that are mappings, their keys checked against *keys*."""
    if mapping is None:
        return []
    found = (reader.mapping(node, level, keys) for node in reader.items(mapping, key))
    return [entry for entry in found if entry is not None]


def _read_bans(reader: Reader, root: Node, into: Documents) -> None:
    mapping = reader.mapping(root, "bans.yaml", schema.BANS)
    into.bans += [_read_ban(reader, ban) for ban in _entries(reader, mapping, "bans", "ban", schema.BAN)]


def _read_ban(reader: Reader, ban: Mapping) -> Ban:
    return Ban(
        id=reader.identifier(ban, "id"),
        title=reader.text(ban, "title"),
        citation=reader.text(ban, "citation"),
        jurisdiction=reader.text(ban, "jurisdiction"),
        prohibits=reader.choices(ban, "prohibits", schema.PROHIBITS),
        effective=reader.date(ban, "effective", partial=True),
        until=reader.date(ban, "until", partial=True),
        link=reader.text(ban, "link"),
        vendors=reader.texts(ban, "vendors"),
        note=reader.text(ban, "note"),
        at=ban.at,
    )


def _read_changes(reader: Reader, root: Node, into: Documents) -> None:
    mapping = reader.mapping(root, "overlay.yaml", schema.OVERLAY)
    into.changes += [
        _read_change(reader, change) for change in _entries(reader, mapping, "changes", "change", schema.CHANGE)
    ]


def _read_change(reader: Reader, change: Mapping) -> Change:
    if ("disable" in change.items) == ("weight" in change.items):
        reader.note(change, "a change has exactly one of disable, weight")
    elif "disable" in change.items and not reader.boolean(change, "disable"):
        reader.note(change.items["disable"][0], "disable is true or not there", "take the entry out")
    return Change(
        signature=reader.identifier(change, "signature"),
        reason=reader.text(change, "reason"),
        weight=reader.fraction(change, "weight") if "weight" in change.items else None,
        owner=reader.text(change, "owner"),
        until=reader.date(change, "until"),
        at=change.at,
    )

"""Which conditions on a device or a handshake nearly hold, and what they miss: a part of what `sensor.match.explain` tells."""

from collections.abc import Iterator
from itertools import takewhile

from sensor.match.devices import Device, DeviceIndex, Rule, condition_text
from sensor.match.handshakes import HandshakeTable, handshake_text
from sensor.model.bodies import Quic, Tls
from sensor.signatures.anchors import longest_text
from sensor.signatures.names import REGEX_PREFIX, is_regex
from sensor.signatures.narrow import wants_port

Near = tuple[Rule, str, str]
"""A rule, its text, and why it does not hold."""

NEAR_DIGITS = 4
"""Hexadecimal digits that a hardware address shares with a block that it is near to: fewer are chance."""
NEAR_TEXT = 4
"""Characters that a vendor class shares with a pattern that it is near to."""
LOCAL_BIT = 2
"""Bit of the first octet of a hardware address that nobody's block holds: it was given locally (IEEE 802c)."""
JA4_PARTS = ("what the hello offers", "its cipher suites", "its extensions")


def near_devices(index: DeviceIndex, device: Device) -> Iterator[Near]:
    """Yield the ``mac`` and ``dhcp`` conditions that *device* nearly fulfils, the nearest first."""
    if device.mac:
        yield from _near_blocks(index, device.mac)
    for signature, position, pattern in index.classes:
        condition = signature.any[position].dhcp
        assert condition is not None
        text, start = device.vendor_class, _start(condition.vendor_class)
        shared = _shared(text.lower(), start.lower())
        if shared >= NEAR_TEXT and not pattern.matches(text):
            why = f"begins with {text[:shared]}, but the whole is not wanted"
            yield (signature, position), condition_text(signature, position), why


def near_handshakes(table: HandshakeTable, body: Tls | Quic, port: int) -> Iterator[Near]:
    """Yield the ``tls`` conditions that a handshake on *port* nearly fulfils."""
    for ja4, rules in table.fingerprints.items():
        for rule in rules:
            if body.ja4 == ja4 and not wants_port(rule[0].any[rule[1]], port):
                yield rule, _text(rule), f"port {port} is not wanted"
            elif body.ja4 and (why := _unlike(body.ja4, ja4)):
                yield rule, f"tls ja4 {ja4}", why
    if isinstance(body, Tls):
        yield from _near_names(table, body, port)


def _near_blocks(index: DeviceIndex, mac: str) -> Iterator[Near]:
    digits = mac.replace(":", "")
    first = int(digits[:2], 16)
    if first & LOCAL_BIT:
        made_of = f"{first & ~LOCAL_BIT:02x}{digits[2:]}"
        for block, rules in index.blocks.items():
            if made_of.startswith(block):
                yield from ((rule, f"mac {block}", "the address was given locally, by no maker") for rule in rules)
        return
    shared = {block: _shared(digits, block) for block in index.blocks}
    most = max((size for block, size in shared.items() if size < len(block)), default=0)
    for block, size in shared.items():
        if NEAR_DIGITS <= size == most:
            why = f"shares the first {size} digits, not {block[size:]}"
            yield from ((rule, f"mac {block}", why) for rule in index.blocks[block])


def _near_names(table: HandshakeTable, body: Tls, port: int) -> Iterator[Near]:
    for signature, position, test in table.names:
        why = test.failure(body)
        if not why and not wants_port(signature.any[position], port):
            why = f"port {port} is not wanted"
        elif why and not any(
            pattern and text and longest_text(pattern).lower() in text.lower()
            for pattern, text in ((test.condition.subject, body.subject), (test.condition.issuer, body.issuerdn))
        ):
            continue
        if why:
            yield (signature, position), _text((signature, position)), why


def _unlike(seen: str, wanted: str) -> str:
    """Return which parts of two fingerprints differ where one part of a hash is shared, else nothing."""
    pairs = list(zip(seen.split("_"), wanted.split("_"), JA4_PARTS, strict=False))
    differs = [part for one, other, part in pairs if one != other]
    hashes_differ = sum(one != other for one, other, _ in pairs[1:])
    if not differs or hashes_differ == len(pairs) - 1:
        return ""
    return f"another client: {' and '.join(differs)} differ"


def _start(pattern: str) -> str:
    """Return what stands at the start of *pattern* before the first character with a meaning of its own."""
    special = r"*?[](){}.|+\$" if is_regex(pattern) else "*?"
    return "".join(takewhile(lambda char: char not in special, pattern.removeprefix(REGEX_PREFIX).removeprefix("^")))


def _shared(one: str, other: str) -> int:
    """Return how many characters at the left end are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _text(rule: Rule) -> str:
    return handshake_text(rule[0].any[rule[1]])

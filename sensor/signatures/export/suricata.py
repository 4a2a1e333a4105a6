"""Rules for Suricata 7 and 8 (https://docs.suricata.io/): one for each field of a signature, with long lists as datasets.

Each rule has one of the ten numbers from the signature's own; class, weight and dates go along as metadata.
"""

import re
from collections.abc import Iterator

from sensor.model.signature import Signature, SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, head, one_line
from sensor.signatures.export.grades import level, priority
from sensor.signatures.export.suricata_rules import LIMITS_7, Maker, Rule

NUMBERS = 10
"""Numbers from one signature's to the next one's."""
NO_NUMBER = "a signature has ten numbers for its rules, and it takes more"
_REFERENCE = re.compile(r"https?://([A-Za-z0-9./_?=&%~+#:-]+)")
"""References that a rule can hold without an escape."""


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return the rules, and the datasets that they load."""
    notes = Notes()
    maker = Maker(notes, 8 if settings.form == "suricata8" else 7, settings.to_file)
    lines: list[str] = []
    for signature in found.signatures:
        made = list(_numbered(signature, maker.rules(signature), notes))
        if made:
            notes.carry(signature)
            lines += ["", f"# {one_line(signature.title)}", *made]
    if maker.version < 8:
        notes.remarks.append(LIMITS_7)
    text = head(found, notes, settings) + "\n".join(lines) + "\n"
    return notes.exported(text, maker.datasets)


def _numbered(signature: Signature, rules: list[Rule], notes: Notes) -> Iterator[str]:
    """Yield the rules with numbers: each the place it would like if that is free, else the next one that nobody would like."""
    liked = {rule.place for rule in rules}
    spare = [place for place in range(NUMBERS - 1, -1, -1) if place not in liked]
    spare.sort(key=lambda place: (place < 7, place))
    taken: set[int] = set()
    for rule in rules:
        place = rule.place if rule.place >= 0 and rule.place not in taken else next(iter(spare), None)
        if place is None:
            notes.left_out(signature, f"{rule.words}: {rule.values}", NO_NUMBER)
            continue
        if place in spare:
            spare.remove(place)
        taken.add(place)
        yield _line(signature, rule, signature.sid + place)


def _line(signature: Signature, rule: Rule, sid: int) -> str:
    """Return one rule."""
    ends = f"any any -> {rule.destination} {rule.ports}"
    if rule.answers:
        ends = f"{rule.destination} {rule.ports} -> any any"
    options = [
        f'msg:"{_message(f"Vestige {signature.vendor}/{signature.product} {signature.title} ({rule.words})")}";',
        *rule.options,
        *([f"flowbits:isnotset,vestige.{sid}; flowbits:set,vestige.{sid};"] if rule.once else []),
        f"classtype:policy-violation; priority:{priority(signature)};",
        *(f"reference:url,{found[1]};" for one in signature.references if (found := _REFERENCE.fullmatch(one))),
        f"metadata:{', '.join(_metadata(signature))};",
        f"sid:{sid}; rev:{signature.revision};",
    ]
    return f"alert {rule.protocol} {ends} ({' '.join(options)})"


def _metadata(signature: Signature) -> Iterator[str]:
    yield f"vestige {signature.id}"
    yield f"vendor {signature.vendor}"
    yield f"product {signature.product}"
    yield f"activity {signature.activity}"
    yield f"shows {signature.shows}"
    yield f"weight {signature.weight:g}"
    yield f"level {level(signature)}"
    if signature.verified:
        yield f"verified {signature.verified}"
    if signature.expires:
        yield f"expires {signature.expires}"


def _message(text: str) -> str:
    """Return *text* for ``msg``: without what would end it."""
    return one_line(text).replace('"', "'").replace(";", ",").replace("\\", "/")

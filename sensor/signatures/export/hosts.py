"""A hosts file (hosts(5)): whole names only, each pointing nowhere."""

from sensor.model.signature import SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, head
from sensor.signatures.export.names import Kind
from sensor.signatures.export.plain import blocked_names

NOWHERE = "0.0.0.0"  # noqa: S104 - the address that no host has (RFC 1122 section 3.2.1.3)
BELOW = "a hosts file knows whole names only, not what lies below them"
PATTERN = "a hosts file knows no patterns"


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return a line for each whole name; of a suffix the name itself."""
    notes = Notes()
    lines: dict[str, None] = {}
    for plain in blocked_names(found, notes, settings.everything):
        if plain.name.kind is Kind.PATTERN:
            notes.left_out(plain.signature, plain.name.text, PATTERN)
            continue
        if plain.name.kind is Kind.BELOW:
            notes.less(plain.signature, plain.name.text, BELOW)
        notes.carry(plain.signature)
        lines.setdefault(f"{NOWHERE} {plain.name.text}\n")
    return notes.exported(head(found, notes, settings) + "".join(lines))

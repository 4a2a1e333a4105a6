"""An AdGuard DNS filter (https://adguard-dns.io/kb/general/dns-filtering-syntax/).

``|name^`` is a name, ``||name^`` a name and all below it, ``/…/`` a regular expression, ``$denyallow`` what a rule excepts.
"""

from sensor.model.signature import SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, head, one_line
from sensor.signatures.export.names import Kind, Name
from sensor.signatures.export.plain import blocked_names


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return a rule for each name and pattern."""
    notes = Notes()
    rules: dict[str, None] = {}
    for plain in blocked_names(found, notes, settings.everything):
        notes.carry(plain.signature)
        rules.setdefault(rule(plain.name))
    title = one_line(f"! Title: Vestige: {', '.join(found.packs)}")
    return notes.exported(f"{title}\n{head(found, notes, settings)}" + "".join(f"{one}\n" for one in rules))


def rule(name: Name) -> str:
    """Return the rule that blocks *name*."""
    if name.kind is Kind.WHOLE:
        return f"|{name.text}^"
    body = name.body.replace("\\/", "/").replace("/", "\\/")
    pattern = f"/^{body}$/" if name.kind is Kind.PATTERN else f"||{name.text}^"
    return pattern + (f"$denyallow={'|'.join(name.excluding)}" if name.excluding else "")

"""A DNS Response Policy Zone (draft-vixie-dnsop-dns-rpz): names that a resolver answers with NXDOMAIN."""

from sensor.model.signature import SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, head
from sensor.signatures.export.names import Kind
from sensor.signatures.export.plain import Plain, blocked_names, exceptions
from sensor.signatures.limits import MAX_NAME

PATTERN = "a zone knows no patterns"
TOO_LONG = "too long a name, once the zone's own stands behind it"
NXDOMAIN = "CNAME ."
"""Policy NXDOMAIN (section 3.1 of the draft)."""
PASSTHRU = "CNAME rpz-passthru."
"""Policy PASSTHRU (section 3.3): as if there were no zone."""
ORIGIN_ROOM = 32
"""Characters left for the name that the zone is loaded under."""
HEAD = """\
$TTL 300
@ IN SOA localhost. hostmaster.localhost. {serial} 3600 600 604800 300
@ IN NS localhost.
"""


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return a zone with relative names, to be loaded under any name. The serial number is the time it is made."""
    notes = Notes()
    records: dict[str, str] = {}
    names = [plain for plain in blocked_names(found, notes, settings.everything) if _carried(plain, notes)]
    for plain in names:
        records[plain.name.text] = NXDOMAIN
        if plain.name.kind is Kind.BELOW:
            records[f"*.{plain.name.text}"] = NXDOMAIN
        notes.carry(plain.signature)
    for excepted in exceptions(names):
        records.setdefault(excepted, PASSTHRU)
        records.setdefault(f"*.{excepted}", PASSTHRU)
    body = "".join(f"{name} {policy}\n" for name, policy in records.items())
    return notes.exported(head(found, notes, settings) + HEAD.format(serial=settings.made % 2**32) + body)


def _carried(plain: Plain, notes: Notes) -> bool:
    if plain.name.kind is Kind.PATTERN:
        notes.left_out(plain.signature, plain.name.text, PATTERN)
        return False
    if len(plain.name.text) > MAX_NAME - ORIGIN_ROOM:
        notes.left_out(plain.signature, plain.name.text, TOO_LONG)
        return False
    return True

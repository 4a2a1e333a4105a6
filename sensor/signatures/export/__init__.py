"""Signatures in the formats of other tools. One module a format; what a format cannot carry is said, never guessed."""

import importlib

import msgspec

from sensor.model.signature import SignatureSet
from sensor.signatures.export.exported import Exported, Settings


class Format(msgspec.Struct, frozen=True):
    """One format: the module that writes it, what it is, and how a line of comment begins (empty: it has none)."""

    module: str
    title: str
    comment: str = ""


FORMATS = {
    "suricata7": Format("suricata", "rules for Suricata 7", "# "),
    "suricata8": Format("suricata", "rules for Suricata 8", "# "),
    "zeek": Format("zeek", "file for Zeek's Intelligence Framework", "#"),
    "sigma": Format("sigma", "Sigma rules", "# "),
    "stix": Format("stix", "STIX 2.1 bundle"),
    "misp": Format("misp", "MISP event"),
    "rpz": Format("rpz", "DNS Response Policy Zone", "; "),
    "hosts": Format("hosts", "hosts file", "# "),
    "adguard": Format("adguard", "AdGuard DNS filter", "! "),
    "ndpi": Format("ndpi", "nDPI protocol file", "# "),
    "csv": Format("lookup", "lookup table for Splunk and Elastic"),
}
"""Formats by the name that the command line knows them by."""


def export(name: str, found: SignatureSet, settings: Settings) -> Exported:
    """Return *found* in the format *name* of `FORMATS`.

    Raises MissingLibrary when the format needs a library that is not installed.
    """
    module = importlib.import_module(f"sensor.signatures.export.{FORMATS[name].module}")
    exported = module.export(found, msgspec.structs.replace(settings, form=name, comment=FORMATS[name].comment))
    assert isinstance(exported, Exported)
    return exported

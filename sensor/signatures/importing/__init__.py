"""Lists of other tools as a draft pack: names and networks, with everything left to fill in that a list does not say."""

import importlib

from sensor.signatures.importing.entries import Entries

FORMATS = {
    "list": ("lists", "names and networks, one a line; hosts files and AdGuard filters too"),
    "zeek": ("zeek", "file of Zeek's Intelligence Framework"),
    "stix": ("stix", "STIX 2.1 bundle or list of objects: its indicators"),
}
"""Module and what it reads, by the name that the command line knows it by."""


def read(name: str, data: bytes, shared_suffixes: tuple[str, ...] = ()) -> Entries:
    """Return what *data*, in the format *name* of `FORMATS`, says. Raises ImportRefused for what is no such file.

    Names of shared hosting in *shared_suffixes* are refused as suffixes, as lint would.
    """
    module = importlib.import_module(f"sensor.signatures.importing.{FORMATS[name][0]}")
    entries = Entries(shared_suffixes)
    module.read(data, entries)
    return entries

"""Files for Zeek's Intelligence Framework: columns divided by tabs, named by a line ``#fields``."""

from sensor.signatures.importing.entries import Entries, ImportRefused, text_of

TITLE = "Imported from Zeek"
INDICATOR, TYPE, SOURCE, URL = "indicator", "indicator_type", "meta.source", "meta.url"
MAX_TITLE = 200
"""Characters of a source's name that a title takes."""


def read(data: bytes, entries: Entries) -> None:
    """Add the domains, addresses and subnets of the file, in a group for each source. Raises ImportRefused for another file."""
    columns: list[str] = []
    for number, line in enumerate(text_of(data).splitlines(), 1):
        if line.startswith("#fields"):
            columns = line.split("\t")[1:]
            if INDICATOR not in columns or TYPE not in columns:
                raise ImportRefused(f"line {number}: #fields names no {INDICATOR} or no {TYPE}; are tabs between them?")
        elif line.strip() and not line.startswith("#"):
            if not columns:
                raise ImportRefused(f"line {number}: no #fields line stands before it")
            _read_row(entries, dict(zip(columns, line.split("\t"), strict=False)), f"line {number}")
    if not columns:
        raise ImportRefused("there is no #fields line in it")


def _read_row(entries: Entries, row: dict[str, str], place: str) -> None:
    value, kind = row.get(INDICATOR, ""), row.get(TYPE, "")
    if kind not in ("Intel::DOMAIN", "Intel::ADDR", "Intel::SUBNET"):
        entries.skip(place, f"its type is {kind[:40] or 'missing'}: only domains, addresses and subnets are taken")
        return
    source = row.get(SOURCE, "-")
    group = entries.group(TITLE if source == "-" else f"{TITLE}: {source[:MAX_TITLE]}")
    if kind == "Intel::DOMAIN":
        entries.add_host(group, value, place)
    else:
        entries.add(group, value, place)
    url = row.get(URL, "-")
    if url.startswith(("https://", "http://")):
        group.sources.setdefault(url)

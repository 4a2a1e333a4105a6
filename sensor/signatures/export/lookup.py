"""A lookup table for Splunk (``match_type = WILDCARD(match)`` or ``CIDR(match)``) and for Elastic's enrich processor.

A row is a name, a network or a request; what stands in its columns ``fields`` to ``method`` must hold too. Rows run from narrow
to wide, so that the first that fits is the right one; a row without signature is a name that a wider row excepts.
"""

import csv
import io
from collections.abc import Iterator

from sensor.model.signature import Indicator, Signature, SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, one_line
from sensor.signatures.export.grades import level
from sensor.signatures.export.names import Kind, Name, names_of, names_of_http
from sensor.signatures.export.plain import NOT_A_NAME, describe, has_names, plain_server, ports_text

COLUMNS = (
    "match", "kind", "fields", "port", "proto", "path", "user_agent", "method", "sid", "signature", "vendor", "product",
    "title", "activity", "shows", "weight", "level", "verified", "expires", "reference",
)  # fmt: skip
"""The header; new columns are added at the end only."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is taken for a formula by spreadsheets (OWASP, "CSV Injection")."""
WILDCARD = "a wildcard of a lookup crosses the dots of a name"
EXPRESSION = "a lookup knows no regular expressions; the row holds it for a search to use"

Row = dict[str, str]


def export(found: SignatureSet, settings: Settings) -> Exported:  # noqa: ARG001 - every format is called alike
    """Return the table. It has no comments: what it cannot carry is said by the caller."""
    notes = Notes()
    rows: list[Row] = []
    for signature in found.signatures:
        meta = _meta(signature)
        for indicator in signature.any:
            made = list(_rows(signature, indicator, notes))
            rows += [row if row["kind"] == "exception" else meta | row for row in made]
            if made:
                notes.carry(signature)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in sorted(rows, key=_width))
    return notes.exported(out.getvalue())


def _meta(signature: Signature) -> Row:
    return {
        "sid": str(signature.sid),
        "signature": signature.id,
        "vendor": signature.vendor,
        "product": signature.product,
        "title": signature.title,
        "activity": signature.activity,
        "shows": signature.shows,
        "weight": f"{signature.weight:g}",
        "level": level(signature),
        "verified": signature.verified,
        "expires": signature.expires,
        "reference": next(iter(signature.references), ""),
    }


def _rows(signature: Signature, indicator: Indicator, notes: Notes) -> Iterator[Row]:
    if (server := plain_server(indicator)) is not None:
        for network in server.network or ("0.0.0.0/0", "::/0"):
            yield {"match": network, "kind": "network", "port": ports_text(server.port), "proto": server.proto or ""}
        return
    if indicator.http is not None:
        http = indicator.http
        asked = {"path": http.path or "", "user_agent": http.user_agent or "", "method": http.method or ""}
        for name in names_of_http(http) or [Name(Kind.PATTERN, "*")]:
            yield from _named(signature, name, {"kind": "request", **asked}, notes)
        return
    if not has_names(indicator):
        notes.left_out(signature, describe(indicator), NOT_A_NAME)
    for name in names_of(indicator):
        narrowed = {"fields": " ".join(indicator.fields), "port": ports_text(indicator.port)}
        yield from _named(signature, name, {"kind": str(name.kind), **narrowed}, notes)


def _named(signature: Signature, name: Name, row: Row, notes: Notes) -> Iterator[Row]:
    if name.text.startswith("re:"):
        notes.less(signature, name.text, EXPRESSION)
    elif name.kind is Kind.PATTERN and name.text != "*":
        notes.more(signature, name.text, WILDCARD)
    for text in _with_below(name.text) if name.kind is Kind.BELOW else (name.text,):
        yield {"match": text} | row
    for excepted in name.excluding:
        for text in _with_below(excepted):
            yield {"match": text, "kind": "exception"}


def _with_below(name: str) -> tuple[str, str]:
    return name, f"*.{name}"


def _width(row: Row) -> tuple[bool, int, bool, bool]:
    """Return how wide a row is: whole names first, then the longer before the shorter, the more conditions before the fewer."""
    text = row["match"]
    return "*" in text or "?" in text, -len(text), row["kind"] == "exception", not any(map(row.get, COLUMNS[2:8]))


def _cell(text: str) -> str:
    """Return *text* as a cell on one line that no spreadsheet runs."""
    text = one_line(text)
    return "'" + text if text.startswith(FORMULA_STARTS) else text

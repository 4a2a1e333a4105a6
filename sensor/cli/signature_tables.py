"""What the commands of ``vestige signatures`` print: tables for people, JSON for programs."""

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence

import click
import msgspec
from rich.console import Console
from rich.table import Table

from sensor.findings.verdict import one_sight, verdict_of
from sensor.findings.words import count
from sensor.match.explain import Explanation, Hit
from sensor.match.handshakes import handshake_text
from sensor.match.payloads import compile_payload, text_of
from sensor.model.fields import LOOKUP_FIELDS
from sensor.model.signature import Ban, HttpCondition, Indicator, ServerCondition, Signature, SignatureSet
from sensor.outputs.escape import printable
from sensor.outputs.packs import change_body, change_reason, change_text, packs_body

WIDE = 160
"""Columns of a table that goes to a file or a pipe."""
ROOMY = 112
"""Columns that the list of signatures fills; on a narrower terminal it leaves out what is needed least."""
MORE_MISSES = 5
"""Near misses told of a value that matches something: there they are of less interest."""


def list_json(found: SignatureSet) -> str:
    """Return the signatures of *found* as one JSON object."""
    rows = [
        {
            "sid": one.sid,
            "id": one.id,
            "revision": one.revision,
            "title": one.title,
            "vendor": one.vendor,
            "product": one.product,
            "activity": one.activity,
            "shows": one.shows,
            "weight": one.weight,
            "indicators": len(one.any),
            "verified": one.verified,
            "expires": one.expires,
        }
        for one in found.signatures
    ]
    return msgspec.json.encode({**packs_body(found), "signatures": rows}).decode()


def show_json(signature: Signature, found: SignatureSet) -> str:
    """Return one signature as JSON, with what an overlay changes in it at ``change``."""
    changes = {one.signature: change_body(found, one) for one in found.changes}
    change = {"change": changes[signature.id]} if signature.id in changes else {}
    return msgspec.json.encode({**msgspec.structs.asdict(signature), **change}).decode()


def matches_json(explanations: Sequence[Explanation]) -> str:
    """Return explanations as a JSON array; of each hit, what one such sight makes of it as well."""
    rows = []
    for explanation in explanations:
        row = msgspec.to_builtins(explanation)
        for hit, plain in zip(explanation.hits, row["hits"], strict=True):
            score = one_sight(hit.weight, hit.factor, hit.field)
            plain |= {"score": score, "verdict": verdict_of(score)}
        rows.append(row)
    return msgspec.json.encode(rows).decode()


def print_list(found: SignatureSet) -> None:
    """Print one line for each signature."""
    roomy = _console().width >= ROOMY
    if roomy:
        table = _table("sid", "id", "vendor/product", "shows", "activity", "weight", "indicators")
    else:
        table = _table("sid", "id", "product", "shows", "weight")
    for one in found.signatures:
        weight = f"{one.weight:g}"
        wide = (str(one.sid), one.id, f"{one.vendor}/{one.product}", one.shows, one.activity, weight, str(len(one.any)))
        row = wide if roomy else (str(one.sid), one.id, one.product, one.shows, weight)
        table.add_row(*map(printable, row))
    _print_table(table)
    _print_packs(found)
    for change in found.changes:
        click.echo(printable(f"{change.signature} {change_text(found, change)}: {change_reason(change)}"))
    packs = count(len(found.packs), "pack")
    click.echo(f"{count(len(found.signatures), 'signature')} in {packs}, SHA-256 {found.sha256[:12]}")


def _print_packs(found: SignatureSet) -> None:
    """Print one line for each pack."""
    if not found.pack_versions:
        return
    table = _table("pack", "version", "SHA-256")
    for one in found.pack_versions:
        table.add_row(*map(printable, (one.pack, one.version or "-", one.sha256[:12])))
    click.echo()
    _print_table(table)
    click.echo()


def print_signature(signature: Signature, found: SignatureSet) -> None:
    """Print all that is known of *signature*."""
    vendor = found.vendors.get(signature.vendor)
    product = vendor.products.get(signature.product, signature.product) if vendor else signature.product
    bans = found.bans_on(signature.vendor, signature.product)
    lines = [
        (signature.id, f"{signature.title} (sid {signature.sid}, revision {signature.revision})"),
        ("vendor", vendor.name if vendor else signature.vendor),
        ("product", product),
        ("shows", f"{signature.shows}, by {signature.activity}; weight {signature.weight:g}"),
        *(
            ("changed", f"{change_text(found, one)}: {change_reason(one)}")
            for one in found.changes
            if one.signature == signature.id
        ),
        *(("any of" if not index else "", indicator_text(one)) for index, one in enumerate(signature.any)),
        ("verified", f"{signature.verified}, expires {signature.expires or 'never'}"),
        *(("not proof" if not index else "", one) for index, one in enumerate(signature.false_positives)),
        *(("reference" if not index else "", one) for index, one in enumerate(signature.references)),
        *(("bans" if not index else "", _ban(one)) for index, one in enumerate(bans)),
        *(
            ("tests" if not index else "", f"{'match   ' if one.match else 'no match'} {one.see}")
            for index, one in enumerate(signature.tests)
        ),
        ("file", str(signature.at or "")),
    ]
    table = _table(None, None)
    for label, text in lines:
        table.add_row(printable(label), printable(text))
    _print_table(table)


def print_matches(explanations: Iterable[Explanation], found: SignatureSet) -> None:
    """Print, for each value, the signatures that want it and those that nearly do."""
    console = _console()
    known = {signature.id: signature for signature in found.signatures}
    for explanation in explanations:
        console.print(f"{printable(explanation.see)}", style="bold", soft_wrap=True)
        by_hit: dict[tuple[str, str, float, str], list[Hit]] = defaultdict(list)
        for hit in explanation.hits:
            by_hit[hit.signature, hit.indicator, hit.weight * hit.factor, hit.note].append(hit)
        for (identity, indicator, weight, note), hits in by_hit.items():
            shows = known[identity].shows if identity in known else ""
            fields = ", ".join(hit.field for hit in hits)
            text = f"  matches {identity}: {indicator}; shows {shows}, weight {weight:g}; in {fields}"
            console.print(printable(text + (f"; {note}" if note else "")), soft_wrap=True)
            console.print(f"    one such sight alone: {_verdicts(hits)}", style="dim", soft_wrap=True)
        if not by_hit:
            console.print("  matches nothing")
        for miss in explanation.near_misses[: MORE_MISSES if by_hit else None]:
            console.print(
                printable(f"  not {miss.signature}: {miss.indicator}: {miss.why}"), style="dim", soft_wrap=True
            )


def _verdicts(hits: Sequence[Hit]) -> str:
    """Return the verdict that a single sight gives; a look-up apart where it gives less."""
    scores = {one_sight(hit.weight, hit.factor, hit.field): hit.field for hit in hits}
    said = {score: f"{verdict_of(score)} ({score:g})" for score in sorted(scores, reverse=True)}
    if len(said) == 1:
        return "".join(said.values())
    return ", ".join(
        text + (" where DNS alone shows it" if scores[score] in LOOKUP_FIELDS else "") for score, text in said.items()
    )


def indicator_text(indicator: Indicator) -> str:
    """Return what *indicator* asks, in one line."""
    parts = [
        f"{key} {' '.join(values)}"
        for key, values in (("host", indicator.host), ("suffix", indicator.suffix))
        if values
    ]
    if indicator.http is not None:
        parts.append(f"http {_http_text(indicator.http)}")
    if indicator.server is not None:
        parts.append(f"server {_server_text(indicator.server)}")
    if indicator.tls is not None:
        parts.append(handshake_text(indicator))
    if indicator.mac:
        parts.append(f"mac {' '.join(indicator.mac)}")
    if indicator.dhcp is not None:
        parts.append(f"dhcp vendor_class {indicator.dhcp.vendor_class}")
    if indicator.fields:
        parts.append(f"in {' '.join(indicator.fields)}")
    if indicator.port:
        parts.append(f"port {_ports(indicator.port)}")
    if indicator.excluding:
        parts.append(f"except {' '.join(indicator.excluding)}")
    return "; ".join(parts)


def _http_text(http: HttpCondition) -> str:
    named = (
        ("host", http.host),
        ("below", http.host_suffix),
        ("path", http.path),
        ("user_agent", http.user_agent),
        ("method", http.method),
    )
    return ", ".join(f"{key} {value}" for key, value in named if value is not None)


def _server_text(server: ServerCondition) -> str:
    parts = [" ".join(server.network)] if server.network else []
    if server.port:
        parts.append(f"port {_ports(server.port)}")
    if server.proto:
        parts.append(server.proto)
    payload = " and ".join(text_of(part) for part in compile_payload(server).parts)
    return ", ".join([*parts, f"from {server.sender} {payload}"] if payload else parts)


def _ports(ranges: Iterable[tuple[int, int]]) -> str:
    return " ".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)


def _ban(ban: Ban) -> str:
    end = f" until {ban.until}" if ban.until else ""
    return f"{ban.title} ({', '.join(ban.prohibits)}; from {ban.effective}{end})"


def _table(*columns: str | None) -> Table:
    table = Table(box=None, pad_edge=False, show_header=any(columns), header_style="bold")
    for column in columns:
        table.add_column(
            column or "", overflow="fold", justify="right" if column in ("weight", "indicators") else "left"
        )
    return table


def _print_table(table: Table) -> None:
    """Print *table* without the blanks that fill its last column."""
    console = _console()
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _console() -> Console:
    """Return where tables go: plain text unless a person with a terminal that has styles reads along."""
    terminal = sys.stdout.isatty()
    plain = not terminal or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Console(
        width=None if terminal else WIDE,
        color_system=None if plain else "standard",
        highlight=False,
        markup=False,
        emoji=False,
    )

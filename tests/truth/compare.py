"""Compare what Vestige observes with the facts that stand beside the captures of other projects.

usage: compare.py [--shared DIR] [--docs]

DIR (default: ``../shared`` beside the checkout) holds ``captures/`` with ``truth/`` and the scorer ``tools/score.py``, whose
reading of facts and events is used here. Each difference must be explained: by one of the rules below, which hold for any
capture, or by an entry of ``explained.yaml``, which also says where Vestige truly does not read a fact. Prints a row for
each kind and what is not explained; ``--docs`` prints the tables of docs/design/differences.md instead. Exit status: 0
when every difference is explained, else 1.
"""

import argparse
import importlib.util
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import yaml

from sensor.alerts.eve import EveEncoder
from sensor.engine import ScanOptions, scan
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import SignatureSet
from sensor.wire.name import Name

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
NO_SIGNATURES = SignatureSet(signatures=(), vendors={}, bans={}, packs=(), sha256="")

Row = tuple[Any, ...]
"""Kind, source, port, destination, port, name: what the scorer compares."""

RULES = {
    "notation": "Bytes outside printable ASCII: Vestige writes `\\xNN` for each, tshark an octal escape or U+FFFD."
    " The bytes are the same.",
    "placeholder": "A remark of tshark's in place of a name that it could not read (`<Name too long>`)."
    " Vestige reports no name.",
    "bytes": "tshark does not decode the bytes; the truth notes the name with the frame and without addresses,"
    " so the scorer cannot pair it.",
}
"""Differences that any capture may show, and who is right."""


class Difference(NamedTuple):
    """One row that stands on one side only."""

    capture: str
    row: Row
    ours: bool
    """True: observed and not in the truth; False: in the truth and not observed."""
    frame: int | None


class Comparison(NamedTuple):
    """One capture's rows."""

    capture: str
    facts: set[Row]
    seen: dict[Row, int]
    records: dict[Row, dict[str, Any]]
    free: set[Row]
    bytes_only: set[tuple[int, str]]
    """(frame, name) of what tshark does not decode."""


def load_scorer(shared: Path) -> ModuleType:
    """Return the scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_truth(scorer: ModuleType, path: Path) -> tuple[dict[Row, dict[str, Any]], set[Row], set[tuple[int, str]]]:
    """Return the facts of one truth file with their records, the optional rows, and what only its bytes show."""
    records: dict[Row, dict[str, Any]] = {}
    optional: set[Row] = set()
    bytes_only = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["kind"] == "_meta":
            continue
        extra = record.get("extra") or {}
        if record.get("source") == "rawbytes":
            bytes_only.add((record["frame"], str(record["name"])))
        for row in scorer.from_truth(record):
            if record.get("optional") or extra.get("optional") or extra.get("in_icmp_error"):
                optional.add(row)
            else:
                records.setdefault(row, record)
    return records, optional - records.keys(), bytes_only


def observe(scorer: ModuleType, capture: Path) -> dict[Row, int]:
    """Return the rows that Vestige observes in *capture*, each with its first frame."""
    rows: dict[Row, int] = {}
    encoder = EveEncoder(lambda _: str(capture))

    def on_event(observation: Observation, _: list[Match]) -> None:
        line = bytearray()
        encoder.observation(observation, line)
        for row in scorer.from_eve(json.loads(line)):
            rows.setdefault(row, observation.frame)

    scan([str(capture)], ScanOptions(signatures=NO_SIGNATURES, observe_all=True), on_event)
    return rows


def compare_all(shared: Path) -> Iterator[Comparison]:
    """Yield a comparison for each capture that has a truth file."""
    scorer = load_scorer(shared)
    captures = shared / "captures"
    for truth in sorted((captures / "truth").rglob("*.jsonl")):
        name = str(truth.relative_to(captures / "truth"))[: -len(".jsonl")]
        if (captures / name).exists():
            records, free, bytes_only = read_truth(scorer, truth)
            kinds = set(scorer.KINDS)
            seen = {row: frame for row, frame in observe(scorer, captures / name).items() if row[0] in kinds}
            records = {row: record for row, record in records.items() if row[0] in kinds}
            yield Comparison(name, set(records), seen, records, free, bytes_only)


def differences(one: Comparison) -> Iterator[Difference]:
    """Yield the rows that stand on one side only."""
    for row in sorted(one.facts - one.seen.keys(), key=str):
        yield Difference(one.capture, row, False, one.records[row].get("frame"))
    for row in sorted(one.seen.keys() - one.facts - one.free, key=str):
        yield Difference(one.capture, row, True, one.seen[row])


def our_notation(raw: str) -> str:
    """Return the name whose wire form is *raw* (hexadecimal) as Vestige writes it."""
    data = bytes.fromhex(raw)
    name = Name()
    return str(name) if name.read_dns(data, 0, 0, len(data)) > 0 else ""


def rule_for(one: Comparison, difference: Difference) -> str | None:
    """Return the rule of RULES that explains *difference*."""
    row = difference.row
    if not difference.ours:
        extra = one.records[row].get("extra") or {}
        if str(row[-1]).startswith("<") and str(row[-1]).endswith(">"):
            return "placeholder"
        return "notation" if extra.get("raw") and (*row[:-1], our_notation(extra["raw"])) in one.seen else None
    for fact, record in one.records.items():
        raw = (record.get("extra") or {}).get("raw")
        if raw and fact[:-1] == row[:-1] and our_notation(raw) == row[-1]:
            return "notation"
    return "bytes" if any(frame == difference.frame for frame, _ in one.bytes_only) else None


def load_explained() -> list[dict[str, Any]]:
    """Return the entries of ``explained.yaml``."""
    entries: list[dict[str, Any]] = yaml.safe_load((HERE / "explained.yaml").read_text(encoding="utf-8"))
    return entries


def entry_for(entries: list[dict[str, Any]], difference: Difference) -> dict[str, Any] | None:
    """Return the entry that explains *difference*: same capture, side, kind and frame."""
    for entry in entries:
        if (
            difference.capture.endswith(entry["capture"])
            and difference.ours == (entry["side"] == "ours")
            and difference.row[0] in entry["kinds"]
            and difference.frame in entry["frames"]
        ):
            return entry
    return None


class Outcome(NamedTuple):
    """What a comparison of everything came to."""

    facts: Counter[str]
    found: Counter[str]
    extra: Counter[str]
    by_rule: dict[str, Counter[str]]
    """Rule, or the reason of an entry → kind → rows."""
    unexplained: list[Difference]
    unused: list[dict[str, Any]]
    """Entries that explain nothing any more."""
    missed: Counter[str]
    """Facts that Vestige does not read, whoever is to blame: entries that say ``missed``."""


def evaluate(shared: Path) -> Outcome:
    """Compare every capture and explain what differs."""
    entries = load_explained()
    used: set[int] = set()
    outcome = Outcome(Counter(), Counter(), Counter(), defaultdict(Counter), [], [], Counter())
    for one in compare_all(shared):
        outcome.facts.update(row[0] for row in one.facts)
        outcome.found.update(row[0] for row in one.facts & one.seen.keys())
        for difference in differences(one):
            if difference.ours:
                outcome.extra[difference.row[0]] += 1
            rule = rule_for(one, difference)
            entry = None if rule else entry_for(entries, difference)
            if entry is not None:
                used.add(id(entry))
                outcome.missed[difference.row[0]] += bool(entry.get("missed"))
            if rule or entry is not None:
                outcome.by_rule[rule or entry["why"]][difference.row[0]] += 1  # type: ignore[index]
            else:
                outcome.unexplained.append(difference)
    outcome.unused.extend(entry for entry in entries if id(entry) not in used)
    return outcome


def kind_rows(outcome: Outcome) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield kind, facts, found, extra, and how many of the missing and extra rows are explained."""
    for kind in sorted(outcome.facts | outcome.extra):
        explained = sum(counts[kind] for counts in outcome.by_rule.values())
        yield kind, outcome.facts[kind], outcome.found[kind], outcome.extra[kind], explained


def print_docs(outcome: Outcome) -> None:
    """Print the tables of the page in Markdown."""
    print(
        "| kind | facts | the same text | extra | differences, all explained | truly not read |\n|---|---|---|---|---|---|"
    )
    for kind, facts, found, extra, explained in kind_rows(outcome):
        print(
            f"| {kind} | {facts} | {found} ({found / max(facts, 1):.2%}) | {extra} | {explained} | {outcome.missed[kind]} |"
        )
    print("\n| rows | kinds | why |\n|---|---|---|")
    for reason, counts in sorted(outcome.by_rule.items(), key=lambda item: -sum(item[1].values())):
        print(f"| {sum(counts.values())} | {', '.join(sorted(counts))} | {RULES.get(reason, reason)} |")


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=REPO.parent / "shared")
    parser.add_argument("--docs", action="store_true")
    args = parser.parse_args()
    outcome = evaluate(args.shared)
    if args.docs:
        print_docs(outcome)
    else:
        for row in kind_rows(outcome):
            print("{:<14} facts {:>5}  found {:>5}  extra {:>4}  explained {:>4}".format(*row))
    for difference in outcome.unexplained:
        side = "+" if difference.ours else "-"
        print("unexplained:", side, difference.capture, *difference.row, "frame", difference.frame, file=sys.stderr)
    for entry in outcome.unused:
        print("explains nothing:", entry["capture"], entry["kinds"], entry["frames"], file=sys.stderr)
    return 1 if outcome.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())

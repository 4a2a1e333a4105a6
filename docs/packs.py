"""The pages of docs/signatures that say what is in the packs, what they cover and what they hit: made by docs/generate.py."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from known.indicators import Known, known_indicators, matches_of, reasons
from known.names import capture_sights, everyday_sights, hits

from sensor.match import Matcher
from sensor.model.match import Match
from sensor.model.signature import Activity, Shows, Signature, SignatureSet

STRONG = 0.7
"""Least weight of a strong signature: one sight of it makes a finding likely."""
MEDIUM = 0.3
"""Least weight of a medium one."""
GRADES = ("strong", "medium", "weak")
NAMES_SHOWN = 12
"""Names shown for one signature; the count says how many there are."""

COUNTS_HEAD = """\
# What is in the packs

<!-- Made by docs/generate.py from signatures/. Edit those. -->

A signature is *strong* with a weight of 0.7 or more (one sight makes a finding likely), *weak* below 0.3, else *medium*.
[Coverage](coverage.md) says which known indicators they hold, [everyday names](everyday.md) what they hit in ordinary traffic.
"""
COVERAGE_HEAD = """\
# What the packs cover

<!-- Made by docs/generate.py from signatures/, tests/signatures/uncovered.yaml and the lists in ../shared/intel. Edit those. -->

The indicators that the notes on the vendors grade strong or medium and that have a public source, each with the signature
that wants it. What no signature wants stands at the end, with the reason. The grade is that of the notes; the weight is the
signature's, which is lower where the name says less than it seems to.
"""
EVERYDAY_HEAD = """\
# What ordinary traffic hits

<!-- Made by docs/generate.py from signatures/ and the names in ../shared. Edit those. -->

Every name that hits a signature, out of a list of names that ordinary networks ask for (each as a DNS question and in a
ClientHello) and out of the questions, hellos, requests and certificates of other projects' captures. All lie in the vendor's
own domains, or the signature says why not; a test holds that. A signature with *access* says that somebody was there, no
more. Of each signature the first {shown} names are shown; a label behind a name that no public domain ends with is a
search suffix, which a resolver appended.
"""


def counts_page(packs: SignatureSet) -> str:
    """Return ``signatures/counts.md``."""
    by_vendor: dict[str, list[Signature]] = defaultdict(list)
    for one in packs.signatures:
        by_vendor[one.vendor].append(one)
    shows, activities = list(Shows), list(Activity)
    parts = [
        COUNTS_HEAD,
        _sum(packs, len(by_vendor)),
        _section(
            "Per vendor",
            ("vendor", "signatures", "indicators", *GRADES, *shows),
            (
                (packs.vendors[vendor].name, len(found), _indicators(found), *_grades(found), *_classes(found))
                for vendor, found in sorted(by_vendor.items())
            ),
        ),
    ]
    kinds: tuple[tuple[str, Iterable[str], Callable[[Signature], str]], ...] = (
        ("class", shows, lambda one: one.shows),
        ("grade", GRADES, lambda one: grade(one.weight)),
        ("activity", activities, lambda one: one.activity),
    )
    for title, values, key in kinds:
        groups = [(value, [one for one in packs.signatures if key(one) == value]) for value in values]
        rows = ((value, len(found), _indicators(found)) for value, found in groups)
        parts.append(_section(f"Per {title}", (title, "signatures", "indicators"), rows))
    return "\n".join(parts)


def coverage_page(packs: SignatureSet, shared: Path) -> str | None:
    """Return ``signatures/coverage.md``, None where the lists of known indicators are absent."""
    matcher = Matcher(packs)
    known = [one for one in known_indicators(shared) if one.public]
    if not known:
        return None
    wanted: dict[str, dict[str, list[Known]]] = defaultdict(lambda: defaultdict(list))
    missing: list[Known] = []
    signatures = {one.id: one for one in packs.signatures}
    for one in known:
        ids = dict.fromkeys(match.signature.id for match in matches_of(matcher, one.value))
        if not ids:
            missing.append(one)
        for identity in ids:
            wanted[one.vendor][identity].append(one)
    parts = [
        COVERAGE_HEAD,
        f"{len(known)} indicators: {len(known) - len(missing)} covered, {len(missing)} not, for a reason.\n",
    ]
    for vendor, by_signature in sorted(wanted.items()):
        rows = (
            (f"`{identity}`", signatures[identity].weight, _values(found, "strong"), _values(found, "medium"))
            for identity, found in sorted(by_signature.items())
        )
        parts.append(_section(vendor, ("signature", "weight", "graded strong", "graded medium"), rows))
    why = reasons()
    left = ((f"`{one.value}`", one.vendor, _grade_of(one), why.get(one.value, "not said")) for one in missing)
    parts.append(_section("Not covered", ("indicator", "vendor", "graded", "why not"), left))
    others = sorted(why.keys() - {one.value for one in missing})
    rest = ((f"`{value}`", why[value]) for value in others)
    parts.append(_section("Graded lower or without a public source, and left alone", ("indicator", "why not"), rest))
    return "\n".join(parts)


def everyday_page(packs: SignatureSet, shared: Path) -> str | None:
    """Return ``signatures/everyday.md``, None where the lists of names are absent."""
    matcher = Matcher(packs)
    everyday, captures = (list(source(shared)) for source in (everyday_sights, capture_sights))
    if not everyday or not captures:
        return None
    lists = [hits(matcher, sights) for sights in (everyday, captures)]
    names: dict[str, set[str]] = defaultdict(set)
    for found in lists:
        for name, signature in _wanted(found):
            names[signature].add(name)
    vendors: dict[str, list[Signature]] = defaultdict(list)
    for one in packs.signatures:
        if one.id in names:
            vendors[one.vendor].append(one)
    sizes = [len({name for _field, name in sights}) for sights in (everyday, captures)]
    parts = [
        EVERYDAY_HEAD.format(shown=NAMES_SHOWN),
        f"{len(lists[0])} of {sizes[0]} everyday names and {len(lists[1])} of {sizes[1]} names of captures hit a signature.\n",
    ]
    for vendor, signatures in sorted(vendors.items()):
        rows = ((f"`{one.id}`", one.shows, one.weight, len(names[one.id]), _shown(names[one.id])) for one in signatures)
        parts.append(
            _section(packs.vendors[vendor].name, ("signature", "shows", "weight", "names", "the first of them"), rows)
        )
    return "\n".join(parts)


def grade(weight: float) -> str:
    """Return the word for a weight."""
    return GRADES[0] if weight >= STRONG else GRADES[1] if weight >= MEDIUM else GRADES[2]


def _sum(packs: SignatureSet, vendors: int) -> str:
    tests = sum(len(one.tests) for one in packs.signatures)
    found = f"{len(packs.signatures)} signatures of {vendors} vendors, with {_indicators(packs.signatures)} indicators"
    return f"{found} and {tests} tests of their own.\n"


def _section(title: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    names = [str(one) for one in head]
    lines = [names, ["---"] * len(names), *([_cell(one) for one in row] for row in rows)]
    return "\n".join([f"## {title}\n", *(f"| {' | '.join(line)} |" for line in lines), ""])


def _cell(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).replace("|", "\\|")


def _indicators(signatures: Iterable[Signature]) -> int:
    """Count what stands in the files: each name, pattern, block or condition."""
    return sum(len(one.host) + len(one.suffix) + len(one.mac) or 1 for signature in signatures for one in signature.any)


def _grades(signatures: list[Signature]) -> Iterator[int]:
    found = Counter(grade(one.weight) for one in signatures)
    return (found[one] for one in GRADES)


def _classes(signatures: list[Signature]) -> Iterator[int]:
    found = Counter(one.shows for one in signatures)
    return (found[one] for one in Shows)


def _grade_of(known: Known) -> str:
    return "strong" if "strong" in known.grades else "medium"


def _values(found: list[Known], wanted: str) -> str:
    return " ".join(f"`{one.value}`" for one in found if _grade_of(one) == wanted)


def _wanted(found: dict[str, list[Match]]) -> Iterator[tuple[str, str]]:
    return ((name, match.signature.id) for name, matches in found.items() for match in matches)


def _shown(names: set[str]) -> str:
    return " ".join(f"`{name}`" for name in islice(sorted(names), NAMES_SHOWN))

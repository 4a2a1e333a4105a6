"""What an export is: its text, and a list of what it could not carry."""

import enum
from collections.abc import Iterable, Sequence

import msgspec

from sensor.model.signature import Signature, SignatureSet

LISTED = 12
"""Values that a note names for one signature and reason; a list of a million names would bury the rest."""
SEARCH_SUFFIX = (
    "Names with a resolver's search suffix appended, which Vestige takes at half the weight, are not carried."
)
WIDTH = 140
"""Columns of a comment."""


class MissingLibrary(Exception):
    """A format needs a library that is not installed. The text says which, and how to get it."""

    def __init__(self, library: str) -> None:
        super().__init__(f"this format needs the library {library}: pip install 'vestige[export]'")


class Settings(msgspec.Struct, frozen=True):
    """What the caller decides about an export."""

    made: int
    """When it is made, in seconds since 1970: the serial number of a zone."""
    version: str = ""
    """Vestige's own."""
    everything: bool = False
    """Blocking lists take in visits and weak evidence as well."""
    to_file: bool = False
    """Further files can stand beside the export; on standard output they cannot."""
    form: str = ""
    """The format's name; set by `sensor.signatures.export.export`."""
    comment: str = ""
    """How a line of comment begins; set likewise."""


class Effect(enum.StrEnum):
    """What a gap does to the reader of the export."""

    LEFT_OUT = "left out"
    LESS = "sees less"
    MORE = "sees more"


class Gap(msgspec.Struct, frozen=True):
    """One thing of one signature that a format cannot say."""

    signature: str
    value: str
    effect: Effect
    why: str


class Exported(msgspec.Struct):
    """An export."""

    text: str
    gaps: tuple[Gap, ...] = ()
    carried: frozenset[str] = frozenset()
    """Ids of the signatures of which something stands in it."""
    remarks: tuple[str, ...] = ()
    """What the format cannot carry of any signature."""
    companions: dict[str, str] = {}
    """Further files by name, to stand beside it."""


class Notes:
    """Gathers what a format cannot carry, and which signatures it carries, while it is written."""

    def __init__(self) -> None:
        self.gaps: dict[Gap, None] = {}
        self.carried: set[str] = set()
        self.remarks: list[str] = [SEARCH_SUFFIX]

    def left_out(self, signature: Signature, value: str, why: str) -> None:
        """Note that *value* is not in the export."""
        self._add(signature, value, Effect.LEFT_OUT, why)

    def less(self, signature: Signature, value: str, why: str) -> None:
        """Note that *value* is in the export and takes in less than it means."""
        self._add(signature, value, Effect.LESS, why)

    def more(self, signature: Signature, value: str, why: str) -> None:
        """Note that *value* is in the export and takes in more than it means."""
        self._add(signature, value, Effect.MORE, why)

    def carry(self, signature: Signature) -> None:
        """Note that something of *signature* is in the export."""
        self.carried.add(signature.id)

    def exported(self, text: str, companions: dict[str, str] | None = None) -> Exported:
        """Return the export whose text is *text*."""
        return Exported(text, tuple(self.gaps), frozenset(self.carried), tuple(self.remarks), companions or {})

    def _add(self, signature: Signature, value: str, effect: Effect, why: str) -> None:
        self.gaps.setdefault(Gap(signature.id, value, effect, why))


def head(found: SignatureSet, notes: Notes, settings: Settings) -> str:
    """Return the comment at the head of an export: where it comes from, and what it could not carry."""
    lines = [origin(found, settings), *notes.remarks, *summary(found, notes.carried, tuple(notes.gaps))]
    return "".join(f"{settings.comment}{line}".rstrip() + "\n" for line in lines)


def origin(found: SignatureSet, settings: Settings) -> str:
    """Return which signatures an export was made from."""
    packs = ", ".join(found.packs)
    return one_line(f"Vestige {settings.version}: {packs}; {len(found.signatures)} signatures, sha256 {found.sha256}")


def summary(found: SignatureSet, carried: Iterable[str], gaps: Sequence[Gap]) -> list[str]:
    """Return how many signatures are carried, then what is not and why: a line a reason, signatures indented below it."""
    there = set(carried)
    touched = {gap.signature for gap in gaps}
    whole, part = len(there - touched), len(there & touched)
    none = len(found.signatures) - whole - part
    lines = [f"Signatures: {whole} whole, {part} in part, {none} not at all."]
    reasons: dict[tuple[Effect, str], dict[str, list[str]]] = {}
    for gap in gaps:
        reasons.setdefault((gap.effect, gap.why), {}).setdefault(gap.signature, []).append(gap.value)
    for (effect, why), signatures in reasons.items():
        lines.append(f"{effect.capitalize()}: {why}:")
        lines += [_listed(signature, values) for signature, values in signatures.items()]
    return lines


def _listed(signature: str, values: Sequence[str]) -> str:
    shown = [value for value in values[:LISTED] if value]
    more = len(values) - LISTED
    text = ", ".join([*shown, f"and {more} more"] if more > 0 else shown)
    line = one_line(f"  {signature}: {text}" if text else f"  {signature}")
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


def one_line(text: str) -> str:
    """Return *text* without line breaks and control characters: nothing of a signature file leaves its comment or field."""
    return "".join(character if character.isprintable() else " " for character in text)

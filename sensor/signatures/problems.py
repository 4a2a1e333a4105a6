"""Problems of signature files: what is wrong, where, and what was probably meant."""

import enum
from collections.abc import Iterable, Sequence

import msgspec

from sensor.model.signature import Location


class Severity(enum.StrEnum):
    """How bad a problem is, worst last."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong at one place."""

    at: Location
    message: str
    hint: str = ""
    """What was probably meant, or what to do."""
    severity: Severity = Severity.ERROR
    check: str = "schema"
    """The check that found it (`sensor.signatures.checks`); ``schema`` for the loader itself."""

    def __str__(self) -> str:
        return f"{self.at}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class SignatureErrors(Exception):
    """All problems of all files, at once; nothing was loaded."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.at, problem.message)))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Sequence[str]) -> str:
    """Return ``did you mean …?`` for the known word closest to *word*, or the known words when none is close."""
    import difflib  # noqa: PLC0415 - only a mistake needs it

    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"one of: {', '.join(known)}" if len(known) <= 24 else ""

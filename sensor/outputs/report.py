"""Report: all that a scan has to say, in whatever form it is then written."""

import msgspec

from sensor.model.finding import Finding
from sensor.model.report import Coverage, InputReport
from sensor.model.signature import Ban, SignatureSet
from sensor.outputs.escape import printable


class Report(msgspec.Struct, frozen=True):
    """The result of one scan."""

    version: str
    inputs: tuple[InputReport, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    signatures: SignatureSet
    interrupted: bool = False
    hidden: int = 0
    """Findings below the verdict that was asked for, left out of `findings`."""

    @property
    def incomplete(self) -> tuple[InputReport, ...]:
        """The inputs that could not be read to their end."""
        return tuple(one for one in self.inputs if one.error is not None or not one.complete)

    @property
    def bans(self) -> tuple[Ban, ...]:
        """The bans that the findings name, in order of their id; an id without an entry is left out."""
        named = {ban for finding in self.findings for ban in finding.bans}
        return tuple(self.signatures.bans[ban] for ban in sorted(named) if ban in self.signatures.bans)


def problem_of(report: InputReport) -> str:
    """Return what went wrong with an input in one sentence that begins with its path; safe to show."""
    path = "stdin" if report.path == "-" else printable(report.path)
    reason = printable(report.error or "not read to its end").removeprefix(f"{printable(report.path)}: ")
    return f"{path}: {reason}"

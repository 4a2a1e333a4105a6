"""Targets of whole inputs: capture files and signature files."""

from collections.abc import Iterator
from pathlib import Path

from fuzz import seeds
from fuzz.memory import read_capture
from fuzz.target import REPO, Target

from sensor.capture.pcap_header import FILE_HEADER, parse_header, record_header_of
from sensor.capture.pcap_reader import TRIAL_BYTES
from sensor.match.matcher import Matcher
from sensor.match.selftest import run_self_tests
from sensor.signatures.build import build
from sensor.signatures.files import SourceFile
from sensor.signatures.lint import lint
from sensor.signatures.problems import SignatureErrors

SMALL_CHUNK, SMALL_STEP = 64, 13
DAMAGED = "data is corrupt"
"""Words of `sensor.capture.compression`: xz, bzip2 and lz4 keep to themselves what the failing call had decompressed."""


def capture(data: bytes) -> object:
    """Any bytes give frames and a report, in the same way however they are handed out; what cannot be opened is refused in a sentence."""
    frames, report = read_capture(data)
    again, other = read_capture(data, chunk=SMALL_CHUNK, step=SMALL_STEP)
    if DAMAGED in f"{report.error} {other.error}":  # what came before the damage is handed out piece by piece
        least = min(len(frames), len(again))
        frames, again, other = frames[:least], again[:least], report
    if (frames, report) != (again, other) and not of_another_layout(data):
        raise AssertionError(f"in small pieces {other} with {len(again)} frames, and else {report}")
    if report.error is not None and (report.complete or not report.error.isprintable()):
        raise AssertionError(f"the report contradicts itself: {report}")
    return report, frames


def of_another_layout(data: bytes) -> bool:
    """True for a pcap file whose records are not standard, which is seen only where several of them are at hand."""
    header = parse_header(data[:FILE_HEADER])
    if header is None:
        return False
    behind = data[header.variant.file_header :][:TRIAL_BYTES]
    return record_header_of(header, behind) != header.variant.record_headers[0]


def signatures(data: bytes) -> object:
    """A signature file is loaded, judged and tested, or refused with SignatureErrors, which name places in it."""
    files = [(SourceFile(Path("fuzz/a.yaml"), "a.yaml", "fuzz"), data)]
    try:
        found = build(files, [])
    except SignatureErrors as errors:
        return [str(problem) for problem in errors.problems]
    return found, lint(found), run_self_tests(found, Matcher(found))


def signature_seeds() -> Iterator[bytes]:
    """Yield the files that ship, or their beginning."""
    for path in sorted((REPO / "signatures").rglob("*.yaml")):
        yield path.read_bytes()


TARGETS = (
    Target("capture", capture, seeds.files, 4096, share=2),
    Target("signatures", signatures, signature_seeds, 4096),
)

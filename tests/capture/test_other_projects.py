"""The captures of other projects, many of them damaged on purpose: as many frames as Wireshark's capinfos counts."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import dpkt
import pytest
from capture.forge import read

from sensor.capture import InputError, find_inputs, open_source
from sensor.model.report import InputReport

AFTER = re.compile(r'An error occurred after reading (\d+) packets from "(.*)"\.')
UNSUPPORTED = re.compile(r'The file "(.*)" contains record data that capinfos doesn\'t support')

REGRESSION = "permissive/seladb+PcapPlusPlus/Tests/Fuzzers/RegressionTests/regression_samples/"
DIFFERENT = {
    "permissive/OISF+suricata-verify/tests/bug-1450-04/tls_DER-incomplete-header.pcap": 13,
    "permissive/OISF+suricata-verify/tests/bug-1450-05/tls_DER-incomplete-content.pcap": 13,
    REGRESSION + "igmplayer": 6,
    "permissive/google+gopacket/pcapgo/tests/le/test901.pcapng": 3,
    REGRESSION + "crash-exception-cast-constructed-record": 2,
    "permissive/OISF+suricata-verify/tests/bug-6875-01/fuzz.pcap": 1,
}
"""Damaged files with another count than capinfos'. The first four are read further: behind an impossible length, and into a
section of version 2.0. The last two have flaws in the first records, and capinfos takes them for files of another layout."""

CALLS = 100
"""Files given to one capinfos."""


@pytest.fixture(scope="module")
def captures(shared: Path) -> Path:
    """The folder of captures, and capinfos at hand."""
    if not shutil.which("capinfos"):
        pytest.skip("no capinfos")
    folder = shared / "captures"
    if not folder.is_dir():
        pytest.skip("no captures in ../shared")
    return folder


def files(folder: Path) -> list[str]:
    """Return the captures below *folder*, relative to it; the rest of it is texts."""
    found = find_inputs([str(folder / kind) for kind in ("lgpl", "mpl", "permissive")])
    return [Path(path).relative_to(folder).as_posix() for path in found]


def counts(folder: Path, paths: list[str]) -> tuple[dict[str, int], dict[str, int], set[str]]:
    """Return capinfos' counts: of whole files, of files up to their damage; and the files whose link types it refuses."""
    whole, damaged, refused = {}, {}, set()
    for start in range(0, len(paths), CALLS):
        command = ["capinfos", "-T", "-m", "-r", "-Q", "-c", *paths[start : start + CALLS]]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        for line in done.stdout.splitlines():
            path, count = line.strip('"').rsplit('","', 1)
            whole[path] = int(count)
        for count, path in AFTER.findall(done.stderr):
            damaged[path] = int(count)
        refused.update(UNSUPPORTED.findall(done.stderr))
    return whole, damaged, refused


def dpkt_count(path: Path) -> tuple[int, bool]:
    """Count with dpkt, which asks no link type; and whether it came to the end."""
    count = 0
    with path.open("rb") as file:
        try:
            for _ in dpkt.pcap.UniversalReader(file):
                count += 1
        except dpkt.NeedData:
            return count, False
    return count, True


def read_all(folder: Path, paths: list[str]) -> Iterator[tuple[str, InputReport]]:
    """Yield each file's report after reading it; one that cannot be opened has the reason in it."""
    for path in paths:
        try:
            source = open_source(str(folder / path))
        except InputError as error:
            yield path, InputReport(path, complete=False, error=error.reason)
        else:
            assert len(read(source)) == source.report.frames
            yield path, source.report


def test_frames_are_counted_as_wireshark_counts_them(captures: Path) -> None:
    """Whole files exactly and without complaint; damaged ones up to the damage, and said."""
    paths = files(captures)
    assert len(paths) > 500
    whole, damaged, refused = counts(captures, paths)
    wrong = []
    for path, report in read_all(captures, paths):
        if path in damaged or path in DIFFERENT:
            expected = DIFFERENT.get(path, damaged.get(path)), False
        elif path in refused:
            expected = dpkt_count(captures / path)
        else:
            expected = whole.get(path), True
        if (report.frames, report.complete) != expected or report.complete != (report.error is None):
            wrong.append((path, expected, report))
    assert wrong == []

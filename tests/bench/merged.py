"""One large capture out of other projects' small ones: every protocol there is, in Ethernet frames."""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

PCAP, ETHERNET = b"\xd4\xc3\xb2\xa1", b"\x01\0\0\0"
MAX_RECORD = 65_535
"""Bytes of a record that every tool here takes."""


def merge(path: Path, captures: Path, frames: int) -> int:
    """Merge the undamaged captures and repeat them; return the frames written, 0 where that cannot be done."""
    sources = [source for source in sorted(captures.rglob("*.pcap")) if is_plain(source)]
    if not sources or shutil.which("mergecap") is None:
        return 0
    once = path.with_suffix(".once")
    command = ["mergecap", "-a", "-F", "pcap", "-s", str(MAX_RECORD), "-w", str(once), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True)
    data = once.read_bytes()
    once.unlink()
    count = sum(1 for _ in record_ends(data))
    rounds = -(-frames // count)
    with path.open("wb") as file:
        file.write(data[:24])
        file.writelines(data[24:] for _ in range(rounds))
    return rounds * count


def is_plain(path: Path) -> bool:
    """True for an undamaged classic capture of Ethernet frames: what every program measured here reads."""
    data = path.read_bytes()
    return data[:4] == PCAP and data[20:24] == ETHERNET and max(record_ends(data), default=24) == len(data)


def record_ends(data: bytes) -> Iterator[int]:
    """Yield where each record of a little-endian capture ends; stops at one that is cut or absurd."""
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        at += 16 + length
        if length > MAX_RECORD or at > len(data):
            return
        yield at


def head(capture: Path, sample: Path, frames: int) -> int:
    """Copy the first frames of a capture, without holding more than one; return how many there were."""
    with capture.open("rb") as source, sample.open("wb") as out:
        out.write(source.read(24))
        for count in range(frames):
            header = source.read(16)
            if len(header) < 16:
                return count
            out.write(header + source.read(struct.unpack_from("<I", header, 8)[0]))
    return frames

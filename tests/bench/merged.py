"""One large capture out of other projects' small ones: every protocol there is, in Ethernet frames."""

import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PCAP, ETHERNET = b"\xd4\xc3\xb2\xa1", b"\x01\0\0\0"
SECONDS = struct.Struct("<I")
DAY = 86_400
"""Seconds between two rounds: long enough that every program has forgotten the conversations of the last."""
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
    data = bytearray(once.read_bytes())
    once.unlink()
    starts = [24, *record_ends(data)][:-1]
    times = [SECONDS.unpack_from(data, at)[0] for at in starts]
    rounds = -(-frames // len(starts))
    with path.open("wb") as file:
        file.write(data[:24])
        for number in range(rounds):
            for at, time in zip(starts, times, strict=True):
                SECONDS.pack_into(data, at, time + number * DAY & 0xFFFFFFFF)
            file.write(memoryview(data)[24:])
    return rounds * len(starts)


def is_plain(path: Path) -> bool:
    """True for an undamaged classic capture of Ethernet frames: what every program measured here reads."""
    data = path.read_bytes()
    return data[:4] == PCAP and data[20:24] == ETHERNET and max(record_ends(data), default=24) == len(data)


def record_ends(data: bytes | bytearray) -> Iterator[int]:
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


if __name__ == "__main__":
    print(merge(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))

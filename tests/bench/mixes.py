"""Large captures to measure with: small templates told by the recipes, repeated with other clients and later times.

A repetition changes the second byte of every 10.x address and adjusts the checksums, so that each one brings new
conversations, as time does.
"""

import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from recipes.build import dns, pcapfile
from recipes.build.noise import noise
from recipes.people import SITES, colleague, resolver, surf
from recipes.story import Story

SECOND = 1_000_000_000
HOUSE = 0x0A04
"""First half of every address inside: 10.4."""
IPV4 = b"\x08\x00"


def office() -> list[pcapfile.Timed]:
    """Tell bulk downloads over TLS and QUIC with ordinary surfing between them: mostly full frames."""
    story = Story("bench/office")
    for number in range(30, 50):
        client = colleague(story, number)
        surf(story, client, 2)
        for site, (name, ip) in enumerate(SITES[:4]):
            server = story.server(ip)
            story.dns_lookup(client, resolver(story), name, ip)
            story.tls(client, server, name, down=300_000, browser=True)
            port = client.next_port()
            for i in range(150):  # the bulk of a QUIC connection: short headers (RFC 9000 section 17.3)
                ask = i % 10 == 0
                payload = b"\x41" + noise(f"quic {number} {site} {i}", 40 if ask else 1251)
                story.udp(*((client, server, port, 443) if ask else (server, client, 443, port)), payload)
                story.now += 50_000
    return story.frames()


def names() -> list[pcapfile.Timed]:
    """Tell questions and their answers, nothing else."""
    story = Story("bench/names")
    for number in range(1, 200):
        client = colleague(story, number)
        for i in range(10):
            name = f"h{number}-{i}.{SITES[i][0]}"
            story.dns_lookup(client, resolver(story), name, "198.51.100.7", rcode=dns.NOERROR)
    return story.frames()


def shifted(frame: bytes, house: int) -> bytes:
    """Return *frame* with the addresses of the house moved to *house*, checksums adjusted (RFC 1624)."""
    if frame[12:14] != IPV4:
        return frame
    changed = bytearray(frame)
    delta = 0
    for at in (26, 30):
        if int.from_bytes(frame[at : at + 2]) == HOUSE:
            changed[at : at + 2] = house.to_bytes(2)
            delta += house - HOUSE
    l4 = 14 + 4 * (frame[14] & 15)
    for at in (24, l4 + {6: 16, 17: 6}.get(frame[23], 0)):
        if at > l4 or at == 24:
            total = (int.from_bytes(frame[at : at + 2]) - delta) % 0xFFFF
            changed[at : at + 2] = total.to_bytes(2)
    return bytes(changed)


def repeated(template: list[pcapfile.Timed], frames: int) -> Iterator[bytes]:
    """Yield the records of a capture of at least *frames* frames."""
    span = template[-1][0] - template[0][0] + SECOND
    for round_ in range(-(-frames // len(template))):
        house = 0x0A00 | (4 + round_) % 256
        yield b"".join(pcapfile.record(ts + round_ * span, shifted(frame, house)) for ts, frame in template)


def build(path: Path, tell: Callable[[], list[pcapfile.Timed]], frames: int) -> int:
    """Write the capture unless it is there, and return its number of frames."""
    template = tell()
    count = -(-frames // len(template)) * len(template)
    marker = path.with_suffix(".frames")
    if not path.exists() or not marker.exists() or marker.read_text() != str(count):
        with path.open("wb") as file:
            file.write(pcapfile.header())
            file.writelines(repeated(template, frames))
        marker.write_text(str(count))
    return count


def merge(path: Path, shared: Path, frames: int) -> int:
    """Merge other projects' Ethernet captures and repeat them; return the number of frames, 0 where that cannot be done."""
    if not shared.is_dir() or shutil.which("mergecap") is None:
        return 0
    sources = [source for source in sorted((shared / "captures").rglob("*.pcap")) if ethernet(source)]
    once = path.with_suffix(".once")
    marker = path.with_suffix(".frames")
    if path.exists() and marker.exists() and marker.read_text().startswith(f"{frames} "):
        return int(marker.read_text().split()[1])
    command = ["mergecap", "-a", "-F", "pcap", "-s", "65535", "-w", str(once), *map(str, sources)]
    subprocess.run(command, check=False, capture_output=True)
    data = once.read_bytes()
    count = sum(1 for _ in records(data))
    rounds = -(-frames // max(count, 1))
    with path.open("wb") as file:
        file.write(data[:24])
        file.writelines(data[24:] for _ in range(rounds))
    once.unlink()
    marker.write_text(f"{frames} {rounds * count}")
    return rounds * count


def ethernet(path: Path) -> bool:
    """True for an undamaged classic capture of Ethernet frames: what every tool here reads."""
    data = path.read_bytes()
    if data[:4] != b"\xd4\xc3\xb2\xa1" or data[20:24] != b"\x01\0\0\0":
        return False
    return max(records(data), default=24) == len(data)


def records(data: bytes) -> Iterator[int]:
    """Yield where each record of a little-endian capture ends; stops at one that is cut or absurd."""
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        at += 16 + length
        if length > 65535 or at > len(data):
            return
        yield at

"""The generator of large captures: the same bytes from the same seed, right checksums after shifting, plants where it says."""

import ipaddress
import json
from pathlib import Path
from typing import Any

import dpkt
import pytest
from recipes.bench import __main__ as bench
from recipes.builders import frames

FRAMES = 40_000
"""More than one repetition of a block, so that shifted frames are among them."""

Made = tuple[Path, dict[str, Any]]
"""A capture, and what the generator says of it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a small office mix and what it says was planted."""
    folder = tmp_path_factory.mktemp("bench")
    path, plants = folder / "office.pcap", folder / "plants.json"
    assert bench.main(["--frames", str(FRAMES), "-o", str(path), "--plants", str(plants)]) == 0
    return path, json.loads(plants.read_text())


def packets(path: Path) -> list[bytes]:
    """Return the frames of a capture."""
    with path.open("rb") as file:
        return [frame for _, frame in dpkt.pcap.Reader(file)]


def transport(frame: bytes) -> tuple[str, str, int, bytes]:
    """Return addresses, protocol and segment of a frame with or without a VLAN tag."""
    at = 18 if frame[12:14] == b"\x81\x00" else 14
    if frame[at] >> 4 == 6:
        ends = [str(ipaddress.IPv6Address(frame[at + i : at + i + 16])) for i in (8, 24)]
        return ends[0], ends[1], frame[at + 6], frame[at + 40 :]
    assert frames.checksum(frame[at : at + 20]) == 0, "the IPv4 header's own checksum is right"
    ends = [str(ipaddress.IPv4Address(frame[at + i : at + i + 4])) for i in (12, 16)]
    return ends[0], ends[1], frame[at + 9], frame[at + 20 :]


def test_a_capture_has_as_many_frames_as_asked_for(made: Made) -> None:
    """Not one more or less, and most of them are full."""
    found = packets(made[0])
    assert len(found) == made[1]["frames"] == FRAMES
    assert 0.84 < sum(len(frame) >= 1400 for frame in found) / FRAMES < 0.91


def test_checksums_are_right_in_every_repetition(made: Made) -> None:
    """What moves one word moves another the other way: the sums stay (every seventh frame, to be quick)."""
    for frame in packets(made[0])[::7]:
        src, dst, proto, segment = transport(frame)
        assert frames.checksum(frames.pseudo_header(src, dst, proto, len(segment)) + segment) == 0


def test_plants_stand_where_the_list_says(made: Made) -> None:
    """Each planted machine's first frame is its lookup of the first planted name."""
    found, plants = packets(made[0]), made[1]
    hosts = plants["hosts"]
    assert isinstance(hosts, list)
    assert len(hosts) == 2
    for host in hosts:
        frame = found[host["first_frame"] - 1]
        assert transport(frame)[0] == host["ip"]
        assert b"\x03s07\x03upd\x09kaspersky\x03com" in frame
    assert sum(b"kaspersky" in frame for frame in found) == plants["observations"] + 3 * len(hosts), (
        "and 3 answers each"
    )


@pytest.mark.parametrize("kind", ["dns", "flows", "jumbo"])
def test_the_same_seed_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    """Determinism, for each of the other kinds; another seed gives something else."""
    one, two, other = (tmp_path / name for name in ("one", "two", "other"))
    for path, seed in ((one, 1), (two, 1), (other, 2)):
        assert bench.main(["--frames", "500", "-o", str(path), "--kind", kind, "--seed", str(seed)]) == 0
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes() != other.read_bytes()

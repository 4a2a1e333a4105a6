"""What signatures matched in captures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sensor.cli import signature_replay
from sensor.cli.signature_replay import Replay
from sensor.match import Matcher
from sensor.model.observation import Observation
from sensor.signatures import load
from sensor.signatures.see import parse_see

UPDATE = "s01.upd.kaspersky.com"


def seen(name: str, frame: int = 1, source: int = 0, client: str = "10.0.0.7") -> Observation:
    """Return a hello with *name*."""
    return msgspec.structs.replace(parse_see(f"tls.sni {name}"), frame=frame, source=source, src=client)


def replayed(*observations: Observation) -> Replay:
    """Return a replay of *observations* in two captures, a.pcap and b.pcap."""
    matcher = Matcher(load())
    replay = Replay(["a.pcap", "b.pcap"])
    for one in observations:
        replay.add(one, matcher.match(one))
    return replay


def test_matches_are_counted_with_their_hosts_and_first_frames(capsys: pytest.CaptureFixture[str]) -> None:
    """The first frame is that of the first capture, in whatever order they were read."""
    replay = replayed(
        seen(UPDATE, frame=3, source=1), seen(UPDATE, frame=9, client="10.0.0.8"), seen("ds.kaspersky.com", frame=4)
    )
    replay.print(load())
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("kaspersky-update-hosts: 2 matches, 1 value, 2 hosts")
    assert lines[at + 1] == "  of 10.0.0.7, 10.0.0.8"
    assert lines[at + 2] == f"  2 x tls.sni {UPDATE}, first in frame 9 of a.pcap"
    assert "  1 x tls.sni ds.kaspersky.com, first in frame 4 of a.pcap" in lines
    count = len(load().signatures)
    assert lines[-1] == f"{count - 2} of {count} signatures matched nothing"


def test_only_some_values_and_hosts_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The counts tell how many there were."""
    replayed(*(seen(f"s{n:02}.upd.kaspersky.com", client=f"10.0.0.{n + 1}") for n in range(10))).print(load())
    lines = capsys.readouterr().out.splitlines()
    assert "kaspersky-update-hosts: 10 matches, 10 values, 10 hosts" in lines
    assert lines[1].endswith("10.0.0.8 and 2 more")
    assert len([line for line in lines if " x tls.sni" in line]) == signature_replay.SHOWN_VALUES
    assert "  and 2 values more" in lines


def test_hostile_traffic_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """New values and hosts are no longer told apart once there are too many; the matches are counted all the same."""
    monkeypatch.setattr(signature_replay, "MAX_VALUES", 2)
    monkeypatch.setattr(signature_replay, "MAX_HOSTS", 1)
    names = (UPDATE, "s02.upd.kaspersky.com", "s03.upd.kaspersky.com", UPDATE)
    replay = replayed(*(seen(name, client=f"10.0.0.{n}") for n, name in enumerate(names)))
    hits = replay.hits["kaspersky-update-hosts"]
    assert hits.values == {("tls.sni", UPDATE): 2, ("tls.sni", "s02.upd.kaspersky.com"): 1}
    assert (hits.total, len(hits.hosts)) == (4, 1)


def test_names_of_files_and_values_are_made_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Both may hold escape sequences; the terminal never sees them."""
    matcher = Matcher(load())
    replay = Replay(["\x1b[31m.pcap"])
    one = seen(UPDATE)
    replay.add(one, [msgspec.structs.replace(match, value="\x1b[0m") for match in matcher.match(one)])
    replay.print(load())
    assert "\x1b" not in capsys.readouterr().out


def test_a_real_capture(vestige: Callable[..., Any], shared: Path) -> None:
    """A public one, with KSN in it: the frame is the one that tshark shows."""
    path = shared / "captures" / "mpl" / "derived" / "kaspersky_dns_part1.pcap"
    if not path.is_file():
        pytest.skip("no such capture in ../shared")
    ran = vestige("signatures", "test", "--vendor", "kaspersky", str(path))
    assert ran.code == 0
    assert "  of 22.58.218.199\n" in ran.out
    assert f"  2 x dns.query ksn2-12.kaspersky-labs.com, first in frame 873 of {path}" in ran.out

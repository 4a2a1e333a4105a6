"""``vestige doctor``: what this installation can do."""

import importlib.machinery
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sensor.cli import doctor

Run = Callable[..., Any]


@pytest.mark.usefixtures("fake")
def test_it_tells_of_each_part(vestige: Run) -> None:
    """A line for each, and the packs with their digest."""
    code, out, err = vestige("doctor")
    assert (code, err) == (0, "")
    labels = {line.split()[0] for line in out.splitlines() if not line.startswith(" ")}
    assert labels >= {"vestige", "python", "compiled", "capture", "tshark", "suricata", "zstandard", "signatures"}
    assert {len(line) - len(line[doctor.LABEL - 1 :].lstrip()) for line in out.splitlines()} == {doctor.LABEL}
    assert "1 in 1 pack, SHA-256 " + "ab" * 32 in out
    assert "kaspersky 2026.11.22: 1 for 1 product of Kaspersky, SHA-256 " + "cd" * 6 in out


def test_broken_signatures_are_2(vestige: Run, tmp_path: Path) -> None:
    """After what can be told without them."""
    (tmp_path / "bad.yaml").write_text("signatures: 7\n")
    code, out, err = vestige("doctor", "--signatures", str(tmp_path))
    assert code == 2
    assert "compiled" in out
    assert "bad.yaml" in err


def test_modules_with_types_should_be_compiled(tmp_path: Path) -> None:
    """A ``.pxd`` says so; an extension beside it says they are."""
    (tmp_path / "wire").mkdir()
    for name in ("wire/batch.pxd", "wire/batch.py", "wire/name.pxd", "wire/__init__.pxd"):
        (tmp_path / name).touch()
    assert doctor.compiled_modules(tmp_path) == ([], ["wire.batch", "wire.name"])
    (tmp_path / f"wire/batch{importlib.machinery.EXTENSION_SUFFIXES[0]}").touch()
    assert doctor.compiled_modules(tmp_path) == (["wire.batch"], ["wire.name"])


@pytest.mark.parametrize(
    ("built", "missing", "words"),
    [
        ([], ["a"], "no: reading runs interpreted"),
        (["a"], ["b"], "in part: 1 module, not b"),
        (["a"], [], "yes: 1 module"),
    ],
)
def test_how_compiled_it_is(monkeypatch: pytest.MonkeyPatch, built: list[str], missing: list[str], words: str) -> None:
    """In words, with what to do."""
    monkeypatch.setattr(doctor, "compiled_modules", lambda _root: (built, missing))
    assert doctor.compiled_sentence().startswith(words)


def test_rights_are_read_from_the_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CAP_NET_RAW is bit 13 of the effective set; without the file, root may."""
    monkeypatch.setattr("sys.platform", "linux")
    status = tmp_path / "status"
    status.write_text("Name:\tx\nCapEff:\t0000000000002000\n")
    assert "may open packet sockets" in doctor.capture_sentence(status)
    status.write_text("CapEff:\t0000000000001000\n")
    assert "needs CAP_NET_RAW" in doctor.capture_sentence(status)
    for text in ("CapEff:\tzz\n", "Name: x\n"):
        status.write_text(text)
        monkeypatch.setattr("os.geteuid", lambda: 1000)
        assert "needs CAP_NET_RAW" in doctor.capture_sentence(status)
    monkeypatch.setattr("sys.platform", "darwin")
    assert "scapy" in doctor.capture_sentence(status)


def test_a_tool_that_hangs_is_said_to_be_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor does not wait for it."""

    def hang(*_args: Any, **options: Any) -> None:
        raise subprocess.TimeoutExpired("tshark", options["timeout"])

    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", hang)
    assert doctor.tool_sentence("tshark", "x") == "/bin/tshark does not run (x)"


@pytest.mark.parametrize(
    ("output", "version"),
    [(b"\nTShark (Wireshark) 4.0.17 (Git v4.0.17 packaged)\nmore 1.1", "4.0.17"), (b"\xff\x1b", "version unknown")],
)
def test_a_tool_tells_its_version(monkeypatch: pytest.MonkeyPatch, output: bytes, version: str) -> None:
    """Whatever else it says."""
    done = subprocess.CompletedProcess[bytes]([], 0, output, b"Running as user root\n")
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: done)
    assert doctor.tool_sentence("tshark", "x") == f"{version}, /bin/tshark (x)"


def test_what_is_missing_is_said_with_its_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that one knows whether to care."""
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert doctor.tool_sentence("tshark", "a second opinion") == "not installed (a second opinion)"
    assert doctor.package_sentence("no-such-package-here", "nothing") == "not installed (nothing)"


def test_what_the_kernel_offers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried, not tried, lacking, and another system."""
    probe = "sensor.capture.af_packet.probe.missing_features"
    monkeypatch.setattr("sys.platform", "linux")
    for answer, words in (([], "has rings"), (None, "cannot be tried"), (["rings"], "lacks rings")):
        monkeypatch.setattr(probe, lambda answer=answer: answer)
        assert words in doctor.kernel_sentence()
    monkeypatch.setattr("sys.platform", "darwin")
    assert "copies each frame" in doctor.kernel_sentence()

"""Options that commands share."""

from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from outputs import samples

from sensor import signatures
from sensor.cli import options
from sensor.cli.exits import Failure
from sensor.model.report import NOT_READ, InputReport


def test_problems_of_signatures_are_all_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With file and line, then one sentence."""
    (tmp_path / "bad.yaml").write_text("vendor: x\nsignaturs: []\n")
    with pytest.raises(Failure) as failure:
        options.load_signatures([tmp_path])
    assert failure.value.message == "the signatures cannot be used"
    assert "bad.yaml" in capsys.readouterr().err


def test_only_the_vendors_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their signatures and packs; the digest stays that of what was loaded."""
    both = msgspec.structs.replace(
        samples.SIGNATURES,
        signatures=(samples.signature(), samples.signature(id="x", sid=1, vendor="drweb")),
        packs=("drweb", "kaspersky"),
    )
    monkeypatch.setattr(signatures, "load", lambda _folders, **_: both)
    found = options.load_signatures([], ["kaspersky"])
    assert [one.vendor for one in found.signatures] == ["kaspersky"]
    assert (found.packs, found.sha256) == (("kaspersky",), both.sha256)


def test_an_unknown_vendor_is_named_with_the_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the next try fits."""
    monkeypatch.setattr(signatures, "load", lambda _folders, **_: samples.SIGNATURES)
    with pytest.raises(Failure, match="one of: kaspersky"):
        options.load_signatures([], ["\x1bzzz"])


@pytest.mark.parametrize("value", ["", ".", "a..b", "a b", "bücher.example", "x" * 64])
def test_what_is_no_suffix(value: str) -> None:
    """A wrong suffix would match nothing, silently."""
    with pytest.raises(click.BadParameter):
        options.suffix(click.Context(click.Command("x")), click.Option(["--x"]), (value,))


def test_inputs_that_an_interrupt_came_before_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each of thousands would hide what else is told; a damaged one is still named."""
    unread = [InputReport(f"{number}.pcap", complete=False, error=NOT_READ) for number in range(3_000)]
    damaged = InputReport("a.pcap", complete=False, error="damaged")
    assert options.warn_incomplete([damaged, *unread]) is True
    assert capsys.readouterr().err.splitlines() == [
        "vestige: warning: a.pcap: damaged",
        "vestige: warning: 3,000 inputs not read: interrupted before them",
    ]
    assert options.warn_incomplete(unread[: options.MAX_UNREAD]) is True
    assert len(capsys.readouterr().err.splitlines()) == options.MAX_UNREAD


def test_incomplete_inputs_are_warned_of_once_each(capsys: pytest.CaptureFixture[str]) -> None:
    """The path is not said twice, and steers no terminal."""
    inputs: list[Any] = [
        samples.input_report(),
        samples.input_report(path="b", error="b: cut"),
        samples.input_report(path="\x1bc", complete=False),
    ]
    assert options.warn_incomplete(inputs) is True
    assert capsys.readouterr().err == ("vestige: warning: b: cut\nvestige: warning: \\x1bc: not read to its end\n")
    assert options.warn_incomplete(inputs[:1]) is False

"""A program run inside the test, with an engine that finds what the test wants."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from outputs import samples

from sensor import engine
from sensor.cli import main
from sensor.model.report import InputReport


class Ran(NamedTuple):
    """How a run of the program ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def vestige(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    """Run the command line and catch what it writes."""

    def run(*args: str) -> Ran:
        capfdbinary.readouterr()
        code = int(main(args))
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run


@pytest.fixture
def capture(tmp_path: Path) -> str:
    """Return the path of an empty capture: the 24 bytes of a pcap header."""
    path = tmp_path / "a.pcap"
    path.write_bytes(bytes.fromhex("d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000"))
    return str(path)


class FakeEngine:
    """Stands in for `sensor.engine.scan`: keeps what it was asked, gives what it was told."""

    def __init__(self) -> None:
        self.findings: list[Any] = []
        self.observations: list[Any] = []
        self.reports: list[InputReport] | None = None
        self.interrupted = False
        self.raises: BaseException | None = None
        self.options: Any = None
        self.inputs: Sequence[str] = ()

    def scan(self, inputs: Sequence[str], options: Any, on_event: Any, progress: Any) -> engine.ScanResult:
        """Give what the test asked for."""
        self.inputs, self.options = inputs, options
        for seen in self.observations:
            if on_event:
                on_event(seen, [] if options.observe_all else [samples.match(seen)])
        if progress:
            progress(10, 100)
        if self.raises:
            raise self.raises
        report = samples.report()
        return engine.ScanResult(
            inputs=[samples.input_report(path=path) for path in inputs] if self.reports is None else self.reports,
            coverage=report.coverage,
            findings=self.findings,
            signatures=options.signatures,
            interrupted=self.interrupted,
        )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Put a `FakeEngine` in the place of the engine, and one signature in that of the packs."""
    from sensor import signatures  # noqa: PLC0415 - replaced here

    stand_in = FakeEngine()
    monkeypatch.setattr(engine, "scan", stand_in.scan)
    monkeypatch.setattr(signatures, "load", lambda _folders, **_: samples.SIGNATURES)
    return stand_in

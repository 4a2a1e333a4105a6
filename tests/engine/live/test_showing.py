"""What is shown beside the outputs."""

import io
from pathlib import Path

import pytest
from engine.live.rig import Rig, stats
from outputs.test_metrics import ask
from rich.console import Console

from sensor.engine.live.showing import Show, rows_of, status_of


def test_the_table_shows_what_was_told(tmp_path: Path) -> None:
    """And where it comes from."""
    rig = Rig(tmp_path)
    out = io.StringIO()
    show = Show("", table=True, console=Console(file=out, width=120, force_terminal=True, _environ={}))
    show(rig.desk, rig.time.clock.now())
    rig.desk.opened(("tap0",))
    rig.play()
    rig.desk.stats(stats(77))
    rig.tick()
    show(rig.desk, rig.time.clock.now())
    show.close()
    assert "starting" in out.getvalue()
    assert "10.4.7.22" in out.getvalue()
    assert "77 frames" in out.getvalue()
    assert [row.sights for row in rows_of(rig.desk)] == [44]
    assert status_of(rig.desk).taps == "tap0"
    rig.desk.close()


def test_prometheus_is_answered(tmp_path: Path) -> None:
    """From the same desk."""
    pytest.importorskip("prometheus_client", reason="prometheus-client is an extra")
    rig = Rig(tmp_path)
    show = Show("127.0.0.1:29477", table=False)
    show(rig.desk, rig.time.clock.now())
    assert show.server is not None
    assert b"200 OK" in ask(show.server, b"HEAD /metrics HTTP/1.1\r\n\r\n")
    show.close()
    rig.desk.close()

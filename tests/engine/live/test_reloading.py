"""When signatures and configuration are loaded again, and what becomes of those that cannot be used."""

import math
from pathlib import Path

from engine.live.rig import HOST, SECOND, SIGNATURES, shelved

from sensor.engine.live.reloading import STORM
from sensor.model.signature import Location
from sensor.signatures.problems import Problem, SignatureErrors


def test_a_broken_file_leaves_the_old_in_use(tmp_path: Path) -> None:
    """Said to the person and in the events, and counted."""
    rig, shelf = shelved(tmp_path)
    shelf.next = SignatureErrors([Problem(Location("a.yaml", 3, 7), "unknown key 'hots'", "did you mean host?")])
    assert rig.desk.reload() is None
    assert rig.said == ["a.yaml:3:7: unknown key 'hots' (did you mean host?)"]
    line = rig.lines("engine")[-1]
    assert line["log_level"] == "Error"
    assert "stay in use: a.yaml:3:7" in line["engine"]["message"]
    rig.play()
    rig.desk.close()
    assert rig.alerts() == [(HOST, "opened")]
    engine = rig.lines("stats")[-1]["stats"]["detect"]["engines"][0]
    assert (engine["rules_loaded"], engine["rules_failed"]) == (len(SIGNATURES.signatures), 1)


def test_a_storm_of_signals_is_two_loads(tmp_path: Path) -> None:
    """The first at once, one more for what came during it."""
    rig, shelf = shelved(tmp_path)
    plans = [rig.desk.reload() for _ in range(100)]
    assert [plan is not None for plan in plans].count(True) == 1
    assert not rig.tick(0.5)
    assert rig.tick(STORM / SECOND)
    assert rig.desk.reload() is not None
    assert not rig.tick(10)
    assert shelf.loads == 2
    rig.desk.close()


def test_it_is_due_when_it_was_asked_for_too_soon(tmp_path: Path) -> None:
    """A second after the last one, and then no more."""
    rig, _ = shelved(tmp_path)
    one = rig.desk.reloading
    assert (one.due, one.wanted(rig.time.steady)) == (math.inf, False)
    rig.desk.reload()
    done = rig.time.steady
    rig.desk.reload()
    assert (one.due, one.wanted(done + STORM - 1), one.wanted(done + STORM)) == (done + STORM, False, True)
    rig.time.forward(1)
    rig.desk.reload()
    assert (one.due, one.counts.done) == (math.inf, 2)
    rig.desk.close()

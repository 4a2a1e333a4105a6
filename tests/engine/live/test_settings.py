"""What a desk works with."""

from pathlib import Path

import pytest
from engine.live.rig import Rig

from sensor.engine.live.clock import Clock
from sensor.engine.live.settings import Settings


def test_what_is_not_said_is_usual_and_nothing_changes_under_way(tmp_path: Path) -> None:
    """The clocks of the system, and nothing to show; a reload brings a configuration, not other settings."""
    rig = Rig(tmp_path, kept=False)
    given = rig.desk.settings
    usual = Settings(
        loader=given.loader,
        loaded=given.loaded,
        state=given.state,
        channels=given.channels,
        complain=given.complain,
        notifier=given.notifier,
    )
    assert (usual.clock, usual.show) == (Clock(), None)
    with pytest.raises(AttributeError):
        usual.state = given.state  # type: ignore[misc]
    rig.desk.close()

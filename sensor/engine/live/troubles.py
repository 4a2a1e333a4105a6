"""Troubles: a person is told once when an output or the state stops working, and when it works again."""

from collections.abc import Callable

from sensor.engine.live.database import Database
from sensor.engine.live.delivery import Delivery


class Troubles:
    """What was told so far. *complain* tells a person one sentence."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._told: dict[str, str] = {}

    def look(self, delivery: Delivery, database: Database) -> None:
        """Tell what changed."""
        troubles = {channel.name: channel.trouble for channel in delivery.channels}
        troubles["state"] = database.trouble
        for name, trouble in troubles.items():
            if trouble != self._told.get(name, ""):
                self._complain(f"warning: {trouble}" if trouble else f"{name}: works again")
        self._told = troubles

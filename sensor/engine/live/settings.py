"""What a desk is given to work with."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from sensor.engine.config.model import Config
from sensor.engine.live.clock import Clock, Moment
from sensor.engine.live.delivery import Channel
from sensor.engine.live.loading import Loaded, Loader
from sensor.engine.live.state import State
from sensor.engine.live.systemd import Notifier

if TYPE_CHECKING:
    from sensor.engine.live.desk import Desk


class View(Protocol):
    """Looks at the desk with every tick."""

    def __call__(self, desk: "Desk", at: Moment) -> None:
        """Show what there is."""

    def close(self) -> None:
        """Leave it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk works with."""

    loader: Loader
    loaded: Loaded
    state: State
    channels: Callable[[Config], Sequence[Channel]]
    """Opens the outputs that a configuration names; OSError or ValueError where that cannot be done."""
    complain: Callable[[str], None]
    """Tells a person one sentence."""
    notifier: Notifier
    show: "View | None" = None
    """The table on a terminal, the metrics."""
    clock: Clock = Clock()

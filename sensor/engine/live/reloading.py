"""Reloading: signatures and configuration are loaded again when somebody asks for it, and when their files changed."""

import math
from collections.abc import Callable

from sensor.engine.config.model import Config
from sensor.engine.live.changes import Files
from sensor.engine.live.clock import Moment
from sensor.engine.live.journal import Journal
from sensor.engine.live.loading import Loaded
from sensor.engine.live.report import Reloads
from sensor.engine.live.settings import Settings
from sensor.signatures.problems import SignatureErrors

SECOND = 1_000_000_000
STORM = SECOND
"""Least time between two reloads: of a hundred signals in a moment the first and the last count."""
MAX_PROBLEMS = 10
"""Problems of a reload that become events; all are printed."""


class Reloading:
    """Loads all of it, or keeps what is in use. *config* is what is in use at time *now*."""

    def __init__(self, settings: Settings, config: Config, journal: Journal, now: Moment) -> None:
        self.settings = settings
        self.journal = journal
        self.counts = Reloads(now.wall)
        self.files = Files(settings.loader.watched(config))
        self._at = now.steady - STORM
        self._again = False
        """It was asked for too soon after the last one."""

    @property
    def due(self) -> float:
        """When it is to be done again; infinity when nobody asked."""
        return self._at + STORM if self._again else math.inf

    def wanted(self, now: int) -> bool:
        """True when it is to be done."""
        return self.files.changed(now) or now >= self.due

    def load(self, now: Moment, take_outputs: Callable[[Config], None]) -> Loaded | None:
        """Return what is to be used from now on; None: what is in use stays, and why is told.

        *take_outputs* opens the outputs of a configuration; OSError or ValueError where that cannot be done.
        """
        if now.steady - self._at < STORM:
            self._again = True
            return None
        self._at, self._again = now.steady, False
        self.settings.notifier.reloading(now.steady)
        self.files.read()
        try:
            loaded = self.settings.loader.load()
            take_outputs(loaded.config)
        except (SignatureErrors, OSError, ValueError) as error:
            self._refuse(error)
            return None
        finally:
            self.settings.notifier.ready("watching")
        self.files = Files(self.settings.loader.watched(loaded.config))
        self.counts.done += 1
        self.counts.loaded_at = now.wall
        return loaded

    def _refuse(self, error: Exception) -> None:
        self.counts.failed += 1
        sentences = [str(one) for one in error.problems] if isinstance(error, SignatureErrors) else [str(error)]
        for sentence in sentences:
            self.settings.complain(sentence)
        for sentence in sentences[:MAX_PROBLEMS]:
            message = f"refused, the old signatures and configuration stay in use: {sentence}"
            self.journal.event("reload", message, "Error")

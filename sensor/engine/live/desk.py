"""Desk: everything of live sensing that happens in the main process, behind the workers (`messages.Listener`).

Matches become findings, changes of findings become alerts, alerts are remembered and sent. Nothing here waits.
"""

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from sensor import __version__
from sensor.alerts.eve import EveEncoder
from sensor.alerts.events import EventEncoder
from sensor.alerts.policy import Policy
from sensor.alerts.suppression import Suppressions
from sensor.engine.config.model import AT_START, Config
from sensor.engine.live.blindness import Blindness
from sensor.engine.live.changes import Files
from sensor.engine.live.clock import Clock, Moment
from sensor.engine.live.delivery import Channel, Delivery
from sensor.engine.live.health import Health
from sensor.engine.live.loading import Loaded, Loader
from sensor.engine.live.messages import BlindEvent, LiveStats, Plan
from sensor.engine.live.report import Reloads, describe, engine_counts, sensor_body
from sensor.engine.live.sources import Sources
from sensor.engine.live.state import Saying, State
from sensor.engine.live.systemd import Notifier
from sensor.engine.live.teller import Teller
from sensor.findings.live import LiveTracker
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.report import Coverage, InputReport
from sensor.signatures.problems import SignatureErrors

SECOND = 1_000_000_000
STORM = SECOND
"""Least time between two reloads: of a hundred signals in a moment the first and the last count."""
HEARTBEAT = 5 * SECOND
"""How often evidence is saved; what a crash costs is seen within that time, and told by the next start."""
JUMP = 2 * SECOND
"""Difference between the two clocks from which on somebody set the time."""
MAX_PROBLEMS = 10
"""Problems of a reload that become events; all are printed."""
ALIVE = "alive"
"""The state's name for the last heartbeat."""


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


class Desk:
    """See the module."""

    def __init__(self, settings: Settings) -> None:
        config = settings.loaded.config
        self.settings = settings
        self.config = config
        self.state = settings.state
        self.clock = settings.clock
        self.sources = Sources(files=bool(config.directory))
        self.events = EventEncoder(config.name)
        tracker = LiveTracker(settings.loaded.signatures, home=config.home or None, paths=self.sources.path)
        tracker.restore(settings.state.kept(), self.clock.steady())
        encoder = EveEncoder(self.sources.path, live=not config.directory, host=config.name)
        self.teller = Teller(tracker, settings.state, encoder)
        self.delivery = Delivery(settings.state.letters, settings.channels(config))
        self.health = Health(config.silent_seconds)
        self.blindness = Blindness()
        self.files = Files(settings.loader.watched(config))
        now = self.clock.now()
        self.latest = LiveStats(ts=now.wall, started=now.wall, taps=(), coverage=Coverage, restarts=0, two_sided=False)
        self.reloads = Reloads(now.wall)
        self._began = now
        self._before = now
        """Both clocks at the last tick."""
        self._stats_at = now.steady + config.stats_seconds * SECOND
        self._alive_at = now.steady
        self._reloaded_at = now.steady - STORM
        self._again = False
        """A reload was asked for too soon after another."""
        self._troubles: dict[str, str] = {}
        self._adopt(config)

    # ------------------------------------------------------------------------------------------------ what is seen

    def matched(self, observation: Observation, matches: list[Match]) -> None:
        """Take an observation that signatures want."""
        observation, matches = self.sources.placed(observation, matches)
        self.teller.matched(observation, matches, self.clock.steady())

    def seen(self, observation: Observation) -> None:
        """Take one that none wants and that tells who is who."""
        self.teller.seen(observation)

    def outcome(self, outcome: FlowOutcome) -> None:
        """Take what became of a conversation."""
        self.teller.outcome(outcome, self.clock.steady())

    def stats(self, stats: LiveStats) -> None:
        """Take the counters."""
        self.latest = stats
        if not self.config.directory:
            for event in self.health.look(stats, self.clock.steady()):
                self.blind(event)

    def blind(self, event: BlindEvent) -> None:
        """Take a time without sight."""
        self._say_blind(self.blindness.take(event, self.clock.steady()))

    def _say_blind(self, events: Sequence[BlindEvent]) -> None:
        for event in events:
            alert_id = f"blind-{self.state.next_number('blind')}"
            what = f"{event.what} ({event.frames} frames lost)" if event.frames else event.what
            line = self.events.blind(alert_id, event.kind, event.interface, event.since, event.until, what)
            self.state.say([Saying(alert_id, 2, line)])

    # -------------------------------------------------------------------------------------------------- the run

    def opened(self, taps: tuple[str, ...]) -> None:
        """All taps are open, workers run."""
        now = self.clock.now()
        self.sources.opened(taps)
        signatures = self.settings.loaded.signatures
        self._event("watch", f"listening on {', '.join(taps)}; {describe(signatures)}")
        self._say_absence(now)
        self.settings.notifier.ready(f"listening on {', '.join(taps)}")

    def _say_absence(self, now: Moment) -> None:
        """Tell that nobody looked since the last run ended, however it did."""
        last = self.state.fact(ALIVE)
        if last and not self.config.directory:
            what = "the sensor was not running"
            self.blind(BlindEvent(kind="stopped", interface="", since=min(last, now.wall), until=now.wall, what=what))

    def file_started(self, path: str) -> None:
        """Observations from now on come from the file at *path*."""
        self.sources.file_started(path, self.state.next_number("files"))

    def file_done(self, report: InputReport) -> None:
        """Everything in a file was read: tell what it shows before anybody remembers that it was read."""
        now = self.clock.now()
        self.teller.tell(now.steady, now.wall, settled=True)
        self._save(now)
        if report.error:
            named = report.error if report.path in report.error else f"{report.path}: {report.error}"
            self._event("watch", named, "Warning")

    def pause(self) -> float:
        """Return the seconds until a tick is wanted; infinity when none is."""
        if self.settings.show is not None or self.delivery.busy:
            return 0.0
        reload = self._reloaded_at + STORM if self._again else math.inf
        due = min(self.teller.tracker.due, self.settings.notifier.due, reload)
        return (due - self.clock.steady()) / SECOND

    def tick(self, now: int) -> bool:
        """Do what is due; true to ask for `reload`."""
        at = Moment(self.clock.steady(), now)
        self._look_at_clocks(at)
        self.teller.tell(at.steady, at.wall)
        self.teller.tracker.tidy(at.steady)
        self._say_blind(self.blindness.due(at.steady))
        if self.config.stats_seconds and at.steady >= self._stats_at:
            self._stats_at = at.steady + self.config.stats_seconds * SECOND
            self._write_stats(at)
        if at.steady >= self._alive_at:
            self._alive_at = at.steady + HEARTBEAT
            self._save(at)
        self.state.database.tick(at.steady)
        self.delivery.pump(at)
        self._tell_troubles()
        if self.settings.show is not None:
            self.settings.show(self, at)
        self.settings.notifier.alive(at.steady)
        asked = self._again and at.steady - self._reloaded_at >= STORM
        return self.files.changed(at.steady) or asked

    def _save(self, at: Moment) -> None:
        """Let the evidence outlive the process, and the state know that up to now nothing is missing."""
        self.state.keep(self.teller.tracker.unsaved())
        self.state.note(ALIVE, at.wall)

    def _look_at_clocks(self, at: Moment) -> None:
        jumped = (at.wall - self._before.wall) - (at.steady - self._before.steady)
        self._before = at
        if abs(jumped) >= JUMP:
            direction = "ahead" if jumped > 0 else "back"
            self._event("clock", f"the clock was set {direction} by {abs(jumped) / SECOND:.1f} s", "Warning")

    def _tell_troubles(self) -> None:
        """Tell a person once when an output or the state stops working, and when it works again."""
        troubles = {channel.name: channel.trouble for channel in self.delivery.channels}
        troubles["state"] = self.state.database.trouble
        for name, trouble in troubles.items():
            before = self._troubles.get(name, "")
            if trouble != before:
                self.settings.complain(f"warning: {trouble}" if trouble else f"{name}: works again")
        self._troubles = troubles

    def _write_stats(self, at: Moment) -> None:
        outputs = self.delivery.counts()
        uptime = (at.steady - self._began.steady) // SECOND
        counts = engine_counts(self.latest, self.teller, outputs, self.reloads, uptime)
        self.delivery.event(self.events.stats(at.wall, self.latest.coverage(), counts), at)
        body = sensor_body(__version__, self.latest, self.teller, outputs, self.state.database.durable)
        self.delivery.event(self.events.sensor(at.wall, body), at)

    def _event(self, module: str, message: str, level: str = "Notice") -> None:
        at = self.clock.now()
        self.delivery.event(self.events.engine(at.wall, module, message, level), at)

    # ------------------------------------------------------------------------------------------------ reloading

    def reload(self) -> Plan | None:
        """Load signatures and configuration again; None keeps what is in use."""
        now = self.clock.now()
        self.delivery.reopen()
        if now.steady - self._reloaded_at < STORM:
            self._again = True
            return None
        self._reloaded_at, self._again = now.steady, False
        self.settings.notifier.reloading(now.steady)
        self.files.read()
        try:
            loaded = self.settings.loader.load()
            self._take_outputs(loaded.config)
        except (SignatureErrors, OSError, ValueError) as error:
            self._refuse(error)
            return None
        finally:
            self.settings.notifier.ready("watching")
        return self._take(loaded, now)

    def _take_outputs(self, config: Config) -> None:
        if (config.output, config.syslog) != (self.config.output, self.config.syslog):
            self.delivery.replace(self.settings.channels(config))

    def _refuse(self, error: Exception) -> None:
        self.reloads.failed += 1
        sentences = [str(one) for one in error.problems] if isinstance(error, SignatureErrors) else [str(error)]
        for sentence in sentences:
            self.settings.complain(sentence)
        for sentence in sentences[:MAX_PROBLEMS]:
            self._event("reload", f"refused, the old signatures and configuration stay in use: {sentence}", "Error")

    def _take(self, loaded: Loaded, now: Moment) -> Plan:
        for name in AT_START:
            if getattr(loaded.config, name) != getattr(self.config, name):
                self._event("reload", f"{name}: takes effect at the next start", "Warning")
        self.teller.replace(loaded.signatures, now.steady)
        self._adopt(loaded.config)
        self.files = Files(self.settings.loader.watched(loaded.config))
        self.reloads.done += 1
        self.reloads.loaded_at = now.wall
        self._event("reload", f"now in use: {describe(loaded.signatures)}")
        return Plan(signatures=loaded.signatures, search_suffixes=loaded.config.search_suffixes)

    def _adopt(self, config: Config) -> None:
        """Go by *config* from now on, as far as it can be changed."""
        kept = {name: getattr(self.config, name) for name in AT_START}
        self.config = msgspec.structs.replace(config, **kept)
        self.teller.policy = Policy(config.min_verdict, config.visits)
        held = self.teller.suppressions.held
        self.teller.suppressions = Suppressions(config.suppress)
        self.teller.suppressions.held = held
        self.health.seconds = config.silent_seconds

    def close(self) -> None:
        """Everything was told: write it all out."""
        now = self.clock.now()
        self.settings.notifier.stopping()
        self.teller.tell(now.steady, now.wall, settled=True)
        self._say_blind(self.blindness.due(now.steady, everything=True))
        self.delivery.pump(now)
        self._write_stats(now)
        self._save(now)
        left = self.delivery.close(self.clock)
        if left:
            kept = "they are sent after the next start" if self.state.database.durable else "they are lost"
            self.settings.complain(f"warning: {left} alerts were not taken by every output; {kept}")
        self.state.close()
        self.settings.notifier.close()
        if self.settings.show is not None:
            self.settings.show.close()

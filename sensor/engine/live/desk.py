"""Desk: everything of live sensing that happens in the main process, behind the workers (`messages.Listener`).

Matches become findings, changes of findings become alerts, alerts are remembered and sent. Nothing here waits.
"""

import msgspec

from sensor import __version__
from sensor.alerts.eve import EveEncoder
from sensor.alerts.policy import Policy
from sensor.alerts.suppression import Suppressions
from sensor.engine.config.model import AT_START, Config
from sensor.engine.live.clock import SECOND, Jumps, Moment
from sensor.engine.live.delivery import Delivery
from sensor.engine.live.health import Health
from sensor.engine.live.journal import Journal
from sensor.engine.live.loading import Loaded
from sensor.engine.live.messages import BlindEvent, LiveStats, Plan
from sensor.engine.live.reloading import Reloading
from sensor.engine.live.report import describe, engine_counts, sensor_body
from sensor.engine.live.settings import Settings
from sensor.engine.live.sources import Sources
from sensor.engine.live.teller import Teller
from sensor.engine.live.troubles import Troubles
from sensor.findings.live import LiveTracker
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.report import Coverage, InputReport

HEARTBEAT = 5 * SECOND
"""How often evidence is saved; what a crash costs is seen within that time, and told by the next start."""
ALIVE = "alive"
"""The state's name for the last heartbeat."""


class Desk:
    """See the module."""

    def __init__(self, settings: Settings) -> None:
        config = settings.loaded.config
        self.settings = settings
        self.config = config
        self.state = settings.state
        self.clock = settings.clock
        self.sources = Sources(files=bool(config.directory))
        tracker = LiveTracker(settings.loaded.signatures, home=config.home or None, paths=self.sources.path)
        tracker.restore(settings.state.kept(), self.clock.steady())
        encoder = EveEncoder(self.sources.path, live=not config.directory, host=config.name)
        self.teller = Teller(tracker, settings.state, encoder)
        self.delivery = Delivery(settings.state.letters, settings.channels(config))
        self.health = Health(config.silent_seconds)
        self.journal = Journal(config.name, self.delivery, self.state, self.clock)
        now = self.clock.now()
        self.reloading = Reloading(settings, config, self.journal, now)
        self.troubles = Troubles(settings.complain)
        self.jumps = Jumps(now)
        self.latest = LiveStats(ts=now.wall, started=now.wall, taps=(), coverage=Coverage, restarts=0, two_sided=False)
        self._began = now
        self._stats_at = now.steady + config.stats_seconds * SECOND
        self._alive_at = now.steady
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
        self.journal.blind(event)

    # -------------------------------------------------------------------------------------------------- the run

    def opened(self, taps: tuple[str, ...]) -> None:
        """All taps are open, workers run."""
        now = self.clock.now()
        self.sources.opened(taps)
        signatures = self.settings.loaded.signatures
        self.journal.event("watch", f"listening on {', '.join(taps)}; {describe(signatures)}")
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
            self.journal.event("watch", named, "Warning")

    def pause(self) -> float:
        """Return the seconds until a tick is wanted; infinity when none is."""
        if self.settings.show is not None or self.delivery.busy:
            return 0.0
        due = min(self.teller.tracker.due, self.settings.notifier.due, self.reloading.due)
        return (due - self.clock.steady()) / SECOND

    def tick(self, now: int) -> bool:
        """Do what is due; true to ask for `reload`."""
        at = Moment(self.clock.steady(), now)
        jump = self.jumps.look(at)
        if jump:
            self.journal.event("clock", jump, "Warning")
        self.teller.tell(at.steady, at.wall)
        self.teller.tracker.tidy(at.steady)
        self.journal.tell_rest(at.steady)
        if self.config.stats_seconds and at.steady >= self._stats_at:
            self._stats_at = at.steady + self.config.stats_seconds * SECOND
            self._write_stats(at)
        if at.steady >= self._alive_at:
            self._alive_at = at.steady + HEARTBEAT
            self._save(at)
        self.state.database.tick(at.steady)
        self.delivery.pump(at)
        self.troubles.look(self.delivery, self.state.database)
        if self.settings.show is not None:
            self.settings.show(self, at)
        self.settings.notifier.alive(at.steady)
        return self.reloading.wanted(at.steady)

    def _save(self, at: Moment) -> None:
        """Let the evidence outlive the process, and the state know that up to now nothing is missing."""
        self.state.keep(self.teller.tracker.unsaved())
        self.state.note(ALIVE, at.wall)

    def _write_stats(self, at: Moment) -> None:
        outputs = self.delivery.counts()
        uptime = (at.steady - self._began.steady) // SECOND
        counts = engine_counts(self.latest, self.teller, outputs, self.reloading.counts, uptime)
        self.journal.write(self.journal.encoder.stats(at.wall, self.latest.coverage(), counts), at)
        body = sensor_body(__version__, self.latest, self.teller, outputs, self.state.database.durable)
        self.journal.write(self.journal.encoder.sensor(at.wall, body), at)

    # ------------------------------------------------------------------------------------------------ reloading

    def reload(self) -> Plan | None:
        """Load signatures and configuration again; None keeps what is in use."""
        now = self.clock.now()
        self.delivery.reopen()
        loaded = self.reloading.load(now, self._take_outputs)
        return None if loaded is None else self._take(loaded, now)

    def _take_outputs(self, config: Config) -> None:
        if (config.output, config.syslog) != (self.config.output, self.config.syslog):
            self.delivery.replace(self.settings.channels(config))

    def _take(self, loaded: Loaded, now: Moment) -> Plan:
        for name in AT_START:
            if getattr(loaded.config, name) != getattr(self.config, name):
                self.journal.event("reload", f"{name}: takes effect at the next start", "Warning")
        self.teller.replace(loaded.signatures, now.steady)
        self._adopt(loaded.config)
        self.journal.event("reload", f"now in use: {describe(loaded.signatures)}")
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
        self.journal.tell_rest(now.steady, everything=True)
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

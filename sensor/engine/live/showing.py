"""What is shown beside the outputs: the table on a terminal, the counters for Prometheus."""

from rich.console import Console

from sensor.engine.config.units import endpoint
from sensor.engine.live.clock import Moment
from sensor.engine.live.desk import Desk
from sensor.outputs.live_table import Row, Screen, Status


class Show:
    """Called with every tick of the desk. *address*: where Prometheus asks, empty for nowhere; OSError if that is taken."""

    def __init__(self, address: str, *, table: bool, console: Console | None = None) -> None:
        self.screen = Screen(console or Console()) if table else None
        self.server = None
        if address:
            from sensor.outputs.metrics import MetricsServer  # noqa: PLC0415 - an optional library

            self.server = MetricsServer(*endpoint(address))

    def __call__(self, desk: Desk, at: Moment) -> None:
        """Show what there is."""
        if self.screen is not None:
            self.screen.show(at.steady, rows_of(desk), status_of(desk), desk.teller.tracker.signatures)
        if self.server is not None:
            from sensor.engine.live.measures import metrics  # noqa: PLC0415 - as above

            self.server.step(at.steady, lambda: metrics(desk.latest, desk.teller, desk.delivery.counts()))

    def close(self) -> None:
        """Leave the table standing, answer nobody any more."""
        if self.screen is not None:
            self.screen.close()
        if self.server is not None:
            self.server.close()


def rows_of(desk: Desk) -> list[Row]:
    """Return the findings that were told."""
    return [Row(one.finding, one.count) for one in desk.teller.standings.values() if one.told is not None]


def status_of(desk: Desk) -> Status:
    """Return what stands below them."""
    stats = desk.latest
    troubles = [channel.trouble for channel in desk.delivery.channels] + [desk.state.database.trouble]
    return Status(
        taps=", ".join(desk.sources.taps) or "starting",
        frames=stats.frames,
        dropped=sum(tap.dropped for tap in stats.taps),
        alerts=desk.teller.alerts,
        troubles=tuple(trouble for trouble in troubles if trouble),
    )

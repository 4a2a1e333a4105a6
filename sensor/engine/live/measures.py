"""The counters of a run as metrics."""

from collections.abc import Sequence

from sensor.engine.live.delivery import OutputCounts
from sensor.engine.live.messages import LiveStats
from sensor.engine.live.teller import Teller
from sensor.outputs.metrics import Labels, Metric

NO_LABELS: Labels = ()


def metrics(stats: LiveStats, teller: Teller, outputs: Sequence[OutputCounts]) -> list[Metric]:
    """Return what Prometheus is told."""
    taps = {(("interface", tap.interface), ("worker", str(tap.worker))): tap for tap in stats.taps}
    named = {(("output", output.name),): output for output in outputs}
    blind: dict[Labels, float] = {(("kind", kind),): number for kind, number in stats.coverage().blind.items()}
    held: dict[Labels, float] = {(("suppression", name),): n for name, n in teller.suppressions.held.items()}
    told = sum(one.told is not None for one in teller.standings.values())
    return [
        Metric("received_frames", "Frames that the kernel handed over", {at: tap.received for at, tap in taps.items()}),
        Metric("read_frames", "Frames that were read", {at: tap.frames for at, tap in taps.items()}),
        Metric("read_bytes", "Bytes of frames that were read", {at: tap.bytes for at, tap in taps.items()}),
        Metric("dropped_frames", "Frames dropped by the kernel", {at: tap.dropped for at, tap in taps.items()}),
        Metric(
            "bypassed_frames",
            "Frames of known conversations that the kernel dropped",
            {at: tap.bypassed for at, tap in taps.items()},
        ),
        Metric("lost_frames", "Frames lost with a worker", {at: tap.lost for at, tap in taps.items()}),
        Metric("tap_up", "The interface is there and up", {at: tap.up for at, tap in taps.items()}, gauge=True),
        Metric("worker_restarts", "Workers that died and were started again", {NO_LABELS: stats.restarts}),
        Metric("matches", "Sightings of signatures", {NO_LABELS: teller.sights}),
        Metric("alerts", "Alerts told", {NO_LABELS: teller.alerts}),
        Metric("suppressed_alerts", "Alerts held back by a suppression", held),
        Metric("findings", "Findings told, as far as they are remembered", {NO_LABELS: told}, gauge=True),
        Metric("blind", "What could not be seen, by kind", blind),
        Metric(
            "output_waiting", "Alerts that wait for an output", {at: o.waiting for at, o in named.items()}, gauge=True
        ),
        Metric("output_lost", "Alerts that an output never got", {at: o.lost for at, o in named.items()}),
        Metric("output_up", "The output works", {at: not o.trouble for at, o in named.items()}, gauge=True),
    ]

"""Journal: what the sensor says of itself: events beside the alerts, and times without sight as alerts of their own."""

from sensor.alerts.events import EventEncoder
from sensor.engine.live.blindness import Blindness
from sensor.engine.live.clock import Clock, Moment
from sensor.engine.live.delivery import Delivery
from sensor.engine.live.messages import BlindEvent
from sensor.engine.live.state import Saying, State

BLIND_SEVERITY = 2
"""As in EVE."""


class Journal:
    """Writes into the outputs and the state of one desk; *name* is the sensor's."""

    def __init__(self, name: str, delivery: Delivery, state: State, clock: Clock) -> None:
        self.encoder = EventEncoder(name)
        self.delivery = delivery
        self.state = state
        self.clock = clock
        self._blindness = Blindness()

    def event(self, module: str, message: str, level: str = "Notice") -> None:
        """Tell what happened to the part *module* of the sensor."""
        at = self.clock.now()
        self.write(self.encoder.engine(at.wall, module, message, level), at)

    def write(self, line: bytes, at: Moment) -> None:
        """Write an event."""
        self.delivery.event(line, at)

    def blind(self, event: BlindEvent) -> None:
        """Tell of a time without sight; of many of one kind only now and then."""
        self._say(self._blindness.take(event, self.clock.steady()))

    def tell_rest(self, now: int, *, everything: bool = False) -> None:
        """Tell of those that waited long enough, at the end of all."""
        self._say(self._blindness.due(now, everything=everything))

    def _say(self, events: list[BlindEvent]) -> None:
        for event in events:
            alert_id = f"blind-{self.state.next_number('blind')}"
            what = f"{event.what} ({event.frames} frames lost)" if event.frames else event.what
            line = self.encoder.blind(alert_id, event.kind, event.interface, event.since, event.until, what)
            self.state.say([Saying(alert_id, BLIND_SEVERITY, line)])

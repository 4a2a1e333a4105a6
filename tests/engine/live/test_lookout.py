"""Times without sight are told when they begin and when they end."""

from dataclasses import dataclass, field
from typing import cast

from engine.live.notes import Notes

from sensor.capture.af_packet.interface import Presence
from sensor.engine.live import taps
from sensor.engine.live.lookout import Lookout


@dataclass
class Wire:
    """An interface whose fate the test decides."""

    name: str = "eth9"
    now: Presence = Presence.UP
    presence: Presence = Presence.UP
    back: bool = False
    fresh: bool = False
    fails: bool = False
    drops: list[int] = field(default_factory=list)

    def look(self) -> Presence:
        """Tell what it is."""
        return self.now

    def returned(self) -> bool:
        """Tell whether another one of the name is there."""
        return self.back

    def open_again(self) -> bool:
        """Listen again."""
        if self.fails:
            raise PermissionError(1, "Operation not permitted")
        self.now, self.back = Presence.UP, False
        return self.fresh

    def count_up(self) -> int:
        """Count."""
        return self.drops.pop(0)


def lookout(wire: Wire) -> tuple[Lookout, Notes, list[int]]:
    """Return a lookout over *wire*, what it tells, and the taps it renews."""
    notes, renewed = Notes(), list[int]()
    return Lookout([cast("taps.Wire", wire)], notes.blind, renewed.append), notes, renewed


def told(notes: Notes) -> list[tuple[str, bool]]:
    """Return kind of each event and whether it ended."""
    return [(event.kind, event.until is not None) for event in notes.blinds]


def test_an_interface_that_is_down_is_told_once_and_its_return_too() -> None:
    """However often it is looked at."""
    wire = Wire()
    watch, notes, _ = lookout(wire)
    for now in (Presence.UP, Presence.DOWN, Presence.DOWN, Presence.UP, Presence.UP):
        wire.now = now
        watch.look()
    assert told(notes) == [("interface_down", False), ("interface_down", True)]
    assert notes.blinds[0].since == notes.blinds[1].since
    assert notes.blinds[0].what == "eth9 went down."


def test_an_interface_that_is_gone_is_opened_again_when_it_is_back() -> None:
    """New sockets need new workers."""
    wire = Wire(now=Presence.GONE, fresh=True)
    watch, notes, renewed = lookout(wire)
    watch.look()
    wire.back = True
    watch.look()
    assert (told(notes), renewed) == ([("interface_gone", False), ("interface_gone", True)], [0])


def test_an_interface_that_cannot_be_opened_again_is_told_once() -> None:
    """With what to do; and it is tried again and again."""
    wire = Wire(now=Presence.GONE)
    watch, notes, _ = lookout(wire)
    watch.look()
    wire.back = wire.fails = True
    for _ in range(3):
        watch.look()
    assert told(notes) == [("interface_gone", False), ("interface_gone", False)]
    assert "Restart the program" in notes.blinds[1].what
    wire.fails = False
    watch.look()
    assert told(notes)[2:] == [("interface_gone", True)]


def test_drops_are_one_event_from_the_first_to_the_last() -> None:
    """With their sum at the end."""
    watch, notes, _ = lookout(Wire(drops=[0, 5, 7, 0, 0, 1, 0]))
    for at in range(7):
        watch.count(at * 10, at * 10 + 10)
    assert [(event.since, event.until, event.frames) for event in notes.blinds] == [
        (10, None, 5),
        (10, 40, 12),
        (50, None, 1),
        (50, 70, 1),
    ]


def test_drops_that_last_end_with_the_run() -> None:
    """Once; what is dropped afterwards is nobody's."""
    watch, notes, _ = lookout(Wire(drops=[7]))
    watch.count(1, 2)
    watch.end(3)
    watch.end(4)
    assert [(event.frames, event.until) for event in notes.blinds] == [(7, None), (7, 3)]

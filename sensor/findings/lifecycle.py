"""Life cycle of a finding: one table of transitions.

The docs draw their diagram from it (`diagram`). What time and visibility mean (how many silent days, was the device seen) is
decided by whoever sends the events; the table only says what follows.
"""

import enum


class State(enum.StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    QUIET = "quiet"
    """No evidence for a while, in which the device was seen and visible."""
    RESOLVED = "resolved"
    RELAPSED = "relapsed"
    """Evidence after it was resolved."""
    ACCEPTED = "accepted"
    """An exception: reason, owner, expiry."""
    DISMISSED = "dismissed"
    """A false positive: reason."""
    UNOBSERVED = "unobserved"
    """The device is not seen any more: nothing can be said."""


class Event(enum.StrEnum):
    """What happens to a finding."""

    EVIDENCE = "evidence"
    SILENCE = "silence"
    """No evidence for the days that make a finding quiet, the device seen and visible."""
    LONG_SILENCE = "long silence"
    """The same for the days that resolve it."""
    GONE = "gone"
    """The device was not seen for that long."""
    BACK = "back"
    """The device is seen again, without evidence so far."""
    EXPIRE = "expire"
    """The exception ran out."""
    RESOLVE = "resolve"
    ACCEPT = "accept"
    DISMISS = "dismiss"
    REOPEN = "reopen"


ACTS = frozenset((Event.RESOLVE, Event.ACCEPT, Event.DISMISS, Event.REOPEN))
"""What an analyst does. An act that the state does not allow is refused; any other event then changes nothing."""

TRANSITIONS: dict[State, dict[Event, State]] = {
    State.OPEN: {
        Event.SILENCE: State.QUIET,
        Event.LONG_SILENCE: State.RESOLVED,
        Event.GONE: State.UNOBSERVED,
        Event.RESOLVE: State.RESOLVED,
        Event.ACCEPT: State.ACCEPTED,
        Event.DISMISS: State.DISMISSED,
    },
    State.QUIET: {
        Event.EVIDENCE: State.OPEN,
        Event.LONG_SILENCE: State.RESOLVED,
        Event.GONE: State.UNOBSERVED,
        Event.RESOLVE: State.RESOLVED,
        Event.ACCEPT: State.ACCEPTED,
        Event.DISMISS: State.DISMISSED,
        Event.REOPEN: State.OPEN,
    },
    State.RESOLVED: {
        Event.EVIDENCE: State.RELAPSED,
        Event.DISMISS: State.DISMISSED,
        Event.REOPEN: State.OPEN,
    },
    State.RELAPSED: {
        Event.SILENCE: State.QUIET,
        Event.LONG_SILENCE: State.RESOLVED,
        Event.GONE: State.UNOBSERVED,
        Event.RESOLVE: State.RESOLVED,
        Event.ACCEPT: State.ACCEPTED,
        Event.DISMISS: State.DISMISSED,
    },
    State.ACCEPTED: {
        Event.EXPIRE: State.OPEN,
        Event.RESOLVE: State.RESOLVED,
        Event.ACCEPT: State.ACCEPTED,  # a new expiry
        Event.DISMISS: State.DISMISSED,
        Event.REOPEN: State.OPEN,
    },
    State.DISMISSED: {
        Event.REOPEN: State.OPEN,
    },
    State.UNOBSERVED: {
        Event.EVIDENCE: State.OPEN,
        Event.BACK: State.OPEN,  # it never was silent while visible
        Event.RESOLVE: State.RESOLVED,
        Event.ACCEPT: State.ACCEPTED,
        Event.DISMISS: State.DISMISSED,
        Event.REOPEN: State.OPEN,
    },
}


class NotAllowed(ValueError):
    """An analyst's act that the state does not allow."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"cannot {event} a finding that is {state}")
        self.state = state
        self.event = event


def step(state: State, event: Event) -> State:
    """Return the state after *event*; raises NotAllowed for an act that *state* does not allow."""
    after = TRANSITIONS[state].get(event)
    if after is not None:
        return after
    if event in ACTS:
        raise NotAllowed(state, event)
    return state


def diagram() -> str:
    """Return the table as a Mermaid state diagram, the events between two states on one arrow."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.OPEN}: {Event.EVIDENCE}"]
    for state, row in TRANSITIONS.items():
        for target in dict.fromkeys(row.values()):
            events = ", ".join(event for event in row if row[event] is target)
            lines.append(f"    {state} --> {target}: {events}")
    return "\n".join(lines) + "\n"

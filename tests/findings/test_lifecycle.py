"""The table of states, cell by cell."""

import pytest

from sensor.findings.lifecycle import ACTS, TRANSITIONS, Event, NotAllowed, State, diagram, step

CELLS = """
           open    quiet    resolved relapsed accepted  dismissed unobserved
evidence   =       open     relapsed =        =         =         open
silence    quiet   =        =        quiet    =         =         =
long       resolved resolved =       resolved =         =         =
gone       unobserved unobserved =   unobserved =       =         =
back       =       =        =        =        =         =         open
expire     =       =        =        =        open      =         =
resolve    resolved resolved -       resolved resolved  -         resolved
accept     accepted accepted -       accepted accepted  -         accepted
dismiss    dismissed dismissed dismissed dismissed dismissed -    dismissed
reopen     -       open     open     -        open      open      open
"""
"""``=`` nothing changes, ``-`` refused."""


def cells() -> list[tuple[State, Event, str]]:
    """Return every cell of the table above."""
    header, *lines = CELLS.strip().splitlines()
    found = []
    for line in lines:
        name, *values = line.split()
        event = Event.LONG_SILENCE if name == "long" else Event(name)
        found += [(State(state), event, value) for state, value in zip(header.split(), values, strict=True)]
    return found


@pytest.mark.parametrize(("state", "event", "expected"), cells())
def test_each_cell(state: State, event: Event, expected: str) -> None:
    """Every state under every event."""
    if expected == "-":
        with pytest.raises(NotAllowed, match=f"cannot {event} a finding that is {state}"):
            step(state, event)
    else:
        assert step(state, event) == (state if expected == "=" else expected)


def test_the_table_above_is_whole() -> None:
    """All states, all events."""
    assert {(state, event) for state, event, _ in cells()} == {(state, event) for state in State for event in Event}
    assert set(TRANSITIONS) == set(State)


def test_only_analysts_are_refused() -> None:
    """Time and traffic always go on."""
    assert {event for _, event, expected in cells() if expected == "-"} <= ACTS


def test_every_state_can_be_reached_and_left() -> None:
    """From open on."""
    reached, todo = {State.OPEN}, [State.OPEN]
    while todo:
        for after in TRANSITIONS[todo.pop()].values():
            if after not in reached:
                reached.add(after)
                todo.append(after)
    assert reached == set(State)
    assert all(TRANSITIONS[state] for state in State)


def test_the_diagram_has_every_transition() -> None:
    """The docs draw it."""
    drawn = diagram()
    assert drawn.startswith("stateDiagram-v2\n    [*] --> open: evidence\n")
    for state, row in TRANSITIONS.items():
        for event, after in row.items():
            assert any(line.startswith(f"    {state} --> {after}: ") and event in line for line in drawn.splitlines())

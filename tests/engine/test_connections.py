"""The budget of QUIC connections."""

import pytest

from sensor.decode.packet import Packet
from sensor.engine import connections
from sensor.engine.connections import CONNECTION_OVERHEAD, Connections


def test_the_one_longest_silent_goes_first() -> None:
    """Whoever is asked for has spoken."""
    table = Connections()
    one, two, three = (table.open(flow) for flow in (1, 2, 3))
    assert table.find(1) is one
    assert table.find(4) is None
    assert [table.pop(), table.pop(), table.pop(), table.pop()] == [two, three, one, None]
    assert table.held == 0


def test_what_is_held_is_counted() -> None:
    """With every change: bytes that come, are let go, and connections that are closed or replaced."""
    table = Connections()
    one = table.open(1)
    assert table.held == CONNECTION_OVERHEAD
    assert table.add(one, 0, bytes(500))
    assert table.add(one, 2000, bytes(10))
    assert table.held == CONNECTION_OVERHEAD + one.held()
    assert one.held() >= 2010
    assert not table.add(one, 1 << 40, b"x")
    assert table.held == CONNECTION_OVERHEAD + one.held()
    table.release(one)
    assert (table.held, one.held()) == (CONNECTION_OVERHEAD, 0)
    table.add(one, 0, bytes(100))
    again = table.open(1)
    assert table.find(1) is again
    assert table.held == CONNECTION_OVERHEAD
    assert table.close(1) is again
    assert table.close(1) is None
    assert table.held == 0


def test_room_is_made_at_either_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections, and bytes."""
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 3)
    table = Connections()
    first = table.open(1)
    table.open(2)
    assert table.make_room() is None
    table.open(3)
    assert table.make_room() is first
    assert table.make_room() is None
    monkeypatch.setattr(connections, "MAX_CONNECTION_BYTES", 11_000)
    table.add(table.open(4), 9_000, b"x")
    assert table.make_room() is not None
    assert table.make_room() is not None
    assert table.make_room() is None


def origin(flow: int) -> Packet:
    """Return a packet of *flow*."""
    packet = Packet()
    packet.flow = flow
    return packet


def test_those_whose_rest_is_to_come_are_known() -> None:
    """Until it has come, or nobody waits for it any more."""
    table = Connections()
    one, two, three, four = (table.open(flow) for flow in (1, 2, 3, 4))
    assert table.waiting == {}
    for flow, connection in enumerate((one, two, three), 1):
        table.wait(connection, origin(flow))
    table.release(four)
    assert table.waiting == {1: one, 2: two, 3: three}
    table.release(two)
    assert (two.origin, table.waiting) == (None, {1: one, 3: three})
    again = table.open(3)
    table.wait(again, origin(3))
    assert table.waiting == {1: one, 3: again}
    assert table.pop() is one
    assert table.waiting == {3: again}
    table.close(3)
    assert table.waiting == {}

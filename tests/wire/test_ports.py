"""Tables of ports."""

from sensor.wire.ports import PORTS, port_table


def test_a_table_tells_what_it_was_made_of() -> None:
    """The first and the last port are ports too."""
    wanted = {0, 53, PORTS - 1}
    table = port_table(wanted)
    assert {port for port in range(PORTS) if table[port]} == wanted
    assert len(table) == PORTS

"""The numbers in the columns of the flow table."""

from sensor.flows import consts


def test_each_flag_is_a_bit_of_its_own() -> None:
    """They fit into the 16 bits of the column."""
    flags = [value for name, value in vars(consts).items() if name.startswith("FLOW_")]
    assert all(flag.bit_count() == 1 for flag in flags)
    assert len(set(flags)) == len(flags)
    assert sum(flags) < 1 << 16


def test_states_differ() -> None:
    """A new slot is zeroed, and that is where a direction starts."""
    states = [value for name, value in vars(consts).items() if name.startswith("STATE_")]
    assert len(set(states)) == len(states)
    assert consts.STATE_START == 0
    assert max(states) < 1 << 8

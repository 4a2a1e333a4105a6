"""The numbers of layers, stops and tunnels."""

from sensor.decode import layers


def values(prefix: str) -> list[int]:
    """Return the values of all names with *prefix* that are numbers."""
    return [value for name, value in vars(layers).items() if name.startswith(prefix) and isinstance(value, int)]


def test_layers_and_stops_are_told_apart_by_their_sign() -> None:
    """A layer that follows is positive, a reason to stop negative, transport reached is 0."""
    assert sorted(values("LAYER_")) == list(range(len(values("LAYER_"))))
    assert sorted(values("STOP_")) == list(range(-len(values("STOP_")), 0))
    assert layers.LAYER_DONE == 0


def test_each_reason_to_stop_has_a_name_of_its_own() -> None:
    """Reports use them."""
    assert set(layers.STOP_NAMES) == set(values("STOP_"))
    assert len(set(layers.STOP_NAMES.values())) == len(layers.STOP_NAMES)


def test_each_tunnel_has_a_name_of_its_own() -> None:
    """The number is the index."""
    assert sorted(values("TUNNEL_")) == list(range(len(layers.TUNNEL_NAMES)))
    assert len(set(layers.TUNNEL_NAMES)) == len(layers.TUNNEL_NAMES)

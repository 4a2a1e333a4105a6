"""Community ids are the same as other tools'."""

import pytest

from sensor.model.community_id import community_id


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (("128.232.110.120", 34855, "66.35.250.204", 80, "TCP"), "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        (("192.168.1.52", 54585, "8.8.8.8", 53, "UDP"), "1:d/FP5EW3wiY1vCndhwleRRKHowQ="),
    ],
)
def test_values_that_the_specification_publishes(flow: tuple[str, int, str, int, str], expected: str) -> None:
    """The reference values of corelight/community-id-spec, seed 0."""
    assert community_id(*flow) == expected


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("10.0.0.1", 5000), ("10.0.0.2", 53)),
        (("2001:db8::1", 5000), ("2001:db8::2", 53)),
        (("10.0.0.1", 5), ("10.0.0.1", 6)),
    ],
)
def test_both_directions_have_one_id(one: tuple[str, int], two: tuple[str, int]) -> None:
    """Address decides which end comes first, then port."""
    assert community_id(*one, *two, "UDP") == community_id(*two, *one, "UDP")


def test_the_protocol_and_the_seed_count() -> None:
    """The same ends over another protocol, or under another seed, are another conversation."""
    ends = ("10.0.0.1", 5000, "10.0.0.2", 53)
    assert len({community_id(*ends, "UDP"), community_id(*ends, "TCP"), community_id(*ends, "UDP", seed=1)}) == 3


def test_what_is_no_flow_is_refused() -> None:
    """A protocol without ports has no id here, and text that is no address has none either."""
    with pytest.raises(KeyError):
        community_id("10.0.0.1", 1, "10.0.0.2", 2, "GRE")
    with pytest.raises(ValueError, match="does not appear to be"):
        community_id("ws-0422", 1, "10.0.0.2", 2, "UDP")

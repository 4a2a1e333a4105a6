"""The counts that stand beside every "none found"."""

from sensor.engine.coverage import make_coverage
from sensor.engine.tally import Tally
from sensor.hosts.home import Home


def test_every_count_has_its_public_name() -> None:
    """No counter of the tally is lost on the way to the report, and none stands in for another."""
    tally = Tally()
    counters = sorted(name for name in dir(tally) if not name.startswith("_") and type(getattr(tally, name)) is int)
    for number, name in enumerate(counters):
        setattr(tally, name, 1000 + number)
    tally.weird = {"b": 2, "a": 1}
    coverage = make_coverage(tally, Home(), {"one_sided": 7})
    public = [coverage.frames, coverage.bytes]
    for group in (coverage.dns, coverage.tls, coverage.http, coverage.blind):
        public += group.values()
    told = {counters[value - 1000] for value in public if value >= 1000}
    assert set(counters) - told == {"other_network", "other_transport", "tcp_flows"}, (
        "these say nothing about what was missed"
    )
    assert coverage.blind["one_sided"] == 7
    assert list(coverage.weird) == ["a", "b"]


def test_hosts_are_those_inside() -> None:
    """The other ends of their conversations are not counted."""
    tally = Tally()
    tally.hosts = {
        bytes([10, 0, 0, 7]),
        bytes([203, 0, 113, 9]),
        bytes(15) + b"\1",
        bytes.fromhex("20010db8") + bytes(12),
    }
    assert make_coverage(tally, Home(), {}).hosts == 2
    assert make_coverage(tally, Home(["203.0.113.0/24"]), {}).hosts == 1

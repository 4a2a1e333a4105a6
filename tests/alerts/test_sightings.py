"""The first observations, kept until the verdict is known."""

import pytest
from outputs import samples

from sensor.alerts import sightings
from sensor.model.finding import FrameRef


def test_the_first_observation_of_its_kind_is_kept() -> None:
    """Repeats on the same conversation partners are not."""
    kept = sightings.FirstSightings()
    first, second = samples.observation(frame=17), samples.observation(frame=18)
    for one in (first, second):
        kept.add(one, [samples.match(one)])
    assert kept.find(samples.evidence(), 0) is first
    assert kept.find(samples.evidence(frame=FrameRef("a.pcap", 18)), 0) is None
    assert kept.find(samples.evidence(), 1) is None


def test_another_host_has_a_first_observation_of_its_own() -> None:
    """One alert per finding: each host's."""
    kept = sightings.FirstSightings()
    for frame, host in ((17, "10.4.7.22"), (18, "10.4.7.23")):
        one = samples.observation(frame=frame, src=host)
        kept.add(one, [samples.match(one)])
    assert kept.find(samples.evidence(frame=FrameRef("a.pcap", 18)), 0) is not None


def test_the_number_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture with a million infected hosts does not fill the memory."""
    monkeypatch.setattr(sightings, "MAX_SIGHTINGS", 5)
    kept = sightings.FirstSightings()
    for number in range(20):
        one = samples.observation(src=f"10.0.0.{number}", frame=number)
        kept.add(one, [samples.match(one)])
    assert len(kept._seen) == len(kept._known) == 5

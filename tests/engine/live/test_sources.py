"""What an observation's input is called."""

import pytest
from outputs import samples

from sensor.engine.live import sources
from sensor.engine.live.sources import Sources


def test_interfaces_keep_their_number() -> None:
    """The loop numbers them."""
    one = Sources(files=False)
    one.opened(("eth0", "eth1"))
    seen = samples.observation(source=1)
    matches = [samples.match(seen)]
    assert one.placed(seen, matches) == (seen, matches)
    assert (one.path(1), one.path(9)) == ("eth1", "")


def test_each_file_gets_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that evidence still names the first one when the third is read."""
    monkeypatch.setattr(sources, "MAX_NAMES", 2)
    one = Sources(files=True)
    one.opened(("/captures",))
    placed = []
    for number, path in enumerate(("a.pcap", "b.pcap", "c.pcap"), 7):
        one.file_started(path, number)
        seen = samples.observation(source=0)
        found, (match,) = one.placed(seen, [samples.match(seen)])
        assert match.observation is found
        placed.append(found.source)
    assert [one.path(source) for source in placed] == ["", "b.pcap", "c.pcap"]

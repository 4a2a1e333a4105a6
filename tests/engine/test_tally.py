"""What is counted."""

from sensor.decode.packet import Packet
from sensor.engine.tally import COUNTERS, Tally

RECENT = 65536
"""Places in the cache; compiled, the constant is out of sight."""
FRESH = 16384
MAX_HOSTS = 1 << 18
SEED = 0x1234567812345678


def packet(src: int, dst: int, length: int = 4) -> Packet:
    """Return a packet between two addresses."""
    made = Packet()
    made.data = src.to_bytes(length) + dst.to_bytes(length)
    made.dst = length
    made.address_length = length
    return made


def test_both_addresses_are_remembered_once() -> None:
    """However often they are seen."""
    tally = Tally()
    for _ in range(3):
        tally.hosts_of(packet(1, 2), SEED)
        tally.hosts_of(packet(2, 1), SEED)
        tally.hosts_of(packet(1, 2, 16), SEED)
    assert tally.hosts == {number.to_bytes(length) for number in (1, 2) for length in (4, 16)}


def test_addresses_that_share_a_place_in_the_cache_are_both_counted() -> None:
    """Far more hosts than the cache has room for."""
    tally = Tally()
    for number in range(3 * RECENT):
        tally.hosts_of(packet(number, 0), SEED)
    assert len(tally.hosts) == 3 * RECENT


def test_no_more_hosts_are_remembered_than_the_limit() -> None:
    """A scan of the whole Internet does not fill the memory."""
    tally = Tally()
    tally.known = {number.to_bytes(4) for number in range(MAX_HOSTS - 1)}
    for number in range(10):
        tally.hosts_of(packet(MAX_HOSTS + number, 0), SEED)
    assert len(tally.hosts) == MAX_HOSTS


def test_hosts_are_handed_over_packed() -> None:
    """Those of each family behind one another, as far as they were not handed over lately."""
    tally = Tally()
    assert tally.take_hosts() == (b"", b"")
    tally.hosts_of(packet(1, 2), SEED)
    tally.hosts_of(packet(3, 4, 16), SEED)
    assert tally.take_hosts() == (b"\0\0\0\1\0\0\0\2", (3).to_bytes(16) + (4).to_bytes(16))
    assert tally.hosts == set()
    for number in range(10, 2 * FRESH + 20):
        tally.hosts_of(packet(number, 10, 16 if number % 2 else 4), SEED)
    v4, v6 = tally.take_hosts()
    seen = {v4[at : at + 4] for at in range(0, len(v4), 4)} | {v6[at : at + 16] for at in range(0, len(v6), 16)}
    assert {number.to_bytes(16 if number % 2 else 4) for number in range(10, 2 * FRESH + 20)} <= seen
    assert (tally.take_hosts(), tally.hosts) == ((b"", b""), set())


def test_odd_traffic_is_counted_by_name() -> None:
    """One counter each."""
    tally = Tally()
    for name in ("a", "b", "a"):
        tally.odd(name)
    assert tally.weird == {"a": 2, "b": 1}


def test_counts_of_two_inputs_add_up() -> None:
    """Numbers, kinds of odd traffic and hosts; every plain number of a tally is among those that travel."""
    one, other = Tally(), Tally()
    one.frames, other.frames = 2, 3
    one.odd("a")
    other.odd("a")
    other.odd("b")
    one.vpn["wireguard"], other.vpn["wireguard"] = 1, 2
    one.known, other.known = {b"\1\2\3\4"}, {b"\1\2\3\4", b"\5\6\7\x08"}
    one.absorb(other.counts())
    assert (one.frames, one.weird, len(one.hosts)) == (5, {"a": 2, "b": 1}, 2)
    assert one.vpn["wireguard"] == 3
    plain = {name for name in dir(one) if not name.startswith("_") and type(getattr(one, name)) is int}
    assert plain == set(COUNTERS)

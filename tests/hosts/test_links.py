"""Which hardware address an address is at."""

import pytest
from findings.makers import DAY, HOUR, NOON

from sensor.hosts import links
from sensor.hosts.home import Home
from sensor.hosts.links import MAX_HELD, MAX_V6_PER_MAC, LinkTable, is_machine, order

MAC, OTHER = "52:54:00:36:3e:ff", "52:54:00:00:00:aa"
IP, IP6 = "10.0.0.7", "fe80::7"


def told(*words: tuple[str, str, int]) -> LinkTable:
    """Return a table that was told (MAC, address, time)."""
    table = LinkTable(Home())
    for mac, ip, ts in words:
        table.told(mac, ip, ts)
    return table


def test_what_arp_tells_goes_before_frames() -> None:
    """A tap on both sides of a router sees the address under two MACs."""
    table = told((MAC, IP, NOON))
    table.carried(MAC, IP)
    table.carried(OTHER, IP)
    assert table.mac_of(IP, NOON, NOON) == MAC


def test_one_machine_has_one_ipv4_and_some_ipv6_addresses() -> None:
    """They belong together; proxies speak for several."""
    table = told(
        (MAC, IP, NOON), (MAC, IP6, NOON), (MAC, "169.254.7.7", NOON), (OTHER, "10.0.0.1", NOON), (OTHER, "10.0.0.2", 0)
    )
    assert sorted(table.addresses_of(MAC), key=order) == [IP, "169.254.7.7", IP6]
    assert table.mac_of(IP6, NOON, NOON) == MAC
    assert (list(table.addresses_of(OTHER)), table.mac_of("10.0.0.1", NOON, NOON)) == ([], None)


def test_an_address_that_changed_hands_is_told_by_its_time() -> None:
    """Where the two are near each other nobody knows."""
    table = told((MAC, IP, NOON), (OTHER, IP, NOON + DAY))
    assert table.mac_of(IP, NOON + HOUR // 2, NOON + HOUR // 2) == MAC
    assert table.mac_of(IP, NOON + DAY, NOON + DAY) == OTHER
    assert table.mac_of(IP, NOON, NOON + DAY) is None
    assert table.mac_of(IP, NOON + DAY // 2, NOON + DAY // 2) is None


def test_what_is_known_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every frame says what the one before it said; how long it holds true is noted all the same."""
    asked: list[str] = []
    table = LinkTable(Home())
    monkeypatch.setattr(table.home, "can_be_host", lambda ip: not asked.append(ip))  # type: ignore[func-returns-value]
    for ts in (NOON, NOON - HOUR, NOON + DAY):
        table.carried(MAC, IP)
        table.told(MAC, IP, ts)
    assert asked == [IP, IP]
    assert table.mac_of(IP, NOON + DAY + HOUR // 2, NOON + DAY + HOUR // 2) == MAC


@pytest.mark.parametrize("ip", ["0.0.0.0", "::", "255.255.255.255", "224.0.0.251"])
def test_nobodys_addresses_are_left_out(ip: str) -> None:
    """Probes, and what is sent to all."""
    table = told((MAC, ip, NOON), (MAC, IP, NOON))
    table.carried(MAC, ip)
    assert list(table.addresses_of(MAC)) == [IP]
    assert table.mac_of(ip, NOON, NOON) is None


def test_every_links_addresses_are_inside() -> None:
    """A machine stays one where home is a public network."""
    table = LinkTable(Home(["192.0.2.0/24"]))
    for ip in ("192.0.2.7", IP6):
        table.carried(MAC, ip)
    assert table.mac_of("192.0.2.7", NOON, NOON) == MAC


@pytest.mark.parametrize(
    ("mac", "held", "machine"),
    [
        (MAC, {IP, IP6}, True),
        (MAC, {IP, "10.0.0.8"}, False),
        ("00:00:5e:00:01:0a", {IP}, False),
        (MAC, {f"fd00::{i:x}" for i in range(17)}, False),
    ],
)
def test_a_machine_has_few_addresses(mac: str, held: set[str], machine: bool) -> None:
    """And no router's MAC."""
    assert is_machine(mac, held) is machine


def test_who_is_a_router() -> None:
    """More than two IPv4 addresses, or one that lies outside; a machine may have changed its address once."""
    table = told((MAC, IP, NOON), (MAC, "10.0.0.8", NOON), (MAC, IP6, NOON), (MAC, "169.254.7.7", NOON))
    assert not table.is_router(MAC)
    table.told(MAC, "10.0.0.9", NOON)
    assert table.is_router(MAC)
    assert not table.is_router(OTHER)
    table.carried(OTHER, "203.0.113.9")
    assert table.is_router(OTHER)
    assert table.is_router("00:00:5e:00:01:07")


def test_of_a_router_no_more_addresses_are_kept_than_show_it() -> None:
    """A machine may have as many but one."""
    table = LinkTable(Home())
    own = [IP, "169.254.7.7", *(f"fd00::{number:x}" for number in range(MAX_V6_PER_MAC))]
    for ip in own:
        table.carried(MAC, ip)
    assert (sorted(table.addresses_of(MAC)), len(own)) == (sorted(own), MAX_HELD - 1)
    for number in range(9):
        table.carried(MAC, f"10.0.0.{number}")
    assert (list(table.addresses_of(MAC)), len(table._held[MAC])) == ([], MAX_HELD)


def test_all_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Macs, addresses, and both of each other."""
    for limit in ("MAX_MACS", "MAX_CARRIED", "MAX_CARRIERS"):
        monkeypatch.setattr(links, limit, 2)
    table = LinkTable(Home())
    for i in range(9):
        table.carried(f"52:54:00:00:01:0{i}", f"10.0.1.{i}")
        table.carried(f"52:54:00:00:01:0{i}", IP)
        table.told(f"52:54:00:00:02:0{i}", f"10.0.2.{i}", NOON)
        table.told(f"52:54:00:00:02:0{i}", IP, NOON)
    for held in (table._held, table._carriers, table._tellers, table._told):
        assert len(held) <= 2
    assert max(map(len, (*table._carriers.values(), *table._told.values()))) <= 2
    assert table.cut > 0

"""Address to device."""

import msgspec
import pytest
from findings.makers import CLIENT, NOON, OTHER, SERVER_IP, hello, lease

from sensor.hosts import devices
from sensor.hosts.devices import DeviceTable
from sensor.hosts.home import Home
from sensor.model.finding import HostName
from sensor.model.observation import Observation

MAC, ROUTER = "52:54:00:36:3e:ff", "52:54:00:00:00:fe"


def framed(src: str, src_mac: str, dst: str = SERVER_IP, dst_mac: str = ROUTER) -> Observation:
    """Return a hello with hardware addresses."""
    return msgspec.structs.replace(hello(src=src, dst=dst), src_mac=src_mac, dst_mac=dst_mac)


def table(*observations: Observation) -> DeviceTable:
    """Return a table that saw *observations*."""
    found = DeviceTable(Home())
    for observation in observations:
        found.note(observation)
    return found


def test_a_lease_names_the_device() -> None:
    """MAC, name, and the time of the messages that said so."""
    host = table(lease(CLIENT, MAC, "ws-0422", NOON)).host(CLIENT, NOON + 5, NOON + 9)
    assert (host.ip, host.mac, host.name) == ((CLIENT,), MAC, "ws-0422")
    assert host.names == (HostName("ws-0422", "dhcp", NOON, NOON),)


def test_a_lease_of_another_time_names_nobody() -> None:
    """Expired before the evidence."""
    assert table(lease(CLIENT, MAC, "ws-0422", NOON, seconds=1)).host(CLIENT, NOON * 2, NOON * 2).name is None


def test_two_devices_in_turn_are_both_listed() -> None:
    """The finding is called after the latter."""
    found = table(lease(CLIENT, MAC, "ws-1", NOON), lease(CLIENT, ROUTER, "ws-2", NOON + 10))
    host = found.host(CLIENT, NOON, NOON + 20)
    assert (host.mac, host.name) == (ROUTER, "ws-2")
    assert [name.name for name in host.names] == ["ws-1", "ws-2"]


def test_without_a_lease_the_frames_tell() -> None:
    """A MAC that carries one home address."""
    assert table(framed(CLIENT, MAC.upper())).host(CLIENT, 0, 1).mac == MAC


@pytest.mark.parametrize("other", [OTHER, SERVER_IP])
def test_a_mac_with_several_machines_behind_it_is_a_routers(other: str) -> None:
    """Two home addresses, or one at home and one outside."""
    assert table(framed(CLIENT, MAC), framed(other, MAC)).host(CLIENT, 0, 1).mac is None


def test_an_address_seen_under_two_macs_has_none() -> None:
    """A tap on both sides of a router."""
    assert table(framed(CLIENT, MAC), framed(CLIENT, "52:54:00:00:00:aa")).host(CLIENT, 0, 1).mac is None


@pytest.mark.parametrize("mac", ["00:00:5e:00:01:0a", "01:00:5e:00:00:01", "ff:ff", "not a mac"])
def test_shared_and_odd_macs_identify_nobody(mac: str) -> None:
    """Virtual routers, groups, rubbish."""
    assert table(framed(CLIENT, mac)).host(CLIENT, 0, 1).mac is None


def test_ipv6_machines_have_several_addresses() -> None:
    """Up to a limit."""
    few = table(framed(CLIENT, MAC), *(framed(f"fd00::{i:x}", MAC) for i in range(1, 5)))
    many = table(*(framed(f"fd00::{i:x}", MAC) for i in range(1, 40)))
    assert few.host(CLIENT, 0, 1).mac == MAC
    assert many.host("fd00::1", 0, 1).mac is None


def test_a_lookup_never_names_its_host() -> None:
    """Only DHCP does."""
    assert table(framed(CLIENT, MAC)).host(CLIENT, 0, 1).names == ()


def test_all_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names that one finding lists."""
    monkeypatch.setattr(devices, "MAX_NAMES", 2)
    found = DeviceTable(Home())
    for i in range(9):
        found.note(lease(CLIENT, MAC, f"ws-{i}", NOON + i))
    assert [name.name for name in found.host(CLIENT, NOON, NOON + 9).names] == ["ws-7", "ws-8"]

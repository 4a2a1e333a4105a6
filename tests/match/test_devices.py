"""What devices on the sensor's own segment show of themselves."""

from collections.abc import Callable

import msgspec
import pytest

from sensor.match import Matcher
from sensor.match.devices import Device, DeviceIndex, device_of
from sensor.model.bodies import Arp, Body, Dhcp, Dhcpv6, Ndp
from sensor.model.observation import Observation
from sensor.model.signature import DhcpCondition, Indicator, Signature
from sensor.signatures.see import parse_see

CAMERA = "00:bc:99:01:02:03"


def seen(kind: str, body: Body, src: str = "10.0.0.7", src_mac: str | None = None) -> Observation:
    """Return an observation among neighbours."""
    return Observation(
        ts=0, kind=kind, src=src, sport=0, dst="10.0.0.1", dport=0, proto="UDP", body=body, src_mac=src_mac
    )


@pytest.mark.parametrize(
    ("block", "mac", "matches"),
    [
        ("00bc99", CAMERA, 1),
        ("00bc990", CAMERA, 1),
        ("00bc991", CAMERA, 0),
        ("00bc99010203", CAMERA, 1),
        ("00bc98", CAMERA, 0),
    ],
)
def test_blocks_of_hardware_addresses(matcher: Callable[..., Matcher], block: str, mac: str, matches: int) -> None:
    """Of any length: makers own 24, 28 or 36 bits."""
    found = matcher([Indicator(mac=(block,))]).match(parse_see(f"device.mac {mac}"))
    assert [(match.field, match.value, match.host) for match in found] == [("device.mac", mac, "10.0.0.7")] * matches


class CountedBlock(str):
    """A block that counts how often its length is asked for."""

    __slots__ = ()
    asked = 0

    def __len__(self) -> int:
        CountedBlock.asked += 1
        return super().__len__()


def test_many_indicators_with_blocks_cost_each_its_own(signature: Callable[..., Signature]) -> None:
    """Those that were added before are not looked at again."""
    index = DeviceIndex()
    for number in range(200):
        index.add_blocks(signature(), 0, (CountedBlock(f"{number:06x}"), CountedBlock(f"{number:09x}")))
    assert index.lengths == (9, 6)
    assert CountedBlock.asked == 2 * 200


def test_vendor_classes(matcher: Callable[..., Matcher]) -> None:
    """A pattern; the host is the address that the device asks for."""
    made = matcher([Indicator(dhcp=DhcpCondition("HUAWEI:android:*"))])
    assert [match.host for match in made.match(parse_see("dhcp.vendor_class HUAWEI:android:X"))] == ["10.0.0.7"]
    assert made.match(parse_see("dhcp.vendor_class android-dhcp-13")) == []


def test_without_conditions_no_neighbour_is_looked_at(matcher: Callable[..., Matcher]) -> None:
    """The engine need not match what it hears of them."""
    assert not matcher([Indicator(suffix=("a.test",))]).wants_neighbours
    assert matcher([Indicator(mac=("00bc99",))]).wants_neighbours


@pytest.mark.parametrize(
    ("body", "src", "src_mac", "device"),
    [
        (Arp("", "", "request", CAMERA, "10.0.0.7", "", "10.0.0.1"), "10.0.0.7", CAMERA, Device(CAMERA, "10.0.0.7")),
        (Arp("", "", "request", CAMERA, "10.0.0.7", "", "10.0.0.1"), "10.0.0.7", "52:54:00:00:00:01", None),
        (Arp("", "", "request", CAMERA, "0.0.0.0", "", "10.0.0.1"), "0.0.0.0", CAMERA, Device(CAMERA, "")),
        (Ndp("router_solicitation", src_mac=CAMERA), "fe80::7", CAMERA, Device(CAMERA, "fe80::7")),
        (Ndp("neighbor_advertisement", target_ip="fe80::9"), "fe80::7", CAMERA, None),
        (
            Dhcp("request", dhcp_type="discover", client_mac=CAMERA, client_ip="0.0.0.0", vendor_class_identifier="v"),
            "0.0.0.0",
            CAMERA,
            Device(CAMERA, "", "v"),
        ),
        (
            Dhcp("reply", dhcp_type="ack", client_mac=CAMERA, assigned_ip="10.0.0.7"),
            "10.0.0.1",
            "52:54:00:00:00:01",
            Device(CAMERA, "10.0.0.7"),
        ),
        (
            Dhcpv6("request", client_mac=CAMERA, vendor_class_identifier="v"),
            "fe80::7",
            CAMERA,
            Device(CAMERA, "fe80::7", "v"),
        ),
    ],
)
def test_who_speaks_of_whom(body: Body, src: str, src_mac: str | None, device: Device | None) -> None:
    """A sender speaks for itself; a relay's frame says nothing of the machine that it relays for."""
    assert device_of(seen("x", body, src, src_mac)) == device


def test_a_device_without_an_address_is_no_host_yet(matcher: Callable[..., Matcher]) -> None:
    """It will have one in a moment, and be seen then."""
    made = matcher([Indicator(mac=("00bc99",))])
    body = Arp("", "", "request", CAMERA, "0.0.0.0", "", "10.0.0.1")
    probe = msgspec.structs.replace(parse_see(f"device.mac {CAMERA}"), body=body)
    assert made.match(probe) == []

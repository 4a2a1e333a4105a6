"""Address to device."""

import msgspec
import pytest
from findings.makers import CLIENT, NOON, OTHER, SERVER_IP, hello, lease, question

from sensor.hosts import devices
from sensor.hosts.devices import DeviceTable
from sensor.hosts.home import Home
from sensor.model.bodies import Arp, Body, Dhcpv6, Dns, DnsQuery, DnsRecord, Krb5, Nbns, Ndp
from sensor.model.finding import Host, HostName
from sensor.model.observation import Observation

MAC, ROUTER = "52:54:00:36:3e:ff", "52:54:00:00:00:fe"
IP6 = "fe80::7"


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


def said(body: Body, kind: str, src: str = CLIENT, mac: str | None = MAC, ts: int = NOON) -> Observation:
    """Return what a device says of itself."""
    return Observation(ts, kind, src, 0, "255.255.255.255", 0, "UDP", body, src_mac=mac, dst_mac="ff:ff:ff:ff:ff:ff")


def arp(ip: str = CLIENT, mac: str = MAC, opcode: str = "request", frame: str | None = MAC) -> Observation:
    """Return an ARP packet, in a frame of *frame*."""
    return said(Arp("ethernet", "ipv4", opcode, mac, ip, "00:00:00:00:00:00", OTHER), "arp", ip, frame)


def solicits(ip: str = IP6, mac: str = MAC, frame: str | None = MAC) -> Observation:
    """Return a neighbour solicitation."""
    return said(Ndp("neighbor_solicitation", "fe80::1", src_mac=mac), "ndp", ip, frame)


def registers(name: str = "ws-0422", ip: str = CLIENT, ts: int = NOON) -> Observation:
    """Return a NetBIOS registration."""
    return said(Nbns("request", 1, "registration", name, "00", "NB", addresses=(ip,)), "nbns", ip, ts=ts)


def announces(name: str, *ips: str, src: str = CLIENT, ts: int = NOON) -> Observation:
    """Return an announcement of mDNS."""
    records = tuple(DnsRecord(name, "AAAA" if ":" in ip else "A", 120, ip) for ip in ips)
    return said(Dns("response", 0, "8400", rcode="NOERROR", answers=records), "mdns", src, ts=ts)


def test_arp_and_neighbour_discovery_bring_addresses_together() -> None:
    """IPv4 first among the others; each of them leads to all."""
    found = table(arp(), solicits(), solicits("fd00::7"))
    assert found.host(CLIENT, NOON, NOON) == Host((CLIENT, "fd00::7", IP6), MAC)
    assert found.host(IP6, NOON, NOON) == Host((IP6, CLIENT, "fd00::7"), MAC)


@pytest.mark.parametrize(
    "word",
    [arp(frame=ROUTER), arp(opcode="request_reverse"), solicits(CLIENT, frame=ROUTER), arp(mac="ff:ff:ff:ff:ff:ff")],
)
def test_words_about_others_are_not_believed(word: Observation) -> None:
    """The frame comes from another card, or says something else."""
    assert table(word).host(CLIENT, NOON, NOON).mac is None


def test_an_advertisement_tells_of_its_target() -> None:
    """With the option, or by the frame of its own."""
    told = said(Ndp("neighbor_advertisement", IP6, target_mac=MAC), "ndp", "fd00::7")
    bare = said(Ndp("neighbor_advertisement", IP6), "ndp", IP6)
    proxy = said(Ndp("neighbor_advertisement", IP6, target_mac=MAC), "ndp", "fd00::7", ROUTER)
    assert [table(one).host(IP6, NOON, NOON).mac for one in (told, bare, proxy)] == [MAC, MAC, None]


def test_a_lease_goes_before_claims() -> None:
    """Anybody can claim."""
    found = table(lease(CLIENT, MAC, "ws-0422", NOON), registers("liar", ts=NOON + 1))
    host = found.host(CLIENT, NOON, NOON + 9)
    assert (host.name, [name.name for name in host.names]) == ("ws-0422", ["ws-0422", "liar"])


def test_a_claim_names_a_host_without_a_lease() -> None:
    """The latest, but not of after the evidence if there was one before."""
    found = table(registers("ws-1"), registers("ws-2", ts=NOON + 10))
    assert found.host(CLIENT, NOON, NOON).name == "ws-1"
    assert found.host(CLIENT, NOON + 20, NOON + 20).name == "ws-2"
    assert table(registers("ws-2", ts=NOON + 10)).host(CLIENT, NOON, NOON).name == "ws-2"


def test_who_logs_on_is_believed_before_who_announces() -> None:
    """A domain controller checks what Kerberos says."""
    logon = said(Krb5("KRB_AS_REQ", "WS-0422$", "CORP"), "krb5")
    host = table(logon, registers("liar", ts=NOON + 1)).host(CLIENT, NOON, NOON + 9)
    assert (host.name, host.names[0].source) == ("ws-0422", "kerberos")


def test_claims_before_the_lease_are_of_somebody_else() -> None:
    """The address had another owner."""
    found = table(registers("ws-1", ts=NOON - 10), lease(CLIENT, MAC, None, NOON), registers("ws-2", ts=NOON + 10))
    assert [name.name for name in found.host(CLIENT, NOON, NOON + 20).names] == ["ws-2"]


def test_a_name_claimed_for_one_address_is_the_machines() -> None:
    """A finding on the other is called the same."""
    found = table(arp(), solicits(), announces("ws-0422.local", CLIENT, IP6))
    for ip in (CLIENT, IP6):
        host = found.host(ip, NOON, NOON)
        assert (host.name, host.names) == ("ws-0422.local", (HostName("ws-0422.local", "mdns", NOON, NOON),))


def test_a_lease_of_one_address_names_the_other() -> None:
    """Also where the link says nothing, as behind a relay."""
    six = said(
        Dhcpv6("reply", dhcp_type="reply", client_mac=MAC, addresses=("fd00::7",), relay_ip="fd00::1", peer_ip=IP6),
        "dhcpv6",
    )
    host = table(lease(CLIENT, MAC, "ws-0422"), six).host("fd00::7", NOON, NOON)
    assert host == Host(("fd00::7", CLIENT), MAC, "ws-0422", (HostName("ws-0422", "dhcp", NOON, NOON),))


def test_dhcpv6_leases_are_the_cards_that_asked() -> None:
    """The DUID may be made of another one."""
    body = Dhcpv6(
        "request", dhcp_type="renew", client_mac=ROUTER, client_id="00", hostname="ws-1", addresses=("fd00::7",)
    )
    host = table(said(body, "dhcpv6", IP6)).host("fd00::7", NOON, NOON)
    assert (host.mac, host.name) == (MAC, "ws-1")


def test_a_reflector_is_not_called_what_it_repeats() -> None:
    """Nor is the host that it speaks of, unless that has the same MAC."""
    found = table(announces("ws-2.local", OTHER))
    assert (found.host(CLIENT, NOON, NOON).names, found.host(OTHER, NOON, NOON).names) == ((), ())


def test_names_asked_for_name_nobody() -> None:
    """On the link or in the DNS."""
    asks = Dns("request", 0, "0", queries=(DnsQuery("ws-9.local", "A"),))
    found = table(said(asks, "mdns"), said(asks, "llmnr"), question("s07.upd.kaspersky.com", src=CLIENT))
    assert found.host(CLIENT, NOON, NOON).names == ()


def test_a_machine_is_known_by_its_ipv4_address_first() -> None:
    """And by what it made up itself last, whichever of them is asked for."""
    held = [CLIENT, "fd00::7", IP6]
    seen = table(*(framed(ip, MAC) for ip in held))
    for ip in held:
        assert seen.addresses(ip, NOON, NOON) == held
    assert seen.addresses("10.4.7.99", NOON, NOON) == ["10.4.7.99"]

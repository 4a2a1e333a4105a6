"""What observations say of their packets."""

import ipaddress

from builders import dns, frames
from engine.stage import CLIENT, SERVER, Stage
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.observation import Tunnel

RESOLVER = "10.0.0.53"
ADDRESS_CACHE = 65536
"""Addresses kept as text; compiled, the constant is out of sight."""


def datagram(payload: bytes) -> bytes:
    """Return a frame with a question to the resolver."""
    return frames.ethernet(frames.udp(CLIENT, RESOLVER, 50000, 53, payload))


def test_the_text_of_an_address_is_kept_for_a_while() -> None:
    """And forgotten before it fills the memory."""
    stage = Stage()
    kept = stage.observer.address_text
    stage.feed(datagram(dns.query("a.example")))
    assert set(kept.values()) == {CLIENT, RESOLVER}
    kept.update({number.to_bytes(4): "x" for number in range(ADDRESS_CACHE - 2)})
    stage.feed(frames.ethernet(frames.udp("10.0.0.9", RESOLVER, 5, 53, dns.query("a.example"))))
    assert set(kept.values()) == {"10.0.0.9", RESOLVER}
    assert [one.src for one in stage.observations] == [CLIENT, "10.0.0.9"]


def test_observations_name_their_input() -> None:
    """By its index in the run."""
    stage = Stage()
    stage.pipeline.source = 7
    stage.feed(datagram(dns.query("a.example")))
    assert stage.observations[0].source == 7


def test_addresses_are_text() -> None:
    """RFC 5952 for IPv6, and hardware addresses as Linux writes them."""
    stage = Stage().feed(
        frames.ethernet(frames.udp("2001:db8::1", "2001:db8:0:0:0:0:0:53", 5, 53, dns.query("a.example")))
    )
    [seen] = stage.observations
    assert (seen.src, seen.dst, seen.proto) == ("2001:db8::1", "2001:db8::53", "UDP")
    assert (seen.src_mac, seen.dst_mac) == (frames.CLIENT_MAC, frames.SERVER_MAC)


def test_what_the_answering_side_shows_is_told_of_the_asking_one() -> None:
    """Addresses, ports and network cards all change sides."""
    stage = Stage().feed(frames.ethernet(frames.udp(CLIENT, SERVER, 5, 53, dns.query("a.example"))))
    packet = stage.pipeline.packet
    stage.observer.emit(packet, "dns", stage.observations[0].body, 0, 1)
    one, other = stage.observations
    assert (
        (one.src, one.sport, one.src_mac) == (other.dst, other.dport, other.dst_mac) == (CLIENT, 5, frames.CLIENT_MAC)
    )
    assert (one.dst, one.dport, one.dst_mac) == (other.src, other.sport, other.src_mac)


def test_a_tunnel_is_told_with_its_ends_and_number() -> None:
    """Its ends are those of the header around it; the number tells apart networks that use the same addresses."""
    inner = frames.ethernet(frames.udp(CLIENT, RESOLVER, 5, 53, dns.query("a.example")))
    around = frames.udp("192.0.2.1", "192.0.2.2", 40000, 4789, bytes.fromhex("0800000000004200") + inner)
    [seen] = Stage().feed(frames.ethernet(around)).observations
    assert seen.tunnel == Tunnel("vxlan", 1, "192.0.2.1", "192.0.2.2", 0x42, "vxlan/66")


def test_tags_and_proxies_are_told() -> None:
    """VLAN ids from the outside in."""
    stage = Stage().feed(frames.ethernet(frames.udp(CLIENT, RESOLVER, 5, 53, dns.query("a.example")), vlan=[7, 8]))
    stage.observer.emit(stage.pipeline.packet, "dns", stage.observations[0].body, 1)
    assert [(seen.vlan, seen.via) for seen in stage.observations] == [((7, 8), None), ((7, 8), "proxy")]


def test_a_link_without_hardware_addresses_tells_none() -> None:
    """A capture of bare IP packets."""
    stage = Stage().feed(frames.udp(CLIENT, RESOLVER, 5, 53, dns.query("a.example")), link=101)
    assert (stage.observations[0].src_mac, stage.observations[0].dst_mac) == (None, None)


ADDRESSES = st.binary(min_size=4, max_size=4) | st.binary(min_size=16, max_size=16)
MOSTLY_ZERO = st.lists(st.sampled_from([b"\0\0", b"\0\0", b"\xff\xff", b"\0\1", b"\x1f\0"]), min_size=8, max_size=8)


@given(ADDRESSES | MOSTLY_ZERO.map(b"".join))
def test_the_text_of_any_address_is_that_of_the_library(raw: bytes) -> None:
    """Runs of zeros in any place, and IPv4 addresses inside of IPv6 ones."""
    text = str(ipaddress.ip_address(raw))
    one = Stage().feed(frames.ethernet(frames.udp(text, text, 5, 53, dns.query("a.example")))).observations[0]
    assert (one.src, one.dst) == (text, text)

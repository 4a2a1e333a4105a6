"""Which side of a conversation is ours."""

import ipaddress

import pytest
from findings.makers import hello, question
from hypothesis import given
from hypothesis import strategies as st

from sensor.hosts import home
from sensor.hosts.home import Home, parse_address, parse_networks


@pytest.mark.parametrize(
    "ip",
    ["10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1", "127.0.0.1", "fd00::1", "fe80::1", "::1"],
)
def test_private_addresses_are_at_home(ip: str) -> None:
    """The default networks."""
    assert Home().inside(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:db8::1", "224.0.0.251", "", "no address"])
def test_other_addresses_are_not(ip: str) -> None:
    """Public, multicast and unreadable ones."""
    assert not Home().inside(ip)


def test_a_mapped_address_is_its_ipv4_address() -> None:
    """::ffff:10.0.0.1 is 10.0.0.1."""
    assert Home().inside("::ffff:10.0.0.1")


def test_given_networks_replace_the_default() -> None:
    """A site that names its ranges means these."""
    site = Home(["198.51.100.0/24"])
    assert site.inside("198.51.100.7")
    assert not site.inside("10.0.0.1")


def test_no_networks_mean_the_default() -> None:
    """An empty option is no wish to have no home."""
    assert Home(()).inside("10.0.0.1")


def test_a_wrong_network_is_named() -> None:
    """The error is one sentence with the text in it."""
    with pytest.raises(ValueError, match=r"'10\.0\.0\.0/99' is no network"):
        parse_networks(["10.0.0.0/99"])


def test_the_side_at_home_is_the_host() -> None:
    """Whoever asked."""
    assert Home().side(hello(src="10.0.0.7", dst="203.0.113.9")) == ("10.0.0.7", "203.0.113.9")
    assert Home().side(hello(src="203.0.113.9", dst="10.0.0.7")) == ("10.0.0.7", "203.0.113.9")


@pytest.mark.parametrize(("src", "dst"), [("10.0.0.7", "10.0.0.8"), ("198.51.100.7", "203.0.113.9")])
def test_with_both_or_neither_at_home_the_asker_is_the_host(src: str, dst: str) -> None:
    """For a DNS question as for its response."""
    assert Home().side(question(src=src, dst=dst)) == (src, dst)


def test_multicast_is_never_the_host() -> None:
    """Not even inside a network that the user gave."""
    assert Home(["224.0.0.0/4"]).side(question(src="198.51.100.7", dst="224.0.0.251")) == (
        "198.51.100.7",
        "224.0.0.251",
    )
    assert Home().side(question(src="224.0.0.251", dst="10.0.0.7")) == ("10.0.0.7", "224.0.0.251")


@pytest.mark.parametrize(("src", "dst"), [("0.0.0.0", "255.255.255.255"), ("::", "ff02::1"), ("?", "?")])
def test_nobody_is_no_side(src: str, dst: str) -> None:
    """Neither address can be a machine's."""
    assert Home().side(question(src=src, dst=dst)) is None


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """And answers stay right when it is emptied."""
    monkeypatch.setattr(home, "MAX_CACHED", 4)
    site = Home()
    assert [site.inside(f"10.0.0.{i}") for i in range(20)] == [True] * 20
    assert len(site._inside) <= 4
    assert site.can_be_host("10.0.0.1")


EDGES = ["0.0.0.0", "0.255.255.255", "1.0.0.0", "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", "172.16.0.0",
         "172.31.255.255", "172.32.0.0", "223.255.255.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.254",
         "255.255.255.255", "::", "::1", "fbff::", "fc00::", "fdff::", "fe80::1", "febf::", "fec0::", "feff::", "ff02::1"]  # fmt: skip
ADDRESSES = st.one_of(st.ip_addresses(), st.sampled_from(EDGES).map(ipaddress.ip_address))


def is_unicast(address: home.Address) -> bool:
    """What the standard library says of it."""
    if address.is_multicast or address.is_unspecified:
        return False
    return not (address.version == 4 and (int(address) == 0xFFFFFFFF or int(address) >> 24 == 0))


@given(ADDRESSES)
def test_inside_says_what_the_networks_say(address: home.Address) -> None:
    """The fast answer is the slow one."""
    plain = parse_address(str(address))
    assert plain is not None
    expected = is_unicast(plain) and any(plain in net for net in parse_networks(home.DEFAULT_HOME))
    assert Home().can_be_host(str(address)) == is_unicast(plain)
    assert Home().inside(str(address)) == expected


@given(
    st.sets(ADDRESSES, max_size=20), st.sampled_from([None, ["0.0.0.0/0", "::/0"], ["203.0.113.0/24", "224.0.0.0/3"]])
)
def test_many_are_counted_as_one_by_one(addresses: set[home.Address], networks: list[str] | None) -> None:
    """Packed addresses at once give what `inside` says of each; IPv4-mapped ones are taken as they stand."""
    plain = {address for address in addresses if getattr(address, "ipv4_mapped", None) is None}
    site = Home(networks)
    assert site.count(address.packed for address in plain) == sum(site.inside(str(address)) for address in plain)

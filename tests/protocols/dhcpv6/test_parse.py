"""DHCPv6 messages as values."""

import pytest
from builders import neighbours
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Dhcpv6
from sensor.protocols.dhcpv6.consts import MAX_ADDRESSES, MAX_RELAYS
from sensor.protocols.dhcpv6.parse import duid_mac, parse_message

MAC, OTHER = "52:54:00:36:3e:ff", "52:54:00:aa:bb:cc"
IP, LINK, PEER = "fd00:4::22", "fd00:4::1", "fe80::22"
REQUEST = neighbours.dhcpv6(
    neighbours.REQUEST, MAC, addresses=[IP], fqdn="WS-0422.corp.example", vendor_class="MSFT 5.0"
)
DUID = neighbours.duid(MAC).hex(":")


def parsed(message: bytes) -> Dhcpv6:
    """Return the message, which is one."""
    found = parse_message(message)
    assert found is not None
    return found


def test_a_request_tells_who_asks() -> None:
    """What it asks for has no time yet."""
    assert parsed(REQUEST) == Dhcpv6(
        "request", 0x123456, "request", DUID, MAC, "ws-0422.corp.example", "MSFT 5.0", addresses=(IP,)
    )


def test_a_reply_tells_what_is_given() -> None:
    """And for how long; what is taken back has no time left."""
    reply = neighbours.dhcpv6(neighbours.REPLY, MAC, addresses=[IP], lease=600)
    assert (parsed(reply).type, parsed(reply).addresses, parsed(reply).lease_time) == ("reply", (IP,), 600)
    taken = neighbours.dhcpv6(neighbours.REPLY, MAC, addresses=[IP], lease=0)
    assert (parsed(taken).addresses, parsed(taken).lease_time) == ((), None)


def test_relays_are_taken_off() -> None:
    """The one nearest to the client knows its link, its address and its card."""
    once = neighbours.relayed6(REQUEST, LINK, PEER, OTHER)
    twice = neighbours.relayed6(once, "fd00:9::1", LINK)
    for message in (once, twice):
        found = parsed(message)
        assert (found.hostname, found.client_mac) == ("ws-0422.corp.example", OTHER)
        assert (found.relay_ip, found.peer_ip) == (LINK, PEER)


def test_more_relays_than_relays_allow_are_none() -> None:
    """So are relays around nothing."""
    message = REQUEST
    for _ in range(MAX_RELAYS):
        message = neighbours.relayed6(message, LINK, PEER)
    assert parse_message(message) is not None
    assert parse_message(neighbours.relayed6(message, LINK, PEER)) is None
    assert parse_message(neighbours.relayed6(b"", LINK, PEER)) is None


def test_addresses_are_bounded() -> None:
    """A client has one or two."""
    many = neighbours.dhcpv6(neighbours.REQUEST, MAC, addresses=[f"fd00:4::{i:x}" for i in range(1, 90)])
    assert len(parsed(many).addresses) == MAX_ADDRESSES


@pytest.mark.parametrize(
    ("duid", "mac"),
    [
        ("0003000152540036 3eff", MAC),
        ("000100012a00000052540036 3eff", MAC),
        ("0002000152540036 3eff", None),
        ("0003002052540036 3eff", None),
        ("00030001525400", None),
        ("", None),
    ],
)
def test_a_duid_may_hold_a_hardware_address(duid: str, mac: str | None) -> None:
    """Two kinds do."""
    assert duid_mac(bytes.fromhex(duid)) == mac


@pytest.mark.parametrize("message", [b"", b"\1\0\0", b"\x0e" + REQUEST[1:], b"\0" + REQUEST[1:]])
def test_other_messages_are_none(message: bytes) -> None:
    """Cut, or no word of a client or for one."""
    assert parse_message(message) is None


@pytest.mark.parametrize("name", [b"", b"\0", b"\0\x3fcut", b"\0\0"])
def test_a_name_that_is_none_is_left_out(name: bytes) -> None:
    """Flags alone, a cut label, the root."""
    assert parsed(REQUEST[:4] + neighbours.option6(39, name)).hostname is None


@given(st.binary(max_size=300), st.integers(0, len(REQUEST)))
def test_any_bytes_are_taken(noise: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_message(noise)
    parse_message(REQUEST[:kept] + noise)
    parse_message(neighbours.relayed6(noise, LINK, PEER))

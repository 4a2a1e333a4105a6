"""What an ICMP error quotes: the key is that of the conversation itself, whoever sends the error."""

import ipaddress

import pytest
from builders import frames
from hypothesis import given
from hypothesis import strategies as st

from sensor.decode.frame import decode
from sensor.decode.packet import Packet
from sensor.flows.key import set_flow
from sensor.flows.quoted import unreachable_flow

SEED = 0x0123456789ABCDEF
ENDS = {4: ("10.4.7.22", "203.0.113.9", "10.0.0.1"), 6: ("2001:db8::7", "2001:db8::9", "2001:db8::1")}


def packet_of(frame: bytes) -> Packet:
    """Return the decoded packet of a frame."""
    packet = Packet()
    packet.data = frame
    packet.begin(0, len(frame), len(frame), 1)
    decode(packet)
    return packet


def error_about(quoted: bytes, version: int, kind: int | None = None) -> Packet:
    """Return the router's error about the packet *quoted*, sent to the client."""
    client, _server, router = ENDS[version]
    unreachable = 3 if version == 4 else 1
    error = bytes([unreachable if kind is None else kind, 1, 0, 0, 0, 0, 0, 0]) + quoted
    ip = frames.ipv4(router, client, 1, error) if version == 4 else frames.ipv6(router, client, 58, error)
    return packet_of(frames.ethernet(ip))


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize("transport", [frames.tcp, frames.udp])
def test_the_key_of_what_is_quoted(version: int, transport: type) -> None:
    """That of the packet that did not get there; eight bytes of its transport are enough (RFC 792)."""
    client, server, _router = ENDS[version]
    sent: bytes = transport(client, server, 50_000, 443, b"hello")
    asked = packet_of(frames.ethernet(sent))
    set_flow(asked, SEED)
    header = 20 if version == 4 else 40
    for length in (header + 8, len(sent)):
        assert unreachable_flow(error_about(sent[:length], version), SEED) == asked.flow != 0


@pytest.mark.parametrize("version", [4, 6])
def test_what_quotes_no_conversation(version: int) -> None:
    """Another error, another protocol, and whatever ends before the ports."""
    client, server, _router = ENDS[version]
    syn = frames.tcp(client, server, 50_000, 443)
    echo = frames.ipv4(client, server, 1, bytes(20)) if version == 4 else frames.ipv6(client, server, 58, bytes(20))
    assert unreachable_flow(error_about(syn, version, kind=11), SEED) == 0
    assert unreachable_flow(error_about(echo, version), SEED) == 0
    for length in range(24 if version == 4 else 44):
        assert unreachable_flow(error_about(syn[:length], version), SEED) == 0
    assert unreachable_flow(packet_of(frames.ethernet(syn)), SEED) == 0


@given(st.binary(max_size=80), st.sampled_from([4, 6]))
def test_no_quote_makes_it_raise(quoted: bytes, version: int) -> None:
    """Routers quote what they were sent."""
    assert unreachable_flow(error_about(quoted, version), SEED) >= 0


def test_addresses_are_read_where_they_stand() -> None:
    """A header with options moves the ports, not the addresses."""
    client, server, _router = ENDS[4]
    plain = frames.tcp(client, server, 50_000, 443)
    options = bytes([0x46]) + plain[1:20] + bytes(4) + plain[20:]
    assert unreachable_flow(error_about(options, 4), SEED) == unreachable_flow(error_about(plain, 4), SEED)
    assert ipaddress.ip_address(plain[12:16]) == ipaddress.ip_address(client)

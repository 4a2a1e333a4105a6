"""DHCP messages as values."""

import struct

import pytest
from builders import dhcp
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Dhcp
from sensor.protocols.dhcp.consts import COOKIE, MAX_MESSAGE
from sensor.protocols.dhcp.parse import full_name, parse_message

MAC = "52:54:00:36:3e:ff"
REQUEST = dhcp.message(
    dhcp.REQUEST, MAC, xid=7, requested="10.4.7.22", server="10.4.0.67", hostname="WS-0422", vendor_class="MSFT 5.0"
)
FIXED = REQUEST[: REQUEST.index(COOKIE)]


def parsed(message: bytes) -> Dhcp:
    """Return the message, which has a head at least."""
    found = parse_message(message)
    assert found is not None
    return found


def with_options(*options: bytes, fixed: bytes = FIXED) -> Dhcp:
    """Return a message with *options*."""
    return parsed(fixed + COOKIE + b"".join(options) + b"\xff")


def test_a_request_tells_who_asks() -> None:
    """The name is lower case; addresses of zeros are none."""
    assert parsed(REQUEST) == Dhcp(
        "request",
        7,
        "request",
        client_mac=MAC,
        requested_ip="10.4.7.22",
        hostname="ws-0422",
        client_id=MAC,
        vendor_class_identifier="MSFT 5.0",
    )


def test_a_reply_tells_what_is_given() -> None:
    """For how many seconds, and through which relay."""
    message = dhcp.message(dhcp.ACK, MAC, xid=7, client="10.4.7.9", yours="10.4.7.22", relay="10.4.0.1", lease=28800)
    assert parsed(message) == Dhcp(
        "reply",
        7,
        "ack",
        client_mac=MAC,
        assigned_ip="10.4.7.22",
        client_ip="10.4.7.9",
        relay_ip="10.4.0.1",
        lease_time=28800,
    )


@pytest.mark.parametrize(
    ("option", "name"),
    [
        (b"\0\0\0WS-1.Corp.Example", "ws-1.corp.example"),
        (b"\0\0\0ws-1.", "ws-1"),
        (b"\4\0\0\4WS-1\4corp\0", "ws-1.corp"),
        (b"\4\0\0\4WS-1", "ws-1"),
        (b"\4\0\0\x3fcut", ""),
        (b"\4\0\0", ""),
        (b"", ""),
    ],
)
def test_the_client_fqdn_is_read_in_both_forms(option: bytes, name: str) -> None:
    """Plain text, and as the DNS writes it: whole or partial."""
    assert full_name(option) == name
    assert with_options(dhcp.option(81, option)).hostname == (name or None)


def test_the_host_name_goes_before_the_full_name() -> None:
    """It is what the device is called; the rest is where it is."""
    both = with_options(dhcp.option(81, b"\0\0\0other.example"), dhcp.option(12, b"ws-1"))
    assert both.hostname == "ws-1"


@pytest.mark.parametrize(("raw", "name"), [(b"WS-1\0\0", "ws-1"), (b"w\xc3\xa4\x1b", r"w\xc3\xa4\x1b"), (b"\0", None)])
def test_names_are_escaped(raw: bytes, name: str | None) -> None:
    """Zero bytes at the end are left out."""
    assert with_options(dhcp.option(12, raw)).hostname == name


def test_parts_of_an_option_belong_together() -> None:
    """RFC 3396."""
    assert with_options(dhcp.option(12, b"ws"), b"\0\0", dhcp.option(12, b"-1")).hostname == "ws-1"


@pytest.mark.parametrize("overload", [1, 2, 3])
def test_options_overflow_into_file_and_sname(overload: int) -> None:
    """As option 52 says; else these fields are names of servers and files."""
    in_file, in_name = (
        area.ljust(size, b"\0") for area, size in ((dhcp.option(12, b"ws-1"), 128), (dhcp.option(60, b"x"), 64))
    )
    fixed = FIXED[:44] + in_name + in_file
    found = with_options(dhcp.option(52, bytes([overload])), fixed=fixed)
    assert (found.hostname, found.vendor_class_identifier) == (
        "ws-1" if overload & 1 else None,
        "x" if overload & 2 else None,
    )
    assert with_options(fixed=fixed).hostname is None


def test_the_client_id_is_hexadecimal() -> None:
    """Without its type; one byte is none."""
    assert with_options(dhcp.option(61, b"\xff\1\2")).client_id == "01:02"
    assert with_options(dhcp.option(61, b"\1")).client_id is None


def test_other_hardware_has_no_mac() -> None:
    """InfiniBand leaves the field empty (RFC 4390)."""
    assert with_options(fixed=FIXED[:1] + b"\x20\0" + FIXED[3:]).client_mac is None


def test_bootp_has_no_type() -> None:
    """No cookie, no options."""
    found = parsed(FIXED + bytes(64))
    assert (found.type, found.dhcp_type, found.client_mac) == ("request", None, MAC)


def test_a_snapped_message_tells_its_head() -> None:
    """Captures that keep 96 bytes of a frame still show the hardware address."""
    assert parsed(REQUEST[:54]).client_mac == MAC


@pytest.mark.parametrize("message", [b"", REQUEST[:43], b"\3" + REQUEST[1:]])
def test_other_messages_are_none(message: bytes) -> None:
    """Cut, or neither request nor reply."""
    assert parse_message(message) is None


@pytest.mark.parametrize("options", [b"\x0c\x40ws", b"\x0c", struct.pack("BB", 53, 0), dhcp.option(51, b"\1")])
def test_damaged_options_are_left_out(options: bytes) -> None:
    """Cut, without a length, without a value, of another size."""
    found = parsed(FIXED + COOKIE + options)
    assert (found.hostname, found.dhcp_type, found.lease_time) == (None, None, None)


def test_an_endless_message_is_read_in_part() -> None:
    """What no client would take is not looked at."""
    assert parsed(FIXED + COOKIE + bytes(MAX_MESSAGE) + dhcp.option(12, b"ws-1")).hostname is None


@given(st.binary(max_size=400), st.integers(0, len(REQUEST)))
def test_any_bytes_are_taken(noise: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_message(noise)
    parse_message(REQUEST[:kept] + noise)
    parse_message(FIXED + COOKIE + noise)

"""Interfaces: there, up, and what their frames begin with."""

import socket

import pytest
from live.netns import Wire, ip

from sensor.capture.af_packet import interface
from sensor.capture.af_packet.consts import ARPHRD_ETHER, ARPHRD_LOOPBACK, ARPHRD_RADIOTAP
from sensor.capture.af_packet.interface import Presence
from sensor.decode.numbers import LINK_ETHERNET, LINK_RADIOTAP, LINK_RAW


def test_an_interface_is_up_down_or_gone(wire: Wire) -> None:
    """As ip says."""
    with wire.inside(wire.tap), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        seen = [interface.presence(sock, wire.interface)]
        ip("link", "set", wire.interface, "down")
        seen.append(interface.presence(sock, wire.interface))
        ip("link", "set", wire.interface, "up")
        seen.append(interface.presence(sock, "nosuch0"))
        assert seen == [Presence.UP, Presence.DOWN, Presence.GONE]
        assert (interface.index_of(wire.interface) > 0, interface.index_of("nosuch0")) == (True, 0)


def test_the_kind_of_an_interface_tells_what_its_frames_begin_with(wire: Wire) -> None:
    """Loopback has Ethernet headers too; of what we do not know the kernel takes the header off."""
    with wire.inside(wire.tap), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        assert interface.hardware(sock, wire.interface) == ARPHRD_ETHER
        assert interface.hardware(sock, "lo") == ARPHRD_LOOPBACK
        with pytest.raises(OSError, match="No such device"):
            interface.hardware(sock, "nosuch0")
    kinds = (ARPHRD_ETHER, ARPHRD_LOOPBACK, ARPHRD_RADIOTAP, 65534, 778)
    assert [interface.link_type(kind) for kind in kinds] == [
        LINK_ETHERNET,
        LINK_ETHERNET,
        LINK_RADIOTAP,
        LINK_RAW,
        LINK_RAW,
    ]


def test_a_card_without_a_clock_says_so(wire: Wire) -> None:
    """A wire between namespaces has none."""
    with wire.inside(wire.tap), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        assert interface.enable_hardware_time(sock, wire.interface) is False

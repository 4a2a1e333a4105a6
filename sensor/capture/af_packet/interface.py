"""Network interfaces: whether one is there, up, and what its frames begin with."""

import ctypes
import fcntl
import socket
import struct
from enum import IntEnum

from sensor.capture.af_packet.consts import (
    ARPHRD_ETHER,
    ARPHRD_LOOPBACK,
    ARPHRD_RADIOTAP,
    ARPHRD_WIFI,
    HWTSTAMP_FILTER_ALL,
    IFF_UP,
    SIOCGIFFLAGS,
    SIOCGIFHWADDR,
    SIOCSHWTSTAMP,
)
from sensor.decode.numbers import LINK_ETHERNET, LINK_RADIOTAP, LINK_RAW, LINK_WIFI

NAME_BYTES = 15
"""IFNAMSIZ of linux/if.h, less the zero at the end."""
LINKS = {
    ARPHRD_ETHER: LINK_ETHERNET,
    ARPHRD_LOOPBACK: LINK_ETHERNET,
    ARPHRD_WIFI: LINK_WIFI,
    ARPHRD_RADIOTAP: LINK_RADIOTAP,
}
"""Kind of interface → what its frames begin with. Of any other kind the kernel takes the link header off."""


class Presence(IntEnum):
    """What has become of an interface."""

    GONE = 0
    DOWN = 1
    UP = 2


def index_of(name: str) -> int:
    """Return the number of an interface, 0 where there is none of that name."""
    try:
        return socket.if_nametoindex(name)
    except OSError:
        return 0


def presence(sock: socket.socket, name: str) -> Presence:
    """Tell whether the interface *name* is there and up; *sock* is any socket in its network namespace."""
    try:
        answer = fcntl.ioctl(sock, SIOCGIFFLAGS, request(name))
    except OSError:
        return Presence.GONE
    return Presence.UP if int(struct.unpack_from("=H", answer, 16)[0]) & IFF_UP else Presence.DOWN


def hardware(sock: socket.socket, name: str) -> int:
    """Return the kind of interface (ARPHRD_*); raises OSError."""
    return int(struct.unpack_from("=H", fcntl.ioctl(sock, SIOCGIFHWADDR, request(name)), 16)[0])


def link_type(kind: int) -> int:
    """Return the libpcap link type of what comes from an interface of this kind."""
    return LINKS.get(kind, LINK_RAW)


def enable_hardware_time(sock: socket.socket, name: str) -> bool:
    """Ask the network card to note the time of all frames; False where it cannot, or we may not ask."""
    config = ctypes.create_string_buffer(struct.pack("=iii", 0, 0, HWTSTAMP_FILTER_ALL))
    try:
        fcntl.ioctl(sock, SIOCSHWTSTAMP, struct.pack("@16sP16x", name.encode(), ctypes.addressof(config)))
    except OSError:
        return False
    return True


def request(name: str) -> bytes:
    """Return a ``struct ifreq`` with the name filled in."""
    return struct.pack("@16s24x", name.encode())

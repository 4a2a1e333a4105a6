"""Tap: one packet socket on one interface, with its ring. Opened by the main process, read by one worker."""

import ctypes
import errno
import os
import socket
import struct
from collections.abc import Sequence
from typing import NamedTuple

from sensor.capture.af_packet.bpf import Instruction, pack
from sensor.capture.af_packet.bypass import Bypass
from sensor.capture.af_packet.consts import (
    ARPHRD_LOOPBACK,
    ETH_P_ALL,
    FANOUT_DEFRAGMENT,
    FANOUT_HASH,
    FANOUT_UNIQUE_ID,
    PACKET_ADD_MEMBERSHIP,
    PACKET_FANOUT,
    PACKET_IGNORE_OUTGOING,
    PACKET_MR_PROMISC,
    PACKET_STATISTICS,
    PACKET_TIMESTAMP,
    SO_ATTACH_BPF,
    SO_ATTACH_FILTER,
    SOL_PACKET,
    TIMESTAMPING_RAW_HARDWARE,
)
from sensor.capture.af_packet.ebpf import BpfRefused
from sensor.capture.af_packet.filter import ethernet_filter, everything, ip_filter, nothing
from sensor.capture.af_packet.interface import (
    NAME_BYTES,
    Presence,
    enable_hardware_time,
    hardware,
    index_of,
    link_type,
    presence,
)
from sensor.capture.af_packet.ring import RETIRE_MS, Ring
from sensor.capture.errors import InputError, reason_of
from sensor.decode.numbers import LINK_ETHERNET, LINK_RAW


class TapSettings(NamedTuple):
    """How to listen on an interface."""

    promiscuous: bool
    megabytes: int
    """Of the ring of one socket."""
    snaplen: int
    hardware_time: bool
    filtered: bool = True
    """False: the kernel hands over everything."""
    bypass: bool = True
    """The kernel drops what is entered in a table, where it lets us load a program and frames are Ethernet's."""
    retire_ms: int = RETIRE_MS
    """Age at which a block of the ring is handed over."""


class Counters(NamedTuple):
    """What the kernel counted since it was asked last; asking sets it back to zero."""

    received: int
    """With what was dropped."""
    dropped: int
    freezes: int


class Bypassed(NamedTuple):
    """What the kernel dropped because nothing more was wanted of it."""

    frames: int
    bytes: int


class Tap:
    """A socket, and what is known of its interface. It takes nothing before `start`."""

    def __init__(self, name: str, settings: TapSettings) -> None:
        """Open a socket on the interface *name*; raises InputError."""
        self.name = name
        self.settings = settings
        self.index = 0
        self.link = LINK_ETHERNET
        try:
            kind = self._kind()
            self.link = link_type(kind)
            mode = socket.SOCK_DGRAM if self.link == LINK_RAW else socket.SOCK_RAW
            self.sock = socket.socket(socket.AF_PACKET, mode | socket.SOCK_NONBLOCK, 0)
        except OSError as error:
            raise InputError(name, open_reason(name, error)) from None
        try:
            self._set_up(kind)
        except OSError as error:
            self.sock.close()
            raise InputError(name, open_reason(name, error)) from None

    def _kind(self) -> int:
        if not 0 < len(self.name.encode()) <= NAME_BYTES:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            return hardware(any_socket, self.name)

    def _set_up(self, kind: int) -> None:
        settings = self.settings
        self.attach(nothing())
        if kind == ARPHRD_LOOPBACK:  # what is sent here comes in here: once is enough
            self.sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self.timed_by_card = settings.hardware_time and enable_hardware_time(self.sock, self.name)
        if self.timed_by_card:
            self.sock.setsockopt(SOL_PACKET, PACKET_TIMESTAMP, TIMESTAMPING_RAW_HARDWARE)
        self.ring = Ring(self.sock, settings.megabytes, settings.retire_ms)
        self.bypass = self._bypass()
        self.bind()

    def _bypass(self) -> Bypass | None:
        if not self.settings.bypass or not self.settings.filtered or self.link != LINK_ETHERNET:
            return None
        try:
            return Bypass(ethernet_filter(self.settings.snaplen))
        except BpfRefused:
            return None

    def bind(self) -> None:
        """Listen on the interface as it is now: the first time, or again after it was gone; raises OSError."""
        self.sock.bind((self.name, ETH_P_ALL))
        self.index = index_of(self.name)
        if self.settings.promiscuous:
            membership = struct.pack("@iHH8x", self.index, PACKET_MR_PROMISC, 0)
            self.sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership)

    def start(self) -> None:
        """Take frames from now on."""
        snaplen = self.settings.snaplen
        if self.bypass is not None:
            self.sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_BPF, self.bypass.program)
        elif not self.settings.filtered:
            self.attach(everything(snaplen))
        elif self.link == LINK_ETHERNET:
            self.attach(ethernet_filter(snaplen))
        else:
            self.attach(ip_filter(snaplen) if self.link == LINK_RAW else everything(snaplen))

    def stop(self) -> None:
        """Take no more frames; what is in the ring stays."""
        self.attach(nothing())

    def attach(self, program: Sequence[Instruction]) -> None:
        """Give the kernel a filter in place of the one before; raises OSError."""
        code = ctypes.create_string_buffer(pack(list(program)))
        self.sock.setsockopt(
            socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("@HP", len(program), ctypes.addressof(code))
        )

    def counters(self) -> Counters:
        """Return what the kernel counted since the last call; raises OSError."""
        return Counters(*struct.unpack("@3I", self.sock.getsockopt(SOL_PACKET, PACKET_STATISTICS, 12)))

    def presence(self) -> Presence:
        """Tell what has become of the interface this listens on; one that came back under its name is gone for this socket."""
        if index_of(self.name) != self.index:
            return Presence.GONE
        return presence(self.sock, self.name)

    def clear_error(self) -> int:
        """Return the error that waits on the socket (the interface went down), so that poll is quiet again."""
        return self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def close(self) -> None:
        """Close the socket; the ring goes with it once no process maps it."""
        self.ring.close()
        if self.bypass is not None:
            self.bypass.close()
        self.sock.close()


def join(taps: Sequence[Tap]) -> None:
    """Share the conversations of one interface among its *taps*, by a hash that is the same for both directions.

    Members count in the order in which they join: the n-th of each interface gets the same conversations, so one that
    comes in on two interfaces, a direction each, has one reader. Raises OSError.
    """
    kind = FANOUT_HASH | FANOUT_DEFRAGMENT
    group = 0
    for at, tap in enumerate(taps):
        flags = kind | (0 if at else FANOUT_UNIQUE_ID)
        tap.sock.setsockopt(SOL_PACKET, PACKET_FANOUT, struct.pack("@I", group | flags << 16))
        if at == 0:
            group = tap.sock.getsockopt(SOL_PACKET, PACKET_FANOUT) & 0xFFFF


def open_reason(name: str, error: OSError) -> str:
    """Say in one sentence why an interface cannot be listened on, and what to do."""
    if error.errno in {errno.EPERM, errno.EACCES}:
        return "opening a packet socket needs CAP_NET_RAW: run as root, or give the program that capability"
    if error.errno == errno.ENODEV:
        there = ", ".join(found for _, found in socket.if_nameindex())
        return f"there is no such interface; there are {there}"
    if error.errno == errno.ENETDOWN:
        return f"the interface is down: ip link set {name} up"
    if error.errno == errno.ENOMEM:
        return "the kernel has no memory for a ring of that size: make it smaller"
    return f"cannot listen on it: {reason_of(error)}"

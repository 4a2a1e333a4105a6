"""802.11 data frames and the headers that capture tools and access points put before them."""

from .builders import frames
from .hosts import Host

LINK_WIFI, LINK_RADIOTAP, LINK_PPI = 105, 127, 192
"""Link types (tcpdump.org/linktypes.html)."""

ACCESS_POINT = "52:54:00:0a:0b:01"
SNAP = bytes.fromhex("aaaa03 000000 0800")
QOS = 0x80
"""Subtype bit of the first byte of frame control."""


def header(src: Host, dst: Host, kind: int = 0x08) -> bytes:
    """Return a data frame's header (IEEE 802.11 section 9.3.2.1): what the house sends goes to the access point."""
    up = src.ip.startswith("10.")
    access, one, two = frames.mac(ACCESS_POINT), frames.mac(src.mac), frames.mac(dst.mac)
    addresses = access + one + two if up else two + access + one
    control = bytes((kind, 1 if up else 2))
    return control + bytes.fromhex("2c00") + addresses + bytes.fromhex("1000") + (b"\0\0" if kind & QOS else b"")


def wifi(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return a plain data frame."""
    return header(src, dst) + SNAP + packet


def radiotap(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return a QoS data frame, padded to four bytes behind its header, behind radiotap's time, flags and rate."""
    tap = bytes.fromhex("0000 1200 07000000") + (123456789).to_bytes(8, "little") + bytes.fromhex("20 0c")
    return tap + header(src, dst, 0x88) + b"\0\0" + SNAP + packet


def ppi(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return a data frame behind PPI with one field of common 802.11 facts."""
    field = bytes.fromhex("0200 1400") + bytes(8) + bytes.fromhex("0000 0c00 6c09 c000 0000 c8a1")
    return bytes.fromhex("0000 2000 69000000") + field + wifi(packet, src, dst)


def capwap(packet: bytes, src: Host, dst: Host) -> bytes:
    """Return the data channel's header (RFC 5415 section 4.3) for IEEE 802.11, and a data frame."""
    return bytes.fromhex("00 10 0300 00000000") + wifi(packet, src, dst)

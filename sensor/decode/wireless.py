"""802.11 data frames, plain, behind radiotap or PPI, or carried to a controller by CAPWAP."""

from sensor.decode.layers import (
    LAYER_AGGREGATE,
    LAYER_DONE,
    LAYER_ETHERNET,
    LAYER_LLC,
    LAYER_WIFI,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_LINK,
    STOP_NOT_IP,
    TUNNEL_CAPWAP,
)
from sensor.decode.packet import Packet

LINK_ETHERNET = 1
LINK_WIFI = 105

RADIOTAP_TSFT = 0x01
RADIOTAP_FLAGS = 0x02
RADIOTAP_MORE = 0x80
"""In the highest byte of a presence word: another word follows."""
RADIOTAP_FLAG_PAD = 0x20
"""Data is aligned to four bytes behind the 802.11 header."""
RADIOTAP_WORDS = 8
"""Presence words read; drivers send one to three."""

# Frame control (IEEE 802.11 section 9.2.4.1): first byte, then second.
FC_TYPE = 0x0C
FC_DATA = 0x08
FC_NO_DATA = 0x40
FC_QOS = 0x80
FC_TO_DS = 0x01
FC_FROM_DS = 0x02
FC_PROTECTED = 0x40
FC_ORDER = 0x80
QOS_AMSDU = 0x80
SUBFRAME_HEADER = 14
CIPHER_HEADERS = (0, 8, 4)
"""Lengths of what stands before deciphered data: nothing, TKIP or CCMP, WEP."""

CAPWAP_FRAGMENT = 0x80
CAPWAP_KEEPALIVE = 0x08
"""In the fourth byte of its header."""


def radiotap(packet: Packet) -> int:
    """Radiotap header (radiotap.org): little endian, its length at 2."""
    pos = packet.pos
    if pos + 8 > packet.end:
        return STOP_CUT
    length = packet.data[pos + 2] | packet.data[pos + 3] << 8
    if pos + length > packet.end or length < 8:
        return STOP_CUT
    packet.wifi_pad = radiotap_flags(packet, pos, pos + length) & RADIOTAP_FLAG_PAD
    packet.pos = pos + length
    return LAYER_WIFI


def radiotap_flags(packet: Packet, pos: int, end: int) -> int:
    """Value of the Flags field; 0 where it is absent."""
    present = packet.data[pos + 4]
    if not present & RADIOTAP_FLAGS:
        return 0
    at = pos + 8
    for _ in range(RADIOTAP_WORDS):
        if at + 4 > end or not packet.data[at - 1] & RADIOTAP_MORE:
            break
        at += 4
    if present & RADIOTAP_TSFT:
        at += (8 - (at - pos & 7) & 7) + 8
    return packet.data[at] if at < end else 0


def ppi(packet: Packet) -> int:
    """Per-packet information (CACE PPI): length at 2 and link type at 4, little endian."""
    pos = packet.pos
    if pos + 8 > packet.end:
        return STOP_CUT
    length = packet.data[pos + 2] | packet.data[pos + 3] << 8
    link = packet.data[pos + 4] | packet.data[pos + 5] << 8
    if length < 8 or pos + length > packet.end:
        return STOP_CUT
    packet.pos = pos + length
    if link == LINK_ETHERNET:
        return LAYER_ETHERNET
    return LAYER_WIFI if link == LINK_WIFI else STOP_LINK


def wifi(packet: Packet) -> int:
    """A data frame (IEEE 802.11 section 9.3.2.1); LLC follows, or the subframes of an aggregate."""
    pos = packet.pos
    if pos + 2 > packet.end:
        return STOP_CUT
    control = packet.data[pos]
    flags = packet.data[pos + 1]
    if control & FC_TYPE != FC_DATA or control & FC_NO_DATA:
        return STOP_NOT_IP  # an acknowledgement has 10 bytes
    if pos + 24 > packet.end:
        return STOP_CUT
    length = 24
    if flags & FC_TO_DS and flags & FC_FROM_DS:
        length += 6
    aggregate = 0
    if control & FC_QOS:
        if pos + length + 2 > packet.end:
            return STOP_CUT
        aggregate = packet.data[pos + length] & QOS_AMSDU
        length += 6 if flags & FC_ORDER else 2
    if packet.wifi_pad:
        length = length + 3 & ~3
    before = SUBFRAME_HEADER if aggregate else 0
    pos += length
    if flags & FC_PROTECTED:
        pos = deciphered(packet, pos + before) - before
        if pos < 0:
            return STOP_ENCRYPTED
    packet.pos = pos
    return LAYER_AGGREGATE if aggregate else LAYER_LLC


def subframe(packet: Packet) -> int:
    """One frame of an aggregate (IEEE 802.11 section 9.3.2.2.2): two addresses and a length. The next begins at a multiple of four."""
    pos = packet.pos
    if pos + SUBFRAME_HEADER > packet.end:
        return STOP_CUT
    end = pos + SUBFRAME_HEADER + (packet.data[pos + 12] << 8 | packet.data[pos + 13])
    behind = pos + (end - pos + 3 & ~3)
    packet.more = behind if behind + SUBFRAME_HEADER <= packet.end else 0
    packet.ends_at(end)
    packet.mac = pos
    packet.pos = pos + SUBFRAME_HEADER
    return LAYER_LLC


def deciphered(packet: Packet, pos: int) -> int:
    """Where the data of a protected frame begins if the card has deciphered it already, else -1.

    Cards leave the protected bit set, and the cipher header where it was or not.
    """
    for size in CIPHER_HEADERS:
        at = pos + size
        if (
            at + 3 <= packet.end
            and packet.data[at] == 0xAA
            and packet.data[at + 1] == 0xAA
            and packet.data[at + 2] == 3
        ):
            return at
    return -1


def capwap(packet: Packet) -> int:
    """CAPWAP data channel in the clear (RFC 5415 section 4.3): 802.11 or 802.3 frames behind HLEN words."""
    pos = packet.payload
    if pos + 8 > packet.end or packet.data[pos] or packet.data[pos + 3] & CAPWAP_KEEPALIVE:
        return LAYER_DONE  # DTLS or another version
    if packet.data[pos + 3] & CAPWAP_FRAGMENT and packet.data[pos + 6] | packet.data[pos + 7] >> 3:
        return (
            LAYER_DONE  # the first piece has the headers inside, and most of what they head; the others wait for nobody
        )
    length = packet.data[pos + 1] >> 3 << 2
    if length < 8 or pos + length + 24 > packet.end:
        return LAYER_DONE
    packet.enter_tunnel(TUNNEL_CAPWAP, 0)
    packet.pos = pos + length
    if not packet.data[pos + 2] & 1:
        return LAYER_ETHERNET
    return capwap_wifi(packet)


def capwap_wifi(packet: Packet) -> int:
    """The frame control bytes stand the other way round in the frames of some access points."""
    pos = packet.pos
    if packet.data[pos] & FC_TYPE == FC_DATA or packet.data[pos + 1] & FC_TYPE != FC_DATA:
        return LAYER_WIFI
    control = packet.data[pos + 1]
    flags = packet.data[pos]
    if control & FC_NO_DATA:
        return STOP_NOT_IP
    if flags & FC_PROTECTED:
        return STOP_ENCRYPTED
    packet.pos = pos + 24 + (6 if flags & 3 == 3 else 0) + (2 if control & FC_QOS else 0)
    return LAYER_LLC

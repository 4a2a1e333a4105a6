"""802.11 data frames, plain and behind capture headers, around the same datagram."""

import pytest
from builders import frames
from decode.views import UDP4, view

from sensor.decode.frame import decode, walk
from sensor.decode.layers import LAYER_AGGREGATE, LAYER_DONE, STOP_CUT, STOP_ENCRYPTED, STOP_LINK, STOP_NOT_IP
from sensor.decode.packet import Packet

WIFI, RADIOTAP, PPI = 105, 127, 192
REST = "00" * 22
"""Duration, three addresses, sequence control."""
SNAP = "aaaa03 000000 0800"
PLAIN = "0802" + REST
QOS = "8802" + REST + "0000"


@pytest.mark.parametrize(
    ("title", "link", "header"),
    [
        ("from an access point", WIFI, PLAIN),
        ("to an access point", WIFI, "0801" + REST),
        ("between stations", WIFI, "0800" + REST),
        ("between access points", WIFI, "0803" + REST + "00" * 6),
        ("QoS", WIFI, QOS),
        ("QoS between access points", WIFI, "8803" + REST + "00" * 6 + "0000"),
        ("QoS with HT control", WIFI, "8882" + REST + "0000" + "00000000"),
        ("an aggregate, its first", WIFI, "8802" + REST + "8000" + "00" * 12 + "0029"),
        ("radiotap", RADIOTAP, "00000800 00000000" + PLAIN),
        ("radiotap, fields", RADIOTAP, "00000c00 06000000 00 02 0000" + QOS),
        ("radiotap, padded header", RADIOTAP, "00000900 02000000 20" + QOS + "0000"),
        ("radiotap, time before the flags", RADIOTAP, "00001100 03000000 1111111111111111 20" + QOS + "0000"),
        ("radiotap, two words", RADIOTAP, "00000d00 02000080 00000000 20" + QOS + "0000"),
        ("radiotap, two words, aligned", RADIOTAP,
         "00001900 03000080 00000000 00000000 1111111111111111 20" + QOS + "0000"),
        ("PPI", PPI, "00000800 69000000" + PLAIN),
        ("protected, and deciphered by the card", WIFI, "0842" + REST),
        ("the same, its cipher header left", WIFI, "8842" + REST + "0000" + "0102002003040506"),
        ("the same, WEP", WIFI, "0842" + REST + "01020300"),
        ("an aggregate, deciphered", WIFI, "8842" + REST + "8000" + "00" * 12 + "0029"),
        ("PPI, fields", PPI, "00000c00 69000000 02000000" + PLAIN),
    ],
)  # fmt: skip
def test_the_datagram_is_found(title: str, link: int, header: str) -> None:
    """None of the headers is read past where it ends."""
    raw = bytes.fromhex(header + SNAP)
    assert view(raw + UDP4, link).whole
    for size in range(len(raw)):
        assert view(raw[:size], link).stop in (STOP_CUT, STOP_ENCRYPTED)


def test_ethernet_behind_ppi() -> None:
    """PPI names the link type of what follows."""
    assert view(bytes.fromhex("00000800 01000000" + "00" * 12 + "0800") + UDP4, PPI).whole


@pytest.mark.parametrize(
    ("title", "link", "frame", "stop"),
    [
        ("a beacon", WIFI, "8000" + REST, STOP_NOT_IP),
        ("an acknowledgement", WIFI, "d400 0000 525400000001", STOP_NOT_IP),
        ("a request to send", WIFI, "b400 0000 525400000001 525400000002", STOP_NOT_IP),
        ("half a frame control", WIFI, "08", STOP_CUT),
        ("no data", WIFI, "4802" + REST, STOP_NOT_IP),
        ("protected", WIFI, "0842" + REST + "00" * 8, STOP_ENCRYPTED),
        ("no LLC of IP", WIFI, PLAIN + "424203", STOP_NOT_IP),
        ("radiotap, shorter than itself", RADIOTAP, "00000700 00000000" + PLAIN, STOP_CUT),
        ("radiotap, beyond the frame", RADIOTAP, "0000ff00 00000000" + PLAIN, STOP_CUT),
        ("PPI, another link", PPI, "00000800 bd000000" + PLAIN, STOP_LINK),
        ("PPI, beyond the frame", PPI, "0000ff00 69000000", STOP_CUT),
    ],
)
def test_why_there_is_none(title: str, link: int, frame: str, stop: int) -> None:
    """Management, control, encryption, broken headers."""
    assert view(bytes.fromhex(frame), link).stop == stop


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("as the standard says", "0010 0100 00000000" + PLAIN),
        ("with frame control the other way round", "0010 0100 00000000" + "0208" + REST),
        ("with a longer header", "0018 0120 00000000 00000000" + PLAIN),
    ],
)
def test_80211_inside_capwap(title: str, header: str) -> None:
    """What an access point hands to its controller."""
    packet = frames.udp("192.0.2.1", "192.0.2.2", 40000, 5247, bytes.fromhex(header + SNAP) + UDP4)
    assert view(packet, 101).whole


def test_a_subframe_ends_where_it_says_and_the_next_begins_at_a_multiple_of_four() -> None:
    """Addresses are its own; what is cut off is missing from the one in which the capture ends."""
    first = bytes.fromhex("525400000002 525400000001 0029" + SNAP) + UDP4
    second = bytes.fromhex("525400000002 525400000003 0029" + SNAP) + UDP4
    header = bytes.fromhex("8802" + REST + "8000")
    raw = header + first + bytes(-len(first) % 4) + second
    packet = Packet()
    packet.data = raw
    packet.begin(0, len(raw), len(raw), WIFI)
    assert decode(packet) == LAYER_DONE
    assert (packet.end, packet.missing, packet.mac) == (len(header + first), 0, len(header))
    assert packet.more == len(raw) - len(second)
    packet.begin(packet.more, len(second) - 2, len(second), WIFI)
    assert walk(packet, LAYER_AGGREGATE) == LAYER_DONE
    assert (packet.end, packet.missing, packet.more) == (len(raw) - 2, 2, 0)
    assert bytes(packet.data[packet.mac : packet.mac + 12]) == second[:12]

"""A datagram put together decodes like one that came in a frame."""

import pytest
from builders import frames
from decode.views import ONE, ONE6, TWO, TWO6, UDP4, UDP6, seen

from sensor.decode.frame import decode, walk
from sensor.decode.layers import LAYER_DONE
from sensor.decode.packet import Packet
from sensor.decode.whole import put_whole

LINK_ADDRESSES = 12


def last_fragment(version: int) -> bytes:
    """Return a frame with a fragment that is not the first; its IP header has options, and a TTL of its own."""
    if version == 4:
        header = bytearray(frames.ipv4(ONE, TWO, 17, b"")[:20])
        header[0], header[2:4], header[6:8] = 0x46, (28).to_bytes(2, "big"), b"\0\1"
        return frames.ethernet(bytes(header) + bytes(4) + b"llo!")
    behind = bytes([17, 0, 0, 8, 0, 0, 0, 1])
    return frames.ethernet(frames.ipv6(ONE6, TWO6, 44, behind + b"llo!"))


@pytest.mark.parametrize("version", [4, 6])
def test_the_whole_stands_behind_the_headers_of_its_last_fragment(version: int) -> None:
    """Ends and protocol are those of the fragment; options, link addresses and the fragment's offset are gone."""
    frame = last_fragment(version)
    packet = Packet()
    packet.data = frame
    packet.begin(0, len(frame), len(frame), 1)
    decode(packet)
    assert packet.mac == 0
    datagram = (UDP4 if version == 4 else UDP6)[20 if version == 4 else 40 :]
    stop = walk(packet, put_whole(packet, datagram))
    assert stop == LAYER_DONE
    found = seen(packet, stop)
    assert found.whole
    assert (found.mac, found.outer, found.missing) == (b"", None, 0)

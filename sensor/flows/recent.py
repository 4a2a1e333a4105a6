"""Datagrams seen a moment ago: where two mirror ports, or both directions of one, hand over each frame twice.

TCP and QUIC tell repeated bytes by their numbers; a datagram has none. The same one is told by its conversation, its
length and checksum, and the first four bytes of its payload: for the DNS, id and flags. A router on the way changes none
of these.
"""

from sensor.decode.packet import Packet
from sensor.flows.consts import RECENT_NS, RECENT_SLOTS
from sensor.flows.key import mix


class Recent:
    """The latest datagrams, by hash; a newer one takes the slot of an older."""

    def __init__(self) -> None:
        self.keys = memoryview(bytearray(8 * RECENT_SLOTS)).cast("Q")
        self.times = memoryview(bytearray(8 * RECENT_SLOTS)).cast("q")

    def twice(self, packet: Packet) -> bool:
        """True when *packet*, a UDP datagram of which `Packet.flow` is set, was seen a moment ago; else remember it."""
        if packet.missing:
            return False  # another sight of it may be whole
        key = packet.flow ^ packet.direction
        start = packet.payload - 4  # length and checksum stand there
        word = 0
        for at in range(start, min(start + 8, packet.end)):
            word = word << 8 | packet.data[at]
        key = mix(key, word)
        slot = key & (RECENT_SLOTS - 1)
        apart = packet.ts - self.times[slot]
        if self.keys[slot] == key and -RECENT_NS <= apart <= RECENT_NS:
            return True
        self.keys[slot] = key
        self.times[slot] = packet.ts
        return False

"""Conversations of which nothing more is wanted, in a table that the kernel looks into: it drops their frames itself.

Of a TLS or QUIC conversation all that is ever read lies in its first few packets; the rest is most of what a tap carries.
An entry is the hash of one direction, 64 bits from a secret seed: the upper sixteen say where it stands, so that the kernel
decides with one look. Whoever comes to a place that is taken takes it over; the other is read again until it is entered
again. That two conversations share a hash has a chance of one in 2**48 for each that is looked up, and takes a place with it.

A new conversation between the same ends begins with a SYN: the kernel lets it pass and marks the place as held, so that
frames of the old one, which may still wait to be read, do not enter it again; `release` follows when the SYN is read.
"""

from sensor.decode.packet import Packet
from sensor.flows.consts import BYPASS_SLOTS, HASH_BIT, HELD, SLOT_SHIFT
from sensor.flows.key import address_hash, mix


class BypassTable:
    """Writes the table. Typed in ``bypass.pxd``; `sensor.capture.af_packet.bypass` makes the program that reads it."""

    def __init__(self, words: memoryview, seed: int) -> None:
        """Write to *words*, BYPASS_SLOTS numbers of 64 bits or more, hashes that begin from *seed*."""
        self.words = words
        self.seed = seed

    def add(self, packet: Packet) -> int:
        """Nothing more is wanted of the direction that *packet* goes: bare, neither tunnelled nor a fragment."""
        key = bypass_key(packet, self.seed)
        at = key >> SLOT_SHIFT
        if self.words[at] != HELD:
            self.words[at] = key | HASH_BIT
        return 0

    def release(self, packet: Packet) -> int:
        """A SYN was read: from now on its direction may be entered again."""
        at = bypass_key(packet, self.seed) >> SLOT_SHIFT
        if self.words[at] == HELD:
            self.words[at] = 0
        return 0

    def clear(self) -> None:
        """Forget all conversations."""
        for at in range(BYPASS_SLOTS):
            self.words[at] = 0


def bypass_key(packet: Packet, seed: int) -> int:
    """Hash protocol, both addresses and both ports, as they stand in the packet."""
    value = address_hash(packet, packet.src, mix(seed, packet.proto))
    ports = packet.sport
    ports = ports << 16 | packet.dport
    return mix(address_hash(packet, packet.dst, value), ports)

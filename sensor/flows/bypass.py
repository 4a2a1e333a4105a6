"""Conversations of which nothing more is wanted, in a table that the kernel looks into: it drops their frames itself.

Of a TLS or QUIC conversation all that is ever read lies in its first few packets; the rest is most of what a tap carries.
A word of the table is one direction: a hash of 64 bits from a secret seed, whose upper sixteen say where it stands, so that
the kernel decides with one look, and marks in their place. Whoever comes to a place that is taken takes it over; the other
is read again until it is entered again. That two conversations share a hash has a chance of one in 2**48 for each that is
looked up, and takes a place with it.

Reader and kernel both write. The reader enters what it has done with, and what it wants more of. It reads a ring block by
block, so by then a fast conversation has sent hundreds of frames; therefore the kernel counts as well, from the first
record of TLS or the first short header of QUIC in a direction, and at `ENOUGH` takes it for done until the reader says
otherwise.

A new conversation between the same ends begins with a SYN: the kernel lets it pass, begins to count anew and marks the place
as fresh, so that frames of the old one, which may still wait to be read, do not enter it again; `release` follows when the
SYN is read. SYNs are counted for it: by the time the first is read, a second conversation may be over and a third begin.
"""

from sensor.decode.packet import Packet
from sensor.flows.consts import BYPASS_SLOTS, DONE, FRESH, FRESH_ONE, MARK_BITS, SLOT_SHIFT, WANTED
from sensor.flows.key import address_hash, mix

MASK = 0xFFFFFFFFFFFFFFFF


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
        if not self.words[at] & FRESH:
            self.words[at] = key << MARK_BITS & MASK | DONE
        return 0

    def keep(self, packet: Packet) -> int:
        """All of the direction that *packet* goes is wanted: the kernel must not take it for done."""
        return self.mark(bypass_key(packet, self.seed))

    def keep_both(self, packet: Packet) -> int:
        """All of the conversation is wanted."""
        self.mark(bypass_key(packet, self.seed))
        return self.mark(other_key(packet, self.seed))

    def mark(self, key: int) -> int:
        """Mark the direction with this key as wanted; a place that another one has taken is passed by."""
        at = key >> SLOT_SHIFT
        own = key << MARK_BITS & MASK
        word = self.words[at]
        if word == 0 or (word ^ own) >> MARK_BITS == 0:
            self.words[at] = own | word & FRESH | WANTED
        return 0

    def release(self, packet: Packet) -> int:
        """A SYN was read: unless another one waits, its direction may be entered again from now on."""
        key = bypass_key(packet, self.seed)
        at = key >> SLOT_SHIFT
        word = self.words[at]
        if (word ^ key << MARK_BITS & MASK) >> MARK_BITS == 0 and word & FRESH:
            self.words[at] = word - FRESH_ONE
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


def other_key(packet: Packet, seed: int) -> int:
    """Hash them as they stand in an answer."""
    value = address_hash(packet, packet.dst, mix(seed, packet.proto))
    ports = packet.dport
    ports = ports << 16 | packet.sport
    return mix(address_hash(packet, packet.src, value), ports)

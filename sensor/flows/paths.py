"""Paths: which machines sent something to which, through which network cards; and who sent what. Types stand in ``paths.pxd``."""

from sensor.decode.packet import Packet
from sensor.flows.key import address_hash, mix, path_key

SLOTS = 4096
"""Paths remembered, 32 KB; a power of two. A newer one takes the slot of an older."""


class Paths:
    """The latest paths, by hash."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.keys = memoryview(bytearray(8 * SLOTS)).cast("Q")

    def fresh(self, packet: Packet, kind: int) -> bool:
        """True when nothing of this *kind* is remembered from the sender of *packet* to its receiver; remember it."""
        return self.add(path_key(packet, kind, self.seed))

    def fresh_sender(self, packet: Packet, kind: int) -> bool:
        """True when nothing of this *kind* is remembered from the sender of *packet* to anybody; remember it."""
        return self.add(mix(address_hash(packet, packet.src, self.seed), kind))

    def add(self, key: int) -> bool:
        """Remember *key*; True when it is not remembered yet."""
        slot = key & (SLOTS - 1)
        if self.keys[slot] == key:
            return False
        self.keys[slot] = key
        return True

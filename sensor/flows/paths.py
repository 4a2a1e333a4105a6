"""Paths: which machines sent something to which, through which network cards. Types stand in ``paths.pxd``."""

from sensor.decode.packet import Packet
from sensor.flows.key import path_key

SLOTS = 4096
"""Paths remembered, 32 KB; a power of two. A newer one takes the slot of an older."""


class Paths:
    """The latest paths, by hash."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.keys = memoryview(bytearray(8 * SLOTS)).cast("Q")

    def fresh(self, packet: Packet, kind: int) -> bool:
        """True when nothing of this *kind* is remembered from the sender of *packet* to its receiver; remember it."""
        key = path_key(packet, kind, self.seed)
        slot = key & (SLOTS - 1)
        if self.keys[slot] == key:
            return False
        self.keys[slot] = key
        return True

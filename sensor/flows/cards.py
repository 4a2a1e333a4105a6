"""Cards: which addresses were seen at which network cards. Types stand in ``cards.pxd``."""

from sensor.decode.packet import Packet
from sensor.flows.consts import CARD_AGAIN, CARD_MANY, CARD_SLOTS
from sensor.flows.key import address_hash, mix, word_at
from sensor.wire.mac import MAC_BYTES


class Cards:
    """The latest cards and the addresses at them, by hash."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.places = memoryview(bytearray(8 * CARD_SLOTS)).cast("Q")
        self.cards = memoryview(bytearray(8 * CARD_SLOTS)).cast("Q")
        self.counts = memoryview(bytearray(4 * CARD_SLOTS)).cast("I")

    def fresh(self, packet: Packet) -> bool:
        """True when *packet* shows an address at a card where it is not remembered, be it its sender's or its receiver's."""
        if packet.mac < 0:
            return False
        sender = self.carries(packet, packet.src, packet.mac + MAC_BYTES)
        return self.carries(packet, packet.dst, packet.mac) or sender

    def carries(self, packet: Packet, pos: int, mac: int) -> bool:
        """Remember that the address at *pos* is at the card at *mac*; True when that says something new."""
        card = mix(self.seed, packet.tenant)
        card = mix(mix(card, word_at(packet, mac)), word_at(packet, mac + MAC_BYTES - 4))
        slot = card & (CARD_SLOTS - 1)
        if self.cards[slot] != card:
            self.cards[slot] = card
            self.counts[slot] = 0
        count = self.counts[slot]
        if count >= CARD_MANY:
            self.counts[slot] = CARD_MANY if count >= CARD_MANY + CARD_AGAIN else count + 1
            return count >= CARD_MANY + CARD_AGAIN
        place = mix(card, address_hash(packet, pos, self.seed))
        slot = place & (CARD_SLOTS - 1)
        if self.places[slot] == place:
            return False
        self.places[slot] = place
        self.counts[card & (CARD_SLOTS - 1)] = count + 1
        return True

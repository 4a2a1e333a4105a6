"""The key of a conversation: 64 bits over both ends, the same for both directions.

The table stores the key alone and not the ends: with a million conversations at once, the chance that any two share a
key is about 3 in 100 million. The mix begins from a seed that the caller draws once per process, so that nobody can
make colliding conversations on purpose; results do not depend on it.
"""

from sensor.decode.packet import Packet
from sensor.flows.consts import MIX_SHIFT, MULTIPLIER
from sensor.wire.mac import MAC_BYTES

MASK = 0xFFFFFFFFFFFFFFFF


def set_flow(packet: Packet, seed: int) -> None:
    """Fill `Packet.flow` and `Packet.direction` (0 when the source is the smaller end)."""
    base = mix(seed + packet.proto & MASK, packet.tenant)
    source = end_hash(packet, packet.src, packet.sport, seed)
    target = end_hash(packet, packet.dst, packet.dport, seed)
    if source <= target:
        packet.direction = 0
        packet.flow = mix(mix(base, source), target)
    else:
        packet.direction = 1
        packet.flow = mix(mix(base, target), source)


def end_hash(packet: Packet, pos: int, port: int, seed: int) -> int:
    """Hash one end: its address at *pos* and its *port*."""
    return mix(address_hash(packet, pos, seed), port)


def address_hash(packet: Packet, pos: int, seed: int) -> int:
    """Hash the address at *pos*, 4 or 16 bytes by `Packet.address_length`."""
    value = mix(seed, word_at(packet, pos))
    if packet.address_length == 16:
        value = mix(mix(value, word_at(packet, pos + 4)), word_at(packet, pos + 8))
        value = mix(value, word_at(packet, pos + 12))
    return value


def fragment_key(packet: Packet, seed: int) -> int:
    """Hash what the fragments of one datagram have in common; RFC 8200 leaves the protocol out."""
    value = mix(mix(seed, packet.tenant), packet.fragment_id)
    value = mix(mix(value, address_hash(packet, packet.src, seed)), address_hash(packet, packet.dst, seed))
    return mix(value, packet.proto) if packet.ip_version == 4 else value


def path_key(packet: Packet, kind: int, seed: int) -> int:
    """Hash who sends *packet* to whom, and through which network cards; *kind* tells apart what is sent."""
    value = mix(mix(seed, packet.tenant), kind)
    value = mix(mix(value, address_hash(packet, packet.src, seed)), address_hash(packet, packet.dst, seed))
    if packet.mac >= 0:
        for at in range(packet.mac, packet.mac + 2 * MAC_BYTES, 4):
            value = mix(value, word_at(packet, at))
    return value


def word_at(packet: Packet, pos: int) -> int:
    """The 32 bits at *pos*."""
    return packet.data[pos] << 24 | packet.data[pos + 1] << 16 | packet.data[pos + 2] << 8 | packet.data[pos + 3]


def mix(value: int, word: int) -> int:
    """Fold 64 bits of *word* into *value* (multiply and xor-shift, both invertible)."""
    value = (value ^ word) * MULTIPLIER & MASK
    return value ^ value >> MIX_SHIFT

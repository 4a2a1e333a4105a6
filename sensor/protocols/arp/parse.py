"""An ARP packet as a value."""

from sensor.model.bodies import Arp
from sensor.protocols.arp.consts import HARDWARE, OPCODES, PACKET_BYTES, PROTOCOL_IP4


def parse_packet(packet: bytes) -> Arp | None:
    """Return the packet, or None for one that is cut or not about IPv4 over hardware addresses of six bytes."""
    if len(packet) < PACKET_BYTES or packet[4] != 6 or packet[5] != 4:
        return None
    hardware = HARDWARE.get(int.from_bytes(packet[0:2]))
    opcode = int.from_bytes(packet[6:8])
    if hardware is None or int.from_bytes(packet[2:4]) != PROTOCOL_IP4:
        return None
    return Arp(
        hw_type=hardware,
        proto_type="ipv4",
        opcode=OPCODES.get(opcode, str(opcode)),
        src_mac=packet[8:14].hex(":"),
        src_ip=dotted(packet[14:18]),
        dest_mac=packet[18:24].hex(":"),
        dest_ip=dotted(packet[24:28]),
    )


def dotted(raw: bytes) -> str:
    """Text of the four bytes of an IPv4 address."""
    return ".".join(map(str, raw))

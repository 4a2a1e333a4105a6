"""The kernel's filter: what no reader of ours can use is dropped before it is copied.

It may only drop frames that `sensor.decode` stops at for good, so it takes its numbers from there. Of what it does not
understand (a third tag, MPLS, a fabric's tag) it keeps all. What goes: other network protocols than IP and ARP, and IP
that carries neither TCP, UDP, neighbour discovery nor a tunnel; ICMP, IGMP, OSPF, SCTP for the most part.
"""

from sensor.capture.af_packet import bpf
from sensor.capture.af_packet.bpf import Assembler, Instruction
from sensor.decode import numbers
from sensor.decode.layers import PROTO_TCP, PROTO_UDP
from sensor.protocols.arp.consts import ETHERTYPE_ARP
from sensor.protocols.ndp.consts import PROTO_ICMP6

TAGS = numbers.TYPE_VLAN, numbers.TYPE_SERVICE_VLAN, numbers.TYPE_QINQ_OLD, numbers.TYPE_QINQ_OLDER
TAGS_READ = 2
"""Tags behind which the filter still looks; frames with more of them are kept as they are."""
KEPT_TYPES = (
    ETHERTYPE_ARP,
    numbers.TYPE_MPLS,
    numbers.TYPE_MPLS_MULTICAST,
    numbers.TYPE_PPPOE,
    numbers.TYPE_VN_TAG,
    numbers.TYPE_E_TAG,
    numbers.TYPE_CISCO_METADATA,
    numbers.TYPE_HSR,
    numbers.TYPE_SERVICE_TAG,
    numbers.TYPE_ETHERNET,
    numbers.TYPE_MACSEC,
    numbers.TYPE_NSH,
)
KEPT_LLC = 0xAAAA, 0x0606
"""SNAP, and the LSAP of IP."""
KEPT_PROTOCOLS = (
    PROTO_TCP,
    PROTO_UDP,
    numbers.AUTHENTICATION,
    numbers.IP_IN_IP,
    numbers.IP6_IN_IP,
    numbers.GRE,
    numbers.ESP,
    numbers.ETHER_IP,
    numbers.IP_COMPRESSED,
    numbers.L2TP3,
    numbers.MPLS_IN_IP,
)
"""Of IPv4. What is encrypted is kept for the ledger, which counts it."""
KEPT_PROTOCOLS6 = (
    *KEPT_PROTOCOLS,
    PROTO_ICMP6,
    numbers.HOP_BY_HOP,
    numbers.ROUTING,
    numbers.FRAGMENT,
    numbers.DESTINATION,
    numbers.MOBILITY,
    numbers.HIP,
    numbers.SHIM6,
)
ETHERNET_HEADER = 14
TYPE_AT = 12
TAG_BYTES = 4
PROTOCOL_AT = 9
"""Of an IPv4 header."""
NEXT_HEADER_AT = 6
"""Of an IPv6 header."""


def ethernet_filter(snaplen: int) -> list[Instruction]:
    """Return the filter for Ethernet frames, of which *snaplen* bytes are kept."""
    asm = Assembler()
    by_type(asm, "other", "keep")
    asm.label("other")
    asm.any_of(KEPT_TYPES, "keep")
    asm.jump(bpf.JUMP_AT_LEAST, numbers.TYPE_LENGTH_LIMIT, "drop")
    asm.emit(bpf.LOAD_HALF_AT_X, ETHERNET_HEADER)
    asm.any_of(KEPT_LLC, "keep")
    asm.go("drop")
    ip_protocols(asm, ETHERNET_HEADER)
    verdicts(asm, snaplen)
    return asm.assemble()


def ip_filter(snaplen: int) -> list[Instruction]:
    """Return the filter for frames that begin with an IP header: those of tunnels and of other links without one of theirs."""
    asm = Assembler()
    by_version(asm)
    ip_protocols(asm, 0)
    verdicts(asm, snaplen)
    return asm.assemble()


def everything(snaplen: int) -> list[Instruction]:
    """Return the filter that keeps all frames."""
    return [Instruction(bpf.RETURN, 0, 0, snaplen)]


def nothing() -> list[Instruction]:
    """Return the filter that keeps none: before a ring is read, and while it is emptied for the last time."""
    return [Instruction(bpf.RETURN, 0, 0, 0)]


def by_type(asm: Assembler, other: str, deeper: str) -> None:
    """Go to ``ip4`` or ``ip6`` by the type of an Ethernet frame, X behind its tags, or to *other*; with too many, to *deeper*."""
    asm.emit(bpf.LOAD_X, 0)
    for tag in range(TAGS_READ + 1):
        asm.emit(bpf.LOAD_HALF_AT_X, TYPE_AT)
        asm.jump(bpf.JUMP_EQUAL, numbers.TYPE_IP4, "ip4")
        asm.jump(bpf.JUMP_EQUAL, numbers.TYPE_IP6, "ip6")
        asm.any_of(TAGS, f"tag{tag}")
        asm.go(other)
        asm.label(f"tag{tag}")
        if tag < TAGS_READ:
            asm.emit(bpf.COPY_X_TO_A)
            asm.emit(bpf.ADD, TAG_BYTES)
            asm.emit(bpf.COPY_A_TO_X)
    asm.go(deeper)


def by_version(asm: Assembler) -> None:
    """Go to ``ip4`` or ``ip6`` by the version of an IP header, which X is at, or to ``drop``."""
    asm.emit(bpf.LOAD_X, 0)
    asm.emit(bpf.LOAD_BYTE_AT_X, 0)
    asm.jump(bpf.JUMP_AT_LEAST, 0x70, "drop")
    asm.jump(bpf.JUMP_AT_LEAST, 0x60, "ip6")
    asm.jump(bpf.JUMP_AT_LEAST, 0x50, "drop")
    asm.jump(bpf.JUMP_AT_LEAST, 0x40, "ip4", "drop")


def ip_protocols(asm: Assembler, header: int) -> None:
    """Decide by the protocol that an IP header names, which stands *header* bytes behind X."""
    asm.label("ip4")
    asm.emit(bpf.LOAD_BYTE_AT_X, header + PROTOCOL_AT)
    asm.any_of(KEPT_PROTOCOLS, "keep")
    asm.go("drop")
    asm.label("ip6")
    asm.emit(bpf.LOAD_BYTE_AT_X, header + NEXT_HEADER_AT)
    asm.any_of(KEPT_PROTOCOLS6, "keep")
    asm.go("drop")


def verdicts(asm: Assembler, snaplen: int) -> None:
    """End the program."""
    asm.label("keep")
    asm.emit(bpf.RETURN, snaplen)
    asm.label("drop")
    asm.emit(bpf.RETURN, 0)

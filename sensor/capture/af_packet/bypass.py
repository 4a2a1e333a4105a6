"""The kernel's part of the bypass: a filter that drops, and counts, the frames of conversations that need no reading.

It looks at what is bare: TCP or UDP in IPv4 without options or in IPv6 without extension headers, no fragment, behind no tag
but the one that the kernel takes out itself. All else goes to the classic filter, which stands behind it as it is. Of what
is entered in the table these pass all the same: SYN, FIN and RST of TCP, and what does not look like a QUIC packet with a
short header (RFC 9000 section 17.3): a new connection begins with a long one.
"""

import mmap
import os
from collections.abc import Sequence

from sensor.capture.af_packet import bpf, ebpf
from sensor.capture.af_packet.bpf import Instruction
from sensor.capture.af_packet.ebpf import R0, R1, R2, R3, R6, R7, R8, R9, Program, load, make_table
from sensor.capture.af_packet.filter import ETHERNET_HEADER, NEXT_HEADER_AT, PROTOCOL_AT, TYPE_AT
from sensor.decode import numbers
from sensor.decode.layers import PROTO_TCP, PROTO_UDP, TCP_FIN, TCP_RST, TCP_SYN
from sensor.flows.bypass import BypassTable
from sensor.flows.consts import BYPASS_SLOTS, HASH_BIT, HELD, MIX_SHIFT, MULTIPLIER, SLOT_SHIFT
from sensor.flows.key import mix

WORD = 8
FRAMES = BYPASS_SLOTS
BYTES = BYPASS_SLOTS + 1
"""Behind the table: frames dropped, and their bytes."""
TABLE_BYTES = (BYPASS_SLOTS + 2) * WORD
SEED_BYTES = 8
TCP_HEADER = 20
TCP_FLAGS_AT = 13
UDP_HEADER = 8
PLAIN_IP4 = 0x45
"""Version 4, five words: no options."""
FRAGMENT_AT = 6
FRAGMENTED = 0x3FFF
"""More to come, or an offset."""
QUIC_FORM = 0xC0
QUIC_SHORT = 0x40
"""RFC 9000 section 17.3: the long form's bit is clear, the fixed bit set."""
VERSIONS = ((numbers.TYPE_IP4, 20, PROTOCOL_AT, 12, 2), (numbers.TYPE_IP6, 40, NEXT_HEADER_AT, 8, 8))
"""Ethertype, bytes of the header, where the protocol stands, where the addresses begin, and their words."""


class Bypass:
    """Table and program for one socket. Both live on in what maps the table, and in the socket."""

    def __init__(self, classic: Sequence[Instruction]) -> None:
        """Have the kernel check the program, which ends in the filter *classic*; raises BpfRefused."""
        seed = int.from_bytes(os.urandom(SEED_BYTES))
        table = make_table(TABLE_BYTES)
        try:
            self.map = mmap.mmap(table, TABLE_BYTES)
            self.program = load(bypass_program(classic, table, seed))
        finally:
            os.close(table)
        self.words = memoryview(self.map).cast("Q")
        self.table = BypassTable(self.words, seed)

    @property
    def frames(self) -> int:
        """Frames that the kernel dropped so far."""
        return self.words[FRAMES]

    @property
    def bytes(self) -> int:
        """And their bytes."""
        return self.words[BYTES]

    def close(self) -> None:
        """Let go of the program; the table goes when nobody looks into it any more."""
        os.close(self.program)


def bypass_program(classic: Sequence[Instruction], table: int, seed: int) -> bytes:
    """Return the program for the table with descriptor *table*, whose hashes begin from *seed*."""
    asm = Program()
    asm.emit(ebpf.MOVE_REGISTER, R6, R1)  # where packet loads want the frame to be
    asm.emit(ebpf.LOAD_WORD, R9, R6)  # its length
    asm.jump(ebpf.IF_LESS, R9, ETHERNET_HEADER + VERSIONS[0][1] + TCP_HEADER, "classic")
    asm.emit(ebpf.LOAD_PACKET_HALF, value=TYPE_AT)
    for ethertype, *_ in VERSIONS:
        asm.jump(ebpf.IF_EQUAL, R0, ethertype, f"type{ethertype}")
    asm.go("classic")
    for ethertype, header, protocol_at, addresses_at, words in VERSIONS:
        asm.label(f"type{ethertype}")
        asm.jump(ebpf.IF_LESS, R9, ETHERNET_HEADER + header + TCP_HEADER, "classic")
        if ethertype == numbers.TYPE_IP4:
            asm.emit(ebpf.LOAD_PACKET_BYTE, value=ETHERNET_HEADER)
            asm.jump(ebpf.IF_OTHER, R0, PLAIN_IP4, "classic")
            asm.emit(ebpf.LOAD_PACKET_HALF, value=ETHERNET_HEADER + FRAGMENT_AT)
            asm.jump(ebpf.IF_ANY, R0, FRAGMENTED, "classic")
        asm.emit(ebpf.LOAD_PACKET_BYTE, value=ETHERNET_HEADER + protocol_at)
        first_look(asm, f"words{ethertype}", ETHERNET_HEADER + header, seed)
        asm.label(f"words{ethertype}")
        asm.load_long(R9, MULTIPLIER)
        for at in range(words):
            hash_word(asm, ETHERNET_HEADER + addresses_at + 4 * at)
        hash_word(asm, ETHERNET_HEADER + header)  # both ports
        asm.go("look")
    look_up(asm, table)
    asm.label("classic")
    translate(asm, classic)
    return asm.assemble()


def first_look(asm: Program, label: str, transport: int, seed: int) -> None:
    """Go to *label* with what may be bypassed: the hash begun in R8, and in R7 whether it opens a conversation."""
    tcp = f"tcp_{label}"
    asm.emit(ebpf.MOVE, R7, value=0)
    asm.load_long(R8, mix(seed, PROTO_TCP))
    asm.jump(ebpf.IF_EQUAL, R0, PROTO_TCP, tcp)
    asm.load_long(R8, mix(seed, PROTO_UDP))
    asm.jump(ebpf.IF_OTHER, R0, PROTO_UDP, "classic")
    asm.emit(ebpf.LOAD_PACKET_BYTE, value=transport + UDP_HEADER)
    asm.emit(ebpf.AND, R0, value=QUIC_FORM)
    asm.jump(ebpf.IF_EQUAL, R0, QUIC_SHORT, label)
    asm.go("classic")
    asm.label(tcp)
    asm.emit(ebpf.LOAD_PACKET_BYTE, value=transport + TCP_FLAGS_AT)
    asm.emit(ebpf.AND, R0, value=TCP_SYN | TCP_FIN | TCP_RST)
    asm.jump(ebpf.IF_EQUAL, R0, 0, label)
    asm.emit(ebpf.MOVE, R7, value=1)
    asm.jump(ebpf.IF_ANY, R0, TCP_SYN, label)
    asm.go("classic")


def hash_word(asm: Program, offset: int) -> None:
    """Fold the word at *offset* into R8, as `mix` does with R9 for a multiplier."""
    asm.emit(ebpf.LOAD_PACKET_WORD, value=offset)
    asm.emit(ebpf.XOR_REGISTER, R8, R0)
    asm.emit(ebpf.MULTIPLY_REGISTER, R8, R9)
    asm.emit(ebpf.MOVE_REGISTER, R1, R8)
    asm.emit(ebpf.RIGHT, R1, value=MIX_SHIFT)
    asm.emit(ebpf.XOR_REGISTER, R8, R1)


def look_up(asm: Program, table: int) -> None:
    """Look for the hash in R8: what is there is counted and dropped, a SYN holds the place, the rest goes on."""
    asm.label("look")
    asm.emit(ebpf.MOVE_REGISTER, R1, R8)
    asm.emit(ebpf.RIGHT, R1, value=SLOT_SHIFT)
    asm.emit(ebpf.LEFT, R1, value=3)
    asm.load_map(R2, table, 0)
    asm.emit(ebpf.ADD_REGISTER, R2, R1)
    asm.jump(ebpf.IF_EQUAL, R7, 0, "compare")
    asm.emit(ebpf.STORE_DOUBLE, R2, value=HELD)
    asm.go("classic")
    asm.label("compare")
    asm.emit(ebpf.OR, R8, value=HASH_BIT)
    asm.emit(ebpf.LOAD_DOUBLE, R3, R2)
    asm.jump(ebpf.IF_OTHER_REGISTER, R3, 0, "classic", R8)
    asm.load_map(R2, table, FRAMES * WORD)
    asm.emit(ebpf.MOVE, R1, value=1)
    asm.emit(ebpf.ATOMIC_DOUBLE, R2, R1)
    asm.emit(ebpf.LOAD_WORD, R1, R6)
    asm.emit(ebpf.ATOMIC_DOUBLE, R2, R1, offset=WORD)
    asm.emit(ebpf.MOVE, R0, value=0)
    asm.emit(ebpf.EXIT)


def translate(asm: Program, classic: Sequence[Instruction]) -> None:
    """Write a classic program's instructions: its accumulator is R0, its index R7."""
    for at, (code, if_true, if_false, value) in enumerate(classic):
        asm.label(f"line{at}")
        if code in (bpf.LOAD_HALF_AT_X, bpf.LOAD_BYTE_AT_X):
            asm.emit(code, 0, R7, value)  # the codes are the same
        elif code == bpf.LOAD_X:
            asm.emit(ebpf.MOVE, R7, value=value)
        elif code == bpf.ADD:
            asm.emit(ebpf.ADD, R0, value=value)
        elif code == bpf.COPY_A_TO_X:
            asm.emit(ebpf.MOVE_REGISTER, R7, R0)
        elif code == bpf.COPY_X_TO_A:
            asm.emit(ebpf.MOVE_REGISTER, R0, R7)
        elif code == bpf.JUMP:
            asm.go(f"line{at + 1 + value}")
        elif code == bpf.RETURN:
            asm.emit(ebpf.MOVE, R0, value=value)
            asm.emit(ebpf.EXIT)
        else:
            asm.jump(code, R0, value, f"line{at + 1 + if_true}")  # of both comparisons the codes are the same
            asm.go(f"line{at + 1 + if_false}")

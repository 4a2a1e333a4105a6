"""The kernel's part of the bypass: a filter that drops, and counts, the frames of conversations that need no reading.

It looks at what is bare: TCP or UDP in IPv4 without options or in IPv6 without extension headers, no fragment, behind no tag
but the one that the kernel takes out itself. All else goes to the classic filter, which stands behind it as it is. Of what
is entered in the table these pass all the same: SYN, FIN and RST of TCP, and what does not look like a QUIC packet with a
short header (RFC 9000 section 17.3): a new connection begins with a long one.

It also counts, as `sensor.flows.bypass` says: in TCP from the first segment that begins with a TLS record, in QUIC on port
443 from the first short header.
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
from sensor.flows.consts import (
    BYPASS_SLOTS,
    COUNT_MASK,
    DONE,
    ENOUGH,
    FRESH,
    FRESH_ONE,
    MARK_BITS,
    MIX_SHIFT,
    MULTIPLIER,
    SLOT_SHIFT,
    WANTED,
    WEIGHT_DATA,
    WEIGHT_FRAME,
    WEIGHT_SHORT,
    WEIGHT_SMALL,
)
from sensor.flows.key import mix

WORD = 8
FRAMES = BYPASS_SLOTS
BYTES = BYPASS_SLOTS + 1
"""Behind the table: frames dropped, and their bytes."""
TABLE_BYTES = (BYPASS_SLOTS + 2) * WORD
SEED_BYTES = 8
TCP_HEADER = 20
TCP_LENGTH_AT = 12
"""Header length, in words, in the upper half of the byte."""
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
TLS_HANDSHAKE = 0x1603
TLS_DATA = 0x1703
"""RFC 8446 section 5.1: the kind of a record, and the upper byte of its version."""
TLS_MINORS = 5
"""The lower byte is below it, drafts included."""
TLS_SHOWN = 3
"""Bytes that make a record known."""
SMALL = 256
"""Bytes of payload below which a segment is a small one: a fifth of a full one."""
HTTPS = 443
BEGINS = 0x100
"""In R7, above the weight: the frame shows that TLS or QUIC is spoken, so that counting may begin."""
OPENS = 0x200
"""In R7, alone: a SYN."""
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
    """Go to *label* with what may be bypassed: the hash begun in R8, in R7 what the frame weighs and shows."""
    tcp = f"tcp_{label}"
    asm.load_long(R8, mix(seed, PROTO_TCP))
    asm.jump(ebpf.IF_EQUAL, R0, PROTO_TCP, tcp)
    asm.load_long(R8, mix(seed, PROTO_UDP))
    asm.jump(ebpf.IF_OTHER, R0, PROTO_UDP, "classic")
    weigh_datagram(asm, label, transport)
    asm.label(tcp)
    weigh_segment(asm, label, transport)


def weigh_datagram(asm: Program, label: str, transport: int) -> None:
    """Go to *label* with a short header of QUIC; where a port says that it is one, with its weight in R7."""
    asm.emit(ebpf.LOAD_PACKET_BYTE, value=transport + UDP_HEADER)
    asm.emit(ebpf.AND, R0, value=QUIC_FORM)
    asm.jump(ebpf.IF_OTHER, R0, QUIC_SHORT, "classic")
    asm.emit(ebpf.MOVE, R7, value=BEGINS | WEIGHT_SHORT)
    for port_at in (0, 2):
        asm.emit(ebpf.LOAD_PACKET_HALF, value=transport + port_at)
        asm.jump(ebpf.IF_EQUAL, R0, HTTPS, label)
    asm.emit(ebpf.MOVE, R7, value=0)
    asm.go(label)


def weigh_segment(asm: Program, label: str, transport: int) -> None:
    """Go to *label* with a segment and what it weighs in R7; R9, the frame's length, is lost."""
    asm.emit(ebpf.LOAD_PACKET_BYTE, value=transport + TCP_FLAGS_AT)
    asm.emit(ebpf.AND, R0, value=TCP_SYN | TCP_FIN | TCP_RST)
    asm.emit(ebpf.MOVE, R7, value=OPENS)
    asm.jump(ebpf.IF_ANY, R0, TCP_SYN, label)
    asm.jump(ebpf.IF_OTHER, R0, 0, "classic")
    asm.emit(ebpf.MOVE, R7, value=WEIGHT_SMALL)
    asm.emit(ebpf.LOAD_PACKET_BYTE, value=transport + TCP_LENGTH_AT)
    asm.emit(ebpf.AND, R0, value=0xF0)
    asm.emit(ebpf.RIGHT, R0, value=2)
    asm.emit(ebpf.ADD, R9, value=-(transport + TLS_SHOWN))
    asm.jump(ebpf.IF_MORE_REGISTER, R0, 0, label, R9)
    asm.emit(ebpf.MOVE_REGISTER, R1, R0)
    asm.emit(ebpf.ADD, R1, value=SMALL - TLS_SHOWN)
    asm.jump(ebpf.IF_MORE_REGISTER, R1, 0, f"small_{label}", R9)
    asm.emit(ebpf.MOVE, R7, value=WEIGHT_FRAME)
    asm.label(f"small_{label}")
    asm.emit(ebpf.MOVE_REGISTER, R9, R0)
    asm.emit(ebpf.LOAD_PACKET_HALF_AT, source=R9, value=transport)
    asm.jump(ebpf.IF_EQUAL, R0, TLS_HANDSHAKE, f"record_{label}")
    asm.jump(ebpf.IF_OTHER, R0, TLS_DATA, label)
    asm.emit(ebpf.MOVE, R7, value=WEIGHT_DATA)
    asm.label(f"record_{label}")
    asm.emit(ebpf.LOAD_PACKET_BYTE_AT, source=R9, value=transport + 2)
    asm.emit(ebpf.OR, R7, value=BEGINS)
    asm.jump(ebpf.IF_LESS, R0, TLS_MINORS, label)
    asm.emit(ebpf.MOVE, R7, value=WEIGHT_FRAME)
    asm.go(label)


def hash_word(asm: Program, offset: int) -> None:
    """Fold the word at *offset* into R8, as `mix` does with R9 for a multiplier."""
    asm.emit(ebpf.LOAD_PACKET_WORD, value=offset)
    asm.emit(ebpf.XOR_REGISTER, R8, R0)
    asm.emit(ebpf.MULTIPLY_REGISTER, R8, R9)
    asm.emit(ebpf.MOVE_REGISTER, R1, R8)
    asm.emit(ebpf.RIGHT, R1, value=MIX_SHIFT)
    asm.emit(ebpf.XOR_REGISTER, R8, R1)


def look_up(asm: Program, table: int) -> None:
    """Look for the hash in R8: what is done with is counted and dropped, a SYN takes the place, the rest is weighed and goes on."""
    asm.label("look")
    asm.emit(ebpf.MOVE_REGISTER, R1, R8)
    asm.emit(ebpf.RIGHT, R1, value=SLOT_SHIFT)
    asm.emit(ebpf.LEFT, R1, value=3)
    asm.load_map(R2, table, 0)
    asm.emit(ebpf.ADD_REGISTER, R2, R1)
    asm.emit(ebpf.LEFT, R8, value=MARK_BITS)
    asm.jump(ebpf.IF_EQUAL, R7, OPENS, "opens")
    asm.emit(ebpf.LOAD_DOUBLE, R3, R2)
    asm.emit(ebpf.MOVE_REGISTER, R1, R3)
    asm.emit(ebpf.XOR_REGISTER, R1, R8)
    asm.emit(ebpf.RIGHT, R1, value=MARK_BITS)
    asm.jump(ebpf.IF_EQUAL, R1, 0, "known")
    asm.jump(ebpf.IF_OTHER, R3, 0, "classic")  # another's
    asm.jump(ebpf.IF_ANY, R7, BEGINS, "begins")
    asm.go("classic")
    asm.label("begins")
    asm.emit(ebpf.AND, R7, value=COUNT_MASK)
    asm.go("take")
    asm.label("opens")
    asm.emit(ebpf.MOVE, R7, value=FRESH_ONE)
    asm.emit(ebpf.LOAD_DOUBLE, R3, R2)
    asm.emit(ebpf.MOVE_REGISTER, R1, R3)
    asm.emit(ebpf.XOR_REGISTER, R1, R8)
    asm.emit(ebpf.RIGHT, R1, value=MARK_BITS)
    asm.jump(ebpf.IF_OTHER, R1, 0, "take")
    asm.emit(ebpf.AND, R3, value=FRESH)
    asm.jump(ebpf.IF_EQUAL, R3, FRESH, "many")
    asm.emit(ebpf.ADD_REGISTER, R7, R3)
    asm.go("take")
    asm.label("many")  # as many as can be counted
    asm.emit(ebpf.MOVE, R7, value=FRESH)
    asm.label("take")
    asm.emit(ebpf.OR_REGISTER, R8, R7)
    asm.emit(ebpf.STORE_REGISTER, R2, R8)
    asm.go("classic")
    known(asm, table)


def known(asm: Program, table: int) -> None:
    """The word R3 at R2 is the frame's own: drop it, or add what it weighs."""
    asm.label("known")
    asm.jump(ebpf.IF_ANY, R3, DONE, "drop")
    asm.jump(ebpf.IF_ANY, R3, WANTED, "classic")
    asm.emit(ebpf.AND, R3, value=COUNT_MASK)
    asm.jump(ebpf.IF_AT_LEAST, R3, ENOUGH, "drop")
    asm.jump(ebpf.IF_OTHER, R3, 0, "count")
    asm.jump(ebpf.IF_ANY, R7, BEGINS, "count")
    asm.go("classic")
    asm.label("count")
    asm.emit(ebpf.AND, R7, value=COUNT_MASK)
    asm.emit(ebpf.ATOMIC_DOUBLE, R2, R7)
    asm.go("classic")
    asm.label("drop")
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

"""eBPF by hand: a small assembler, and the calls that give the kernel a program and a table.

Instruction codes are those of RFC 9669 (BPF instruction set), calls and types those of linux/bpf.h. Loading a program takes
CAP_BPF (or root); without it, or on a kernel before 5.5, `BpfRefused` is raised and the classic filter serves alone.
"""

import ctypes
import os
import platform
import struct
import sys

SYSCALL_NUMBERS = {"x86_64": 321, "aarch64": 280, "riscv64": 280, "ppc64le": 361, "s390x": 351}
"""Of ``bpf``, by machine."""
MAP_CREATE = 0
PROG_LOAD = 5
MAP_TYPE_ARRAY = 2
MAP_MAPPABLE = 1 << 10
"""BPF_F_MMAPABLE: the table can be mapped into a process."""
SOCKET_FILTER = 1
KEY_BYTES = 4
ATTRIBUTES = 128
"""Bytes of ``union bpf_attr`` that we may fill; the kernel wants the rest to be zero."""
LICENSE = b"Apache-2.0\0"
LOG_BYTES = 1 << 16

# Registers.
R0, R1, R2, R3, _, _, R6, R7, R8, R9 = range(10)

# Operations of 64 bits.
ADD = 0x07
ADD_REGISTER = 0x0F
MULTIPLY_REGISTER = 0x2F
OR = 0x47
OR_REGISTER = 0x4F
AND = 0x57
LEFT = 0x67
RIGHT = 0x77
XOR_REGISTER = 0xAF
MOVE = 0xB7
MOVE_REGISTER = 0xBF
# Loads and stores.
LOAD_LONG = 0x18
LOAD_PACKET_WORD = 0x20
LOAD_PACKET_HALF = 0x28
LOAD_PACKET_BYTE = 0x30
LOAD_PACKET_HALF_AT = 0x48
LOAD_PACKET_BYTE_AT = 0x50
"""The source register is added to the offset."""
LOAD_WORD = 0x61
STORE_REGISTER = 0x7B
LOAD_DOUBLE = 0x79
ATOMIC_DOUBLE = 0xDB
"""With `ADD` of class 0 as its value: add to memory."""
# Jumps.
GO = 0x05
IF_EQUAL = 0x15
IF_AT_LEAST = 0x35
IF_ANY = 0x45
IF_OTHER = 0x55
IF_OTHER_REGISTER = 0x5D
IF_LESS = 0xA5
IF_MORE_REGISTER = 0x2D
EXIT = 0x95
MAP_VALUE = 2
"""In place of the source register of LOAD_LONG: the address of a table's bytes (BPF_PSEUDO_MAP_VALUE)."""


class BpfRefused(Exception):
    """The kernel takes no program from us; says why."""


class Program:
    """Takes instructions in order; `assemble` gives the program."""

    def __init__(self) -> None:
        self._code: list[tuple[int, int, int, int, int, str]] = []
        self._labels: dict[str, int] = {}

    def emit(self, code: int, to: int = 0, source: int = 0, value: int = 0, offset: int = 0) -> None:
        """Add an instruction that goes on to the next."""
        self._code.append((code, to, source, offset, value, ""))

    def jump(self, code: int, register: int, value: int, label: str, source: int = 0) -> None:
        """Compare *register* with a value or another register, and go to *label* where it holds."""
        self._code.append((code, register, source, 0, value, label))

    def go(self, label: str) -> None:
        """Go to *label*."""
        self.jump(GO, 0, 0, label)

    def load_long(self, to: int, value: int) -> None:
        """Load a constant of 64 bits."""
        self.emit(LOAD_LONG, to, value=value & 0xFFFFFFFF)
        self.emit(0, value=value >> 32)

    def load_map(self, to: int, fd: int, offset: int) -> None:
        """Load the address of the byte at *offset* of the table *fd*."""
        self.emit(LOAD_LONG, to, MAP_VALUE, fd)
        self.emit(0, value=offset)

    def label(self, name: str) -> None:
        """Name the next instruction."""
        self._labels[name] = len(self._code)

    def assemble(self) -> bytes:
        """Return the program as an array of ``struct bpf_insn``; raises KeyError for a label that there is not."""
        return b"".join(self._encode(at, *one) for at, one in enumerate(self._code))

    def _encode(self, at: int, code: int, to: int, source: int, offset: int, value: int, label: str) -> bytes:
        if label:
            offset = self._labels[label] - at - 1
        registers = source << 4 | to if sys.byteorder == "little" else to << 4 | source
        return struct.pack("=BBhI", code, registers, offset, value & 0xFFFFFFFF)


def make_table(size: int) -> int:
    """Return the descriptor of a table of *size* bytes that programs and processes share; raises BpfRefused."""
    return call(MAP_CREATE, struct.pack("=5I", MAP_TYPE_ARRAY, KEY_BYTES, size, 1, MAP_MAPPABLE))


def load(code: bytes) -> int:
    """Return the descriptor of a filter for sockets; raises BpfRefused."""
    program = ctypes.create_string_buffer(code, len(code))
    license_text = ctypes.create_string_buffer(LICENSE)
    log = ctypes.create_string_buffer(LOG_BYTES)
    attributes = struct.pack(
        "=2I2Q2IQ",
        SOCKET_FILTER,
        len(code) // 8,
        ctypes.addressof(program),
        ctypes.addressof(license_text),
        1,
        LOG_BYTES,
        ctypes.addressof(log),
    )
    try:
        return call(PROG_LOAD, attributes)
    except BpfRefused as error:
        lines = log.value.decode("ascii", "replace").strip().splitlines()
        raise BpfRefused(f"{error}{': ' if lines else ''}{' / '.join(lines[-3:])}") from None


def call(command: int, attributes: bytes) -> int:
    """Call ``bpf``; return the descriptor that it gives, which is closed on exec."""
    number = SYSCALL_NUMBERS.get(platform.machine())
    if number is None or not sys.platform.startswith("linux"):
        raise BpfRefused(f"not known on {platform.machine()}")
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(attributes, ATTRIBUTES)
    fd = int(libc.syscall(number, command, ctypes.byref(buffer), ATTRIBUTES))
    if fd < 0:
        raise BpfRefused(os.strerror(ctypes.get_errno()))
    return fd

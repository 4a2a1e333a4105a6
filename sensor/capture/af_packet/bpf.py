"""A small assembler for classic BPF, the filter language of the kernel (its Documentation/networking/filter.rst).

Jumps name the label they go to; an address is worked out at the end. The kernel checks each program that it is given.
"""

import struct
from typing import NamedTuple

# Codes of linux/bpf_common.h, put together from class, size or operation, and mode or source.
LOAD_HALF_AT_X = 0x48
LOAD_BYTE_AT_X = 0x50
LOAD_X = 0x01
ADD = 0x04
ADD_X = 0x0C
AND = 0x54
SHIFT_LEFT = 0x64
COPY_A_TO_X = 0x07
COPY_X_TO_A = 0x87
JUMP = 0x05
JUMP_EQUAL = 0x15
JUMP_AT_LEAST = 0x35
JUMP_ANY_BIT = 0x45
RETURN = 0x06

MAX_JUMP = 255
"""Instructions that a conditional jump can skip; its offsets are bytes."""
MAX_INSTRUCTIONS = 4096
"""BPF_MAXINSNS of linux/bpf_common.h."""
NEXT = ""
"""Label of the instruction behind a jump."""


class Instruction(NamedTuple):
    """``struct sock_filter``: offsets are counted from the next instruction."""

    code: int
    if_true: int
    if_false: int
    value: int


class Assembler:
    """Takes instructions in order; `assemble` gives the program."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, int, str, str]] = []
        self._labels: dict[str, int] = {}

    def emit(self, code: int, value: int = 0) -> None:
        """Add an instruction that goes on to the next."""
        self._lines.append((code, value, NEXT, NEXT))

    def jump(self, code: int, value: int, if_true: str, if_false: str = NEXT) -> None:
        """Compare the accumulator with *value* and go on at a label."""
        self._lines.append((code, value, if_true, if_false))

    def any_of(self, values: tuple[int, ...], label: str) -> None:
        """Go to *label* when the accumulator is one of *values*."""
        for value in values:
            self.jump(JUMP_EQUAL, value, label)

    def go(self, label: str) -> None:
        """Go to *label*, however far."""
        self._lines.append((JUMP, 0, label, NEXT))

    def label(self, name: str) -> None:
        """Name the next instruction."""
        self._labels[name] = len(self._lines)

    def assemble(self) -> list[Instruction]:
        """Return the program; raises ValueError where a jump is too long, KeyError for a label that there is not."""
        if len(self._lines) > MAX_INSTRUCTIONS:
            raise ValueError(f"{len(self._lines)} instructions are more than the kernel takes")
        return [self._instruction(at, *line) for at, line in enumerate(self._lines)]

    def _instruction(self, at: int, code: int, value: int, if_true: str, if_false: str) -> Instruction:
        first, second = (self._labels[label] - at - 1 if label else 0 for label in (if_true, if_false))
        if code == JUMP:
            return Instruction(code, 0, 0, first)
        if not 0 <= first <= MAX_JUMP or not 0 <= second <= MAX_JUMP:
            raise ValueError(f"instruction {at} jumps further than {MAX_JUMP}")
        return Instruction(code, first, second, value)


def pack(program: list[Instruction]) -> bytes:
    """Return the program as an array of ``struct sock_filter``."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)

"""A machine for classic BPF: runs a program over a frame as the kernel does, for the instructions that ours use."""

from collections.abc import Callable, Sequence

from sensor.capture.af_packet import bpf
from sensor.capture.af_packet.bpf import Instruction

MASK = 0xFFFFFFFF
ARITHMETIC: dict[int, Callable[[int, int, int], int]] = {
    bpf.ADD: lambda a, _x, value: a + value,
    bpf.ADD_X: lambda a, x, _value: a + x,
    bpf.AND: lambda a, _x, value: a & value,
    bpf.SHIFT_LEFT: lambda a, _x, value: a << value,
    bpf.COPY_X_TO_A: lambda _a, x, _value: x,
}


def run(program: Sequence[Instruction], frame: bytes) -> int:
    """Return the bytes of *frame* that the program keeps; a load past its end keeps none."""
    a = x = at = 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == bpf.RETURN:
            return value
        if code == bpf.LOAD_X:
            x = value
        elif code in {bpf.LOAD_HALF_AT_X, bpf.LOAD_BYTE_AT_X}:
            size = 2 if code == bpf.LOAD_HALF_AT_X else 1
            if x + value + size > len(frame):
                return 0
            a = int.from_bytes(frame[x + value : x + value + size], "big")
        elif code in ARITHMETIC:
            a = ARITHMETIC[code](a, x, value) & MASK
        elif code == bpf.COPY_A_TO_X:
            x = a
        elif code == bpf.JUMP:
            at += value
        else:
            holds = {bpf.JUMP_EQUAL: a == value, bpf.JUMP_AT_LEAST: a >= value, bpf.JUMP_ANY_BIT: a & value}[code]
            at += if_true if holds else if_false

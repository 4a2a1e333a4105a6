"""The assembler: labels become distances, and what the kernel would refuse is refused here."""

import struct

import pytest
from capture.af_packet.machine import run

from sensor.capture.af_packet import bpf
from sensor.capture.af_packet.bpf import Assembler, Instruction, pack


def test_a_jump_counts_from_the_instruction_behind_it() -> None:
    """``ldb [x + 0]; jeq #7, keep; ret #0; keep: ret #64``."""
    asm = Assembler()
    asm.emit(bpf.LOAD_BYTE_AT_X, 0)
    asm.jump(bpf.JUMP_EQUAL, 7, "keep")
    asm.emit(bpf.RETURN, 0)
    asm.label("keep")
    asm.emit(bpf.RETURN, 64)
    program = asm.assemble()
    assert program[1] == Instruction(bpf.JUMP_EQUAL, 1, 0, 7)
    assert (run(program, b"\x07"), run(program, b"\x08"), run(program, b"")) == (64, 0, 0)


def test_a_jump_may_name_both_ways() -> None:
    """And `go` takes one however far."""
    asm = Assembler()
    asm.emit(bpf.LOAD_HALF_AT_X, 0)
    asm.jump(bpf.JUMP_AT_LEAST, 0x0600, "type", "length")
    asm.label("length")
    asm.go("end")
    asm.label("type")
    asm.emit(bpf.RETURN, 1)
    for _ in range(300):
        asm.emit(bpf.ADD, 1)
    asm.label("end")
    asm.emit(bpf.RETURN, 2)
    assert (run(asm.assemble(), b"\x08\x00"), run(asm.assemble(), b"\x00\x26")) == (1, 2)


def test_a_conditional_jump_that_is_too_long_is_refused() -> None:
    """Its distance is one byte."""
    asm = Assembler()
    asm.jump(bpf.JUMP_EQUAL, 1, "far")
    for _ in range(256):
        asm.emit(bpf.ADD, 1)
    asm.label("far")
    asm.emit(bpf.RETURN, 0)
    with pytest.raises(ValueError, match="jumps further"):
        asm.assemble()


def test_a_program_that_the_kernel_would_not_take_is_refused() -> None:
    """It takes 4096 instructions."""
    asm = Assembler()
    for _ in range(bpf.MAX_INSTRUCTIONS + 1):
        asm.emit(bpf.RETURN, 0)
    with pytest.raises(ValueError, match="more than the kernel takes"):
        asm.assemble()


def test_a_label_that_there_is_not_is_an_error() -> None:
    """A typing mistake is not a jump to the next instruction."""
    asm = Assembler()
    asm.go("nowhere")
    with pytest.raises(KeyError):
        asm.assemble()


def test_instructions_are_packed_as_the_kernel_has_them() -> None:
    """``struct sock_filter``: 16, 8, 8 and 32 bits."""
    assert pack([Instruction(0x15, 1, 2, 0x0800)]) == struct.pack("=HBBI", 0x15, 1, 2, 0x0800)

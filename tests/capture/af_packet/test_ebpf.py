"""The assembler of eBPF and what the kernel says to programs."""

import mmap
import os
import struct

import pytest

from sensor.capture.af_packet import ebpf
from sensor.capture.af_packet.ebpf import BpfRefused, Program, load, make_table


def instructions(program: Program) -> list[tuple[int, int, int, int]]:
    """Return code, registers, offset and value of each instruction."""
    return list(struct.iter_unpack("=BBhi", program.assemble()))


def test_jumps_are_counted_from_the_next_instruction() -> None:
    """Forward and back."""
    program = Program()
    program.label("again")
    program.emit(ebpf.MOVE, ebpf.R0, value=5)
    program.jump(ebpf.IF_EQUAL, ebpf.R0, 5, "end")
    program.go("again")
    program.label("end")
    program.emit(ebpf.EXIT)
    assert [(code, offset, value) for code, _, offset, value in instructions(program)] == [
        (ebpf.MOVE, 0, 5),
        (ebpf.IF_EQUAL, 1, 5),
        (ebpf.GO, -3, 0),
        (ebpf.EXIT, 0, 0),
    ]


def test_a_long_constant_takes_two_instructions() -> None:
    """The lower half first."""
    program = Program()
    program.load_long(ebpf.R1, 0x1122334455667788)
    low, high = instructions(program)
    assert (low[0], low[3], high[0], high[3]) == (ebpf.LOAD_LONG, 0x55667788, 0, 0x11223344)


def test_a_label_that_is_nowhere_is_an_error() -> None:
    """It is a defect of the program's."""
    program = Program()
    program.go("nowhere")
    with pytest.raises(KeyError):
        program.assemble()


def test_a_machine_that_is_not_known_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of calls differ."""
    monkeypatch.setattr("platform.machine", lambda: "pdp11")
    with pytest.raises(BpfRefused, match="not known on pdp11"):
        make_table(64)


def table_or_skip(size: int) -> int:
    """Return a table, or skip with the reason."""
    try:
        return make_table(size)
    except BpfRefused as error:
        pytest.skip(f"this user or kernel loads no BPF programs: {error}")


def test_a_table_can_be_mapped() -> None:
    """And is empty."""
    fd = table_or_skip(64)
    with mmap.mmap(fd, 64) as mapped:
        assert mapped[:] == bytes(64)
    os.close(fd)


def test_a_program_that_the_kernel_does_not_like_is_refused_with_its_reason() -> None:
    """It returns without an answer."""
    os.close(table_or_skip(64))
    program = Program()
    program.emit(ebpf.EXIT)
    with pytest.raises(BpfRefused, match="R0"):
        load(program.assemble())

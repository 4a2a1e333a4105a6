"""The kernel's own opinion of a filter: frames go through a pair of sockets, the far one of which has it attached."""

import socket

import pytest

from sensor.capture.af_packet.bpf import Instruction
from sensor.capture.af_packet.bypass import Bypass
from sensor.capture.af_packet.consts import SO_ATTACH_BPF
from sensor.capture.af_packet.ebpf import BpfRefused

MAX_FRAME = 65_536


class Kernel:
    """A bypass with its program in the kernel."""

    def __init__(self, classic: list[Instruction]) -> None:
        """Load it, or skip with the reason."""
        try:
            self.bypass = Bypass(classic)
        except BpfRefused as error:
            pytest.skip(f"this user or kernel loads no BPF programs: {error}")
        self.near, self.far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.far.setsockopt(socket.SOL_SOCKET, SO_ATTACH_BPF, self.bypass.program)
        self.far.setblocking(False)

    def run(self, frame: bytes) -> int:
        """Return the bytes of *frame* that it keeps."""
        self.near.send(frame)
        try:
            return len(self.far.recv(MAX_FRAME))
        except BlockingIOError:
            return 0

    def close(self) -> None:
        """Let go."""
        self.near.close()
        self.far.close()
        self.bypass.close()

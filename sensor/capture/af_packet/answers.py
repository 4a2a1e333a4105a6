"""Answers: a copy of what DNS servers say on one interface, for a worker whose ring holds the conversations of some hosts only.

No ring: a ring hands frames over by the block, this at once. So whoever reads what is here first, and then a block of a
ring, knows every answer that came before the frames in that block.
"""

import contextlib
import ctypes
import socket
import struct
import time

from sensor.capture.af_packet import bpf
from sensor.capture.af_packet.bpf import Assembler, Instruction, pack
from sensor.capture.af_packet.consts import ETH_P_ALL, PACKET_STATISTICS, SO_ATTACH_FILTER, SOL_PACKET
from sensor.capture.af_packet.filter import ETHERNET_HEADER, by_type, by_version, nothing, verdicts
from sensor.decode.layers import PROTO_TCP, PROTO_UDP
from sensor.decode.numbers import LINK_ETHERNET, LINK_RAW
from sensor.protocols.dns.consts import PORT_DNS
from sensor.wire.batch import BATCH_FRAMES, Batch

LINKS = LINK_ETHERNET, LINK_RAW
"""Links in whose frames the filter finds the ports."""
SNAP_LENGTH = 16_384
"""Bytes kept of a frame: a few segments that receive offload has merged."""
BUFFER_BYTES = 64 * SNAP_LENGTH
FRAGMENT_OFFSET = 0x1FFF
"""Of an IPv4 header's second word: later fragments have no ports. Resolvers ask for answers that need none (RFC 9715)."""
IP6_HEADER = 40


class Answers:
    """A socket on the interface *name* of the given *link* type. It takes nothing before `start`."""

    def __init__(self, name: str, link: int) -> None:
        """Open it; raises OSError."""
        self.name = name
        self.link = link
        mode = socket.SOCK_DGRAM if link == LINK_RAW else socket.SOCK_RAW
        self.sock = socket.socket(socket.AF_PACKET, mode | socket.SOCK_NONBLOCK, 0)
        self._unheard = 0
        self._buffer = memoryview(bytearray(BUFFER_BYTES))
        try:
            self._attach(nothing())
            self.sock.bind((name, ETH_P_ALL))
        except OSError:
            self.sock.close()
            raise

    def start(self) -> None:
        """Take frames from now on."""
        self._attach(answers_filter(self.link))

    def stop(self) -> None:
        """Take no more frames."""
        self._attach(nothing())

    def _attach(self, program: list[Instruction]) -> None:
        code = ctypes.create_string_buffer(pack(program))
        pointer = struct.pack("@HP", len(program), ctypes.addressof(code))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, pointer)

    def fill(self, batch: Batch) -> int:
        """Put the frames that wait in *batch*, as far as they fit, and return how many; 0 when none does.

        Their time is now: it says how long an answer holds, and that is minutes.
        """
        batch.start(self._buffer, 1)
        pos = 0
        while batch.count < BATCH_FRAMES and pos + SNAP_LENGTH <= BUFFER_BYTES:
            try:
                size = self.sock.recv_into(self._buffer[pos : pos + SNAP_LENGTH])
            except OSError:  # nothing waits, or the interface went down, which others tell
                break
            batch.add(pos, size, size, time.time_ns(), self.link, 0)
            pos += size
        return batch.count

    def unheard(self) -> int:
        """Return how many frames the kernel has had no room for so far; they may be those of other workers' answers."""
        with contextlib.suppress(OSError):
            self._unheard += struct.unpack("@2I", self.sock.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1]
        return self._unheard

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()


def answers_filter(link: int) -> list[Instruction]:
    """Return the filter that keeps what comes from port 53, over UDP and TCP, and neither in a tunnel nor in a later fragment."""
    asm = Assembler()
    header = ETHERNET_HEADER if link == LINK_ETHERNET else 0
    if link == LINK_ETHERNET:
        by_type(asm, "drop", "drop")
    else:
        by_version(asm)
    asm.label("ip4")
    asm.emit(bpf.LOAD_BYTE_AT_X, header + 9)
    asm.any_of((PROTO_UDP, PROTO_TCP), "ports4")
    asm.go("drop")
    asm.label("ports4")
    asm.emit(bpf.LOAD_HALF_AT_X, header + 6)
    asm.jump(bpf.JUMP_ANY_BIT, FRAGMENT_OFFSET, "drop")
    asm.emit(bpf.LOAD_BYTE_AT_X, header)
    asm.emit(bpf.AND, 0x0F)
    asm.emit(bpf.SHIFT_LEFT, 2)
    asm.emit(bpf.ADD_X)
    asm.emit(bpf.COPY_A_TO_X)
    asm.go("ports")
    asm.label("ip6")
    asm.emit(bpf.LOAD_BYTE_AT_X, header + 6)
    asm.any_of((PROTO_UDP, PROTO_TCP), "ports6")
    asm.go("drop")
    asm.label("ports6")
    asm.emit(bpf.COPY_X_TO_A)
    asm.emit(bpf.ADD, IP6_HEADER)
    asm.emit(bpf.COPY_A_TO_X)
    asm.label("ports")
    asm.emit(bpf.LOAD_HALF_AT_X, header)
    asm.jump(bpf.JUMP_EQUAL, PORT_DNS, "keep", "drop")
    verdicts(asm, SNAP_LENGTH)
    return asm.assemble()

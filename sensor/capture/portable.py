"""Live capture where there is no AF_PACKET, by scapy: macOS and the BSDs.

It costs: each frame is a call into Python and a copy, some ten thousand frames a second on one core where a ring gives a
million; what the system drops is not told; there is one worker. It serves a laptop or a small office.
"""

import select
import socket
from typing import Any

from sensor.capture.errors import InputError, reason_of
from sensor.decode.numbers import LINK_ETHERNET
from sensor.wire.batch import BATCH_FRAMES, Batch

SECOND = 1_000_000_000


class PortableTap:
    """One interface, by scapy's listening socket."""

    def __init__(self, name: str, *, promiscuous: bool) -> None:
        """Listen on the interface *name*; raises InputError."""
        self.name = name
        try:
            import scapy.arch  # noqa: F401, PLC0415 - it finds out how this system captures
            from scapy.config import conf  # noqa: PLC0415 - most never need it, and it is slow to load
        except ImportError:
            raise InputError(name, "live capture on this system needs scapy: pip install vestige[live]") from None
        if name not in {found for _, found in socket.if_nameindex()}:
            raise InputError(name, "there is no such interface")
        try:
            self.sock: Any = conf.L2listen(iface=name, promisc=promiscuous)
        except OSError as error:
            raise InputError(name, f"cannot listen on it: {reason_of(error)}") from None
        self._numbers = conf.l2types.layer2num
        self.last = 0
        """Time of the last frame."""

    def ready(self) -> bool:
        """True when a frame waits."""
        return bool(select.select([self.sock], [], [], 0)[0])

    def fill(self, batch: Batch, first_frame: int) -> int:
        """Put the frames that wait in *batch*, the first of them as number *first_frame*; return how many."""
        frames: list[tuple[int, bytes, int]] = []
        while len(frames) < BATCH_FRAMES and self.ready():
            layer, data, when = self.sock.recv_raw()
            if data:
                self.last = int((when or 0) * SECOND)
                frames.append((self._numbers.get(layer, LINK_ETHERNET), data, self.last))
        batch.start(b"".join(data for _, data, _ in frames), first_frame)
        pos = 0
        for link, data, when in frames:
            batch.add(pos, len(data), len(data), when, link, 0)
            pos += len(data)
        return len(frames)

    def clear_error(self) -> int:
        """Return the error that waits on the socket, where it tells one."""
        return 0

    def close(self) -> None:
        """Stop listening."""
        self.sock.close()

"""A connection over TCP or TLS that never waits: connect, shake hands, write what fits, know what arrived.

TCP tells which bytes the other machine has acknowledged; a message counts as delivered once all of it has. After a broken
connection whatever does not is sent again, so that only what the receiver had in its own hands can be lost or doubled.
"""

import contextlib
import errno
import fcntl
import os
import socket
import ssl
import struct
import termios
from collections import deque

SECOND = 1_000_000_000
CONNECT_SECONDS = 10
"""For the connection and the handshake."""
STALL_SECONDS = 60
"""Without any progress of what is under way the connection is given up: the receiver hangs."""
MAX_UNDER_WAY = 1 << 20
"""Bytes handed to a connection and not acknowledged; more waits where it is safe."""
CHUNK = 16_384
"""Bytes written at once: one record of TLS (RFC 8446 section 5.1)."""

WANTS = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""Not now."""


class Stream:
    """One connection; every method may raise OSError, after which it is only good for `close`."""

    def __init__(
        self, family: int, address: tuple[object, ...], tls: ssl.SSLContext | None, host: str, now: int
    ) -> None:
        self._socket: socket.socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setblocking(False)
        self._tls = tls
        self._host = host
        self._until = now + CONNECT_SECONDS * SECOND
        self._connected = False
        self.ready = False
        """Messages can be written."""
        self._rest = b""
        self._sent = 0
        """Bytes written since the beginning, before TLS."""
        self._marks: deque[tuple[int, int]] = deque()
        """Letter and the byte behind its end, in order."""
        self._acknowledged = 0
        """Bytes of these that surely arrived."""
        self._moved = now
        self._free = 0
        try:
            error = self._socket.connect_ex(address)
            if error not in (0, errno.EINPROGRESS):
                raise OSError(error, os.strerror(error))
        except BaseException:
            self.close()
            raise

    @property
    def room(self) -> bool:
        """True when another message may be given."""
        return self.ready and len(self._rest) + self._under_way() < MAX_UNDER_WAY

    def step(self, now: int) -> None:
        """Go on with whatever is under way."""
        if not self.ready:
            if now > self._until:
                raise TimeoutError("it does not answer")
            self._shake()
        if self.ready:
            self._measure(now)  # before TLS may answer a farewell, with bytes that nobody will acknowledge
            self._listen()
            self._write(now)
            if self._rest or self._marks:
                if now - self._moved > STALL_SECONDS * SECOND:
                    raise TimeoutError("it takes nothing any more")
            else:
                self._moved = now

    def _shake(self) -> None:
        if not self._connected:
            error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                raise OSError(error, os.strerror(error))
            try:
                self._socket.getpeername()
            except OSError:
                return  # still on its way
            self._connected = True
            if self._tls is not None:
                self._socket = self._tls.wrap_socket(
                    self._socket, server_hostname=self._host, do_handshake_on_connect=False
                )
        if isinstance(self._socket, ssl.SSLSocket):
            try:
                self._socket.do_handshake()
            except WANTS:
                return
        self.ready = True

    def _listen(self) -> None:
        """Notice that the other side closed: a receiver says nothing else."""
        with contextlib.suppress(*WANTS):
            if self._socket.recv(4096) == b"":
                raise ConnectionResetError("the receiver closed the connection")

    def give(self, letter: int, message: bytes) -> None:
        """Take a message to be written; see `room`."""
        self._rest += message
        self._marks.append((letter, self._sent + len(self._rest)))

    def _write(self, now: int) -> None:
        while self._rest:
            try:
                written = self._socket.send(self._rest[:CHUNK])
            except WANTS:
                return
            self._rest = self._rest[written:]
            self._sent += written
            self._moved = now

    def arrived(self, now: int) -> int:
        """Return the last letter that the other machine has acknowledged since the last call, 0 for none."""
        if self.ready:
            self._measure(now)
        last = 0
        while self._marks and self._marks[0][1] <= self._acknowledged:
            last = self._marks.popleft()[0]
        return last

    def _measure(self, now: int) -> None:
        """Note how much was acknowledged: at least what was written and is not under way, which on the wire is longer."""
        under_way = self._under_way()
        if under_way != self._free:
            self._free = under_way
            self._moved = now
        self._acknowledged = max(self._acknowledged, self._sent - under_way)

    def _under_way(self) -> int:
        """Return the bytes written that are not acknowledged (tcp(7), SIOCOUTQ); elsewhere than on Linux none are known."""
        try:
            found = fcntl.ioctl(self._socket.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
        except (OSError, AttributeError):
            return 0
        return int(struct.unpack("i", found)[0])

    def close(self) -> None:
        """Let go of the connection."""
        with contextlib.suppress(OSError):
            self._socket.close()

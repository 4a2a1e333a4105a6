"""Sends letters to one receiver: as many as it takes, in order, again after a break until they arrived.

Nothing here waits. A receiver that is down is tried again after 1, 2, 4 … seconds; meanwhile the letters stay where they are.
"""

import socket
import ssl
from typing import Protocol

from sensor.outputs.syslog.address import Receiver, resolve
from sensor.outputs.syslog.message import MAX_DATAGRAM, Writer, octet_counted
from sensor.outputs.syslog.stream import Stream

SECOND = 1_000_000_000
FIRST_PAUSE = SECOND
LONGEST_PAUSE = 60 * SECOND
"""Between two attempts."""
DATAGRAM_WAIT = SECOND
"""How long an answer that nobody listens may take: from a machine that is there it comes within milliseconds."""
MAX_DATAGRAMS = 64
"""Datagrams under way in that time; receivers drop what comes faster than they read."""


class Connection(Protocol):
    """A way to the receiver; methods raise OSError when it is broken."""

    @property
    def room(self) -> bool:
        """True when another message may be given."""

    def step(self, now: int) -> None:
        """Go on with what is under way."""

    def give(self, letter: int, message: bytes) -> None:
        """Send a message."""

    def arrived(self, now: int) -> int:
        """Return the last letter that arrived since the last call, 0 for none."""

    def close(self) -> None:
        """Let go."""


class Datagrams:
    """UDP: all it ever tells is that nobody listens."""

    def __init__(self, family: int, address: tuple[object, ...]) -> None:
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._sent: list[tuple[int, int]] = []
        self._now = 0
        try:
            self._socket.connect(address)
        except BaseException:
            self._socket.close()
            raise

    @property
    def room(self) -> bool:
        """True when another message may be given."""
        return len(self._sent) < MAX_DATAGRAMS

    def step(self, now: int) -> None:
        """Notice that nobody listens."""
        self._now = now
        error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise ConnectionRefusedError(error, "nobody listens there")

    def give(self, letter: int, message: bytes) -> None:
        """Send a message."""
        self._socket.send(message)
        self._sent.append((letter, self._now))

    def arrived(self, now: int) -> int:
        """Return the last letter that was not refused in time."""
        last = 0
        while self._sent and now - self._sent[0][1] >= DATAGRAM_WAIT:
            last = self._sent.pop(0)[0]
        return last

    def close(self) -> None:
        """Let go."""
        self._socket.close()


class Sender:
    """One receiver. *host* is this machine's name, *process* its process id, for the headers."""

    def __init__(self, receiver: Receiver, host: str, process: int) -> None:
        self.receiver = receiver
        self.trouble = ""
        """Why nothing goes through at the moment; empty while it does."""
        self.taken = 0
        """The last letter given to the connection there is."""
        self.breaks = 0
        """Connections that failed or broke."""
        self._longest = MAX_DATAGRAM if receiver.transport == "udp" else 0
        self._writer = Writer(receiver.facility, host, process)
        self._tls = tls_context(receiver) if receiver.transport == "tls" else None
        self._connection: Connection | None = None
        self._addresses: list[tuple[int, tuple[object, ...]]] = []
        self._pause = FIRST_PAUSE
        self._next = 0
        self.look_up()

    def look_up(self) -> None:
        """Find the receiver's addresses; those known stay where that fails."""
        try:
            self._addresses = resolve(self.receiver)
        except OSError as error:
            self.trouble = f"{self.receiver.host}: {error.strerror or error}"

    @property
    def room(self) -> bool:
        """True when a letter may be given."""
        return self._connection is not None and self._connection.room

    def give(self, letter: int, line: bytes) -> bool:
        """Send the alert in *line* as letter number *letter*, if there is `room`; true when the connection took it."""
        message = self._writer.message(line, longest=self._longest)
        connection = self._connection
        assert connection is not None
        try:
            connection.give(letter, message if self._longest else octet_counted(message))
        except BlockingIOError:
            return False
        except OSError as error:
            self._broke(error)
            return False
        self.taken = letter
        return True

    def step(self, now: int) -> int:
        """Go on; return the last letter that arrived since the last call, 0 for none. *now* only goes forward."""
        try:
            if self._connection is None:
                if now < self._next or not self._addresses:
                    return 0
                self._next = now + self._pause
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
                self._connection = self._connect(now)
            self._connection.step(now)
            arrived = self._connection.arrived(now)
        except OSError as error:
            arrived = self._arrived_before(now)
            self._broke(error)
        else:
            if arrived or (self.room and not self._longest):
                self.trouble = ""
        if arrived:
            self._pause = FIRST_PAUSE
        return arrived

    def _arrived_before(self, now: int) -> int:
        """Return the last letter that arrived before the connection broke: a receiver may take it and hang up at once."""
        if self._connection is None or self._longest:
            return 0
        try:
            return self._connection.arrived(now)
        except OSError:
            return 0

    def _connect(self, now: int) -> Connection:
        family, address = self._addresses[0]
        self._addresses.append(self._addresses.pop(0))  # the next attempt takes the next address
        if self.receiver.transport == "udp":
            return Datagrams(family, address)
        return Stream(family, address, self._tls, self.receiver.host, now)

    def _broke(self, error: OSError) -> None:
        self.trouble = f"{self.receiver.url}: {reason(error)}"
        self.breaks += 1
        self.close()

    def close(self) -> None:
        """Let go of the connection; what did not arrive is to be given again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.taken = 0


def reason(error: OSError) -> str:
    """Return what went wrong in a few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    return error.strerror or str(error)


def tls_context(receiver: Receiver) -> ssl.SSLContext:
    """Return how to speak TLS to *receiver*, whose certificate is checked; OSError or ValueError for files that do not serve."""
    context = ssl.create_default_context(cafile=receiver.ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 9662
    if receiver.certificate:
        context.load_cert_chain(receiver.certificate, receiver.key or None)
    return context

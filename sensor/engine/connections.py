"""The QUIC connections whose names are not read yet, or were lately, within one budget."""

from collections import OrderedDict

from sensor.decode.packet import Packet
from sensor.protocols.quic.crypto import CryptoStream

MAX_CONNECTIONS = 16384
"""Connections remembered at once. A hello is whole within milliseconds, so at 10 Gbit/s a busy tap needs a few hundred."""
MAX_CONNECTION_BYTES = 32 * 1024 * 1024
"""Bytes that all of them hold together."""
CONNECTION_OVERHEAD = 1024
"""What a connection costs without its bytes, with its origin; counted so that a flood of them meets the limit too."""
PIECE_OVERHEAD = 32
"""What a run of bytes that waits for others costs beside them."""


class Connection:
    """What is known of the beginning of one connection."""

    __slots__ = (
        "client",
        "dcid",
        "done",
        "failed",
        "fate",
        "hello",
        "mark",
        "origin",
        "packets",
        "peer",
        "tried",
        "version",
    )

    def __init__(self) -> None:
        self.client = -1
        """Direction of the asking side; -1 before a packet of its could be opened."""
        self.version = 0
        self.dcid: bytes | None = None
        """The connection id that the client made up: the keys come from it."""
        self.peer = b""
        """The connection id that the server took for itself."""
        self.tried = b""
        """A connection id that gave no keys, after the hello was read."""
        self.hello: CryptoStream | None = None
        self.origin: Packet | None = None
        """The first packet that was opened, as far as an observation needs it."""
        self.packets = 0
        self.failed = 0
        self.fate = ""
        """Name of the counter that counts it: see `sensor.engine.quic_hellos`."""
        self.mark = 0
        """Hash of the hello that was read."""
        self.done = False

    def held(self) -> int:
        """Bytes of the hello that it holds."""
        hello = self.hello
        return 0 if hello is None else len(hello.buffer) + PIECE_OVERHEAD * len(hello.starts)


class Connections:
    """Connections by flow, the one longest silent first."""

    def __init__(self) -> None:
        self.table: OrderedDict[int, Connection] = OrderedDict()
        self.waiting: dict[int, Connection] = {}
        """Those of them whose hellos have begun, by flow too."""
        self.held = 0

    def open(self, flow: int) -> Connection:
        """Begin to remember a connection in *flow*, in place of one before it."""
        self.close(flow)
        connection = self.table[flow] = Connection()
        self.held += CONNECTION_OVERHEAD
        return connection

    def find(self, flow: int) -> Connection | None:
        """Return the connection, or None; it has spoken just now."""
        connection = self.table.get(flow)
        if connection is not None:
            self.table.move_to_end(flow)
        return connection

    def add(self, connection: Connection, offset: int, piece: bytes) -> bool:
        """Add bytes to the hello; False when a limit of it is reached."""
        before = connection.held()
        hello = connection.hello
        if hello is None:
            hello = connection.hello = CryptoStream()
        whole = hello.add(offset, piece)
        self.held += connection.held() - before
        return whole

    def wait(self, connection: Connection, origin: Packet) -> None:
        """Note that the rest of the hello which began in the packet *origin* is to come."""
        connection.origin = origin
        self.waiting[origin.flow] = connection

    def release(self, connection: Connection) -> None:
        """Let go of the bytes of a connection that is remembered further."""
        self.held -= connection.held()
        connection.hello = None
        self.wait_no_more(connection)
        connection.origin = None

    def wait_no_more(self, connection: Connection) -> None:
        """Take *connection* from those that wait."""
        if connection.origin is not None:
            self.waiting.pop(connection.origin.flow, None)

    def close(self, flow: int) -> Connection | None:
        """Forget a connection and return it."""
        connection = self.table.pop(flow, None)
        if connection is not None:
            self.wait_no_more(connection)
            self.held -= connection.held() + CONNECTION_OVERHEAD
        return connection

    def make_room(self) -> Connection | None:
        """Take out and return the connection longest silent where the budget is used up."""
        if len(self.table) < MAX_CONNECTIONS and self.held < MAX_CONNECTION_BYTES:
            return None
        return self.pop()

    def pop(self) -> Connection | None:
        """Take out and return the connection longest silent."""
        return self.close(next(iter(self.table))) if self.table else None

"""The hellos of QUIC clients: put together out of CRYPTO frames, read once they are whole, and counted by what they show.

Which packets hold them is for `sensor.engine.quic` to find out; here they are open. Types stand in ``quic_hellos.pxd``.
"""

from sensor.decode.packet import Packet
from sensor.engine.connections import Connection, Connections
from sensor.engine.observer import Observer
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.flows.consts import FLOW_WATCHED, STATE_DONE
from sensor.flows.table import FlowTable
from sensor.protocols.handshake.consts import HANDSHAKE_HEADER, HELLO_WHOLE
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.quic.consts import FRAMES_CRYPTO, VERSION_Q050, VERSION_T050, VERSION_T051
from sensor.protocols.quic.crypto import lacking
from sensor.protocols.quic.google import TAG_NAME, chlo_values
from sensor.protocols.quic.scan import FrameScan, LongHeader
from sensor.wire.copy import copied

INITIALS = "initials"
"""Connections whose beginning was seen; the others say what became of them."""
# What becomes of a connection: counters in `Tally.quic`, each connection in one of them.
SNI = "sni"
NO_SNI = "no_sni"
INCOMPLETE = "incomplete"
"""The hello's rest has not come (yet)."""
UNDECRYPTED = "undecrypted"
"""No keys fitted: changed bytes, a capture that begins later, or another protocol that looks like it."""
UNKNOWN_VERSION = "unknown_version"
MALFORMED = "malformed"
"""Opened, and no ClientHello in it."""
OVER_LIMIT = "over_limit"
"""More packets or bytes than a hello has."""

MAX_PACKETS = 64
"""Packets opened for one hello: 64 KB at a KB each."""
GOOGLE_FRAMES = VERSION_Q050, VERSION_T050, VERSION_T051


class QuicHellos:
    """Reads the hellos of the connections of one worker."""

    def __init__(self, table: FlowTable, observer: Observer, tally: Tally, watch: Watch) -> None:
        self.table = table
        self.observer = observer
        self.tally = tally
        self.watch = watch
        self.connections = Connections()
        self.header = LongHeader()
        """Of the packet in hand."""
        self.frames = FrameScan()
        self.hello = HelloScan()

    def begin(self, packet: Packet) -> Connection:
        """Remember a new connection."""
        dropped = self.connections.make_room()
        while dropped is not None:
            self.last_words(dropped)
            dropped = self.connections.make_room()
        self.tally.quic[INITIALS] += 1
        return self.connections.open(packet.flow)

    def settle(self, connection: Connection, fate: str) -> int:
        """Count *connection* under *fate* from now on."""
        counts = self.tally.quic
        if connection.fate:
            counts[connection.fate] -= 1
        connection.fate = fate
        if fate:
            counts[fate] += 1
        return 0

    def opened(self, packet: Packet, slot: int, connection: Connection, payload: bytes) -> int:
        """Add the CRYPTO frames of an Initial to the hello, and read it if it is whole."""
        connection.client = packet.direction
        connection.version = self.header.version
        connection.packets += 1
        frames = self.walk(payload)
        fits = True
        missing = lacking(connection.hello, connection.version)
        while missing > 0 and frames.next() == FRAMES_CRYPTO:  # behind the hello there is padding
            piece = payload[frames.start : frames.stop]
            fits = self.connections.add(connection, frames.offset, piece) and fits
            missing = lacking(connection.hello, connection.version)
        if missing == 0:
            self.whole(packet, slot, connection)
        elif missing < 0:
            self.finish(connection, MALFORMED)
        elif connection.packets >= MAX_PACKETS:
            self.finish(connection, OVER_LIMIT)
        else:
            self.settle(connection, INCOMPLETE if fits else OVER_LIMIT)
            if connection.origin is None:
                self.connections.wait(connection, packet.kept())
            if self.header.cut and self.last_words(connection):
                self.retire(connection)
        return 0

    def walk(self, payload: bytes) -> FrameScan:
        """Begin to walk the frames of the packet in hand."""
        self.frames.begin(payload, self.header.version in GOOGLE_FRAMES)
        return self.frames

    def whole(self, packet: Packet, slot: int, connection: Connection) -> int:
        """Tell of a whole hello, and follow the conversation if somebody wants it."""
        hello = connection.hello
        assert hello is not None
        message = copied(hello.buffer, 0, hello.ready)
        mark = hash(message)
        if mark == connection.mark:
            self.tally.quic[INITIALS] -= 1
            self.finish(connection, "")
        elif connection.version == VERSION_Q050:
            self.chlo(packet, slot, connection, chlo_values(message, 0) or {})
        else:
            connection.mark = mark
            status = self.read(message)
            if self.hello.sni >= 0 or status == HELLO_WHOLE:
                self.finish(connection, SNI if self.hello.sni >= 0 else NO_SNI)
                self.table.state0[slot] = self.table.state1[slot] = STATE_DONE
                self.follow(packet, slot, self.observer.quic_hello(packet, message, self.hello, connection.version))
            else:
                self.finish(connection, MALFORMED)
        return 0

    def read(self, message: bytes) -> int:
        """Find the name in a ClientHello, or in its beginning; return HELLO_*."""
        end = min(len(message), HANDSHAKE_HEADER + (message[1] << 16 | message[2] << 8 | message[3]))
        return self.hello.read(message, HANDSHAKE_HEADER, end)

    def follow(self, packet: Packet, slot: int, watch: int) -> int:
        """Follow the conversation for its outcome, if somebody wants it."""
        if watch:
            self.table.flags[slot] |= FLOW_WATCHED
            self.watch.start(packet.flow, packet.direction, "quic", packet.ts, self.tally.two_sided)
        return 0

    def finish(self, connection: Connection, fate: str) -> int:
        """Nothing more is wanted of *connection*."""
        self.settle(connection, fate)
        self.retire(connection)
        return 0

    def retire(self, connection: Connection) -> int:
        """Keep only what tells the connection from the next."""
        connection.done = True
        self.connections.release(connection)
        return 0

    def chlo(self, packet: Packet, slot: int, connection: Connection, values: dict[bytes, bytes]) -> int:
        """Tell of a CHLO."""
        self.finish(connection, SNI if values.get(TAG_NAME) else NO_SNI)
        self.follow(packet, slot, self.observer.quic_chlo(packet, values, connection.version))
        return 0

    def last_words(self, connection: Connection) -> bool:
        """Read a hello whose end will not come: a name before the gap is as good as any. True when there was one."""
        hello = connection.hello
        origin = connection.origin
        if connection.done or hello is None or origin is None or hello.ready <= HANDSHAKE_HEADER:
            return False
        message = copied(hello.buffer, 0, hello.ready)
        if connection.version == VERSION_Q050:
            values = chlo_values(message, 0) or {}
            if TAG_NAME not in values:
                return False
            self.settle(connection, SNI)
            self.observer.quic_chlo(origin, values, connection.version)
            return True
        self.read(message)
        if self.hello.sni < 0:
            return False
        self.settle(connection, SNI)
        self.observer.quic_hello(origin, message, self.hello, connection.version)
        return True

"""QUIC: open the first packets of each client until the name is known, and leave the rest alone.

Only a client's Initials are opened. Their keys come from the connection id of the first of them; after a Retry from the
one that the server chose, which the client's next Initial carries. So the id that worked before is tried, then the
packet's own: that needs neither the Retry nor the packet before it.
"""

from sensor.decode.packet import Packet
from sensor.engine.connections import Connection, Connections
from sensor.engine.observer import Observer
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.flows.consts import FLOW_WATCHED, STATE_DONE
from sensor.flows.table import FlowTable
from sensor.protocols.handshake.consts import HELLO_WHOLE
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.quic.consts import (
    FAMILY_PROTECTED,
    FRAMES_CRYPTO,
    MAX_COALESCED,
    PACKET_CLEAR,
    PACKET_INITIAL,
    PACKET_NONE,
    PACKET_RETRY,
    VERSION_Q050,
    VERSION_T050,
    VERSION_T051,
)
from sensor.protocols.quic.google import TAG_NAME, chlo_values, clear_id, find_chlo
from sensor.protocols.quic.keys import open_initial
from sensor.protocols.quic.parse import HANDSHAKE_HEADER, begins_hello, lacking
from sensor.protocols.quic.scan import FrameScan, LongHeader

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

MAX_FAILED = 16
"""Packets of one conversation that could not be opened, after which no more are tried: some 50 µs each."""
MAX_PACKETS = 64
"""Packets opened for one hello: 64 KB at a KB each."""
GOOGLE_FRAMES = VERSION_Q050, VERSION_T050, VERSION_T051


class QuicReader:
    """Reads the long headers of one worker."""

    def __init__(self, table: FlowTable, observer: Observer, tally: Tally, watch: Watch) -> None:
        self.table = table
        self.observer = observer
        self.tally = tally
        self.watch = watch
        self.connections = Connections()
        self.header = LongHeader()
        self.frames = FrameScan()
        self.hello = HelloScan()

    def datagram(self, packet: Packet, slot: int) -> int:
        """Take a datagram that `looks_like` QUIC, whose flow stands in *slot*."""
        header = self.header
        kind = header.seek(packet.data, packet.payload, packet.end, packet.missing)
        for _ in range(MAX_COALESCED):
            if kind == PACKET_NONE:
                break
            if kind == PACKET_INITIAL:
                self.initial(packet, slot)
            elif kind == PACKET_CLEAR:
                self.clear(packet, slot)
            elif kind == PACKET_RETRY:
                self.retry(packet)
            kind = header.seek(packet.data, header.end, packet.end, packet.missing)
        return 0

    def initial(self, packet: Packet, slot: int) -> None:
        """Take an Initial: the client's are opened, until its hello is read."""
        header = self.header
        connection = self.connections.find(packet.flow) or self.begin(packet)
        if connection.client not in (-1, packet.direction):
            connection.peer = bytes(packet.data[header.scid : header.scid_end])
            self.tally.two_sided = True
        elif connection.done:
            self.after(packet, slot, connection)
        elif connection.failed < MAX_FAILED:
            payload = self.open(packet, connection)
            if payload is not None:
                self.opened(packet, slot, connection, payload)
                return
            connection.failed += 1
            if not connection.fate:
                self.settle(connection, UNDECRYPTED if header.family == FAMILY_PROTECTED else UNKNOWN_VERSION)

    def retry(self, packet: Packet) -> None:
        """Take a server's Retry: the client sends its hello again under a new id, which says nothing new if it was read."""
        connection = self.connections.find(packet.flow)
        if connection is not None and connection.done and connection.client != packet.direction:
            connection.peer = bytes(packet.data[self.header.scid : self.header.scid_end])

    def begin(self, packet: Packet) -> Connection:
        """Remember a new connection."""
        dropped = self.connections.make_room()
        while dropped is not None:
            self.last_words(dropped)
            dropped = self.connections.make_room()
        self.tally.quic[INITIALS] += 1
        return self.connections.open(packet.flow)

    def settle(self, connection: Connection, fate: str) -> None:
        """Count *connection* under *fate* from now on."""
        counts = self.tally.quic
        if connection.fate:
            counts[connection.fate] -= 1
        connection.fate = fate
        if fate:
            counts[fate] += 1

    def open(self, packet: Packet, connection: Connection) -> bytes | None:
        """Return the frames of the Initial in hand; begin the hello anew where its keys are new."""
        header = self.header
        own = bytes(packet.data[header.dcid : header.dcid_end])
        if connection.dcid is not None and connection.dcid != own:
            payload = self.open_with(packet, connection.dcid)
            if payload is not None:
                return payload
        payload = self.open_with(packet, own)
        if payload is not None and connection.dcid != own:
            self.connections.release(connection)
            connection.dcid = own
            connection.packets = 0
        return payload

    def open_with(self, packet: Packet, connection_id: bytes) -> bytes | None:
        """Open the Initial in hand; of one that the capture cut, believe only a hello's beginning."""
        payload = open_initial(packet.data, self.header, connection_id)
        if payload is not None and self.header.cut:
            frames = self.frames
            frames.begin(payload, self.header.version in GOOGLE_FRAMES)
            if frames.next() != FRAMES_CRYPTO or frames.offset or not begins_hello(payload[frames.start : frames.stop]):
                return None
        return payload

    def opened(self, packet: Packet, slot: int, connection: Connection, payload: bytes) -> None:
        """Add the CRYPTO frames of an Initial to the hello, and read it if it is whole."""
        connection.client = packet.direction
        connection.version = self.header.version
        connection.packets += 1
        frames = self.frames
        frames.begin(payload, connection.version in GOOGLE_FRAMES)
        fits = True
        while frames.next() == FRAMES_CRYPTO:
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
                connection.origin = packet.kept()
            if self.header.cut and self.last_words(connection):
                self.retire(connection)

    def whole(self, packet: Packet, slot: int, connection: Connection) -> None:
        """Tell of a whole hello, and follow the conversation if somebody wants it."""
        hello = connection.hello
        assert hello is not None
        message = bytes(hello.buffer[: hello.ready])
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

    def read(self, message: bytes) -> int:
        """Find the name in a ClientHello, or in its beginning; return HELLO_*."""
        end = min(len(message), HANDSHAKE_HEADER + int.from_bytes(message[1:HANDSHAKE_HEADER]))
        return self.hello.read(message, HANDSHAKE_HEADER, end)

    def follow(self, packet: Packet, slot: int, watch: int) -> None:
        """Follow the conversation for its outcome, if somebody wants it."""
        if watch:
            self.table.flags[slot] |= FLOW_WATCHED
            self.watch.start(packet.flow, packet.direction, "quic", packet.ts, self.tally.two_sided)

    def finish(self, connection: Connection, fate: str) -> None:
        """Nothing more is wanted of *connection*."""
        self.settle(connection, fate)
        self.retire(connection)

    def retire(self, connection: Connection) -> None:
        """Keep only what tells the connection from the next."""
        connection.done = True
        self.connections.release(connection)

    def after(self, packet: Packet, slot: int, connection: Connection) -> None:
        """Take a client's Initial after its hello was read: another connection between the same ends, or behind a Retry."""
        header = self.header
        own = bytes(packet.data[header.dcid : header.dcid_end])
        if own in (b"", connection.dcid, connection.peer, connection.tried) or connection.failed >= MAX_FAILED:
            return
        payload = self.open_with(packet, own)
        if payload is None:
            connection.tried = own
            connection.failed += 1
            return
        again = self.begin(packet)
        again.dcid = own
        again.mark = connection.mark
        self.opened(packet, slot, again, payload)

    def clear(self, packet: Packet, slot: int) -> None:
        """Take a packet of Google's clear versions: one with a CHLO begins a connection."""
        message = bytes(packet.data[self.header.start : self.header.end])
        values = chlo_values(message, find_chlo(message))
        if values is None:
            return
        own = clear_id(message)
        connection = self.connections.find(packet.flow)
        if connection is not None and connection.dcid == own:
            return
        connection = self.begin(packet)
        connection.dcid = own
        connection.client = packet.direction
        connection.version = self.header.version
        self.chlo(packet, slot, connection, values)

    def chlo(self, packet: Packet, slot: int, connection: Connection, values: dict[bytes, bytes]) -> None:
        """Tell of a CHLO."""
        self.finish(connection, SNI if values.get(TAG_NAME) else NO_SNI)
        self.follow(packet, slot, self.observer.quic_chlo(packet, values, connection.version))

    def last_words(self, connection: Connection) -> bool:
        """Read a hello whose end will not come: a name before the gap is as good as any. True when there was one."""
        hello = connection.hello
        origin = connection.origin
        if connection.done or hello is None or origin is None or hello.ready <= HANDSHAKE_HEADER:
            return False
        message = bytes(hello.buffer[: hello.ready])
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

    def flush(self) -> None:
        """The capture ended."""
        connection = self.connections.pop()
        while connection is not None:
            self.last_words(connection)
            connection = self.connections.pop()

"""QUIC: open the first packets of each client until the name is known, and leave the rest alone.

Only a client's Initials are opened. Their keys come from the connection id of the first of them; after a Retry from the
one that the server chose, which the client's next Initial carries. So the id that worked before is tried, then the
packet's own: that needs neither the Retry nor the packet before it. Types stand in ``quic.pxd``.
"""

from sensor.decode.packet import Packet
from sensor.engine.connections import Connection
from sensor.engine.quic_hellos import UNDECRYPTED, UNKNOWN_VERSION, QuicHellos
from sensor.protocols.quic.consts import (
    FAMILY_PROTECTED,
    FRAMES_CRYPTO,
    MAX_COALESCED,
    PACKET_CLEAR,
    PACKET_INITIAL,
    PACKET_NONE,
    PACKET_RETRY,
)
from sensor.protocols.quic.google import chlo_values, clear_id, find_chlo
from sensor.protocols.quic.keys import open_initial
from sensor.protocols.quic.parse import begins_hello
from sensor.wire.copy import copied

MAX_FAILED = 16
"""Packets of one conversation that could not be opened, after which no more are tried: some 10 µs each."""


class QuicReader(QuicHellos):
    """Reads the long headers of one worker."""

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

    def initial(self, packet: Packet, slot: int) -> int:
        """Take an Initial: the client's are opened, until its hello is read."""
        header = self.header
        connection = self.connections.find(packet.flow) or self.begin(packet)
        if connection.client not in (-1, packet.direction):
            connection.peer = copied(packet.data, header.scid, header.scid_end)
            self.tally.two_sided = True
        elif connection.done:
            self.after(packet, slot, connection)
        elif connection.failed < MAX_FAILED:
            payload = self.open(packet, connection)
            if payload is not None:
                self.opened(packet, slot, connection, payload)
                return 0
            connection.failed += 1
            if not connection.fate:
                self.settle(connection, UNDECRYPTED if header.family == FAMILY_PROTECTED else UNKNOWN_VERSION)
        return 0

    def after(self, packet: Packet, slot: int, connection: Connection) -> int:
        """Take a client's Initial after its hello was read: another connection between the same ends, or behind a Retry."""
        header = self.header
        own = copied(packet.data, header.dcid, header.dcid_end)
        if own in (b"", connection.dcid, connection.peer, connection.tried) or connection.failed >= MAX_FAILED:
            return 0
        payload = self.open_with(packet, own)
        if payload is None:
            connection.tried = own
            connection.failed += 1
            return 0
        again = self.begin(packet)
        again.dcid = own
        again.mark = connection.mark
        self.opened(packet, slot, again, payload)
        return 0

    def open(self, packet: Packet, connection: Connection) -> bytes | None:
        """Return the frames of the Initial in hand; begin the hello anew where its keys are new."""
        header = self.header
        own = copied(packet.data, header.dcid, header.dcid_end)
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
            frames = self.walk(payload)
            if frames.next() != FRAMES_CRYPTO or frames.offset or not begins_hello(payload[frames.start : frames.stop]):
                return None
        return payload

    def retry(self, packet: Packet) -> int:
        """Take a server's Retry: the client sends its hello again under a new id, which says nothing new if it was read."""
        connection = self.connections.find(packet.flow)
        if connection is not None and connection.done and connection.client != packet.direction:
            connection.peer = copied(packet.data, self.header.scid, self.header.scid_end)
        return 0

    def clear(self, packet: Packet, slot: int) -> int:
        """Take a packet of Google's clear versions: one with a CHLO begins a connection."""
        message = copied(packet.data, self.header.start, self.header.end)
        values = chlo_values(message, find_chlo(message))
        if values is None:
            return 0
        own = clear_id(message)
        connection = self.connections.find(packet.flow)
        if connection is not None and connection.dcid == own:
            return 0
        connection = self.begin(packet)
        connection.dcid = own
        connection.client = packet.direction
        connection.version = self.header.version
        self.chlo(packet, slot, connection, values)
        return 0

    def flush(self) -> None:
        """The capture ended."""
        connection = self.connections.pop()
        while connection is not None:
            self.last_words(connection)
            connection = self.connections.pop()

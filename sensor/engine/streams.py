"""The streams that are being collected, within one budget. Types stand in ``streams.pxd``."""

from sensor.decode.packet import Packet
from sensor.flows.consts import STATE_HTTP, STREAM_OK, STREAM_OVERHEAD
from sensor.flows.stream import Stream
from sensor.protocols.http.consts import MAX_METHOD
from sensor.wire.buffer import Buffer

MAX_STREAMS = 16384
"""Heads in the making at once; at 10 Gbit/s a busy tap has a few hundred."""
MAX_STREAM_BYTES = 32 * 1024 * 1024
"""Bytes that all of them hold together."""


class Streams:
    """Streams by (flow, direction), oldest first."""

    def __init__(self) -> None:
        self.table: dict[tuple[int, int], Stream] = {}
        self.held = 0

    def open(self, packet: Packet, base: int, state: int) -> Stream:
        """Begin to collect the direction of *packet* from sequence number *base*."""
        stream = Stream(base)
        stream.state = state
        stream.origin = packet.kept()
        self.table[(packet.flow, packet.direction)] = stream
        self.held += STREAM_OVERHEAD
        return stream

    def find(self, flow: int, direction: int) -> Stream | None:
        """Return the stream, or None."""
        return self.table.get((flow, direction))

    def add(self, stream: Stream, seq: int, data: Buffer, pos: int, end: int) -> bool:
        """Add a segment; False when a limit of the stream is reached."""
        before = stream.held()
        status = stream.add(seq, data, pos, end)
        self.held += stream.held() - before
        return status == STREAM_OK

    def worth_reading(self, stream: Stream) -> bool:
        """True when bytes came that may have made a head whole.

        A request head is looked at again only once its end is there, so that a head sent byte by byte costs no more
        than one sent whole.
        """
        if len(stream.buffer) <= stream.read_to:
            return False
        if stream.state != STATE_HTTP or stream.read_to < MAX_METHOD:
            return True  # what began like a method may turn out to be none
        start = max(0, stream.read_to - 3)
        return stream.buffer.find(b"\n\r\n", start) >= 0 or stream.buffer.find(b"\n\n", start) >= 0

    def unread(self, stream: Stream, need: int = 0) -> None:
        """The bytes that are there made nothing whole: wait for more, until *need* are there where that is known."""
        stream.read_to = max(len(stream.buffer), need - 1)

    def consume(self, stream: Stream, count: int) -> None:
        """Take *count* bytes off the front of *stream*."""
        before = stream.held()
        stream.consume(count)
        stream.read_to = 0
        self.held += stream.held() - before

    def close(self, flow: int, direction: int) -> Stream | None:
        """Forget a stream and return it."""
        stream = self.table.pop((flow, direction), None)
        if stream is not None:
            self.held -= stream.held() + STREAM_OVERHEAD
        return stream

    def make_room(self) -> Stream | None:
        """Take out and return the oldest stream where the budget is used up."""
        if len(self.table) < MAX_STREAMS and self.held < MAX_STREAM_BYTES:
            return None
        return self.pop()

    def pop(self) -> Stream | None:
        """Take out and return the oldest stream."""
        if not self.table:
            return None
        stream = self.table.pop(next(iter(self.table)))
        self.held -= stream.held() + STREAM_OVERHEAD
        return stream

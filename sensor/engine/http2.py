"""HTTP/2 in the clear: the heads of the connections that began within sight."""

from collections import OrderedDict

from sensor.decode.packet import Packet
from sensor.engine.observer import Observer
from sensor.engine.outcome import CONNECT
from sensor.engine.watch import Watch
from sensor.protocols.http.http2 import Broken, Http2Side, request_of, status_of

MAX_SIDES = 256
"""Directions followed at once, 10 MB with common tables, 30 MB at the worst; the one longest silent goes first."""
LOST = -1
"""Answer of `Http2Reader.read`: the direction cannot be followed."""


class Http2Reader:
    """Reads the directions of one worker that speak HTTP/2."""

    def __init__(self, observer: Observer, watch: Watch) -> None:
        self.observer = observer
        self.watch = watch
        self.sides: OrderedDict[tuple[int, int], Http2Side] = OrderedDict()
        self.wanted = ""
        """Kind of the conversation, after a read that found something wanted."""
        self.asked = b""
        """The host that this names."""

    def knows(self, flow: int) -> bool:
        """True when one side of *flow* is followed, so that the other may begin."""
        return (flow, 0) in self.sides or (flow, 1) in self.sides

    def read(self, packet: Packet, data: bytes, proxied: int) -> int:
        """Read what is whole in *data*, that goes on where the direction of *packet* was left; return the bytes used, or LOST."""
        self.wanted = ""
        key = packet.flow, packet.direction
        side = self.sides.get(key)
        if side is None:
            if len(self.sides) >= MAX_SIDES:
                self.sides.popitem(last=False)
                self.observer.tally.odd("http2.over_limit")
            side = self.sides[key] = Http2Side()
        self.sides.move_to_end(key)
        try:
            used = side.read(data)
        except Broken:
            self.observer.tally.odd("http2.broken")
            del self.sides[key]
            used = LOST
        for head in side.heads:
            self.head(packet, head, proxied)
        side.heads.clear()
        return used

    def head(self, packet: Packet, head: dict[bytes, bytes], proxied: int) -> None:
        """Take one head: a request is told, a response tells what became of one."""
        request = request_of(head)
        if request is None:
            status = status_of(head)
            if status:
                self.watch.status(packet.flow, status, head.get(b"location"))
        elif self.observer.http_value(packet, request, proxied):
            self.wanted = CONNECT if request.http_method == "CONNECT" else "http"
            self.asked = (request.hostname or "").encode()

    def close(self, flow: int) -> None:
        """The conversation is over."""
        self.sides.pop((flow, 0), None)
        self.sides.pop((flow, 1), None)

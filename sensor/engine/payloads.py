"""The first bytes that a side sends, where a signature looks at them: collected, compared, told.

The loops ask `sensor.match.payloads.PayloadTable` by port and address before they call anything here, so this sees few
packets, and is not compiled.
"""

from collections import OrderedDict

from sensor.decode.packet import Packet
from sensor.engine.observer import Observer
from sensor.engine.streams import keep
from sensor.flows.recent import Recent
from sensor.flows.stream import STREAM_OK, Stream
from sensor.match.payloads import CLIENT, SERVER, PayloadTable
from sensor.model.bodies import Flow
from sensor.signatures.limits import MAX_PAYLOAD

MAX_HEADS = 4096
"""Directions whose first bytes are being collected, 6 MB at most; the oldest is judged by what it has."""
HEAD_WAIT = 30_000_000_000
"""Nanoseconds that one is waited for: who begins with a few bytes says more within seconds, or waits for an answer."""
SIDE_UNKNOWN = -1


class Head:
    """The first bytes of one TCP direction, as far as they came."""

    __slots__ = ("needs", "origin", "stream")

    def __init__(self, origin: Packet, base: int, needs: dict[int, list[int]]) -> None:
        self.origin = origin
        """The first packet that carried some, as far as an observation needs it."""
        self.stream = Stream(base)
        self.needs = needs
        """Rules by whose bytes they take these for: `CLIENT` or `SERVER`."""


class PayloadReader:
    """Collects and compares first bytes. One for each input."""

    def __init__(self, observer: Observer, table: PayloadTable) -> None:
        self.observer = observer
        self.table = table
        self.recent = Recent()
        self.heads: OrderedDict[tuple[int, int], Head] = OrderedDict()

    def segment(self, packet: Packet, base: int, side: int) -> bool:
        """Take a segment of a direction whose first byte has the sequence number *base*; true when no more is wanted.

        *side* is who sends it, `CLIENT` or `SERVER`, or `SIDE_UNKNOWN`.
        """
        key = packet.flow, packet.direction
        head = self.heads.get(key)
        if head is None:
            needs = self.rules(packet, side)
            if not needs:
                return True
            self.make_room(packet.ts)
            head = self.heads[key] = Head(keep(packet), base, needs)
        status = head.stream.add(packet.seq, packet.data, packet.payload, packet.end)
        need = max(self.table.need(numbers) for numbers in head.needs.values())
        if status == STREAM_OK and len(head.stream.buffer) < min(need, MAX_PAYLOAD) and not packet.missing:
            return False
        self.end(packet.flow, packet.direction)
        return True

    def datagram(self, packet: Packet) -> None:
        """Take a datagram. One that a second mirror port hands over is not told again."""
        needs = self.rules(packet, SIDE_UNKNOWN)
        if needs and not self.recent.twice(packet):
            payload = bytes(packet.data[packet.payload : min(packet.end, packet.payload + MAX_PAYLOAD)])
            self.tell(packet, needs, payload)

    def anchored(self, packet: Packet) -> None:
        """Take a datagram on a port that is nobody's: its first bytes tell whether it is looked at."""
        anchors = self.table.anchors
        if bytes(packet.data[packet.payload : min(packet.end, packet.payload + self.table.anchor)]) in anchors:
            self.datagram(packet)

    def rules(self, packet: Packet, side: int) -> dict[int, list[int]]:
        """Return the rules that look at what *packet* carries, by whose bytes they take it for."""
        length = packet.address_length
        found = {}
        if side != SERVER:
            address = bytes(packet.data[packet.dst : packet.dst + length])
            found[CLIENT] = self.table.find(CLIENT, address, packet.dport, packet.proto)
        if side != CLIENT:
            address = bytes(packet.data[packet.src : packet.src + length])
            found[SERVER] = self.table.find(SERVER, address, packet.sport, packet.proto)
        return {sender: numbers for sender, numbers in found.items() if numbers}

    def tell(self, packet: Packet, needs: dict[int, list[int]], payload: bytes) -> None:
        """Hand on *payload* where a rule holds, as an observation of the client's."""
        for sender, numbers in needs.items():
            if any(self.table.holds(number, payload) for number in numbers):
                self.observer.emit(packet, "flow", Flow(payload=payload, from_server=sender == SERVER), 0, sender)

    def end(self, flow: int, direction: int) -> None:
        """No more of a direction is wanted, or will come: judge what there is."""
        head = self.heads.pop((flow, direction), None)
        if head is not None and head.stream.buffer:
            self.tell(head.origin, head.needs, bytes(head.stream.buffer[:MAX_PAYLOAD]))

    def make_room(self, now: int) -> None:
        """Judge what was waited for long enough, or has to make room for one more."""
        while self.heads:
            (flow, direction), head = next(iter(self.heads.items()))
            if len(self.heads) < MAX_HEADS and abs(now - head.origin.ts) < HEAD_WAIT:
                return
            self.end(flow, direction)

    def flush(self) -> None:
        """The capture ended."""
        for flow, direction in list(self.heads):
            self.end(flow, direction)

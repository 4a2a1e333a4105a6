"""The first bytes that a side sends, where a signature looks at them: collected, compared, told.

The loops ask `sensor.match.payloads.PayloadTable` by port and address before they call anything here. Types stand in
``payloads.pxd``.
"""

from collections import OrderedDict

from sensor.decode.packet import Packet
from sensor.engine.observer import Observer
from sensor.flows.consts import STREAM_OK
from sensor.flows.recent import Recent
from sensor.flows.stream import Stream
from sensor.match.payloads import CLIENT, SERVER, PayloadTable
from sensor.model.bodies import Flow
from sensor.signatures.limits import MAX_PAYLOAD
from sensor.wire.copy import copied

MAX_HEADS = 4096
"""Directions whose first bytes are being collected, 6 MB at most; the oldest is judged by what it has."""
HEAD_WAIT = 30_000_000_000
"""Nanoseconds that one is waited for: who begins with a few bytes says more within seconds, or waits for an answer."""
SIDE_UNKNOWN = -1


class Rules:
    """The numbers of the rules that look at some first bytes, by whose bytes they take them for."""

    __slots__ = ("client", "need", "server")

    def __init__(self, client: list[int], server: list[int], need: int) -> None:
        self.client = client
        self.server = server
        self.need = min(need, MAX_PAYLOAD)
        """Bytes that decide all of them."""


class Head:
    """The first bytes of one TCP direction, as far as they came."""

    __slots__ = ("origin", "rules", "stream")

    def __init__(self, origin: Packet, base: int, rules: Rules) -> None:
        self.origin = origin
        """The first packet that carried some, as far as an observation needs it."""
        self.stream = Stream(base)
        self.rules = rules


class PayloadReader:
    """Collects and compares first bytes. One for each input."""

    def __init__(self, observer: Observer, table: PayloadTable) -> None:
        self.observer = observer
        self.recent = Recent()
        self.heads: OrderedDict[tuple[int, int], Head] = OrderedDict()
        self.look_at(table)

    def look_at(self, table: PayloadTable) -> None:
        """Look for what *table* wants."""
        self.table = table
        self.anchors = table.anchors
        self.anchor = table.anchor
        self.needles = table.needles

    def segment(self, packet: Packet, base: int, side: int) -> bool:
        """Take a segment of a direction whose first byte has the sequence number *base*; true when no more is wanted.

        *side* is who sends it, `CLIENT` or `SERVER`, or `SIDE_UNKNOWN`.
        """
        key = (packet.flow, packet.direction)
        head = self.heads.get(key)
        if head is None:
            rules = self.rules(packet, side)
            if rules is None:
                return True
            self.make_room(packet.ts)
            if packet.seq == base and (packet.missing or packet.end - packet.payload >= rules.need):
                self.tell(packet, rules, copied(packet.data, packet.payload, packet.end))
                return True
            head = self.heads[key] = Head(packet.kept(), base, rules)
        stream = head.stream
        status = stream.add(packet.seq, packet.data, packet.payload, packet.end)
        if status == STREAM_OK and len(stream.buffer) < head.rules.need and not packet.missing:
            return False
        self.end(packet.flow, packet.direction)
        return True

    def datagram(self, packet: Packet) -> int:
        """Take a datagram. One that a second mirror port hands over is not told again."""
        rules = self.rules(packet, SIDE_UNKNOWN)
        if rules is not None and not self.recent.twice(packet):
            self.tell(packet, rules, copied(packet.data, packet.payload, packet.end))
        return 0

    def is_anchor(self, packet: Packet) -> bool:
        """True for a datagram whose first bytes are looked for on any port."""
        return copied(packet.data, packet.payload, min(packet.end, packet.payload + self.anchor)) in self.anchors

    def rules(self, packet: Packet, side: int) -> Rules | None:
        """Return the rules that look at what *packet* carries; None where there are none."""
        length = packet.address_length
        client: list[int] = []
        server: list[int] = []
        if side != SERVER:
            address = copied(packet.data, packet.dst, packet.dst + length)
            client = self.table.find(CLIENT, address, packet.dport, packet.proto)
        if side != CLIENT:
            address = copied(packet.data, packet.src, packet.src + length)
            server = self.table.find(SERVER, address, packet.sport, packet.proto)
        if not client and not server:
            return None
        return Rules(client, server, max(self.needles.need(client), self.needles.need(server)))

    def tell(self, packet: Packet, rules: Rules, payload: bytes) -> int:
        """Hand on *payload* where a rule holds, as an observation of the client's."""
        payload = payload[:MAX_PAYLOAD]
        if self.needles.any_holds(rules.client, payload):
            self.observer.emit(packet, "flow", Flow(payload=payload), 0, CLIENT)
        if self.needles.any_holds(rules.server, payload):
            self.observer.emit(packet, "flow", Flow(payload=payload, from_server=True), 0, SERVER)
        return 0

    def end(self, flow: int, direction: int) -> int:
        """No more of a direction is wanted, or will come: judge what there is."""
        head = self.heads.pop((flow, direction), None)
        if head is not None and head.stream.buffer:
            self.tell(head.origin, head.rules, bytes(head.stream.buffer))
        return 0

    def make_room(self, now: int) -> int:
        """Judge what was waited for long enough, or has to make room for one more."""
        while self.heads:
            (flow, direction), head = next(iter(self.heads.items()))
            if len(self.heads) < MAX_HEADS and abs(now - head.origin.ts) < HEAD_WAIT:
                return 0
            self.end(flow, direction)
        return 0

    def flush(self) -> None:
        """The capture ended."""
        for flow, direction in list(self.heads):
            self.end(flow, direction)

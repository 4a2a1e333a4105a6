"""Follows the conversations in which something wanted was seen, to tell what became of them (`sensor.engine.outcome`)."""

from collections.abc import Callable

from sensor.decode.packet import Packet
from sensor.engine.outcome import (
    STAGE_ANSWERED,
    STAGE_DATA,
    STAGE_FINISHED,
    Watched,
    answer,
    judge,
    note,
)
from sensor.match.names import NameTable
from sensor.model.outcome import FlowOutcome
from sensor.protocols.http.response import REDIRECTIONS, host_of, location_in, status_at
from sensor.protocols.quic.consts import PROGRESS_DATA, PROGRESS_NONE
from sensor.protocols.quic.scan import progress
from sensor.wire.name import Name, printable

MAX_WATCHED = 65536
"""Conversations watched at once, about 40 MB; the oldest is told first."""
MAX_HOST = 64
"""Characters shown of a host that a redirection leads to."""


class Watch:
    """The watched conversations of one worker, by flow key."""

    def __init__(self, told: Callable[[FlowOutcome], object]) -> None:
        self.told = told
        self.names = NameTable()
        """The names that signatures want: a vendor's servers send each other's clients around."""
        self.flows: dict[int, Watched] = {}
        self.ending: Callable[[int], object] = lambda _: None
        """Called with a flow before its outcome is told."""

    def start(self, flow: int, client: int, kind: str, ts: int, two_sided: bool, *, answered: bool = False) -> None:
        """Watch *flow*, whose direction *client* asks; for one that is watched already, expect *kind* from now on.

        *two_sided* as in `end`: for the one that has to make room. *answered*: the server's handshake was seen before.
        """
        watched = self.flows.get(flow)
        if watched is not None:
            watched.expect(kind)
        else:
            if len(self.flows) >= MAX_WATCHED:
                self.end(next(iter(self.flows)), two_sided)
            watched = self.flows[flow] = Watched(client, kind, ts)
        if answered:
            watched.stage = max(watched.stage, STAGE_ANSWERED)

    def data(self, packet: Packet) -> None:
        """Note a packet that carries payload."""
        watched = self.flows.get(packet.flow)
        if watched is None:
            return
        watched.ts = packet.ts
        from_server = packet.direction != watched.client
        segment = bytes(packet.data[packet.payload : packet.end])
        if from_server:
            watched.sent(packet.seq, len(segment) + packet.missing)
            status = status_at(segment)
            if status:
                answer(watched, status, self.away(watched, status, location_in(segment)))
                return
        for record in watched.walks[packet.direction].records(packet.seq, segment):
            note(watched, record, from_server)

    def finished(self, packet: Packet) -> None:
        """Note a FIN: its number tells how much its sender sent, of which the kernel may have dropped some."""
        watched = self.flows.get(packet.flow)
        if watched is not None and watched.next is not None and packet.direction != watched.client:
            watched.sent(packet.seq, packet.end - packet.payload + packet.missing)

    def datagram(self, packet: Packet) -> None:
        """Note a datagram, not empty, of a QUIC conversation: what its headers tell of how far each side is."""
        watched = self.flows.get(packet.flow)
        if watched is None:
            return
        watched.ts = packet.ts
        from_server = packet.direction != watched.client
        if from_server:
            watched.received += packet.end - packet.payload + packet.missing
        step = progress(packet.data, packet.payload, packet.end)
        if from_server and step != PROGRESS_NONE:
            data = step == PROGRESS_DATA and watched.stage >= STAGE_FINISHED
            watched.stage = max(watched.stage, STAGE_DATA if data else STAGE_ANSWERED)
        elif step == PROGRESS_DATA and watched.stage >= STAGE_ANSWERED:
            watched.stage = max(watched.stage, STAGE_FINISHED)

    def status(self, flow: int, status: int, location: bytes | None = None) -> None:
        """Note the status of a response whose head was read, with its Location."""
        watched = self.flows.get(flow)
        if watched is not None:
            answer(watched, status, self.away(watched, status, location))

    def asks(self, flow: int, host: bytes) -> None:
        """Note the host that a request in *flow* names."""
        watched = self.flows.get(flow)
        if watched is not None:
            watched.asked = host.lower().rstrip(b".")

    def away(self, watched: Watched, status: int, location: bytes | None) -> str | None:
        """Return where a response sends the client, if it is to somebody else, empty if that is not shown; else None.

        The host that was asked, and those that signatures want, are at home here.
        """
        if status not in REDIRECTIONS:
            return None
        host = None if location is None else host_of(location)
        if host is None:
            return ""
        name = Name()
        if host in (b"", watched.asked) or name.read_text(host, 0, len(host)) <= 0:
            return None
        return None if self.names.wants(name.text, 0, name.length) else printable(host[:MAX_HOST])

    def reset(self, flow: int, by: str) -> None:
        """Note a RST sent by address *by*."""
        watched = self.flows.get(flow)
        if watched is not None and not watched.reset_by:
            watched.reset_by = by

    def accepted(self, flow: int) -> None:
        """Note that the server's SYN came."""
        watched = self.flows.get(flow)
        if watched is not None:
            watched.accepted = True

    def unreachable(self, flow: int, by: str) -> None:
        """Note that the router or host *by* says in an ICMP error that the server cannot be reached."""
        watched = self.flows.get(flow)
        if watched is not None and not watched.unreachable_by:
            watched.unreachable_by = by

    def forget(self, flow: int) -> None:
        """Watch *flow* no longer; nothing is told of it."""
        self.flows.pop(flow, None)

    def end(self, flow: int, two_sided: bool) -> None:
        """Tell what became of *flow* and forget it. *two_sided*: the capture shows answers of servers at all."""
        self.ending(flow)
        watched = self.flows.pop(flow, None)
        if watched is not None:
            outcome, detail = judge(watched, two_sided)
            self.told(FlowOutcome(flow, outcome, watched.ts, watched.received, detail))

    def flush(self, two_sided: bool) -> None:
        """The capture ended: tell of all."""
        while self.flows:
            self.end(next(iter(self.flows)), two_sided)

"""What became of an attempt: reads the rest of a watched conversation, without its content.

A stage is reached by the kinds of TLS record, or the HTTP status, that each side sends; nothing is decrypted.
"""

from collections.abc import Callable

from sensor.decode.packet import Packet
from sensor.model.outcome import FlowOutcome, Outcome
from sensor.protocols.tls.consts import RECORD_ALERT, RECORD_CHANGE_CIPHER, RECORD_DATA, RECORD_HANDSHAKE, RECORD_HEADER

MAX_WATCHED = 65536
"""Conversations watched at once, about 30 MB; the oldest is told first."""

STATUS_BYTES = 12
"""``HTTP/1.1 200``: what is read of a response (RFC 9112 section 4)."""

STAGE_ASKED = 0
STAGE_ANSWERED = 1
"""The server sent handshake records."""
STAGE_FINISHED = 2
"""The client went on to send protected data: it accepted the server."""
STAGE_DATA = 3
"""The server sent protected data after that."""


class Watched:
    """One conversation."""

    __slots__ = ("alert", "client", "kind", "received", "reset_by", "stage", "status", "ts")

    def __init__(self, client: int, kind: str, ts: int) -> None:
        self.client = client
        """Direction of the asking side."""
        self.kind = kind
        self.ts = ts
        self.stage = STAGE_ASKED
        self.status = 0
        """HTTP status of the last response."""
        self.received = 0
        """Payload bytes from the server."""
        self.alert = False
        self.reset_by = ""


class Watch:
    """The watched conversations of one worker, by flow key."""

    def __init__(self, told: Callable[[FlowOutcome], None]) -> None:
        self.told = told
        self.flows: dict[int, Watched] = {}

    def start(self, flow: int, client: int, kind: str, ts: int, two_sided: bool) -> None:
        """Watch *flow*, whose direction *client* asks; for one that is watched already, expect *kind* from now on.

        *two_sided* as in `end`: for the one that has to make room.
        """
        if flow in self.flows:
            self.flows[flow].kind = kind
            return
        if len(self.flows) >= MAX_WATCHED:
            self.end(next(iter(self.flows)), two_sided)
        self.flows[flow] = Watched(client, kind, ts)

    def data(self, packet: Packet) -> None:
        """Note a packet that carries payload."""
        watched = self.flows.get(packet.flow)
        if watched is None:
            return
        watched.ts = packet.ts
        from_server = packet.direction != watched.client
        if from_server:
            watched.received += packet.end - packet.payload + packet.missing
        segment = bytes(packet.data[packet.payload : packet.end])
        if from_server and segment.startswith(b"HTTP/1.") and segment[9:STATUS_BYTES].isdigit():
            watched.status = int(segment[9:STATUS_BYTES])
        else:
            self.records(watched, segment, from_server)

    def records(self, watched: Watched, segment: bytes, from_server: bool) -> None:
        """Note the TLS records that begin in *segment*, if it begins with one."""
        pos = 0
        while pos + RECORD_HEADER <= len(segment):
            if not RECORD_CHANGE_CIPHER <= segment[pos] <= RECORD_DATA or segment[pos + 1] != 3:
                return
            self.record(watched, segment[pos], from_server)
            pos += RECORD_HEADER + int.from_bytes(segment[pos + 3 : pos + 5])

    def record(self, watched: Watched, kind: int, from_server: bool) -> None:
        """Note one TLS record."""
        if kind == RECORD_ALERT and watched.stage < STAGE_FINISHED:
            watched.alert = True
        elif from_server and kind == RECORD_HANDSHAKE:
            watched.stage = max(watched.stage, STAGE_ANSWERED)
        elif kind == RECORD_DATA and from_server and watched.stage >= STAGE_FINISHED:
            watched.stage = STAGE_DATA
        elif kind == RECORD_DATA and not from_server and watched.stage >= STAGE_ANSWERED:
            watched.stage = max(watched.stage, STAGE_FINISHED)

    def reset(self, flow: int, by: str) -> None:
        """Note a RST sent by address *by*."""
        watched = self.flows.get(flow)
        if watched is not None and not watched.reset_by:
            watched.reset_by = by

    def end(self, flow: int, two_sided: bool) -> None:
        """Tell what became of *flow* and forget it. *two_sided*: the capture shows answers of servers at all."""
        watched = self.flows.pop(flow, None)
        if watched is not None:
            outcome, detail = judge(watched, two_sided)
            self.told(FlowOutcome(flow, outcome, watched.ts, watched.received, detail))

    def flush(self, two_sided: bool) -> None:
        """The capture ended: tell of all."""
        while self.flows:
            self.end(next(iter(self.flows)), two_sided)


def judge(watched: Watched, two_sided: bool) -> tuple[Outcome, str]:
    """Return the outcome of a conversation, and why in a few words."""
    if watched.kind == "tls" and watched.stage >= STAGE_FINISHED:
        return Outcome.SUCCEEDED, f"handshake completed, {watched.received} bytes received"
    if watched.kind == "http" and 200 <= watched.status < 400:
        return Outcome.SUCCEEDED, f"HTTP {watched.status}, {watched.received} bytes received"
    if watched.status >= 400:
        return Outcome.REFUSED, f"HTTP {watched.status}"
    if watched.alert:
        return Outcome.REFUSED, "ended by a TLS alert"
    if watched.reset_by:
        return Outcome.REFUSED, f"reset by {watched.reset_by}"
    if watched.received:
        return Outcome.ATTEMPTED, f"answered with {watched.received} bytes, not carried to its end"
    if two_sided:
        return Outcome.ATTEMPTED, "no answer"
    return Outcome.UNKNOWN, "the capture shows one direction only"

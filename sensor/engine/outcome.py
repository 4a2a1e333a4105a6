"""What one conversation came to, told by the kinds of TLS record or the HTTP status that each side sends.

Nothing is decrypted. An alert that TLS 1.3 protects looks like data, and is told by its length: a client that refuses a
certificate would otherwise count as one that was served.
"""

from sensor.model.outcome import Outcome
from sensor.protocols.tls.consts import (
    ALERT_BYTES,
    ALERT_FATAL,
    PROTECTED_ALERTS,
    RECORD_ALERT,
    RECORD_DATA,
    RECORD_HANDSHAKE,
)
from sensor.protocols.tls.records import Record, RecordWalk
from sensor.wire.sequence import distance, wrapped

MAX_WINDOW = 1 << 30
"""Bytes that may be on their way (RFC 7323 section 2.3): what lies farther ahead is not of the conversation."""
CONNECT = "connect"
"""Kind of a conversation with a proxy, until something wanted is seen inside the tunnel."""

NOT_MODIFIED = 304
"""The client has what it asked for (RFC 9110 section 15.4.5): of an update server as good an answer as the update."""

STAGE_ASKED = 0
STAGE_ANSWERED = 1
"""The server sent handshake records."""
STAGE_FINISHED = 2
"""The client went on to send protected data: it accepted the server."""
STAGE_DATA = 3
"""The server sent protected data after that."""


class Watched:
    """One conversation."""

    __slots__ = (
        "accepted",
        "alert",
        "asked",
        "away",
        "before",
        "client",
        "kind",
        "next",
        "received",
        "reset_by",
        "stage",
        "status",
        "ts",
        "tunnel",
        "unreachable_by",
        "walks",
    )

    def __init__(self, client: int, kind: str, ts: int) -> None:
        self.client = client
        """Direction of the asking side."""
        self.kind = kind
        self.ts = ts
        self.stage = STAGE_ASKED
        self.status = 0
        """HTTP status of the response; of several the best."""
        self.asked = b""
        """Host that the last request named, lower case."""
        self.away: str | None = None
        """Where the response of that status sends the client, away from whom it asked; empty where that is not shown."""
        self.tunnel = False
        """The proxy has said that it connected."""
        self.received = 0
        """Payload bytes from the server."""
        self.next: int | None = None
        """Sequence number behind the last of them, once one was seen."""
        self.before = 0
        """Of these, what came before the last thing that was wanted."""
        self.alert = ""
        """Who refused the other before there was data: ``client`` or ``server``."""
        self.accepted = False
        """It was watched before the server's SYN came."""
        self.reset_by = ""
        self.unreachable_by = ""
        self.walks = (RecordWalk(), RecordWalk())
        """Over the records of each direction."""

    def sent(self, seq: int, length: int) -> None:
        """The server sent *length* bytes from *seq* on; what was lost to the sensor before them was sent as well."""
        end = wrapped(seq + length)
        ahead = length if self.next is None else distance(end, self.next)
        if self.next is None or 0 < ahead <= MAX_WINDOW:
            self.received += ahead
            self.next = end

    def expect(self, kind: str) -> None:
        """Something else that is wanted was seen in the conversation: *kind* from now on."""
        if self.kind == CONNECT and kind != CONNECT:
            self.status = 0  # the proxy's; what was asked for inside has its own
            self.away = None
            self.stage = STAGE_ASKED
            self.before = self.received
        self.kind = kind


def answer(watched: Watched, status: int, away: str | None = None) -> None:
    """Note the status of a response. An interim one decides nothing; 101 is an answer (RFC 9110 section 15.2).

    *away* is where it sends the client, if that is to somebody else: as proxies and filters do with what they block.
    """
    if watched.kind == CONNECT and not watched.tunnel and 200 <= status < 300:
        watched.tunnel = True
        watched.status = 0
        watched.away = None
    elif not served(watched) and (status >= 200 or status == 101):
        watched.status = status
        watched.away = away


def is_good(status: int) -> bool:
    """True for a status that gives what was asked for, or says where it is, or that the client has it (304)."""
    return 200 <= status < 400 or status == 101


def served(watched: Watched) -> bool:
    """True when a response came that was as good as it said: not one that leads to somebody else."""
    return is_good(watched.status) and watched.away is None


def note(watched: Watched, record: Record, from_server: bool) -> None:
    """Note one TLS record."""
    protected_alert = record.kind == RECORD_DATA and record.length in PROTECTED_ALERTS
    if record.kind == RECORD_ALERT or protected_alert:
        if refuses(record, from_server) and watched.stage < STAGE_FINISHED:
            watched.alert = "server" if from_server else "client"
    elif from_server and record.kind == RECORD_HANDSHAKE:
        watched.stage = max(watched.stage, STAGE_ANSWERED)
    elif record.kind == RECORD_DATA and from_server and watched.stage >= STAGE_FINISHED:
        watched.stage = STAGE_DATA
    elif record.kind == RECORD_DATA and not from_server and watched.received > watched.before:
        watched.stage = max(watched.stage, STAGE_FINISHED)


def refuses(alert: Record, from_server: bool) -> bool:
    """True for a fatal alert: a plain one that says so, or the protected one of a client in place of its Finished.

    Warnings are none: servers say in one that they do not know the name, and go on. Other protected alerts come behind
    the handshake, where they mostly just say good-bye.
    """
    if alert.kind == RECORD_ALERT:
        return alert.length == ALERT_BYTES and alert.first == ALERT_FATAL
    return not from_server


def judge(watched: Watched, two_sided: bool) -> tuple[Outcome, str]:
    """Return the outcome of a conversation, and why in a few words."""
    if watched.stage >= STAGE_DATA or (watched.kind == "quic" and watched.stage >= STAGE_FINISHED):
        return Outcome.SUCCEEDED, f"handshake completed, {watched.received} bytes received"
    if watched.status:
        return judge_status(watched)
    if watched.alert:
        return Outcome.REFUSED, f"ended by a TLS alert of the {watched.alert}"
    if watched.reset_by:
        return Outcome.REFUSED, f"reset by {watched.reset_by}"
    if watched.unreachable_by and not watched.received:
        return Outcome.REFUSED, f"unreachable, as {watched.unreachable_by} says"
    if watched.stage >= STAGE_FINISHED:
        return Outcome.ATTEMPTED, "handshake completed, no data came back"
    if watched.tunnel:
        return Outcome.ATTEMPTED, "the proxy connected, and nothing more is known"
    if watched.received:
        return Outcome.ATTEMPTED, f"answered with {watched.received} bytes, not carried to its end"
    if watched.accepted:
        return Outcome.ATTEMPTED, "connected, and nothing more is known"
    if two_sided:
        return Outcome.ATTEMPTED, "no answer"
    return Outcome.UNKNOWN, "the capture shows one direction only"


def judge_status(watched: Watched) -> tuple[Outcome, str]:
    """Return the same where a response said it."""
    said = f"HTTP {watched.status}"
    if served(watched):
        current = ": what it has is current" if watched.status == NOT_MODIFIED else ""
        return Outcome.SUCCEEDED, f"{said}{current}, {watched.received} bytes received"
    if watched.away is not None:
        return Outcome.ATTEMPTED, f"{said}, sent on to {watched.away or 'somewhere not shown'}"
    return Outcome.REFUSED, said

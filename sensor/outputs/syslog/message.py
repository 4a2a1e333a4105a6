"""A syslog message as RFC 5424 has it: header, structured data, and the EVE line as its text."""

import re
from collections.abc import Iterable

import msgspec

from sensor.outputs.escape import printable

APP_NAME = "vestige"
ENTERPRISE = 32473
"""The private enterprise number of the structured data's name: that for documentation (RFC 5612), as there is no own one."""

FACILITIES = {
    "kern": 0, "user": 1, "daemon": 3, "auth": 4, "syslog": 5, "authpriv": 10,
    **{f"local{number}": 16 + number for number in range(8)},
}  # fmt: skip
"""RFC 5424 section 6.2.1."""

SEVERITIES = {1: 3, 2: 4, 3: 5}
"""Severity of EVE → error, warning, notice (RFC 5424 section 6.2.1): an alert is no emergency of the system."""

MAX_HOST = 255
MAX_MESSAGE_ID = 32
"""Characters (RFC 5424 section 6)."""
MAX_PARAM = 512
"""Characters of one value of the structured data; the whole of it is in the text."""
MAX_DATAGRAM = 2048
"""Bytes that every receiver of datagrams should take (RFC 5426 section 3.2); a longer one loses its text."""

NOT_PRINTUSASCII = re.compile(r"[^\x21-\x7e]")


class Event(msgspec.Struct, frozen=True):
    """What of an EVE line stands in the header and the structured data."""

    timestamp: str
    alert: "Alert"
    src_ip: str = ""
    in_iface: str = ""
    host: str = ""


class Alert(msgspec.Struct, frozen=True):
    """The ``alert`` object, as far as it is needed here."""

    signature_id: int
    severity: int
    signature: str
    metadata: dict[str, tuple[str, ...]]


PARAMS = (
    "alert_id", "change", "finding_id", "vendor", "product", "shows", "verdict", "outcome", "kind", "since", "until",
)  # fmt: skip
"""Metadata that stands in the structured data."""

_read = msgspec.json.Decoder(Event).decode


class Writer:
    """Makes messages; *facility* is a name out of `FACILITIES`, *host* this machine's."""

    def __init__(self, facility: str, host: str, process: int) -> None:
        self._facility = FACILITIES[facility]
        self._host = NOT_PRINTUSASCII.sub("-", host)[:MAX_HOST] or "-"
        self._process = process

    def message(self, line: bytes, *, longest: int = 0) -> bytes:
        """Return the message of an alert's EVE *line*; with *longest* one that may be longer has no text but a sentence."""
        event = _read(line)
        change = event.alert.metadata.get("change", ("alert",))[0]
        head = bytes(
            f"<{self._facility * 8 + SEVERITIES.get(event.alert.severity, 5)}>1 {rfc5424_time(event.timestamp)} "
            f"{self._host} {APP_NAME} {self._process} {NOT_PRINTUSASCII.sub('-', change)[:MAX_MESSAGE_ID]} "
            f"{structured(event)} ",
            "utf-8",
        )
        text = line.rstrip(b"\n")
        if longest and len(head) + len(text) > longest:
            text = sentence(event).encode()[: max(0, longest - len(head))]
            text = text.decode("utf-8", "ignore").encode()  # no half character at the cut
        return head + text


def rfc5424_time(eve: str) -> str:
    """Return EVE's ``…+0000`` as RFC 3339 wants the zone (RFC 5424 section 6.2.3)."""
    return eve[:-5] + "Z"


def structured(event: Event) -> str:
    """Return the structured data (RFC 5424 section 6.3)."""
    values = [("sid", str(event.alert.signature_id)), ("host", event.src_ip), ("interface", event.in_iface)]
    values += [(name, ",".join(event.alert.metadata.get(name, ()))) for name in PARAMS]
    return f"[vestige@{ENTERPRISE}{''.join(_params(values))}]"


def _params(values: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, value in values:
        if value:
            text = printable(value[:MAX_PARAM]).replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")
            yield f' {name}="{text}"'


def sentence(event: Event) -> str:
    """Return the alert in a few words."""
    found = event.alert.metadata
    what = " ".join(found.get(name, ("",))[0] for name in ("vendor", "product", "verdict"))
    return printable(f"{event.src_ip or event.in_iface} {event.alert.signature} {what}".strip())


def octet_counted(message: bytes) -> bytes:
    """Return *message* behind its length (RFC 6587 section 3.4.1, RFC 5425 section 4.3)."""
    return b"%d %s" % (len(message), message)

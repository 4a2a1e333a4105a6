"""What the head of a response says of what became of a request: its status, and where a redirection leads."""

from urllib.parse import urlsplit

from sensor.protocols.http.consts import MAX_HEAD, MAX_VALUE

REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
"""Statuses that send the client to another place (RFC 9110 section 15.4), which Location names."""
STATUS_AT = 9
STATUS_END = 12
"""``HTTP/1.1 200``: where the status stands in the first line (RFC 9112 section 4)."""
LOCATION = b"location:"


def status_at(head: bytes) -> int:
    """Return the status of the response that *head* begins with, 0 for what is none."""
    digits = head[STATUS_AT:STATUS_END]
    return int(digits) if head.startswith(b"HTTP/1.") and len(digits) == 3 and digits.isdigit() else 0


def location_in(head: bytes) -> bytes | None:
    """Return the value of Location in the head that *head* begins with, as far as it is there; None without one."""
    lines = head[:MAX_HEAD].split(b"\n")
    for line in lines[1:-1]:  # what stands behind the last line feed may go on
        if line in (b"", b"\r"):
            break
        if line[: len(LOCATION)].lower() == LOCATION:
            return line[len(LOCATION) :].strip()[:MAX_VALUE]
    return None


def host_of(location: bytes) -> bytes | None:
    """Return the host in *location*, lower case and without dots behind it; None where it cannot be read.

    Empty: it stays on its site.
    """
    try:
        host = urlsplit(location.decode("latin-1")).hostname or ""
    except ValueError:
        return None
    return host.rstrip(".").encode("latin-1", "replace")

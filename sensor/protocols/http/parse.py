"""A request head as a value."""

import urllib.parse

from sensor.model.bodies import Http
from sensor.protocols.http.consts import MAX_VALUE
from sensor.protocols.http.scan import RequestScan
from sensor.wire.buffer import Buffer
from sensor.wire.name import Name, printable


def parse_request(data: Buffer, request: RequestScan) -> Http:
    """Return the request that *request* has just read from *data*."""

    def text(pos: int, end: int) -> str | None:
        return printable(bytes(data[pos : min(end, pos + MAX_VALUE)])) if pos >= 0 else None

    method = text(request.method, request.method_end)
    url = text(request.target, request.target_end) or ""
    hostname, port = split_authority(authority(url, request.connect) or text(request.host, request.host_end) or "")
    return Http(
        hostname=hostname,
        http_port=port,
        url=url,
        http_user_agent=text(request.agent, request.agent_end),
        http_method=method,
        protocol=f"HTTP/1.{request.minor}",
        http_refer=text(request.referer, request.referer_end),
        xff=text(request.forwarded, request.forwarded_end),
    )


def authority(url: str, connect: bool) -> str | None:
    """Host and port that the request target itself names: CONNECT's, or those of an absolute URI (RFC 9112 section 3.2)."""
    if connect:
        return url
    if "://" not in url[:12]:
        return None
    try:
        return urllib.parse.urlsplit(url).netloc.rpartition("@")[2] or None
    except ValueError:  # an unbalanced bracket
        return None


def split_authority(value: str) -> tuple[str | None, int | None]:
    """Return host in normal form and port of ``host``, ``host:port`` or ``[v6]:port``."""
    host, port = value, ""
    if value.startswith("["):
        host, _, port = value[1:].partition("]")
        port = port.lstrip(":")
    elif value.count(":") == 1:
        host, _, port = value.partition(":")
    name = Name()
    raw = host.encode("ascii", "replace")
    text = str(name) if name.read_text(raw, 0, len(raw)) > 0 else None
    return text, int(port) if port.isdecimal() and len(port) <= 5 and int(port) < 65536 else None

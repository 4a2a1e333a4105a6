"""A request head as a value."""

from sensor.model.bodies import Http
from sensor.protocols.http.consts import MAX_VALUE
from sensor.protocols.http.forwarded import forwarded_for
from sensor.protocols.http.scan import RequestScan
from sensor.wire.buffer import Buffer
from sensor.wire.name import Name, printable


def parse_request(data: Buffer, request: RequestScan) -> Http:
    """Return the request that *request* has just read from *data*."""

    def text(pos: int, end: int) -> str | None:
        return printable(bytes(data[pos : min(end, pos + MAX_VALUE)])) if pos >= 0 else None

    name = Name()
    named = request.site(data) and name.read_text(data, request.site_start, request.site_end) > 0
    return Http(
        hostname=str(name) if named else None,
        http_port=port_number(bytes(data[request.port_start : request.port_end])) if request.port_start >= 0 else None,
        url=text(request.target, request.target_end),
        http_user_agent=text(request.agent, request.agent_end),
        http_method=text(request.method, request.method_end),
        protocol=f"HTTP/1.{request.minor}",
        http_refer=text(request.referer, request.referer_end),
        xff=text(request.forwarded, request.forwarded_end) or hops(data, request),
    )


def hops(data: Buffer, request: RequestScan) -> str | None:
    """Return what the Forwarded header says of the client, in the form of X-Forwarded-For."""
    return forwarded_for(bytes(data[request.hops : request.hops_end])) if request.hops >= 0 else None


def port_number(digits: bytes) -> int | None:
    """Return the port that stands behind a host; None for what is no port."""
    return int(digits) if digits.isdigit() and len(digits) <= 5 and int(digits) < 65536 else None

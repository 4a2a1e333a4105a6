"""HTTP/1.1 messages (RFC 9112)."""

from collections.abc import Mapping

REASONS = {200: "OK", 204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified",
           403: "Forbidden", 404: "Not Found", 407: "Proxy Authentication Required", 502: "Bad Gateway"}  # fmt: skip


def request(
    target: str,
    host: str | None,
    *,
    method: str = "GET",
    agent: str | None = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> bytes:
    """Return a request; *host* None leaves the Host field out."""
    lines = [f"{method} {target} HTTP/1.1"]
    if host is not None:
        lines.append(f"Host: {host}")
    if agent is not None:
        lines.append(f"User-Agent: {agent}")
    lines += [f"{name}: {value}" for name, value in (headers or {"Accept": "*/*"}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def response(
    status: int = 200, body: bytes = b"", *, kind: str = "text/html", headers: Mapping[str, str] | None = None
) -> bytes:
    """Return a response with its length."""
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", "Server: nginx", f"Content-Type: {kind}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

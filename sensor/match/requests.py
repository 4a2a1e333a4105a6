"""HTTP conditions: what an ``http`` indicator asks of a request beside its host."""

import msgspec

from sensor.match.patterns import Pattern, host_matches, pattern_of
from sensor.model import fields
from sensor.model.bodies import Http
from sensor.model.signature import HttpCondition
from sensor.signatures.names import covers
from sensor.signatures.patterns import request_path

TEXT_LIMIT = 8192
"""Characters of a path or User-Agent that patterns look at; RFC 9112 section 3 asks for 8000."""


class RequestTest(msgspec.Struct, frozen=True):
    """One `HttpCondition`, ready to be tried; a pattern that is None asks nothing."""

    condition: HttpCondition
    path: Pattern | None = None
    user_agent: Pattern | None = None
    method: Pattern | None = None

    def failure(self, request: Http, host: str) -> str:
        """Return which condition *request* to *host* (normal form, may be empty) does not fulfil, empty for none."""
        wanted = self.condition
        if wanted.host is not None and not host_matches(wanted.host, host):
            return f"host is not {wanted.host}"
        if wanted.host_suffix is not None and not covers(wanted.host_suffix, host):
            return f"host is not below {wanted.host_suffix}"
        if self.path is not None and (request.url is None or not _matches(self.path, request_path(request.url))):
            return f"path is not {wanted.path}"
        if self.user_agent is not None and not _matches(self.user_agent, request.http_user_agent):
            return f"user_agent is not {wanted.user_agent}"
        if self.method is not None and not _matches(self.method, (request.http_method or "").upper()):
            return f"method is not {wanted.method}"
        return ""

    def sighting(self, request: Http) -> tuple[str, str]:
        """Return the field that says most, and its value: the address asked for, else the User-Agent, else the host."""
        wanted = self.condition
        if wanted.user_agent is not None and wanted.path is None:
            return fields.HTTP_USER_AGENT, request.http_user_agent or ""
        if wanted.path is None and request.hostname and (wanted.host is not None or wanted.host_suffix is not None):
            return fields.HTTP_CONNECT if request.http_method == "CONNECT" else fields.HTTP_HOST, request.hostname
        return fields.HTTP_URL, url_of(request)

    @property
    def text(self) -> str:
        """The condition as one line."""
        given = msgspec.structs.asdict(self.condition)
        return " ".join(["http", *(f"{key} {value}" for key, value in given.items() if value is not None)])

    @property
    def rank(self) -> tuple[int, int]:
        """How narrow it is, on the scale of `sensor.match.index.Entry.rank`: each condition more narrows it."""
        texts = [text for text in msgspec.structs.astuple(self.condition) if text is not None]
        return 2 + len(texts), sum(map(len, texts))


def compile_request(condition: HttpCondition) -> RequestTest:
    """Return *condition*, ready to be tried."""
    return RequestTest(
        condition=condition,
        path=None if condition.path is None else pattern_of(condition.path),
        user_agent=None if condition.user_agent is None else pattern_of(condition.user_agent),
        method=None if condition.method is None else pattern_of(condition.method.upper()),
    )


def url_of(request: Http) -> str:
    """Return host and target of *request* in one text, as a person would write it, without the scheme."""
    target = request.url or ""
    if target.startswith("/") or not target:
        return (request.hostname or "") + target
    return target.partition("://")[2] or target


def asked_port(request: Http, port: int) -> int:
    """Return the port that *request* is for; *port* is the connection's, which is a proxy's for an absolute target."""
    if request.http_port is not None:
        return request.http_port
    return 80 if (request.url or "").lower().startswith("http://") else port


def _matches(pattern: Pattern, text: str | None) -> bool:
    return text is not None and pattern.matches(text[:TEXT_LIMIT])

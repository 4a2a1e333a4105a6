"""Which HTTP requests may fulfil an indicator that names no host, told before anything is made of them."""

from collections.abc import Iterable

from sensor.match.requests import TEXT_LIMIT, RequestTest
from sensor.wire.name import printable

MAX_KNOWN = 1024
"""User-Agents whose answers are kept, 300 KB; all are forgotten where there are more."""
MAX_KNOWN_BYTES = 256
"""Longest of these: those of browsers have some 120."""


class HostlessTable:
    """The User-Agents that these indicators ask for. A table of none is false: a request is looked at for its host alone."""

    def __init__(self, tests: Iterable[RequestTest] = ()) -> None:
        self.agents = [test.user_agent for test in tests]
        self.known: dict[bytes | None, bool] = {}
        """Answers given before, for the machines of a network are few in kind."""

    def __bool__(self) -> bool:
        return bool(self.agents)

    def may_want(self, agent: bytes | None) -> bool:
        """True where a request with this User-Agent (None: without) may fulfil one; an indicator that asks for none takes any."""
        known = self.known.get(agent)
        if known is None:
            known = self.fits(agent)
            if len(self.known) >= MAX_KNOWN:
                self.known.clear()
            if agent is None or len(agent) <= MAX_KNOWN_BYTES:
                self.known[agent] = known
        return known

    def fits(self, agent: bytes | None) -> bool:
        """Try the patterns on *agent*."""
        text = None if agent is None else printable(agent)[:TEXT_LIMIT]
        for pattern in self.agents:
            if pattern is None or (text is not None and pattern.matches(text)):
                return True
        return False

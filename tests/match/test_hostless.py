"""Requests that may be wanted whatever their host is."""

import pytest

from sensor.match.hostless import MAX_KNOWN, MAX_KNOWN_BYTES, HostlessTable
from sensor.match.requests import compile_request
from sensor.model.bodies import Http
from sensor.model.signature import HttpCondition

AGENT = compile_request(HttpCondition(user_agent="re:^Acme/[0-9]", path="/u*"))
PATH = compile_request(HttpCondition(path="/u*"))


@pytest.mark.parametrize(
    ("agent", "wanted"),
    [(b"Acme/8.3", True), (b"acme/x", False), (b"Other", False), (b"", False), (None, False), (b"Acme/8\xff\\", True)],
)
def test_a_user_agent_tells_most(agent: bytes | None, wanted: bool) -> None:
    """Whatever else is asked for, it has to be the one that is asked for."""
    assert HostlessTable([AGENT]).may_want(agent) is wanted


def test_an_indicator_without_one_may_want_any() -> None:
    """Its other conditions are tried on the whole request."""
    table = HostlessTable([AGENT, PATH])
    assert table.may_want(None)
    assert table.may_want(b"Other")


def test_no_indicator_wants_nothing() -> None:
    """Then requests are looked at for their hosts alone."""
    assert not HostlessTable()
    assert HostlessTable([PATH])
    assert not HostlessTable().may_want(b"Acme/8")


@pytest.mark.parametrize("agent", ["Acme/8", "Acme/" + "9" * 9000, "x", ""])
def test_what_fulfils_an_indicator_may_be_wanted(agent: str) -> None:
    """The table never turns away what the whole test takes."""
    request = Http(hostname=None, url="/u1", http_user_agent=agent, http_method="GET", protocol="HTTP/1.1")
    fulfils = not AGENT.failure(request, "")
    assert HostlessTable([AGENT]).may_want(agent.encode()) is fulfils


def test_answers_are_kept_for_the_usual_ones_alone() -> None:
    """Neither many nor long User-Agents fill the memory, and what is forgotten is answered anew."""
    table = HostlessTable([AGENT])
    for number in range(2 * MAX_KNOWN + 1):
        assert table.may_want(b"Acme/%d" % number)
        assert not table.may_want(b"Other/%d" % number)
        assert len(table.known) <= MAX_KNOWN
    before = dict(table.known)
    assert table.may_want(b"Acme/8" + b"x" * MAX_KNOWN_BYTES)
    assert table.known == before
    assert [table.may_want(agent) for agent in before] == list(before.values())

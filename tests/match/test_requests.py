"""Conditions on HTTP requests."""

import pytest

from sensor.match.requests import asked_port, compile_request, url_of
from sensor.model.bodies import Http
from sensor.model.signature import HttpCondition

REQUEST = Http(
    hostname="dnl-01.geo.kaspersky.com",
    url="/index/u0607g.xml?x=1",
    http_user_agent="@ABC",
    http_method="GET",
)


@pytest.mark.parametrize(
    ("condition", "failure"),
    [
        (HttpCondition(host="dnl-01.geo.kaspersky.com"), ""),
        (HttpCondition(host="dnl-*.geo.kaspersky.com"), ""),
        (HttpCondition(host="geo.kaspersky.com"), "host is not geo.kaspersky.com"),
        (
            HttpCondition(host_suffix="geo.kaspersky.com", path="/index/u*.xml*", user_agent="re:^[@*]", method="get"),
            "",
        ),
        (HttpCondition(host_suffix="upd.kaspersky.com"), "host is not below upd.kaspersky.com"),
        (HttpCondition(path="/index/u0607g.xml"), ""),
        (HttpCondition(path="/INDEX/*"), "path is not /INDEX/*"),
        (HttpCondition(user_agent="@?BC"), ""),
        (HttpCondition(user_agent="BC"), "user_agent is not BC"),
        (HttpCondition(method="POST"), "method is not POST"),
    ],
)
def test_all_conditions_must_hold(condition: HttpCondition, failure: str) -> None:
    """The first that does not is told; the query is no part of the path."""
    assert compile_request(condition).failure(REQUEST, "dnl-01.geo.kaspersky.com") == failure


@pytest.mark.parametrize("condition", [HttpCondition(path="*"), HttpCondition(user_agent="*")])
def test_what_the_request_does_not_have_fulfils_nothing(condition: HttpCondition) -> None:
    """Not even a pattern for any text."""
    assert compile_request(condition).failure(Http(), "") != ""


@pytest.mark.parametrize(
    ("condition", "sighting"),
    [
        (HttpCondition(path="*"), ("http.url", "dnl-01.geo.kaspersky.com/index/u0607g.xml?x=1")),
        (HttpCondition(path="*", user_agent="*"), ("http.url", "dnl-01.geo.kaspersky.com/index/u0607g.xml?x=1")),
        (HttpCondition(user_agent="*", host_suffix="kaspersky.com"), ("http.user_agent", "@ABC")),
        (HttpCondition(host_suffix="kaspersky.com"), ("http.host", "dnl-01.geo.kaspersky.com")),
        (HttpCondition(method="GET"), ("http.url", "dnl-01.geo.kaspersky.com/index/u0607g.xml?x=1")),
    ],
)
def test_the_field_is_what_says_most(condition: HttpCondition, sighting: tuple[str, str]) -> None:
    """The address asked for when the path counted, else the User-Agent, else the host."""
    assert compile_request(condition).sighting(REQUEST) == sighting


def test_each_condition_more_makes_it_narrower() -> None:
    """With host and path it says more than with a long host."""
    assert (
        compile_request(HttpCondition(host="a.b", path="*")).rank
        > compile_request(HttpCondition(host="a.b.c.d.e")).rank
    )


@pytest.mark.parametrize(
    ("request_", "url", "port"),
    [
        (Http(hostname="a.test", url="/x"), "a.test/x", 3128),
        (Http(hostname="a.test", url="http://a.test/x"), "a.test/x", 80),
        (Http(hostname="a.test", http_port=8080, url="http://a.test:8080/x"), "a.test:8080/x", 8080),
        (Http(hostname="a.test", http_port=443, url="a.test:443", http_method="CONNECT"), "a.test:443", 443),
        (Http(), "", 3128),
    ],
)
def test_what_a_request_asks_for(request_: Http, url: str, port: int) -> None:
    """Also of a proxy, which is asked for another's address and port."""
    assert (url_of(request_), asked_port(request_, 3128)) == (url, port)


def test_a_path_is_looked_at_up_to_a_limit() -> None:
    """A megabyte of path is compared in no time, by its beginning."""
    long = Http(url="/" + "a" * 1_000_000)
    assert compile_request(HttpCondition(path="/a*")).failure(long, "") == ""
    assert compile_request(HttpCondition(path="*b*b*b*c")).failure(long, "") != ""

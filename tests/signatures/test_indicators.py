"""Indicators: what each key accepts and refuses."""

import pytest

from sensor.model.signature import HttpCondition, Indicator, ServerCondition
from sensor.signatures.indicators import read_indicator
from sensor.signatures.nodes import parse_yaml
from sensor.signatures.reader import Reader


def read(text: str) -> tuple[Indicator, list[str]]:
    """Return the indicator that *text* is, and the messages of its problems."""
    reader = Reader()
    node = parse_yaml(text.encode(), "f")
    assert node is not None
    indicator = read_indicator(reader, node)
    return indicator, [str(problem) for problem in reader.problems]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("host: A.Com", Indicator(host=("a.com",))),
        ("host: ['s[00-19].a.com', 'dc*.a.com']", Indicator(host=("s[00-19].a.com", "dc*.a.com"))),
        (r"host: 're:^k-[a-z]+\.a\.com$'", Indicator(host=(r"re:^k-[a-z]+\.a\.com$",))),
        ("{suffix: .a.com, except: x.a.com}", Indicator(suffix=("a.com",), excluding=("x.a.com",))),
        ("{suffix: a.com, port: [443, 8000-8010]}", Indicator(suffix=("a.com",), port=((443, 443), (8000, 8010)))),
        ("{suffix: a.com, fields: [tls.sni], why: so}", Indicator(suffix=("a.com",), fields=("tls.sni",), why="so")),
        ("http: {host: a.com, path: /x*}", Indicator(http=HttpCondition(host="a.com", path="/x*"))),
        (
            "http: {host: {suffix: a.com}, user_agent: 're:^[@*]', method: GET}",
            Indicator(http=HttpCondition(host_suffix="a.com", user_agent="re:^[@*]", method="GET")),
        ),
        (
            "server: {network: [192.0.2.0/24, 2001:db8::1], port: 1443, proto: tcp}",
            Indicator(
                server=ServerCondition(network=("192.0.2.0/24", "2001:db8::1/128"), port=((1443, 1443),), proto="tcp")
            ),
        ),
    ],
)
def test_good_indicators(text: str, wanted: Indicator) -> None:
    """Values in normal form."""
    indicator, problems = read(text)
    assert problems == []
    for name in Indicator.__struct_fields__:
        if name != "at":
            assert getattr(indicator, name) == getattr(wanted, name), name
    assert str(indicator.at) == "f:1:1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("why: x", "this has none"),
        ("{host: a.com, suffix: b.com}", "this has host and suffix"),
        ("{hosts: a.com, suffix: b.com}", "did you mean host?"),
        ("suffix: com", "one label only"),
        ("suffix: '*.a.com'", "label '*'"),
        ("host: 's[9-1].a.com'", "lower to the higher"),
        ("host: 're:a'", "starts with ^"),
        ("{suffix: a.com, fields: [tls.snj]}", "did you mean tls.sni?"),
        ("{suffix: a.com, fields: [http.url]}", "http.url"),
        ("{suffix: a.com, port: 70000}", "ports run upwards"),
        ("{suffix: a.com, port: 20-10}", "ports run upwards"),
        ("{suffix: a.com, port: http}", "no port"),
        ("{server: {port: 1}, fields: [tls.sni]}", "narrows host or suffix"),
        ("{http: {path: /x}, except: a.com}", "narrows host or suffix"),
        ("server: {proto: tcp}", "a network or a port is wanted"),
        ("server: {network: 192.0.2.1/24}", "did you mean 192.0.2.0/24?"),
        ("server: {network: acme}", "no network"),
        ("server: {port: 1, proto: sctp}", "one of: tcp, udp"),
        ("server: x", "a mapping"),
        ("http: {}", "at least one condition"),
        ("http: {hosts: a.com}", "did you mean host?"),
        ("http: {path: index.xml}", "a path starts with /"),
        ("http: {user_agent: 're:x'}", "starts with ^"),
        ("http: {host: 's[0-1].a.com'}", "numbered range"),
        ("http: {host: {sufix: a.com}}", "did you mean suffix?"),
        ("- a", "a mapping"),
    ],
)
def test_bad_indicators(text: str, words: str) -> None:
    """Each says what is wrong, where."""
    _indicator, problems = read(text)
    assert any(words in problem for problem in problems), problems
    assert all(problem.startswith("f:1:") for problem in problems)

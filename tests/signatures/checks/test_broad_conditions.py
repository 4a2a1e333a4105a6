"""Conditions that say nothing."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem
from sensor.signatures.checks import broad_conditions


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("- server: {network: 64.0.0.0/6}", "too wide"),
        ("- server: {network: 2001::/16}", "too wide"),
        ("- server: {network: 10.0.0.0/8}", "a port is wanted"),
        ("- server: {port: 13000}", "a port alone"),
        ("- server: {network: 10.0.0.0/8, port: 13000}", "a port alone"),
        ("- server: {port: 13000, payload: [{bytes: '1603'}]}", "a port with 2 bytes"),
        ("- http: {path: '/*'}", "holds for everything"),
        ("- http: {user_agent: '*'}", "holds for everything"),
        ("- http: {method: GET}", "a method alone"),
    ],
)
def test_wide_conditions(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], indicator: str, words: str
) -> None:
    """Each is named."""
    assert any(words in problem.message for problem in problems_of(broad_conditions, make(any_=indicator)))


def test_narrow_conditions(problems_of: Callable[..., list[Problem]], make: Callable[..., str]) -> None:
    """A vendor's network, a port alone with little weight, a path at a host."""
    for indicator, weight in (
        ("- server: {network: 77.74.176.0/21}", 0.9),
        ("- server: {network: ['fc00::/7', 10.0.0.0/8], port: 13000}", 0.3),
        ("- server: {port: 13000, payload: [{bytes: '1603'}]}", 0.3),
        ("- server: {network: 10.0.0.0/8, payload: [{text: PTCP}]}", 0.9),
        ("- http: {host: a.acme.com, path: /x}", 0.9),
    ):
        assert problems_of(broad_conditions, make(any_=indicator, weight=weight)) == []

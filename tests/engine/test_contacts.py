"""Conversations that are told by the addresses of their ends. Those with addresses of wanted names: ``test_resolved.py``."""

import pytest
from builders import frames
from engine.stage import CLIENT, SERVER, SYN, SYN_ACK, Stage, Step, Talk, client, server

from sensor.match.servers import ServerTable
from sensor.model.bodies import Flow
from sensor.model.signature import ServerCondition


def test_a_wanted_server_is_told_once_for_each_conversation() -> None:
    """By the first packet to it; with the other protocol or port it is another server."""
    stage = Stage(only=True)
    stage.observer.contacts.servers = ServerTable([ServerCondition((f"{SERVER}/32",), ((443, 443),), "tcp")])
    stage.play(SYN, SYN_ACK, client(b"x"), talk=Talk(sport=1), end=False)
    stage.play(SYN, talk=Talk(sport=2), end=False)
    stage.play(SYN, talk=Talk(sport=3, dport=444), end=False)
    stage.play(SYN, talk=Talk(sport=4, dst="203.0.113.10"), end=False)
    stage.feed(frames.ethernet(frames.udp(CLIENT, SERVER, 5, 443, b"x")))
    assert [(one.kind, one.sport, one.body) for one in stage.observations] == [("flow", 1, Flow()), ("flow", 2, Flow())]


@pytest.mark.parametrize(
    ("first", "port", "told"),
    [
        (SYN, 443, [(CLIENT, 1, SERVER, 443)]),
        (SYN_ACK, 443, [(CLIENT, 1, SERVER, 443)]),
        (client(b"x"), 443, [(CLIENT, 1, SERVER, 443)]),
        (server(b"x"), 443, [(CLIENT, 1, SERVER, 443)]),
        (server(b"x"), 50_000, []),
        (server(flags=frames.SYN), 443, []),
    ],
    ids=["asked", "accepted", "later", "answered", "its own client", "calls itself"],
)
def test_a_wanted_server_is_known_by_its_end(first: Step, port: int, told: list[tuple[str, int, str, int]]) -> None:
    """Whichever packet of a conversation the capture shows first; a listed network's own clients are no servers."""
    stage = Stage(only=True)
    stage.observer.contacts.servers = ServerTable([ServerCondition((f"{SERVER}/32",))])
    stage.play(first, talk=Talk(sport=1, dport=port))
    assert [(one.src, one.sport, one.dst, one.dport) for one in stage.observations] == told


@pytest.mark.parametrize("up", [True, False])
def test_a_wanted_server_of_datagrams_is_known_from_either_side(up: bool) -> None:
    """Taps may hand over its answers alone."""
    stage = Stage(only=True)
    stage.observer.contacts.servers = ServerTable([ServerCondition((f"{SERVER}/32",), ((443, 443),), "udp")])
    ends = (CLIENT, SERVER, 40_000, 443) if up else (SERVER, CLIENT, 443, 40_000)
    stage.feed(frames.ethernet(frames.udp(*ends, b"x")))
    assert [(one.src, one.dport, one.body) for one in stage.observations] == [(CLIENT, 443, Flow(1 if up else 0))]

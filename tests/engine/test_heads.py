"""What the heads of a direction are taken for. How they come in pieces is tested with `sensor.engine.tcp`."""

import pytest
from builders import dns, http, tls
from engine.stage import SYN, Stage, Talk, client


@pytest.mark.parametrize(
    ("head", "port", "expected"),
    [
        (tls.record(tls.lean_hello("a.example")), 4444, ["tls a.example"]),
        (http.request("/", "a.example"), 4444, ["http GET a.example/"]),
        (b"SSH-2.0-OpenSSH_9.2\r\n", 80, []),
        (b"\x00\x1d" + bytes(29), 4444, []),
    ],
    ids=["hello", "request", "another protocol", "zeros"],
)
def test_heads_are_told_by_content(head: bytes, port: int, expected: list[str]) -> None:
    """The port decides nothing, except that 53 is the DNS's."""
    stage = Stage()
    stage.play(SYN, client(head), talk=Talk(dport=port))
    assert stage.seen == expected


def test_a_question_over_tcp_on_any_port() -> None:
    """It must hold together to its last byte."""
    question = dns.query("a.example")
    stage = Stage()
    stage.play(SYN, client(len(question).to_bytes(2, "big") + question), talk=Talk(dport=5300))
    assert stage.seen == ["dns a.example"]

"""Certificates in conversations, in whatever order and pieces their segments come."""

import pytest
from builders import http, tls
from engine.stage import RST, SYN, SYN_ACK, Stage, Step, Talk, client, server
from hypothesis import given
from hypothesis import strategies as st
from protocols.tls.certs import certificate

from sensor.flows.consts import PENDING_SEGMENTS
from sensor.model.bodies import Tls
from sensor.model.observation import Observation
from sensor.model.outcome import Outcome

LEAF = certificate("a.example", "*.b.example")
FLIGHT = tls.server_flight12([LEAF, certificate("ca.example")])
HELLO = tls.record(tls.lean_hello(None, tls13=False))
CONNECT = http.request("c.example:443", "c.example:443", method="CONNECT")
ASKED = [SYN, SYN_ACK, client(HELLO)]
DATA = tls.record(bytes(100), tls.DATA)


def pieces(data: bytes, size: int) -> list[Step]:
    """Return *data* of the answering side in segments of *size* bytes."""
    return [server(data[at : at + size], at) for at in range(0, len(data), size)]


def shown(stage: Stage) -> list[tuple[str, ...]]:
    """Return the names of the certificates that were seen."""
    bodies = [one.body for one in stage.observations]
    return [body.subjectaltname for body in bodies if isinstance(body, Tls) and body.subject]


NAMES: list[tuple[str, ...]] = [("a.example", "*.b.example")]
SCRIPTS: dict[str, tuple[list[Step], list[tuple[str, ...]]]] = {
    "in one segment": ([*ASKED, server(FLIGHT)], NAMES),
    "in segments": ([*ASKED, *pieces(FLIGHT, 100)], NAMES),
    "byte by byte": ([*ASKED, *pieces(FLIGHT, 1)], NAMES),
    "backwards": ([*ASKED, *reversed(pieces(FLIGHT, 100))], NAMES),
    "twice": ([*ASKED, server(FLIGHT, 0), server(FLIGHT, 0), *pieces(FLIGHT, 100)], NAMES),
    "without a beginning": ([server(FLIGHT, 7000)], NAMES),
    "without a beginning, in segments": ([server(FLIGHT[:99], 7000), server(FLIGHT[99:], 7099)], NAMES),
    "behind another protocol": ([SYN, SYN_ACK, server(b"220 mail\r\n"), server(b"220 go\r\n"), server(FLIGHT)], NAMES),
    "behind one letter (PostgreSQL)": ([SYN, SYN_ACK, client(b"\0\0\0\x08\4\xd2\x16\x2f"), server(b"S"), server(FLIGHT)], NAMES),
    "through a proxy": ([SYN, client(CONNECT), server(b"HTTP/1.1 200 OK\r\n\r\n"), client(HELLO), server(FLIGHT)], NAMES),
    "the rest is lost": ([*ASKED, server(FLIGHT[: FLIGHT.index(LEAF) + len(LEAF)])], NAMES),
    "a part of it is lost": ([*ASKED, server(FLIGHT[: FLIGHT.index(b"*.b.ex")])], [("a.example",)]),
    "cut by the capture": ([*ASKED, server(FLIGHT, kept=FLIGHT.index(b"*.b.ex")), server(DATA)], [("a.example",)]),
    "cut before the names": ([*ASKED, server(FLIGHT, kept=120)], []),
    "resumed": ([*ASKED, server(tls.record(tls.server_hello(tls13=False)) + tls.record(b"\1", tls.CCS))], []),
    "TLS 1.3": ([*ASKED, server(tls.server_flight13()), server(FLIGHT)], []),
    "no answer": ([*ASKED, RST], []),
}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_certificate_is_seen_in_a_conversation(script: str) -> None:
    """Each script of steps, and the names that it shows."""
    steps, expected = SCRIPTS[script]
    assert shown(Stage().play(*steps)) == expected


@given(st.data())
def test_the_order_and_size_of_segments_do_not_matter(data: st.DataObject) -> None:
    """One certificate comes out of it, as of the whole."""
    cuts = data.draw(st.sets(st.integers(1, len(FLIGHT) - 1), max_size=PENDING_SEGMENTS - 2).map(sorted))
    steps = [server(FLIGHT[at:stop], at) for at, stop in zip([0, *cuts], [*cuts, len(FLIGHT)], strict=True)]
    assert shown(Stage().play(*ASKED, *data.draw(st.permutations(steps)))) == NAMES


def test_a_certificate_is_told_of_the_one_who_asked() -> None:
    """Source and destination are those of the request, whoever sent the frame."""
    talk = Talk()
    stage = Stage().play(*ASKED, server(FLIGHT), talk=talk)
    seen = stage.observations[-1]
    assert (seen.src, seen.sport, seen.dst, seen.dport) == (talk.src, talk.sport, talk.dst, talk.dport)
    assert seen.asks_from == (talk.src, talk.sport)
    asked = stage.observations[-2]
    assert (seen.src_mac, seen.dst_mac) == (asked.dst_mac, asked.src_mac)  # all frames of the stage have the same two
    assert seen.frame == 4
    assert isinstance(seen.body, Tls)
    assert (seen.body.version, seen.body.subject) == ("TLS 1.2", "CN=cn.example")


class Watching(Stage):
    """A stage that watches whatever is wanted."""

    def observed(self, observation: Observation) -> bool:
        """Take it, and follow its conversation."""
        super().observed(observation)
        return True


@pytest.mark.parametrize(
    ("name", "found"), [("a.example", NAMES), ("cn.example", NAMES), ("other.example", []), ("x.b.example", [])]
)
def test_only_a_wanted_certificate_is_parsed_and_watched(name: str, found: list[tuple[str, ...]]) -> None:
    """One for other names is counted, and nothing else."""
    stage = Watching([name], only=True)
    finish = [client(tls.client_finish12()), server(DATA), client(DATA), server(DATA)]
    stage.play(*ASKED, server(FLIGHT), *finish)
    assert shown(stage) == found
    assert stage.tally.tls_certificates == 1
    assert [one.outcome for one in stage.outcomes] == [Outcome.SUCCEEDED] * len(found)


@pytest.mark.parametrize("name", ["a.example", "shop.example"])
def test_what_was_asked_by_name_is_no_other_name_of_the_certificate(name: str) -> None:
    """A shop's certificate that names the update servers too makes no update of a visit."""
    stage = Watching(["a.example"], only=True)
    hello = tls.record(tls.lean_hello(name, tls13=False))
    stage.play(SYN, SYN_ACK, client(hello), server(FLIGHT))
    assert stage.tally.tls_certificates == 1
    assert shown(stage) == []
    assert len(stage.observations) == (name == "a.example")


def test_a_certificate_that_the_client_refuses() -> None:
    """The watch begins with the server's handshake, so an alert is understood."""
    stage = Watching(["a.example"], only=True)
    stage.play(*ASKED, server(FLIGHT), client(tls.record(b"\2\x2a", tls.ALERT)))
    assert stage.told == ["refused: ended by a TLS alert of the client"]


def test_damaged_certificates_are_counted() -> None:
    """And raise nothing."""
    stage = Stage().play(*ASKED, server(tls.server_flight12([b"no certificate"])))
    assert stage.tally.weird == {"tls.certificate_malformed": 1}


@given(st.data())
def test_damaged_flights_do_not_raise(data: st.DataObject) -> None:
    """Whatever a byte says."""
    damaged = bytearray(FLIGHT)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    stage = Stage().play(*ASKED, *pieces(bytes(damaged), data.draw(st.sampled_from([50, 1400, 9000]))))
    assert "sensor.frame_failed" not in stage.tally.weird


def test_bulk_data_behind_the_flight_is_left_alone() -> None:
    """Nothing of it is kept, in order or not."""
    stage = Stage()
    bulk = [server(tls.record(bytes(1000), tls.DATA), len(FLIGHT) + 5000 + 1005 * at) for at in range(100)]
    stage.play(*ASKED, server(FLIGHT, 0), *bulk, end=False)
    assert len(stage.pipeline.tcp.streams.table) == 0

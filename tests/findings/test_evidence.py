"""Rows of evidence."""

import msgspec
import pytest
from findings.makers import CLIENT, NOON, RESOLVER, SERVER_IP, UPDATE, UPDATES, answer, hello, match, question, request

from sensor.findings import evidence
from sensor.findings.evidence import Row, flow_key, key_of, sight_of
from sensor.model.bodies import Flow
from sensor.model.community_id import community_id
from sensor.model.fields import PAYLOAD, SERVER, TLS_CERT
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import Outcome


def row(*matches: Match) -> Row:
    """Return the row that *matches* make."""
    made = Row(key_of(matches[0], CLIENT), UPDATES)
    for found in matches:
        made.take(found, sight_of(found.observation))
    return made


def test_a_question_and_its_answer_are_one_sight() -> None:
    """With one direction captured, either counts."""
    assert row(match(question()), match(answer())).count == 1
    assert row(match(answer()), match(answer())).count == 2


def test_the_first_packet_is_kept_whatever_the_order() -> None:
    """With the asking side first, also of a response."""
    late, early = match(question(ts=NOON + 5)), match(answer(ts=NOON))
    for made in (row(late, early), row(early, late)):
        assert (made.first.ts, made.first.src, made.first.dst, made.first.dport) == (NOON, CLIENT, RESOLVER, 53)
        assert (made.times.first, made.times.last) == (NOON, NOON + 5)


def test_the_best_outcome_stays() -> None:
    """With its own details, not those of lesser ones."""
    made = row(
        match(answer(rcode="NXDOMAIN")), match(answer(addresses=["203.0.113.9"])), match(answer(rcode="SERVFAIL"))
    )
    assert (made.outcome, made.refused, made.best_detail()) == (Outcome.SUCCEEDED, 2, "")


def test_details_of_refusals_are_listed_and_bounded() -> None:
    """The last of the alphabet are kept, two are said."""
    codes = ["SERVFAIL", "NXDOMAIN", *map(str, range(11, 23))]
    made = row(*(match(answer(rcode=code)) for code in codes))
    assert made.best_detail() == "21; 22; and other ways"
    assert len(made.details) == evidence.MAX_DETAILS


def test_the_best_factor_brings_its_note() -> None:
    """A full name outweighs one with a search suffix."""
    weak, full = match(question(), factor=0.5, note="search suffix .lan"), match(question())
    assert (row(weak).factor, row(weak).note) == (0.5, "search suffix .lan")
    assert (row(weak, full).factor, row(full, weak).note) == (1.0, "")


def test_strength_stays_between_0_and_1() -> None:
    """Whatever a signature says."""
    assert row(match(question(), factor=7.0)).strength == 1.0
    assert row(match(question(), factor=-1.0)).strength == 0.0


def test_absorbing_is_taking_both() -> None:
    """The same evidence, come another way."""
    one, two = row(match(question(ts=NOON + 3))), row(match(answer(rcode="NXDOMAIN")), match(question()))
    one.absorb(two)
    assert (one.count, one.refused, one.outcome, one.best_detail()) == (2, 1, Outcome.REFUSED, "NXDOMAIN")
    assert (one.first.ts, one.times.last, one.names, one.servers) == (NOON, NOON + 3, (UPDATE,), (RESOLVER,))


def test_what_strangers_ask_is_inbound() -> None:
    """But not what the host itself shows them."""
    inbound = hello(src=SERVER_IP, dst=CLIENT)
    assert key_of(match(inbound), CLIENT).inbound
    assert not key_of(match(inbound, field=TLS_CERT), CLIENT).inbound
    assert key_of(match(inbound, field=SERVER), CLIENT).inbound  # whoever scans ports chooses them
    for from_server in (False, True):
        first_bytes = msgspec.structs.replace(inbound, body=Flow(payload=b"x", from_server=from_server))
        assert key_of(match(first_bytes, field=PAYLOAD), CLIENT).inbound is not from_server
    assert not key_of(match(hello()), CLIENT).inbound
    assert not key_of(match(answer()), CLIENT).inbound


def test_long_texts_are_cut() -> None:
    """Value, note, forwarded addresses."""
    long = "x" * 10_000
    key = key_of(match(request(name=long, xff=long)), CLIENT)
    assert (len(key.value), len(key.forwarded_for)) == (evidence.MAX_VALUE, evidence.MAX_XFF)
    assert len(row(match(question(), factor=0.5, note=long)).note) == evidence.MAX_NOTE


def test_names_and_servers_are_bounded() -> None:
    """A row stays small."""
    made = row(*(match(question(name=f"{i}.example", dst=f"10.1.0.{i}")) for i in range(50)))
    assert (len(made.names), len(made.servers)) == (evidence.MAX_NAMES, evidence.MAX_SERVERS)


@pytest.mark.parametrize("observation", [question(), answer()])
def test_the_flow_is_told_from_the_asking_side(observation: Observation) -> None:
    """With the community id that other tools have."""
    flow = flow_key(sight_of(observation))
    assert (flow.src_ip, flow.dest_ip, flow.dest_port) == (CLIENT, RESOLVER, 53)
    assert flow.community_id == community_id(CLIENT, 50_000, RESOLVER, 53, "UDP")


def test_an_unknown_protocol_has_no_community_id() -> None:
    """And raises nothing."""
    assert flow_key(sight_of(msgspec.structs.replace(hello(), proto="GRE"))).community_id == ""

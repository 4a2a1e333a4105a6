"""The rules that one signature becomes."""

import base64
import re

import msgspec

from sensor.model.signature import Indicator, SignatureSet
from sensor.signatures.export.exported import Notes
from sensor.signatures.export.names import names_of
from sensor.signatures.export.suricata_rules import DATASET_FROM, MAX_EXPRESSION, Maker, Rule, parts, port_list

LONG = tuple(f"h{number}.acme.com" for number in range(DATASET_FROM))


def rules(
    acme: SignatureSet, *indicators: Indicator, version: int = 7, to_file: bool = False
) -> tuple[list[Rule], Maker]:
    """Return the rules of a signature made of *indicators*."""
    maker = Maker(Notes(), version, to_file)
    return maker.rules(msgspec.structs.replace(acme.signatures[0], any=indicators)), maker


def test_one_rule_a_field(acme: SignatureSet) -> None:
    """Suricata 8 has more buffers."""
    made, _ = rules(acme, Indicator(host=("a.acme.com",)), Indicator(suffix=("b.acme.com",)))
    assert {rule.options[0] for rule in made} == {
        "dns.query;",
        "tls.sni;",
        "quic.sni;",
        "http.host;",
        "tls.cert_subject;",
    }
    newer, _ = rules(acme, Indicator(host=("a.acme.com",)), version=8)
    assert {"dns.queries.rrname;", "dns.response.rrname;", "tls.subjectaltname;"} < {rule.options[0] for rule in newer}


def test_a_field_without_buffer_is_left_out(acme: SignatureSet) -> None:
    """And told."""
    made, maker = rules(acme, Indicator(host=("a.acme.com",), fields=("dns.answer",)))
    assert made == []
    assert [gap.value for gap in maker.notes.gaps] == ["names in answers"]


def test_connect_is_a_request_with_that_method(acme: SignatureSet) -> None:
    """And the Host of others is one without it."""
    (rule,), _ = rules(acme, Indicator(host=("a.acme.com",), fields=("http.connect",)))
    assert rule.options[-1] == 'http.method; content:"CONNECT";'
    (rule,), _ = rules(acme, Indicator(host=("a.acme.com",), fields=("http.host",)))
    assert rule.options[-1] == 'http.method; content:!"CONNECT";'


def test_a_long_list_becomes_a_dataset(acme: SignatureSet) -> None:
    """One file for all fields; on standard output it is left out and told."""
    made, maker = rules(acme, Indicator(host=LONG), to_file=True)
    ((name, text),) = maker.datasets.items()
    assert all(f"load {name};" in " ".join(rule.options) for rule in made if rule.protocol == "dns")
    assert [base64.b64decode(line).decode() for line in text.splitlines()] == list(LONG)
    made, maker = rules(acme, Indicator(host=LONG))
    assert {rule.words for rule in made} == {"certificate"}
    assert any("use -o FILE" in gap.why for gap in maker.notes.gaps)


def test_hosts_that_share_conditions_share_a_rule(acme: SignatureSet) -> None:
    """The requests of the pack: two hosts, one path."""
    made, _ = rules(acme, *acme.signatures[2].any)
    assert len(made) == 4
    assert all(rule.protocol == "http" for rule in made)


def test_payload_stands_where_it_was_asked_for(acme: SignatureSet) -> None:
    """Offset and depth; told once a flow."""
    (rule,) = [one for one in rules(acme, *acme.signatures[3].any)[0] if one.words == "payload"]
    assert rule.options == ["flow:to_server;", 'content:"|41 43 4d 45|"; offset:0; depth:4;']
    assert (rule.protocol, rule.ports, rule.once) == ("udp", "1999", True)


def test_expressions_are_cut_to_fit() -> None:
    """Nothing is lost."""
    names = names_of(Indicator(suffix=tuple(f"s{number}.acme.com" for number in range(500))))
    cut = parts(names)
    assert len(cut) > 1
    assert [name for part in cut for name in part] == names
    assert MAX_EXPRESSION < 8192


def test_ports() -> None:
    """As a rule's head writes them."""
    assert port_list(()) == "any"
    assert port_list(((443, 443),)) == "443"
    assert re.fullmatch(r"\[1:9,443\]", port_list(((1, 9), (443, 443))))

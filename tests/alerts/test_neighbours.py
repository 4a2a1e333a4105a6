"""mDNS and LLMNR have objects of their own in EVE."""

import msgspec
from outputs import samples

from sensor.alerts.neighbours import flow_body, llmnr_body, mdns_body
from sensor.model.bodies import Dns, DnsQuery, Flow


def test_mdns_flags_are_words_and_rcode_a_number() -> None:
    """Its answers show names and texts only."""
    body = mdns_body(samples.neighbour())
    assert (body["flags"], body["rcode"], body["type"]) == (["aa", "tc", "rd"], 0, "response")
    assert body["answers"] == [
        {"rrname": "ws-0422.local"},
        {"rrname": "ws-0422.local"},
        {"rrname": "_ipp._tcp.local", "ptr": "printer.local"},
        {"rrname": "printer.local", "txt": ["rp=x"]},
        {"rrname": "printer.local"},
        {"rrname": "printer.local"},
    ]


def test_llmnr_flags_are_conflict_truncated_tentative() -> None:
    """The bits that DNS calls AA, TC and RD; the data stands under the record's type."""
    body = llmnr_body(samples.neighbour())
    assert body["flags"] == ["c", "tc", "t"]
    assert body["answers"][0] == {"rrname": "ws-0422.local", "a": "10.4.7.22", "rrtype": "A", "ttl": 120}
    assert body["answers"][5] == {"rrname": "printer.local", "cname": "p.local", "rrtype": "CNAME"}
    assert "rcode" not in body


def test_additional_records_are_shown_like_answers() -> None:
    """Only where there are some."""
    whole = msgspec.structs.replace(samples.neighbour(), answers=(), additionals=samples.neighbour().answers)
    for shape in (mdns_body, llmnr_body):
        assert shape(whole)["additionals"] == shape(samples.neighbour())["answers"]
        assert "answers" not in shape(whole)


def test_a_question_is_little() -> None:
    """No empty arrays."""
    question = Dns("request", 7, "0", opcode=0, queries=(DnsQuery("wpad", "A"),))
    for shape in (mdns_body, llmnr_body):
        assert shape(question) == {"type": "request", "id": 7, "opcode": 0, "queries": question.queries}


def test_an_unknown_rcode_is_left_out() -> None:
    """EVE wants a number; the model has its name."""
    assert "rcode" not in mdns_body(Dns("response", 0, "8000", rcode="BADVERS"))


def test_the_first_bytes_of_a_flow_are_left_out() -> None:
    """EVE's object has no place for them."""
    assert flow_body(Flow(pkts_toserver=2, payload=b"SSH-2.0", from_server=True)) == Flow(pkts_toserver=2)

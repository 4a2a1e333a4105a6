"""What stands in the first bytes of one side, and which packets are worth a look."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from sensor.match.payloads import CLIENT, SERVER, TCP_PORT, UDP_PORT, PayloadTable, compile_payload, port_marks, text_of
from sensor.model.signature import PayloadCondition, ServerCondition

AT_START = PayloadCondition((0, 0), b"KSC1".hex())
ANYWHERE = PayloadCondition((2, 40), b"Webs".hex())
AGENT = ServerCondition(port=((13000, 13000),), proto="tcp", payload=(AT_START,))
CAMERA = ServerCondition(network=("10.0.0.0/8",), port=((80, 81),), sender="server", payload=(ANYWHERE,))
TUNNEL = ServerCondition(proto="udp", payload=(PayloadCondition((0, 0), b"PTCPx".hex()),))
TABLE = PayloadTable([AGENT, CAMERA, TUNNEL])


def packed(text: str) -> bytes:
    """Return an address as bytes."""
    return ipaddress.ip_address(text).packed


def test_one_look_at_the_port_tells_what_is_nobodys() -> None:
    """By protocol; a condition without proto wants both, one without a place is found by its anchor instead."""
    assert TABLE.ports[13000] == TCP_PORT
    assert TABLE.ports[81] == TCP_PORT | UDP_PORT
    assert TABLE.ports[82] == 0
    assert TABLE.anchors == {b"PTCP"}
    assert port_marks([ServerCondition(network=("10.0.0.0/8",), proto="udp")]) == bytes([UDP_PORT]) * 65536


def test_conditions_are_found_by_the_side_that_listens() -> None:
    """The client's and the server's words apart; network, port and protocol all count."""
    assert TABLE.find(CLIENT, packed("192.0.2.1"), 13000, 6) == [0]
    assert TABLE.find(SERVER, packed("192.0.2.1"), 13000, 6) == []
    assert TABLE.find(SERVER, packed("10.1.1.1"), 80, 6) == [1]
    assert TABLE.find(SERVER, packed("192.0.2.1"), 80, 6) == []
    assert TABLE.find(CLIENT, packed("192.0.2.1"), 999, 17) == [2]
    assert TABLE.find(CLIENT, packed("192.0.2.1"), 999, 6) == []


def test_where_bytes_have_to_stand() -> None:
    """At one place, or beginning anywhere in a range; not a byte farther."""
    assert TABLE.holds(0, b"KSC1 hello")
    assert not TABLE.holds(0, b" KSC1")
    assert not TABLE.holds(0, b"KSC")
    assert TABLE.holds(1, b"..Webs")
    assert not TABLE.holds(1, b".Webs")
    assert TABLE.holds(1, b"." * 40 + b"Webs")
    assert not TABLE.holds(1, b"." * 41 + b"Webs")


def test_what_is_missing_is_said_in_words() -> None:
    """Text where it is text, digits where it is not."""
    test = compile_payload(ServerCondition(payload=(AT_START, PayloadCondition((4, 9), "ff00"))))
    assert test.missing(b"KSC2") == '"KSC1" at 0'
    assert test.missing(b"KSC1\xff") == "ff00 at 4-9"
    assert test.missing(b"KSC1\xff\x00") == ""
    assert [text_of(part) for part in test.parts] == ['"KSC1" at 0', "ff00 at 4-9"]


@given(st.binary(max_size=80), st.integers(0, 60), st.integers(0, 20), st.binary(min_size=1, max_size=6))
def test_a_condition_holds_where_a_slow_search_finds_it(payload: bytes, first: int, more: int, data: bytes) -> None:
    """Every offset of the range, tried one by one."""
    one = ServerCondition(payload=(PayloadCondition((first, first + more), data.hex()),))
    slow = any(payload[at : at + len(data)] == data for at in range(first, first + more + 1))
    assert PayloadTable([one]).holds(0, payload) is slow
    assert (compile_payload(one).missing(payload) == "") is slow

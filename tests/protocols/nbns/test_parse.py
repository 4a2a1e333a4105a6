"""Messages of the NetBIOS name service as values."""

import pytest
from builders import dns, neighbours
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Nbns, NetbiosName
from sensor.protocols.nbns.consts import MAX_ADDRESSES, MAX_NAMES
from sensor.protocols.nbns.parse import parse_message

IP, MAC = "10.4.7.22", "52:54:00:36:3e:ff"
CLAIM = neighbours.netbios_claim("WS-0422", IP)
STATUS = neighbours.netbios_status(("WS-0422", 0, False), ("CORP", 0, True), ("WS-0422", 0x20, False), mac=MAC)


def parsed(message: bytes) -> Nbns:
    """Return the message, which is one."""
    found = parse_message(message)
    assert found is not None
    return found


def test_a_registration_tells_whose_the_name_is() -> None:
    """The record behind the question has the address."""
    assert parsed(CLAIM) == Nbns(
        "request", 0x8001, "registration", "ws-0422", "00", "NB", broadcast=True, ttl=300000, addresses=(IP,)
    )


@pytest.mark.parametrize(
    ("flags", "opcode"),
    [(0x2810, "registration"), (0x4010, "refresh"), (0x4810, "refresh"), (0x7810, "multihomed"), (0x3010, "release")],
)
def test_opcodes_have_names(flags: int, opcode: str) -> None:
    """Refresh has two numbers."""
    assert parsed(neighbours.netbios_claim("WS-0422", IP, flags=flags)).opcode == opcode


def test_a_group_is_told() -> None:
    """Workgroups register too."""
    assert parsed(neighbours.netbios_claim("CORP", IP, group=True)).group


def test_a_question_has_no_owner() -> None:
    """Somebody looks for a file server."""
    question = dns.query(dns.netbios("FILESRV", 0x20), 0x20, ident=2, flags=0x0110)
    assert parsed(question) == Nbns("request", 2, "query", "filesrv", "20", "NB", broadcast=True)


def test_an_answer_has_all_addresses() -> None:
    """And a code; 0 is success."""
    answer = parsed(neighbours.netbios_answer("FILESRV", "10.4.0.9", "10.5.0.9", suffix=0x20))
    assert (answer.type, answer.rcode, answer.addresses) == ("response", 0, ("10.4.0.9", "10.5.0.9"))
    assert parsed(neighbours.netbios_answer("FILESRV", rcode=3)).rcode == 3


def test_a_nodes_table_is_read() -> None:
    """With the hardware address behind it."""
    status = parsed(STATUS)
    assert status.names == (NetbiosName("ws-0422", "00"), NetbiosName("corp", "00", True), NetbiosName("ws-0422", "20"))
    assert (status.rrname, status.rrtype, status.mac) == ("*", "NBSTAT", MAC)


def test_a_cut_table_is_read_as_far_as_it_goes() -> None:
    """The number of names may lie."""
    assert len(parsed(STATUS[:-60]).names) == 2
    assert parsed(STATUS[: STATUS.index(b"WS-0422") - 1]).names == ()


def test_lists_are_bounded() -> None:
    """More than any node has."""
    many = neighbours.netbios_answer("X", *(f"10.0.0.{i}" for i in range(99)))
    assert len(parsed(many).addresses) == MAX_ADDRESSES
    table = neighbours.netbios_status(*((f"N{i}", 0, False) for i in range(70)))
    assert len(parsed(table).names) == MAX_NAMES


@pytest.mark.parametrize(
    "message",
    [
        b"",
        CLAIM[:11],
        CLAIM[:30],
        CLAIM[:2] + b"\x08\0" + CLAIM[4:],
        CLAIM[:4] + b"\0\2" + CLAIM[6:],
        CLAIM[:4] + bytes(8) + CLAIM[12:],
        dns.query("a.example"),
        dns.query(dns.netbios("X"), 1),
    ],
    ids=["empty", "head", "cut", "opcode", "two", "none", "dns", "type"],
)
def test_other_messages_are_none(message: bytes) -> None:
    """Whatever is wrong with them."""
    assert parse_message(message) is None


@given(st.binary(max_size=200), st.sampled_from([CLAIM, STATUS]), st.integers(0, 150))
def test_any_bytes_are_taken(noise: bytes, message: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_message(noise)
    parse_message(message[:kept] + noise)

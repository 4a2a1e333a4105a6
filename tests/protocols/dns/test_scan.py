"""The names in a DNS message, found without making an object of anything else."""

import random
import struct

import dns.message
import dns.rdatatype
import pytest
from builders import dns as build
from hypothesis import given
from hypothesis import strategies as st
from protocols.dns.messages import queries, responses, text

from sensor.protocols.dns.consts import MAX_QUESTIONS, MAX_RECORDS
from sensor.protocols.dns.scan import DnsScan

HOST = "s07.upd.kaspersky.com"
MAX_POINTERS = 32
DNS_CUT, DNS_BAD, DNS_END = -1, -2, 0
"""Answers of the scan; compiled, its constants are out of sight."""


def questions(data: bytes, pos: int = 0, end: int | None = None) -> tuple[list[tuple[str, int, int]], int, DnsScan]:
    """Return the questions that a scan finds, its last answer, and the scan itself."""
    scan = DnsScan()
    status = scan.begin(data, pos, len(data) if end is None else end)
    found = []
    while status > 0 and (status := scan.question()) > 0:
        found.append((str(scan.name), scan.qtype, scan.qclass))
    return found, status, scan


def aliases(data: bytes) -> list[str]:
    """Return the targets of aliases among the answers."""
    scan = questions(data)[2]
    found = []
    while scan.alias() > 0:
        found.append(str(scan.name))
    return found


def header(*counts: int, flags: int = 0x0100) -> bytes:
    """Return a header with the counts of its sections."""
    return struct.pack("!6H", 1, flags, *(*counts, 0, 0, 0)[:4])


@given(st.one_of(queries(), responses()), st.binary(max_size=20), st.binary(max_size=20))
def test_it_finds_the_questions_and_aliases_that_dnspython_finds(
    message: dns.message.Message, before: bytes, behind: bytes
) -> None:
    """The same names, types and classes, wherever in a buffer the message lies."""
    wire = message.to_wire()
    expected = [(text(one.name), one.rdtype, one.rdclass) for one in message.question]
    found, status, _ = questions(before + wire + behind, len(before), len(before) + len(wire))
    assert (found, status) == (expected, DNS_END)
    kinds = (dns.rdatatype.CNAME, dns.rdatatype.DNAME)
    assert aliases(wire) == [text(data.target) for rrset in message.answer if rrset.rdtype in kinds for data in rrset]


@given(responses())
def test_a_message_cut_at_any_byte_gives_the_first_of_its_names(message: dns.message.Message) -> None:
    """Nothing raises, no name is made up, and a cut inside the questions is told."""
    wire = message.to_wire()
    whole = questions(wire)[0]
    targets = aliases(wire)
    for end in range(len(wire)):
        found, status, _ = questions(wire[:end])
        assert found == whole[: len(found)]
        assert status == (DNS_CUT if len(found) < len(whole) else DNS_END)
        some = aliases(wire[:end])
        assert some == targets[: len(some)]


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """Whatever they are, and whatever is asked of them."""
    questions(data)
    aliases(data)
    DnsScan().looks_like(data, 0, len(data))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        (b"\xc0\x0c", DNS_BAD),
        (b"\xc0\x0e\xc0\x0c", DNS_BAD),
        (b"\x01a\xc0\x0c", DNS_BAD),
        (b"\xff\xff", DNS_BAD),
        (b"\x40a", DNS_BAD),
        (b"\x80a", DNS_BAD),
        (b"\xc0", DNS_CUT),
        (b"\x3fabc", DNS_CUT),
        (b"", DNS_CUT),
    ],
    ids=["itself", "circle", "label-and-back", "far-out", "type-01", "type-10", "half", "short", "none"],
)
def test_a_name_that_is_none_ends_the_scan(name: bytes, status: int) -> None:
    """Pointers in circles and out of the message, reserved label types, a name cut short."""
    assert questions(header(1) + name)[:2] == ([], status)


def test_pointers_are_followed_so_far_and_no_farther() -> None:
    """A chain of as many as the limit is read; one more is refused."""
    for count, expected in ((MAX_POINTERS, ["a"]), (MAX_POINTERS + 1, [])):
        chain = b"".join(struct.pack("!H", 0xC000 | (12 + 2 * (at + 1) + 4)) for at in range(1, count))
        # question: a pointer to the chain, whose last link leads to the label
        wire = header(1) + struct.pack("!H", 0xC000 | (12 + 6)) + b"\0\1\0\1" + chain + b"\1a\0"
        found = [name for name, _, _ in questions(wire)[0]]
        assert found == expected, count


def test_questions_are_read_up_to_a_limit() -> None:
    """A message with a thousand questions costs no more than one with MAX_QUESTIONS."""
    wire = header(1000) + b"\1a\0\0\1\0\1" * 1000
    assert len(questions(wire)[0]) == MAX_QUESTIONS


def test_answers_are_read_up_to_a_limit() -> None:
    """The same for the answers."""
    record = b"\1b\0\0\5\0\1\0\0\0\0\0\3\1c\0"
    assert len(aliases(header(0, 2000) + record * 2000)) == MAX_RECORDS


def test_a_damaged_alias_ends_the_scan() -> None:
    """A target that points at itself, and a record whose length reaches out of the message."""
    owner = b"\1b\0\0\5\0\1\0\0\0\0"
    itself = header(0, 2) + owner + b"\0\2\xc0\x19" + owner + b"\0\3\1c\0"
    assert aliases(itself) == []
    assert aliases(header(0, 2) + owner + b"\xff\xff\1c\0") == ["c"]


def test_what_was_looked_at_can_be_let_go() -> None:
    """A buffer grows again once the scan has released it: compiled, a buffer in hand cannot."""
    data = bytearray(build.query(HOST))
    scan = DnsScan()
    assert scan.looks_like(data, 0, len(data))
    scan.release()
    data += b"more"
    assert scan.question() in {DNS_CUT, DNS_END, DNS_BAD}


@given(st.one_of(queries(), responses()))
def test_every_plain_message_is_recognised(message: dns.message.Message) -> None:
    """By content alone; one byte less or more is no message."""
    wire = message.to_wire()
    scan = DnsScan()
    assert scan.looks_like(b"#" + wire + b"#", 1, 1 + len(wire))
    assert not scan.looks_like(wire, 0, len(wire) - 1)
    assert not scan.looks_like(wire + b"\0", 0, len(wire) + 1)


@pytest.mark.parametrize(
    "wire",
    [
        build.query(HOST, flags=0x2900),
        build.query(HOST, flags=0x0140),
        build.query(HOST, flags=0x0103),
        build.query(HOST, 0x4000),
        build.query(HOST, 11),
        build.query("."),
        build.query("a b.example"),
        build.query("caf\xe9.example"),
        header(2) + b"\1a\0\0\1\0\1" * 2,
        header(1, 1) + b"\1a\0\0\1\0\1" + b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4\xc0\0\2\1",
        header(1) + b"\1a\0\0\1\0\7",
        header(1, 0, 600, flags=0x8180) + b"\1a\0\0\1\0\1" + b"\0\0\1\0\1\0\0\0\0\0\0" * 600,
        b"",
    ],
    ids=[
        "update",
        "reserved",
        "rcode",
        "type",
        "unknown",
        "root",
        "space",
        "high",
        "two",
        "answered",
        "class",
        "many",
        "none",
    ],
)
def test_odd_messages_are_not_taken_for_dns_on_other_ports(wire: bytes) -> None:
    """What is asked about every datagram must not be generous."""
    assert not DnsScan().looks_like(wire, 0, len(wire))


def test_noise_is_never_taken_for_dns() -> None:
    """A hundred thousand datagrams of random bytes, half of them behind a header that is right."""
    chance = random.Random(53)  # noqa: S311
    scan = DnsScan()
    for _ in range(50_000):
        noise = chance.randbytes(chance.randrange(17, 80))
        assert not scan.looks_like(noise, 0, len(noise))
        behind = header(1) + noise[12:]
        assert not scan.looks_like(behind, 0, len(behind))

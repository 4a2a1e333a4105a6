"""A DNS message as a value: the same as dnspython reads."""

import struct

import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdatatype
import pytest
from builders import dns as build
from hypothesis import given
from hypothesis import strategies as st
from protocols.dns.messages import queries, responses, text

from sensor.model.bodies import Dns, DnsRecord
from sensor.protocols.dns.consts import MAX_QUESTIONS, MAX_RECORDS
from sensor.protocols.dns.parse import parse_message

HOST = "s07.upd.kaspersky.com"


def data_of(kind: str, rdata: object) -> str | None:
    """Return what dnspython read, as we say it."""
    if kind in {"A", "AAAA"}:
        return str(rdata)
    for field in ("target", "exchange"):
        if hasattr(rdata, field):
            return text(getattr(rdata, field))
    if hasattr(rdata, "strings"):
        return str(rdata.strings[0].decode())
    return None


def parsed(wire: bytes) -> Dns:
    """Return the message, which has a header at least."""
    message = parse_message(wire)
    assert message is not None
    return message


@given(st.one_of(queries(), responses()))
def test_a_message_says_what_dnspython_reads_in_it(message: dns.message.Message) -> None:
    """Questions, answers, flags and codes."""
    ours = parsed(message.to_wire())
    assert ours.id == message.id
    assert [(one.rrname, one.rrtype) for one in ours.queries] == [
        (text(one.name), dns.rdatatype.to_text(one.rdtype)) for one in message.question
    ]
    assert [(one.rrname, one.rrtype, one.ttl, one.rdata) for one in ours.answers] == [
        (text(rrset.name), kind, rrset.ttl, data_of(kind, rdata))
        for rrset in message.answer
        for rdata in rrset
        if (kind := dns.rdatatype.to_text(rrset.rdtype))
    ]
    flags = dns.flags.to_text(message.flags).lower().split()
    assert [name for name in ("qr", "aa", "tc", "rd", "ra") if getattr(ours, name)] == [
        name for name in ("qr", "aa", "tc", "rd", "ra") if name in flags
    ]
    assert ours.opcode == message.opcode()
    assert ours.rcode == (dns.rcode.to_text(message.rcode()) if ours.qr else None)
    assert ours.type == ("response" if ours.qr else "request")


@given(responses())
def test_a_message_cut_at_any_byte_gives_the_first_of_what_it_says(message: dns.message.Message) -> None:
    """A damaged place hides what follows it, and nothing before it."""
    wire = message.to_wire()
    whole = parsed(wire)
    for end in range(12, len(wire)):
        part = parsed(wire[:end])
        assert part.queries == whole.queries[: len(part.queries)]
        assert part.answers == whole.answers[: len(part.answers)]
        assert part.flags == whole.flags


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """None where there is no header, else a message."""
    assert (parse_message(data) is None) == (len(data) < 12)


def test_types_and_codes_without_a_name_are_numbers() -> None:
    """As RFC 3597 writes types; EVE writes codes as they are."""
    message = parsed(build.response(HOST, 65280, [(HOST, 65281, 5, b"\1\2")], rcode=13))
    assert (message.queries[0].rrtype, message.rcode) == ("TYPE65280", "13")
    assert message.answers == (DnsRecord(HOST, "TYPE65281", 5, None),)


def test_the_root_is_a_dot() -> None:
    """Not an empty name."""
    assert parsed(build.query(".", build.NS)).queries[0].rrname == "."


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (build.A, b"\xc0\0\2", None),
        (build.AAAA, bytes(15), None),
        (build.CNAME, b"", None),
        (build.CNAME, b"\x3fab", None),
        (build.CNAME, b"\xff\xff", None),
        (build.MX, b"\0\1", None),
        (build.SRV, b"\0\0\0\0\0\0\1a\0", "a"),
        (build.TXT, b"", None),
        (build.TXT, b"\xffab", "ab"),
        (build.TXT, b"\4\x1b[2J\3xyz", "\\x1b[2J"),
        (build.TXT, b"\0", ""),
    ],
)
def test_data_of_another_length_than_its_type_needs(kind: int, value: bytes, expected: str | None) -> None:
    """It is left out, or taken as far as it goes; text is escaped."""
    assert parsed(build.response(HOST, kind, [(HOST, kind, 5, value)])).answers[0].rdata == expected


def test_sections_are_read_up_to_a_limit() -> None:
    """However many entries the header promises and the message has."""
    many = struct.pack("!6H", 1, 0x8180, 1000, 2000, 0, 0) + b"\0\0\1\0\1" * 1000 + b"\0\0\1\0\1\0\0\0\0\0\0" * 2000
    assert len(parsed(many).queries) == MAX_QUESTIONS
    few = struct.pack("!6H", 1, 0x8180, 0, 2000, 0, 0) + b"\0\0\1\0\1\0\0\0\0\0\0" * 2000
    assert len(parsed(few).answers) == MAX_RECORDS

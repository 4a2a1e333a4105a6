"""Requests for a first ticket as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocols.kerberos.requests import as_request, der

from sensor.model.bodies import Krb5
from sensor.protocols.kerberos.parse import elements, parse_message, parse_stream

REQUEST = as_request("WS-0422$", "WS-0422")


def test_a_machine_logs_on() -> None:
    """With its account, and its name among the addresses."""
    expected = Krb5("KRB_AS_REQ", "WS-0422$", "CORP.EXAMPLE", "krbtgt/CORP.EXAMPLE", "ws-0422")
    assert parse_message(REQUEST) == expected
    assert parse_stream(len(REQUEST).to_bytes(4, "big") + REQUEST) == expected


def test_what_is_not_there_is_none() -> None:
    """Neither account nor addresses have to be."""
    assert parse_message(as_request(None)) == Krb5("KRB_AS_REQ", None, "CORP.EXAMPLE", "krbtgt/CORP.EXAMPLE")


@pytest.mark.parametrize(
    "message", [b"", b"\x6a", b"\x6b" + REQUEST[1:], REQUEST[:40], der(0x6A, b"\x30\0"), as_request("a", realm="")]
)
def test_other_messages_are_none(message: bytes) -> None:
    """An answer, one cut before the realm, one without any."""
    assert parse_message(message) is None


def test_a_cut_request_tells_its_beginning() -> None:
    """The account stands before the addresses."""
    found = parse_message(REQUEST[:-60])
    assert found is not None
    assert (found.cname, found.workstation) == ("WS-0422$", None)


@pytest.mark.parametrize("data", [b"\x1f\x01\0", b"\x30\x80\0\0", b"\x30\x85\0\0\0\0\1\0", b"\x30"])
def test_other_encodings_end_the_elements(data: bytes) -> None:
    """Long tags, no length, lengths beyond reason."""
    assert list(elements(data)) == []


def test_elements_are_bounded() -> None:
    """A level of empty ones does not cost."""
    assert len(list(elements(b"\x05\0" * 5000))) < 100


@given(st.binary(max_size=200), st.integers(0, len(REQUEST)))
def test_any_bytes_are_taken(noise: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_message(b"\x6a" + noise)
    parse_message(REQUEST[:kept] + noise)
    parse_stream(noise)

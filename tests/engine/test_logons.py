"""Segments that ask for a logon, and those beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocols.kerberos.requests import as_request
from protocols.ntlm.sessions import authenticate, session_setup, session_setup1

from sensor.decode.packet import Packet
from sensor.engine.logons import asks_for_logon

TICKET = b"\0\0\1\0" + as_request("WS-1$")
SETUP = session_setup(authenticate("WS-1"))
SETUP1 = session_setup1(authenticate("WS-1"))


def segment(port: int, data: bytes, before: int = 0) -> Packet:
    """Return a packet to *port* whose payload is *data*."""
    packet = Packet()
    packet.data = bytes(before) + data
    packet.payload, packet.end, packet.dport = before, before + len(data), port
    return packet


@pytest.mark.parametrize(("port", "data"), [(88, TICKET), (445, SETUP), (139, SETUP1)])
def test_what_asks(port: int, data: bytes) -> None:
    """At any place of the buffer, however much follows."""
    assert asks_for_logon(segment(port, data))
    assert asks_for_logon(segment(port, data + bytes(400), before=9))


@pytest.mark.parametrize(
    ("title", "port", "data"),
    [
        ("reading a file", 445, session_setup(authenticate("WS-1"), command=8)),
        ("a response", 88, b"\0\0\1\0\x6b" + bytes(60)),
        ("a signature of neither version", 445, SETUP[:4] + b"\xfd" + SETUP[5:]),
        ("no SMB", 445, bytes(60)),
        ("only a length", 88, TICKET[:4]),
        ("a header that is cut", 445, SETUP[:17]),
        ("nothing", 445, b""),
    ],
)
def test_what_does_not(title: str, port: int, data: bytes) -> None:
    """What moves data costs one look."""
    assert not asks_for_logon(segment(port, data))


@given(st.binary(max_size=40), st.sampled_from([88, 139, 445]))
def test_no_bytes_make_it_raise(data: bytes, port: int) -> None:
    """Wherever they end."""
    assert asks_for_logon(segment(port, data)) in (True, False)

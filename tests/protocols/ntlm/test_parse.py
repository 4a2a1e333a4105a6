"""Where a session comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocols.ntlm.sessions import authenticate, session_setup

from sensor.model.bodies import Ntlmssp, Smb
from sensor.protocols.ntlm.consts import MAX_SEARCH
from sensor.protocols.ntlm.parse import parse_session_setup

MESSAGE = authenticate("WS-0422")


@pytest.mark.parametrize("unicode", [True, False])
def test_the_client_says_its_name(unicode: bool) -> None:
    """In either alphabet; the user is nobody's business."""
    found = parse_session_setup(session_setup(authenticate("WS-0422", unicode=unicode)))
    assert found == Smb(Ntlmssp("ws-0422", "CORP"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        MESSAGE[:63],
        MESSAGE[:8] + b"\1" + MESSAGE[9:],
        authenticate(""),
        MESSAGE[:80],
        MESSAGE[:48] + b"\3" + MESSAGE[49:],
        bytes(MAX_SEARCH) + MESSAGE,
    ],
    ids=["empty", "cut", "negotiate", "nameless", "cut name", "inside the head", "far"],
)
def test_other_messages_are_none(data: bytes) -> None:
    """Whatever is wrong with them."""
    assert parse_session_setup(data) is None


def test_names_are_escaped() -> None:
    """Half a character too."""
    found = parse_session_setup(authenticate("w\x1b\\ä"))
    assert found is not None
    assert found.ntlmssp.host == r"w\x1b\x5c\xc3\xa4"


@given(st.binary(max_size=200), st.integers(0, len(MESSAGE)))
def test_any_bytes_are_taken(noise: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_session_setup(noise)
    parse_session_setup(MESSAGE[:kept] + noise)

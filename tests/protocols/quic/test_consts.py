"""The numbers of QUIC are those that others have."""

import pytest

from sensor.protocols.quic import consts


def test_versions_and_types_are_those_of_aioquic() -> None:
    """An implementation of both versions."""
    packet = pytest.importorskip("aioquic.quic.packet", reason="aioquic is not installed")
    assert packet.QuicProtocolVersion.VERSION_1 == consts.VERSION_1
    assert packet.QuicProtocolVersion.VERSION_2 == consts.VERSION_2
    assert packet.CONNECTION_ID_MAX_SIZE == consts.MAX_CONNECTION_ID
    frames = packet.QuicFrameType
    assert (frames.PADDING, frames.PING, frames.ACK, frames.ACK_ECN, frames.CRYPTO, frames.TRANSPORT_CLOSE) == (
        consts.FRAME_PADDING,
        consts.FRAME_PING,
        consts.FRAME_ACK,
        consts.FRAME_ACK_ECN,
        consts.FRAME_CRYPTO,
        consts.FRAME_CLOSE,
    )


def test_versions_of_google_are_text() -> None:
    """They count in characters."""
    for number, text in (
        (consts.VERSION_Q044, b"Q044"),
        (consts.VERSION_Q050, b"Q050"),
        (consts.VERSION_T050, b"T050"),
        (consts.VERSION_T051, b"T051"),
    ):
        assert number.to_bytes(4, "big") == text

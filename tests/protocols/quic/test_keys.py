"""Keys of Initial packets, and opening them."""

import hmac

import pytest
from builders import quic
from hypothesis import given
from hypothesis import strategies as st
from protocols.quic.packets import DCID, seal

from sensor.protocols.quic.consts import PACKET_INITIAL, VERSION_1, VERSION_2
from sensor.protocols.quic.keys import FACEBOOK_SALTS, Hmac, client_keys, open_initial, salts
from sensor.protocols.quic.scan import LongHeader

RFC_FRAMES = bytes.fromhex(
    "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113"
    "02010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d00170018001000070005"
    "04616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce1"
    "5d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c0002400100"
    "3900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806"
    "048000ffff"
)
"""The CRYPTO frame of RFC 9001 appendix A.2, which RFC 9369 appendix A.2 has too."""


def opened(packet: bytes, connection_id: bytes = DCID, missing: int = 0) -> bytes | None:
    """Open the Initial that *packet* begins with."""
    header = LongHeader()
    assert header.seek(packet, 0, len(packet), missing) == PACKET_INITIAL
    return open_initial(packet, header, connection_id)


@pytest.mark.parametrize(
    ("version", "key", "iv", "protection"),
    [
        (
            VERSION_1,
            "1f369613dd76d5467730efcbe3b1a22d",
            "fa044b2f42a3fd3b46fb255c",
            "9f50449e04a0e810283a1e9933adedd2",
        ),
        (
            VERSION_2,
            "8b1a0bc121284290a29e0971b5cd045d",
            "91f73e2351d8fa91660e909f",
            "45b95e15235d6f45a6b19cbcb0294ba9",
        ),
    ],
)
def test_keys_are_those_of_the_rfcs(version: int, key: str, iv: str, protection: str) -> None:
    """RFC 9001 appendix A.1, RFC 9369 appendix A.1."""
    keys = client_keys(version, salts(version)[0], DCID)
    assert (keys.key.hex(), keys.iv.hex(), keys.protection.hex()) == (key, iv, protection)


@pytest.mark.parametrize(
    ("version", "head", "tag"),
    [
        (
            quic.V1,
            "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11",
            "e221af44860018ab0856972e194cd934",
        ),
        (quic.V2, "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe6", "a18b2faa745b6fe189cf772a9f84cbfc"),
    ],
)
def test_the_packets_of_the_rfcs_open(version: int, head: str, tag: str) -> None:
    """RFC 9001 appendix A.2, RFC 9369 appendix A.2: made again by the builder, which has to give the printed bytes."""
    packet = quic.initial(RFC_FRAMES, DCID, number=2, version=version)
    assert (packet[: len(head) // 2].hex(), packet[-16:].hex(), len(packet)) == (head, tag, 1200)
    assert opened(packet) == RFC_FRAMES.ljust(1162, b"\0")


def test_whatever_was_changed_does_not_open() -> None:
    """The tag covers the header and the payload."""
    packet = quic.initial(b"\1" * 100, DCID, token=b"token", pad_to=0)
    assert opened(packet) == b"\1" * 100
    for at in range(len(packet)):
        if at in range(1, 6) or 14 <= at < 23:
            continue  # version, ids, lengths: these make another packet of it
        changed = bytearray(packet)
        changed[at] ^= 0x01
        header = LongHeader()
        if header.seek(changed, 0, len(changed), 0) == PACKET_INITIAL:
            assert open_initial(changed, header, DCID) is None


def test_other_ids_and_the_servers_side_do_not_open() -> None:
    """The client's keys open the client's packets alone."""
    assert opened(quic.initial(b"\1" * 50, DCID), b"another!") is None
    assert opened(quic.server_initial(DCID, b"server", client_dcid=DCID)) is None


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_packet_numbers_have_one_to_four_bytes(size: int) -> None:
    """RFC 9000 section 17.1."""
    packet = seal(RFC_FRAMES, VERSION_1, number=200, number_size=size)
    assert (opened(packet) or b"").startswith(RFC_FRAMES)


def test_too_short_for_a_sample_is_none() -> None:
    """Four bytes and a sample at least (RFC 9001 section 5.4.2)."""
    for length in range(24):
        packet = b"\xc0\0\0\0\1\x08" + DCID + b"\0\0" + quic.varint(length) + bytes(length)
        assert opened(packet) is None


def test_of_a_cut_packet_the_beginning_is_read() -> None:
    """Counter mode needs no end; only the proof does."""
    packet = quic.initial(RFC_FRAMES, DCID, number=2)
    for kept in (200, 300, 1100):
        payload = opened(packet[:kept], missing=1200 - kept)
        assert payload == RFC_FRAMES.ljust(1162, b"\0")[: kept - 22]


@pytest.mark.parametrize(
    ("version", "number"),
    [(0xFF000016, 22), (0xFF000017, 23), (0xFF00001C, 23), (0xFF00001D, 29), (0xFF000020, 29), (0xFF000021, 1)],
)
def test_drafts_share_salts(version: int, number: int) -> None:
    """The salt changed with drafts 23, 29 and 33."""
    prefix = {22: "7fbcdb0e", 23: "c3eef712", 29: "afbfec28", 1: "38762cf7"}[number]
    assert [salt.hex()[:8] for salt in salts(version)] == [prefix]


def test_private_versions_may_have_any_salt() -> None:
    """Mvfst's numbers do not say which draft they follow; reserved ones may be version 1 in all but the number."""
    for salt in FACEBOOK_SALTS:
        assert opened(seal(RFC_FRAMES, 0xFACEB00E, salt=salt)) is not None
    assert opened(seal(RFC_FRAMES, 0x1A2A3A4A)) is not None


def test_versions_of_google_open() -> None:
    """Each has a salt of its own."""
    found = {salts(version)[0] for version in (0x51303530, 0x54303530, 0x54303531)}
    assert [len(salt) for salt in found] == [20, 20, 20]
    for version in (0x51303530, 0x54303530, 0x54303531):
        assert opened(seal(RFC_FRAMES, version)) is not None


def test_keys_are_those_of_aioquic() -> None:
    """The same packet, sealed by another implementation."""
    crypto = pytest.importorskip("aioquic.quic.crypto", reason="aioquic is not installed")
    for version in (VERSION_1, VERSION_2):
        pair = crypto.CryptoPair()
        pair.setup_initial(cid=DCID, is_client=True, version=version)
        kind = 0xC3 if version == VERSION_1 else 0xD3
        frames = RFC_FRAMES.ljust(700, b"\0")
        plain = bytes([kind]) + version.to_bytes(4, "big") + b"\x08" + DCID + b"\0\0"
        plain += (0x4000 | 4 + 700 + 16).to_bytes(2, "big") + bytes(3) + b"\x09"
        assert opened(pair.encrypt_packet(plain, frames, 9)) == frames


@given(st.binary(max_size=64), st.binary(max_size=200))
def test_codes_are_those_of_the_library(key: bytes, message: bytes) -> None:
    """HMAC-SHA-256 under keys of any length that is filled up."""
    assert Hmac(key).digest(message) == hmac.digest(key, message, "sha256")

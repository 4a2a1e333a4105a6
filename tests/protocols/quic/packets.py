"""QUIC packets of every version, and Google's CHLO."""

import struct
from collections.abc import Sequence

from builders import quic
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sensor.protocols.quic.keys import client_keys, salts

DCID = bytes.fromhex("8394c8f03e515708")
"""Of the examples in RFC 9001 appendix A and RFC 9369 appendix A."""


def long_header(
    version: int, kind: int, dcid: bytes = DCID, scid: bytes = b"", rest: bytes = b"", *, token: bytes | None = None
) -> bytes:
    """Return a long header with *rest* behind its length; *kind* is the two bits of the type, as they are sent."""
    head = (
        bytes([0xC0 | kind << 4]) + struct.pack("!I", version) + bytes([len(dcid)]) + dcid + bytes([len(scid)]) + scid
    )
    if token is not None:
        head += quic.varint(len(token)) + token
    return head + quic.varint(len(rest)) + rest


def seal(
    frames: bytes,
    version: int,
    dcid: bytes = DCID,
    *,
    number: int = 0,
    number_size: int = 4,
    pad_to: int = 1200,
    keys_from: bytes | None = None,
    salt: bytes | None = None,
    token: bytes = b"",
) -> bytes:
    """Return a client's Initial of any version whose packet types are numbered as in version 1."""
    keys = client_keys(version, salt or salts(version)[-1], dcid if keys_from is None else keys_from)
    head = bytes([0xC0 | number_size - 1]) + struct.pack("!I", version) + bytes([len(dcid)]) + dcid + b"\0"
    head += quic.varint(len(token)) + token
    frames = frames.ljust(max(4, pad_to - len(head) - 2 - number_size - 16), b"\0")
    head += struct.pack("!H", 0x4000 | number_size + len(frames) + 16) + number.to_bytes(number_size, "big")
    sealed = AESGCM(keys.key).encrypt((int.from_bytes(keys.iv) ^ number).to_bytes(12), frames, head)
    sample = sealed[4 - number_size :][:16]
    mask = Cipher(algorithms.AES(keys.protection), modes.ECB()).encryptor().update(sample)  # noqa: S305 - RFC 9001
    covered = bytes(one ^ other for one, other in zip(head[-number_size:], mask[1:], strict=False))
    return bytes([head[0] ^ mask[0] & 0x0F]) + head[1:-number_size] + covered + sealed


def chlo(values: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return a CHLO with *values*."""
    table, body = b"", b""
    for tag, value in values:
        body += value
        table += tag + struct.pack("<I", len(body))
    return b"CHLO" + struct.pack("<HH", len(values), 0) + table + body


HELLO_VALUES = (
    (b"PAD\0", bytes(500)),
    (b"SNI\0", b"Old.Example"),
    (b"VER\0", b"Q043"),
    (b"UAID", b"Chrome/72.0 Intel Mac OS X"),
)


def public_packet(message: bytes, version: bytes = b"Q043", connection_id: bytes = DCID) -> bytes:
    """Return a client's packet of Q034 to Q043: flags, id, version, number, hash and a STREAM frame."""
    frame = b"\xa0\x01" + struct.pack("!H", len(message)) + message
    return b"\x09" + connection_id + version + b"\x01" + bytes(12) + frame


def q046_packet(message: bytes, version: bytes = b"Q046", connection_id: bytes = DCID) -> bytes:
    """Return a client's packet of Q046: a long header, and the same behind it."""
    return b"\xc3" + version + b"\x50" + connection_id + bytes(4) + bytes(12) + b"\x80\x01" + message

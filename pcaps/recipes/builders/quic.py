"""QUIC Initial packets (RFC 9000, RFC 9001; version 2: RFC 9369). Needs ``cryptography``."""

import hashlib
import hmac
import struct
from collections.abc import Sequence

from . import tls
from .noise import noise

V1, V2 = 0x00000001, 0x6B3343CF
"""Versions (RFC 9000 section 15, RFC 9369 section 3.1)."""
SALTS = {
    V1: bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"),
    V2: bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9"),
}
"""Initial salts (RFC 9001 section 5.2, RFC 9369 section 3.3.1)."""
LABELS = {V1: ("quic key", "quic iv", "quic hp"), V2: ("quicv2 key", "quicv2 iv", "quicv2 hp")}
SMALLEST = 1200
"""A client pads the datagram of an Initial to this size (RFC 9000 section 14.1)."""


def varint(value: int) -> bytes:
    """Return a variable-length integer (RFC 9000 section 16)."""
    for prefix, size in ((0, 1), (1, 2), (2, 4), (3, 8)):
        if value < 1 << (8 * size - 2):
            return (value | prefix << (8 * size - 2)).to_bytes(size, "big")
    raise ValueError(f"{value} is too large for QUIC")


def expand(secret: bytes, label: str, size: int) -> bytes:
    """Return HKDF-Expand-Label with SHA-256 and an empty context (RFC 8446 section 7.1), of at most one block."""
    full = b"tls13 " + label.encode()
    info = struct.pack("!HB", size, len(full)) + full + b"\0\x01"
    return hmac.new(secret, info, hashlib.sha256).digest()[:size]


def keys(version: int, dcid: bytes, *, client: bool = True) -> tuple[bytes, bytes, bytes]:
    """Return key, IV and header protection key of one side's Initials; *dcid* is the client's first choice."""
    initial = hmac.new(SALTS[version], dcid, hashlib.sha256).digest()
    secret = expand(initial, "client in" if client else "server in", 32)
    key, iv, protection = LABELS[version]
    return expand(secret, key, 16), expand(secret, iv, 12), expand(secret, protection, 16)


def crypto_frame(data: bytes, offset: int = 0) -> bytes:
    """Return a CRYPTO frame (RFC 9000 section 19.6)."""
    return b"\x06" + varint(offset) + varint(len(data)) + data


def transport_parameters(scid: bytes) -> bytes:
    """Return the quic_transport_parameters extension with a few ordinary values (RFC 9000 section 18)."""
    values = (
        (0x01, varint(30000)),
        (0x04, varint(15728640)),
        (0x05, varint(6291456)),
        (0x08, varint(100)),
        (0x0F, scid),
    )
    return tls.extension(57, b"".join(varint(number) + varint(len(value)) + value for number, value in values))


def client_hello(
    name: str | None, *, scid: bytes = b"", post_quantum: bool = False, ech: bool = False, seed: str = "quic"
) -> bytes:
    """Return a ClientHello as QUIC carries it: no record, no session id, ALPN h3, transport parameters."""
    return tls.client_hello(
        name,
        alpn=("h3",),
        post_quantum=post_quantum,
        ech=ech,
        extra=transport_parameters(scid),
        session=False,
        seed=seed,
    )


def initial(
    frames: bytes,
    dcid: bytes,
    *,
    scid: bytes = b"",
    number: int = 0,
    token: bytes = b"",
    version: int = V1,
    pad_to: int = SMALLEST,
    client: bool = True,
    key_dcid: bytes | None = None,
) -> bytes:
    """Return one protected Initial packet that carries *frames*, padded to *pad_to* bytes.

    *key_dcid*: the connection id that the keys come from, where it is not *dcid* (a server's packets, a later Initial).
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key, iv, protection = keys(version, dcid if key_dcid is None else key_dcid, client=client)
    kind = 0xC0 if version == V1 else 0xD0
    head = bytes([kind | 3]) + struct.pack("!I", version) + bytes([len(dcid)]) + dcid + bytes([len(scid)]) + scid
    head += varint(len(token)) + token
    room = pad_to - len(head) - 2 - 4 - 16
    payload = frames.ljust(max(room, 4), b"\0")
    head += struct.pack("!H", 0x4000 | (4 + len(payload) + 16)) + struct.pack("!I", number)
    nonce = (int.from_bytes(iv, "big") ^ number).to_bytes(12, "big")
    sealed = AESGCM(key).encrypt(nonce, payload, head)
    encryptor = Cipher(algorithms.AES(protection), modes.ECB()).encryptor()  # noqa: S305 header protection is defined so
    mask = encryptor.update(sealed[:16])
    covered = bytes(a ^ b for a, b in zip(head[-4:], mask[1:5], strict=True))
    return bytes([head[0] ^ (mask[0] & 0x0F)]) + head[1:-4] + covered + sealed


def client_initials(
    hello: bytes,
    dcid: bytes,
    *,
    cut: Sequence[int] = (),
    order: Sequence[int] | None = None,
    version: int = V1,
    scid: bytes = b"",
) -> list[bytes]:
    """Return a ClientHello over as many Initials as *cut* (offsets) makes pieces, sent in *order*."""
    ends = [*cut, len(hello)]
    starts = [0, *cut]
    packets = [
        initial(crypto_frame(hello[start:end], start), dcid, scid=scid, number=i, version=version)
        for i, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    return [packets[i] for i in (order if order is not None else range(len(packets)))]


def server_initial(
    dcid: bytes, scid: bytes, *, client_dcid: bytes, version: int = V1, seed: str = "quic server"
) -> bytes:
    """Return the server's first Initial: an ACK and the ServerHello."""
    hello = tls.server_hello(seed=seed, session=False)
    return initial(
        b"\x02\x00\x00\x00\x00" + crypto_frame(hello),
        dcid,
        scid=scid,
        version=version,
        client=False,
        key_dcid=client_dcid,
    )


def short(dcid: bytes, size: int, *, seed: str) -> bytes:
    """Return a packet with a short header that looks like encrypted data (RFC 9000 section 17.3.1)."""
    return b"\x43" + dcid + noise(seed, size - 1 - len(dcid))


RETRY_KEY = bytes.fromhex("be0c690b9f66575a1d766b54e368c84e")
RETRY_NONCE = bytes.fromhex("461599d35d632bf2239825bb")
"""What seals a version 1 Retry (RFC 9001 section 5.8)."""


def retry(dcid: bytes, scid: bytes, token: bytes, *, answers: bytes) -> bytes:
    """Return a version 1 Retry packet with its integrity tag; *answers* is the connection id that it answers."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = b"\xf0" + struct.pack("!I", V1) + bytes([len(dcid)]) + dcid + bytes([len(scid)]) + scid + token
    return head + AESGCM(RETRY_KEY).encrypt(RETRY_NONCE, b"", bytes([len(answers)]) + answers + head)

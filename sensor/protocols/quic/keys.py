"""Keys of Initial packets, and how to open one. Nothing here is secret: the version and a connection id tell all keys.

The cipher library is large and loaded with the first Initial: most captures of one conversation have none. Types stand in
``keys.pxd``.
"""

from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from sensor.protocols.quic.aes import BlockCipher
from sensor.protocols.quic.consts import (
    FACEBOOK,
    SAMPLE,
    VERSION_1,
    VERSION_2,
    VERSION_2_DRAFT,
    VERSION_Q050,
    VERSION_T050,
    VERSION_T051,
)
from sensor.protocols.quic.scan import LongHeader
from sensor.wire.buffer import Buffer
from sensor.wire.copy import copied

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SALT_1 = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
"""RFC 9001 section 5.2; drafts 33 and 34 too."""
SALT_2 = bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9")
"""RFC 9369 section 3.3.1."""
SALT_2_DRAFT = bytes.fromhex("a707c203a59b47184a1d62ca570406ea7ae3e5d3")
"""draft-ietf-quic-v2-01 section 3.3.1."""
SALT_DRAFT_29 = bytes.fromhex("afbfec289993d24c9e9786f19c6111e04390a899")
"""draft-ietf-quic-tls-29 section 5.2, up to 32."""
SALT_DRAFT_23 = bytes.fromhex("c3eef712c72ebb5a11a7d2432bb46365bef9f502")
"""draft-ietf-quic-tls-23 section 5.2, up to 28."""
SALT_DRAFT_22 = bytes.fromhex("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a")
"""draft-ietf-quic-tls-22 section 5.2."""

SALTS = {
    VERSION_1: (SALT_1,),
    VERSION_2: (SALT_2,),
    VERSION_2_DRAFT: (SALT_2_DRAFT,),
    VERSION_Q050: (bytes.fromhex("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45"),),
    VERSION_T050: (bytes.fromhex("7ff579e5acd072915580304c43a2367c60488310"),),
    VERSION_T051: (bytes.fromhex("7a4edef4e7ccee5fa4506c19124fc8ccda6e033d"),),
}
"""Salts of single versions; those of Google stand in its quiche, "quic_utils.cc" and "crypto_utils.cc"."""
FACEBOOK_SALTS = SALT_DRAFT_22, SALT_DRAFT_23, SALT_DRAFT_29, SALT_1
"""mvfst followed the drafts under numbers of its own; the tag tells which one it is."""

KEY_BYTES = 16
NONCE_BYTES = 12
"""Of AES-128-GCM (RFC 9001 section 5.2)."""
HASH_BYTES = 32
HASH_BLOCK = 64
"""Bytes that SHA-256 takes at once, which a key is filled up to (RFC 2104 section 2)."""
INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))
BLOCKS = BlockCipher()
"""For header protection, a packet at a time."""


def expanded(label: bytes, size: int) -> bytes:
    """Return the message whose HMAC begins with what HKDF-Expand-Label gives for an empty context (RFC 8446 section 7.1).

    Up to 32 bytes: the output of one round of HKDF-Expand (RFC 5869 section 2.3).
    """
    full = b"tls13 " + label
    return size.to_bytes(2, "big") + len(full).to_bytes(1, "big") + full + b"\0\x01"


CLIENT_IN = expanded(b"client in", HASH_BYTES)
LABELS = expanded(b"quic key", KEY_BYTES), expanded(b"quic iv", NONCE_BYTES), expanded(b"quic hp", KEY_BYTES)
"""RFC 9001 section 5.1."""
LABELS_2 = expanded(b"quicv2 key", KEY_BYTES), expanded(b"quicv2 iv", NONCE_BYTES), expanded(b"quicv2 hp", KEY_BYTES)
"""RFC 9369 section 3.3.2."""

KEYS_CACHED = 256
"""Keys kept: the packets of one hello mostly follow each other. Some 3 KB each with their contexts."""


def salts(version: int) -> tuple[bytes, ...]:
    """Return the salts to try for *version*; those of version 1 for a number that says nothing."""
    if version in SALTS:
        return SALTS[version]
    if version >> 8 == FACEBOOK:
        return FACEBOOK_SALTS
    if version >> 8 == 0xFF0000:
        draft = version & 0xFF
        if draft <= 22:
            return (SALT_DRAFT_22,)
        if draft <= 28:
            return (SALT_DRAFT_23,)
        return (SALT_DRAFT_29,) if draft <= 32 else (SALT_1,)
    return (SALT_1,)


@cache
def library() -> tuple[type["AESGCM"], type[Exception]]:
    """Load the cipher library; return what opens a packet, and what it raises where the packet is not under the key."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM, InvalidTag


class Hmac:
    """HMAC-SHA-256 under one key (RFC 2104): two plain hashes, which take less time than `hmac.digest` for a short message."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(HASH_BLOCK, b"\0")
        self.inner = block.translate(INNER_PAD)
        self.outer = block.translate(OUTER_PAD)

    def digest(self, message: bytes) -> bytes:
        """Return the code of *message*."""
        return sha256(self.outer + sha256(self.inner + message).digest()).digest()


class PacketKeys:
    """What protects the Initial packets of one side."""

    def __init__(self, salt: bytes, connection_id: bytes, labels: tuple[bytes, bytes, bytes], sender: bytes) -> None:
        initial = Hmac(Hmac(salt).digest(connection_id))
        secret = Hmac(initial.digest(sender))
        self.key = secret.digest(labels[0])[:KEY_BYTES]
        self.iv = secret.digest(labels[1])[:NONCE_BYTES]
        self.protection = secret.digest(labels[2])[:KEY_BYTES]
        gcm, self.invalid = library()
        self.aead = gcm(self.key)

    def open(self, data: Buffer, header: LongHeader) -> bytes | None:
        """Return what the packet of *header* holds, or None: not under these keys, or changed on the way.

        Of a packet that the capture cut, what is there is returned without proof: the caller looks whether it makes sense.
        """
        blocks = BLOCKS
        blocks.set_key(self.protection)
        blocks.encrypt(data, header.number + 4)
        mask = blocks.block
        first = data[header.start] ^ mask[0] & 0x0F
        size = (first & 0x03) + 1
        after = header.number + size
        clear = bytearray(copied(data, header.start, after))
        nonce = bytearray(self.iv)
        clear[0] = first
        for at in range(size):
            byte = data[header.number + at] ^ mask[at + 1]
            clear[header.number - header.start + at] = byte
            nonce[NONCE_BYTES - size + at] ^= byte
        sealed = copied(data, after, header.end)
        if header.cut:
            return self.peek(bytes(nonce), sealed)
        try:
            return self.aead.decrypt(nonce, sealed, clear)
        except self.invalid:
            return None

    def peek(self, nonce: bytes, sealed: bytes) -> bytes:
        """Decrypt without the tag: GCM is counter mode from 2 on (NIST SP 800-38D section 7.1)."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - as above

        counter = modes.CTR(nonce + b"\0\0\0\x02")
        return Cipher(algorithms.AES(self.key), counter).decryptor().update(sealed)


@lru_cache(maxsize=KEYS_CACHED)
def client_keys(version: int, salt: bytes, connection_id: bytes) -> PacketKeys:
    """Return the client's keys where *connection_id* is the one that it made up."""
    labels = LABELS_2 if version in (VERSION_2, VERSION_2_DRAFT) else LABELS
    return PacketKeys(salt, connection_id, labels, CLIENT_IN)


def open_initial(data: Buffer, header: LongHeader, connection_id: bytes) -> bytes | None:
    """Return the frames in a client's Initial whose keys come from *connection_id*, or None."""
    if header.end - header.number < 4 + SAMPLE:
        return None
    for salt in salts(header.version):
        keys: PacketKeys = client_keys(header.version, salt, connection_id)
        payload = keys.open(data, header)
        if payload is not None:
            return payload
    return None

"""Signatures of files in the format of minisign (https://jedisct1.github.io/minisign/): keys, signing, verifying.

Both ways work with the tool itself: keys made by ``minisign -G`` sign here, and ``minisign -V`` checks what was signed here.
"""

import base64
import binascii
import hashlib

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY = b"Ed"
"""Algorithm of keys, and of signatures over the file itself (before minisign 0.10)."""
PREHASHED = b"ED"
"""Algorithm of signatures over the file's BLAKE2b-512 hash."""
SCRYPT = b"Sc"
NO_KDF = b"\0\0"
CHECKSUM = b"B2"
WRONG_PASSWORD = "wrong password for the secret key, or the key is damaged"  # noqa: S105 - what is said of one
KEY_ID, PUBLIC, SEED, PRIVATE, SIGNATURE, SALT, HASH = 8, 32, 32, 64, 64, 32, 64
MAX_FILE = 4096
"""Bytes of a key or signature file; real ones have under 500."""
MAX_SCRYPT_MEMORY = 1 << 30
"""Bytes that the password of a key may cost: what minisign asks for."""
MOST_MEMORY = (1 << 31) - 1
"""Bytes that OpenSSL may take for it, with what it needs beside."""
UNTRUSTED = "untrusted comment: "
TRUSTED = "trusted comment: "


class PublicKey(msgspec.Struct, frozen=True):
    """A key that verifies."""

    identity: bytes
    raw: bytes

    @property
    def name(self) -> str:
        """The number that minisign prints for it."""
        return self.identity[::-1].hex().upper()


class SecretKey(msgspec.Struct, frozen=True):
    """A key that signs."""

    identity: bytes
    seed: bytes


def read_public_key(text: str) -> PublicKey:
    """Return the key in *text*: the content of a ``minisign.pub``, or its second line alone. Raises ValueError."""
    data = _decoded(_last_line(text), "public key", len(KEY) + KEY_ID + PUBLIC)
    if not data.startswith(KEY):
        raise ValueError("the public key is of an unknown kind")
    return PublicKey(data[2 : 2 + KEY_ID], data[2 + KEY_ID :])


def read_secret_key(text: str, password: str = "") -> SecretKey:
    """Return the key in *text*, the content of a ``minisign.key``. Raises ValueError, for a wrong password too."""
    data = _decoded(_last_line(text), "secret key", 6 + SALT + 16 + KEY_ID + PRIVATE + 32)
    kdf, salt = data[2:4], data[6 : 6 + SALT]
    operations, memory = (int.from_bytes(data[at : at + 8], "little") for at in (6 + SALT, 14 + SALT))
    box = data[22 + SALT :]
    if data[:2] != KEY or data[4:6] != CHECKSUM or kdf not in (SCRYPT, NO_KDF):
        raise ValueError("the secret key is of an unknown kind")
    if kdf == SCRYPT:
        stream = _scrypt(password, salt, operations, memory, len(box))
        box = bytes(one ^ other for one, other in zip(box, stream, strict=True))
    identity, private, checksum = box[:KEY_ID], box[KEY_ID : KEY_ID + PRIVATE], box[KEY_ID + PRIVATE :]
    wanted = hashlib.blake2b(KEY + identity + private, digest_size=32).digest() if kdf == SCRYPT else bytes(32)
    if checksum != wanted:  # a key without password has none
        raise ValueError(WRONG_PASSWORD)
    return SecretKey(identity, private[:SEED])


def sign(data: bytes, key: SecretKey, comment: str) -> str:
    """Return the signature file of *data*; *comment* is signed, too. Raises ValueError for a comment of several lines."""
    if not comment.isprintable():
        raise ValueError("the comment is one line of printable text")
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    signature = private.sign(hashlib.blake2b(data).digest())
    whole = private.sign(signature + comment.encode())
    lines = (
        UNTRUSTED + "signature of a Vestige signature pack",
        base64.b64encode(PREHASHED + key.identity + signature).decode(),
        TRUSTED + comment,
        base64.b64encode(whole).decode(),
    )
    return "\n".join(lines) + "\n"


def verify(data: bytes, signature_file: str, key: PublicKey) -> str:
    """Return the trusted comment of the signature of *data*. Raises ValueError with what does not hold."""
    lines = signature_file.splitlines()
    if len(signature_file) > MAX_FILE or len(lines) < 4 or not lines[2].startswith(TRUSTED):
        raise ValueError("this is no signature file of minisign")
    head = _decoded(lines[1], "signature", 2 + KEY_ID + SIGNATURE)
    algorithm, identity, signature = head[:2], head[2 : 2 + KEY_ID], head[2 + KEY_ID :]
    if identity != key.identity:
        raise ValueError(f"signed with another key ({PublicKey(identity, b'').name}, not {key.name})")
    if algorithm not in (KEY, PREHASHED):
        raise ValueError("the signature is of an unknown kind")
    comment = lines[2].removeprefix(TRUSTED)
    whole = _decoded(lines[3], "signature", SIGNATURE)
    public = Ed25519PublicKey.from_public_bytes(key.raw)
    try:
        public.verify(signature, data if algorithm == KEY else hashlib.blake2b(data).digest())
    except InvalidSignature:
        raise ValueError("the signature does not fit: the content was altered") from None
    try:
        public.verify(whole, signature + comment.encode())
    except InvalidSignature:
        raise ValueError("the signature's comment was altered") from None
    return comment


def _last_line(text: str) -> str:
    lines = [line for line in text[:MAX_FILE].splitlines() if line.strip() and not line.startswith(UNTRUSTED)]
    return lines[-1].strip() if lines else ""


def _decoded(line: str, what: str, size: int) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if len(data) != size:
        raise ValueError(f"this is no {what} of minisign")
    return data


def _scrypt(password: str, salt: bytes, operations: int, memory: int, size: int) -> bytes:
    """Return the stream that hides a key, by the rule of libsodium's ``crypto_pwhash_scryptsalsa208sha256``."""
    operations = max(operations, 32768)
    if memory > MAX_SCRYPT_MEMORY:
        raise ValueError("the secret key asks for more memory than any password is worth")
    block = 8
    bounded = operations < memory // 32
    most = operations // (block * 4) if bounded else memory // (block * 128)
    bits = next(bits for bits in range(1, 64) if bits == 63 or 1 << bits > most // 2)
    parallel = 1 if bounded else max(1, min(operations // 4 >> bits, 0x3FFFFFFF) // block)
    return hashlib.scrypt(
        password.encode(), salt=salt, n=1 << bits, r=block, p=parallel, maxmem=MOST_MEMORY, dklen=size
    )

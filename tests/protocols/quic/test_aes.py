"""AES-128 of single blocks."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.quic.aes import BlockCipher


def encrypted(key: bytes, data: bytes, pos: int = 0) -> bytes:
    """Return what becomes of the block at *pos*."""
    cipher = BlockCipher()
    cipher.set_key(key)
    cipher.encrypt(data, pos)
    return bytes(cipher.block)


def test_the_example_of_the_standard() -> None:
    """FIPS 197 appendix C.1."""
    key, plain = bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff")
    assert encrypted(key, plain).hex() == "69c4e0d86a7b0430d8cdb78070b4c55a"


def test_the_mask_of_the_rfc() -> None:
    """RFC 9001 appendix A.2."""
    key, sample = bytes.fromhex("9f50449e04a0e810283a1e9933adedd2"), bytes.fromhex("d1b1c98dd7689fb8ec11d242b123dc9b")
    assert encrypted(key, sample)[:5].hex() == "437b9aec36"


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=40)), min_size=1))
def test_any_block_is_as_the_library_has_it(cases: list[tuple[bytes, bytes]]) -> None:
    """One key after the other, and blocks anywhere in the data."""
    cipher = BlockCipher()
    for key, data in cases:
        cipher.set_key(key)
        for pos in range(len(data) - 15):
            cipher.encrypt(data, pos)
            other = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - single blocks are what it is for
            assert bytes(cipher.block) == other.update(data[pos : pos + 16])

"""First datagrams of tunnels, with noise where keys and what is encrypted would be."""

from .noise import noise

WIREGUARD_BYTES = {1: 148, 2: 92, 3: 64}
"""Whole length of the messages that set a tunnel up (WireGuard paper, section 5.4)."""
ZERO = bytes(4)
ONE = b"\0\0\0\1"


def wireguard(kind: int, *, carried: int = 64, counter: int = 0, seed: str = "wg") -> bytes:
    """Return a message: *kind* 1 to 3 sets a tunnel up, 4 carries *carried* bytes."""
    if kind != 4:
        return bytes([kind, 0, 0, 0]) + noise(seed, WIREGUARD_BYTES[kind] - 4)
    padded = -(-carried // 16) * 16
    return b"\4\0\0\0" + noise(seed, 4) + counter.to_bytes(8, "little") + noise(f"{seed} {counter}", padded + 16)


def openvpn_reset(protection: str = "", *, seed: str = "ovpn") -> bytes:
    """Return a client's first packet: bare, or with ``tls-auth`` (SHA-1), ``tls-crypt`` or ``tls-crypt-v2``."""
    session, time, key = noise(seed, 8), b"\x69\x19\x7d\x80", noise(f"{seed} key", 300)
    if protection == "tls-auth":
        return b"\x38" + session + noise(f"{seed} check", 20) + ONE + time + b"\0" + ZERO
    if protection == "tls-crypt":
        return b"\x38" + session + ONE + time + noise(f"{seed} crypt", 37)
    if protection == "tls-crypt-v2":
        return b"\x50" + session + ONE + time + noise(f"{seed} crypt", 37) + key + (len(key) + 2).to_bytes(2)
    return b"\x38" + session + b"\0" + ZERO


def ike(version: int = 0x20, exchange: int = 34, *, marker: bool = False, seed: str = "ike") -> bytes:
    """Return a message of the key exchange with a body of noise; *marker* stands before it on port 4500."""
    body = noise(f"{seed} body", 200)
    head = noise(seed, 8) + bytes(8) + bytes([33, version, exchange, 8]) + ZERO + (28 + len(body)).to_bytes(4)
    return (ZERO if marker else b"") + head + body


def esp(number: int = 1, *, carried: int = 88, seed: str = "esp") -> bytes:
    """Return ESP as it stands in UDP (RFC 3948)."""
    return b"\xc0" + noise(seed, 3) + number.to_bytes(4) + noise(f"{seed} {number}", carried)


def dtls_hello(version: int = 0xFEFD, *, seed: str = "dtls") -> bytes:
    """Return a ClientHello in a record of DTLS (RFC 6347 section 4.1)."""
    body = version.to_bytes(2) + noise(seed, 32) + bytes.fromhex("00 00 0004 c02bc02f 01 00")
    head = b"\1" + len(body).to_bytes(3) + bytes(5) + len(body).to_bytes(3)
    return b"\x16" + version.to_bytes(2) + bytes(8) + (len(head) + len(body)).to_bytes(2) + head + body

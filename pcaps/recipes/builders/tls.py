"""TLS records and handshake messages (RFC 8446, RFC 5246) as browsers and updaters send them today."""

import ipaddress
import struct
from collections.abc import Iterable, Sequence

from .noise import noise

HANDSHAKE, ALERT, CCS, DATA = 22, 21, 20, 23
"""Record types (RFC 8446 section 5.1)."""
GREASE = 0x3A3A
"""A value reserved so that servers stay tolerant (RFC 8701)."""
X25519, SECP256R1, SECP384R1, X25519MLKEM768 = 0x001D, 0x0017, 0x0018, 0x11EC
"""Groups (IANA TLS Supported Groups)."""
BROWSER_CIPHERS = (
    0x1301,
    0x1302,
    0x1303,
    0xC02B,
    0xC02F,
    0xC02C,
    0xC030,
    0xCCA9,
    0xCCA8,
    0xC013,
    0xC014,
    0x9C,
    0x9D,
    0x2F,
    0x35,
)
AGENT_HELLO = 463
"""Bytes of the Network Agent's ClientHello (Cisco's open application detector for TCP 13000 keys on this length)."""
WEB = ("h2", "http/1.1")
"""What a browser offers to speak inside."""
LEAN_CIPHERS = (0x1302, 0x1303, 0x1301, 0xC030, 0xC02F, 0xC028, 0xC027, 0x00FF)
"""The short list of an OpenSSL client: what the vendor's updaters offer."""
MLKEM768_SHARE = 1184 + 32
"""Length of the X25519MLKEM768 key share of a client: the reason why hellos no longer fit one segment."""


def record(body: bytes, kind: int = HANDSHAKE, version: int = 0x0301) -> bytes:
    """Return one TLS record."""
    return struct.pack("!BHH", kind, version, len(body)) + body


def records(body: bytes, sizes: Iterable[int], version: int = 0x0301) -> bytes:
    """Return a handshake message split over records of the given sizes; the last one takes the rest."""
    out, at = b"", 0
    for size in sizes:
        out += record(body[at : at + size], version=version)
        at += size
    return out + (record(body[at:], version=version) if at < len(body) else b"")


def handshake(kind: int, body: bytes) -> bytes:
    """Return a handshake message (RFC 8446 section 4)."""
    return struct.pack("!I", kind << 24 | len(body)) + body


def extension(kind: int, body: bytes) -> bytes:
    """Return one extension."""
    return struct.pack("!HH", kind, len(body)) + body


def vector16(items: Sequence[int]) -> bytes:
    """Return 16-bit values behind a 16-bit length."""
    return struct.pack(f"!H{len(items)}H", 2 * len(items), *items)


def server_name(name: str | bytes) -> bytes:
    """Return the server_name extension (RFC 6066 section 3)."""
    raw = name if isinstance(name, bytes) else name.encode("latin-1")
    return extension(0, struct.pack("!HBH", len(raw) + 3, 0, len(raw)) + raw)


def alpn_extension(protocols: Sequence[str]) -> bytes:
    """Return the application_layer_protocol_negotiation extension (RFC 7301)."""
    items = b"".join(bytes([len(p)]) + p.encode() for p in protocols)
    return extension(16, struct.pack("!H", len(items)) + items)


def key_share(groups: Sequence[int], seed: str) -> bytes:
    """Return the key_share extension (RFC 8446 section 4.2.8) with a share for each group."""
    sizes = {X25519: 32, SECP256R1: 65, SECP384R1: 97, X25519MLKEM768: MLKEM768_SHARE, GREASE: 1}
    items = b"".join(struct.pack("!HH", g, sizes[g]) + noise(f"{seed} share {g}", sizes[g]) for g in groups)
    return extension(51, struct.pack("!H", len(items)) + items)


def ech_extension(seed: str) -> bytes:
    """Return an outer encrypted_client_hello extension (RFC 9849 section 5) of a common size."""
    head = struct.pack("!BHHBH", 0, 1, 1, noise(seed, 1)[0], 32) + noise(seed + " enc", 32)
    return extension(0xFE0D, head + struct.pack("!H", 208) + noise(seed + " payload", 208))


def resumption(seed: str, identity: int = 208) -> bytes:
    """Return the pre_shared_key extension of a resumed session (RFC 8446 section 4.2.11); it has to be the last one."""
    ticket = struct.pack("!H", identity) + noise(seed, identity) + noise(seed + " age", 4)
    binder = b"\x30" + noise(seed + " binder", 48)
    return extension(41, struct.pack("!H", len(ticket)) + ticket + struct.pack("!H", len(binder)) + binder)


def client_hello(
    name: str | bytes | None,
    *,
    alpn: Sequence[str] = WEB,
    tls13: bool = True,
    post_quantum: bool = False,
    ech: bool = False,
    grease: bool = True,
    ciphers: Sequence[int] = BROWSER_CIPHERS,
    session: bool = True,
    extra: bytes = b"",
    seed: str = "hello",
) -> bytes:
    """Return a ClientHello message (no record around it) for *name*; None sends no server_name.

    With *post_quantum* it is about 1.8 KB long, as that of a current browser which resumes a session. *extra* is
    appended to the extensions as it is.
    """
    suites = (
        ((GREASE, *ciphers) if grease else tuple(ciphers)) if tls13 else tuple(c for c in ciphers if c >> 8 != 0x13)
    )
    groups = (X25519MLKEM768, X25519, SECP256R1, SECP384R1) if post_quantum else (X25519, SECP256R1, SECP384R1)
    ext = extension(GREASE, b"") if grease else b""
    if name is not None:
        ext += server_name(name)
    ext += extension(23, b"") + extension(0xFF01, b"\0")
    ext += extension(10, vector16((GREASE, *groups) if grease else groups))
    ext += extension(11, b"\1\0") + extension(35, b"")
    if alpn:
        ext += alpn_extension(alpn)
    ext += extension(5, b"\1\0\0\0\0")
    ext += extension(13, vector16((0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)))
    if tls13:
        ext += extension(18, b"")
        ext += key_share(((GREASE,) if grease else ()) + groups[: 2 if post_quantum else 1], seed)
        ext += extension(45, b"\1\1")
        versions = ((GREASE,) if grease else ()) + (0x0304, 0x0303)
        ext += extension(43, bytes([2 * len(versions)]) + struct.pack(f"!{len(versions)}H", *versions))
    if ech:
        ext += ech_extension(seed + " ech")
    if post_quantum:
        ext += extension(27, b"\2\0\2")
    ext += extra
    if post_quantum and tls13:
        ext += resumption(seed + " psk")
    identity = noise(seed + " session", 32) if session else b""
    body = struct.pack("!H", 0x0303) + noise(seed + " random", 32) + bytes([len(identity)]) + identity
    body += vector16(suites) + b"\1\0"
    return handshake(1, body + struct.pack("!H", len(ext)) + ext)


def agent_hello(seed: str, *, alpn: Sequence[str] = ()) -> bytes:
    """Return a Network Agent's ClientHello: no server name, and padded (RFC 7685) to the length that agents are known by."""
    bare = client_hello(None, alpn=alpn, grease=False, ciphers=LEAN_CIPHERS, seed=seed)
    padding = extension(
        21, bytes(AGENT_HELLO - len(bare))
    )  # the headers of the extension and of the message are as long
    return client_hello(None, alpn=alpn, grease=False, ciphers=LEAN_CIPHERS, extra=padding, seed=seed)


def lean_hello(name: str | None, *, tls13: bool = True, seed: str = "lean") -> bytes:
    """Return the ClientHello of a plain OpenSSL client: no GREASE, no post-quantum share, ALPN http/1.1 alone."""
    return client_hello(name, alpn=("http/1.1",), tls13=tls13, grease=False, ciphers=LEAN_CIPHERS, seed=seed)


def server_hello(
    *, tls13: bool = True, cipher: int | None = None, group: int = X25519, session: bool = True, seed: str = "server"
) -> bytes:
    """Return a ServerHello message."""
    ext = extension(0xFF01, b"\0") + extension(11, b"\1\0")
    if tls13:
        share = noise(seed + " share", 1120 if group == X25519MLKEM768 else 32)
        ext = extension(43, b"\3\4") + extension(51, struct.pack("!HH", group, len(share)) + share)
    chosen = cipher if cipher is not None else (0x1302 if tls13 else 0xC030)
    identity = noise(seed + " session", 32) if session else b""
    body = struct.pack("!H", 0x0303) + noise(seed + " random", 32) + bytes([len(identity)]) + identity
    body += struct.pack("!HB", chosen, 0)
    return handshake(2, body + struct.pack("!H", len(ext)) + ext)


def certificate_message(chain: Sequence[bytes]) -> bytes:
    """Return a TLS 1.2 Certificate message (RFC 5246 section 7.4.2) of DER certificates."""
    items = b"".join(struct.pack("!I", len(der))[1:] + der for der in chain)
    return handshake(11, struct.pack("!I", len(items))[1:] + items)


def server_flight12(chain: Sequence[bytes], *, seed: str = "server") -> bytes:
    """Return the clear server flight of TLS 1.2 in one record each: ServerHello, Certificate, key exchange, done."""
    curve = b"\3" + struct.pack("!HB", X25519, 32) + noise(seed + " kx", 32)
    signature = struct.pack("!HH", 0x0804, 256) + noise(seed + " sig", 256)
    messages = (
        server_hello(tls13=False, seed=seed),
        certificate_message(chain),
        handshake(12, curve + signature),
        handshake(14, b""),
    )
    return b"".join(record(m, version=0x0303) for m in messages)


def server_flight13(*, size: int = 3200, group: int = X25519, seed: str = "server") -> bytes:
    """Return the server flight of TLS 1.3: ServerHello, the compatibility change and *size* encrypted bytes."""
    hello = record(server_hello(group=group, seed=seed), version=0x0303)
    return hello + record(b"\1", CCS, 0x0303) + data(size, seed=seed + " flight")


def client_finish12(seed: str = "client") -> bytes:
    """Return the client's second flight of TLS 1.2: key exchange, change of cipher, finished."""
    exchange = handshake(16, b"\x20" + noise(seed + " kx", 32))
    return (
        record(exchange, version=0x0303) + record(b"\1", CCS, 0x0303) + record(noise(seed + " fin", 40), version=0x0303)
    )


def server_finish12(seed: str = "server") -> bytes:
    """Return the server's last handshake records of TLS 1.2."""
    return record(b"\1", CCS, 0x0303) + record(noise(seed + " fin", 40), version=0x0303)


def client_finish13(seed: str = "client") -> bytes:
    """Return the client's second flight of TLS 1.3."""
    return record(b"\1", CCS, 0x0303) + record(noise(seed + " fin", 69), DATA, 0x0303)


def data(size: int, *, seed: str = "data") -> bytes:
    """Return records of encrypted application data, *size* bytes of ciphertext in all."""
    cipher = noise(seed, size)
    return b"".join(record(cipher[at : at + 16384], DATA, 0x0303) for at in range(0, size, 16384))


def alert(description: int, level: int = 2) -> bytes:
    """Return a clear alert record (RFC 8446 section 6): 40 handshake_failure, 48 unknown_ca, 112 unrecognized_name."""
    return record(bytes([level, description]), ALERT, 0x0303)


def certificate(names: Sequence[str], *, subject: str | None = None, issuer: str = "Example Issuing CA") -> bytes:
    """Return a DER certificate for *names* (needs ``cryptography``); the same names give the same bytes.

    Signed with a fixed Ed25519 key, whose signatures are deterministic; nobody trusts it and nobody should.
    """
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    key = Ed25519PrivateKey.from_private_bytes(noise("certificate key", 32))
    seed = " ".join((subject or names[0], *names))
    alternatives: list[x509.GeneralName] = []
    for name in names:
        try:
            alternatives.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            alternatives.append(x509.DNSName(name))
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject or names[0])]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(int.from_bytes(noise(seed, 8), "big") >> 1)
        .not_valid_before(datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    )
    return builder.sign(key, None).public_bytes(Encoding.DER)

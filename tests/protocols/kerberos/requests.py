"""Builders of Kerberos requests (RFC 4120)."""


def der(tag: int, *parts: bytes) -> bytes:
    """Return one element (X.690)."""
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def number(value: int) -> bytes:
    """Return an INTEGER."""
    return der(0x02, bytes([value]))


def principal(kind: int, *names: str) -> bytes:
    """Return a PrincipalName."""
    texts = (der(0x1B, name.encode()) for name in names)
    return der(0x30, der(0xA0, number(kind)), der(0xA1, der(0x30, *texts)))


def as_request(client: str | None, workstation: str | None = None, realm: str = "CORP.EXAMPLE") -> bytes:
    """Return an AS-REQ as Windows sends it."""
    fields = der(0xA0, der(0x03, b"\0\x40\x81\0\x10"))
    if client is not None:
        fields += der(0xA1, principal(1, client))
    fields += der(0xA2, der(0x1B, realm.encode())) + der(0xA3, principal(2, "krbtgt", realm))
    fields += der(0xA5, der(0x18, b"20370913024805Z")) + der(0xA7, number(7)) + der(0xA8, der(0x30, number(18)))
    if workstation is not None:
        name = workstation.ljust(15).encode() + b" "
        other = der(0x30, der(0xA0, number(2)), der(0xA1, der(0x04, b"\x0a\0\0\7")))
        fields += der(0xA9, der(0x30, other, der(0x30, der(0xA0, number(20)), der(0xA1, der(0x04, name)))))
    padata = der(0xA3, der(0x30, der(0x30, der(0xA1, der(0x02, b"\0\x80")), der(0xA2, der(0x04, bytes(200))))))
    return der(0x6A, der(0x30, der(0xA1, number(5)), der(0xA2, number(10)), padata, der(0xA4, der(0x30, fields))))

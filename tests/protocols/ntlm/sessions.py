"""Builders of SMB session setups with NTLM inside ([MS-NLMP] section 2.2.1.3, [MS-SMB2] section 2.2.5)."""

import struct


def authenticate(host: str, domain: str = "CORP", user: str = "jane", *, unicode: bool = True) -> bytes:
    """Return the third message of NTLM."""
    coding = "utf-16-le" if unicode else "latin-1"
    texts = [b"", bytes(24), *(text.encode(coding) for text in (domain, user, host)), bytes(16)]
    fields, payload = b"", b""
    for text in texts:
        fields += struct.pack("<HHI", len(text), len(text), 64 + len(payload))
        payload += text
    return b"NTLMSSP\0" + struct.pack("<I", 3) + fields + struct.pack("<I", 1 if unicode else 2) + payload


def session_setup(token: bytes, command: int = 1) -> bytes:
    """Return an SMB2 request with a security token, behind its length."""
    head = b"\xfeSMB" + struct.pack("<HHIHH", 64, 1, 0, command, 1) + bytes(48)
    message = head + struct.pack("<HBBIIHHQ", 25, 0, 1, 1, 0, 88, len(token), 0) + token
    return len(message).to_bytes(4, "big") + message


def session_setup1(token: bytes) -> bytes:
    """Return the same of SMB 1, as far as it matters."""
    message = b"\xffSMB\x73" + bytes(54) + token
    return len(message).to_bytes(4, "big") + message

"""JA3 (salesforce/ja3) and JA4 (FoxIO/ja4, technical details JA4) of a ClientHello."""

import hashlib
import struct

from sensor.model.bodies import Ja3
from sensor.protocols.handshake.consts import EXT_ALPN, EXT_SERVER_NAME
from sensor.protocols.handshake.hello import HelloScan
from sensor.wire.name import printable

JA4_VERSIONS = {
    0x0304: "13", 0x0303: "12", 0x0302: "11", 0x0301: "10", 0x0300: "s3", 0x0002: "s2",
    0xFEFF: "d1", 0xFEFD: "d2", 0xFEFC: "d3",
}  # fmt: skip
NO_HASH = "0" * 12


GREASE = frozenset(0x0A0A + 0x1010 * step for step in range(16))


def is_grease(value: int) -> bool:
    """True for the 16 reserved values 0x0A0A, 0x1A1A … (RFC 8701)."""
    return value in GREASE


def numbers(data: bytes, pos: int, end: int) -> tuple[int, ...]:
    """16-bit numbers of a list without its length."""
    raw = data[pos:end]
    return struct.unpack_from(f"!{len(raw) // 2}H", raw)


def counted_numbers(data: bytes, pos: int, end: int, prefix: int) -> tuple[int, ...]:
    """16-bit numbers of a list behind a *prefix*-byte length; none where the extension is absent."""
    if pos < 0 or pos + prefix > end:
        return ()
    return numbers(data, pos + prefix, min(end, pos + prefix + int.from_bytes(data[pos : pos + prefix])))


def extension_types(data: bytes, hello: HelloScan) -> list[int]:
    """Types of the extensions, in the order sent."""
    types = []
    pos = hello.extensions
    while pos >= 0 and pos + 4 <= hello.extensions_end:
        types.append(data[pos] << 8 | data[pos + 1])
        pos += 4 + (data[pos + 2] << 8 | data[pos + 3])
    return types


def alpn_protocols(data: bytes, hello: HelloScan) -> list[bytes]:
    """Protocol names of the ALPN extension (RFC 7301 section 3.1)."""
    names = []
    pos = hello.alpn + 2
    while hello.alpn >= 0 and pos < hello.alpn_end:
        names.append(data[pos + 1 : min(pos + 1 + data[pos], hello.alpn_end)])
        pos += 1 + data[pos]
    return names


def alpns(data: bytes, hello: HelloScan) -> tuple[str, ...]:
    """The same as text, GREASE and odd bytes escaped."""
    return tuple(printable(name) for name in alpn_protocols(data, hello))


def point_formats(data: bytes, hello: HelloScan) -> bytes:
    """Values of ec_point_formats, one byte each (RFC 8422 section 5.1.2)."""
    if not 0 <= hello.formats < hello.formats_end:
        return b""
    first = hello.formats + 1
    return data[first : min(hello.formats_end, first + data[hello.formats])]


def ja3(data: bytes, hello: HelloScan) -> Ja3:
    """Version, ciphers, extensions, groups and point formats, decimal, GREASE left out; MD5 of that."""
    formats = point_formats(data, hello)
    fields = (
        numbers(data, hello.ciphers, hello.ciphers_end) if hello.ciphers >= 0 else (),
        extension_types(data, hello),
        counted_numbers(data, hello.groups, hello.groups_end, 2),
    )
    parts = ["-".join(str(value) for value in values if not is_grease(value)) for values in fields]
    text = ",".join([str(hello.version), *parts, "-".join(str(value) for value in formats)])
    return Ja3(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), text)


def ja4(data: bytes, hello: HelloScan, transport: str) -> str:
    """JA4 of a hello over *transport*: ``t`` for TCP, ``q`` for QUIC, ``d`` for DTLS."""
    ciphers = (
        [value for value in numbers(data, hello.ciphers, hello.ciphers_end) if not is_grease(value)]
        if hello.ciphers >= 0
        else []
    )
    types = [value for value in extension_types(data, hello) if not is_grease(value)]
    versions = [value for value in counted_numbers(data, hello.versions, hello.versions_end, 1) if not is_grease(value)]
    version = JA4_VERSIONS.get(max(versions) if versions else hello.version, "00")
    head = (
        f"{transport}{version}{'d' if EXT_SERVER_NAME in types else 'i'}"
        f"{min(len(ciphers), 99):02d}{min(len(types), 99):02d}{alpn_mark(alpn_protocols(data, hello))}"
    )
    signatures = counted_numbers(data, hello.signatures, hello.signatures_end, 2)
    rest = hexadecimal([value for value in sorted(types) if value not in (EXT_SERVER_NAME, EXT_ALPN)])
    if rest and signatures:
        rest += "_" + hexadecimal([value for value in signatures if not is_grease(value)])
    return f"{head}_{short_hash(hexadecimal(sorted(ciphers)))}_{short_hash(rest)}"


def hexadecimal(values: list[int]) -> str:
    """Four digits each, between commas."""
    return ",".join([f"{value:04x}" for value in values])


def alpn_mark(names: list[bytes]) -> str:
    """First and last character of the first ALPN name; their hexadecimal digits where one is not alphanumeric."""
    if not names or not names[0]:
        return "00"
    first, last = names[0][:1], names[0][-1:]
    if first.isalnum() and last.isalnum():
        return (first + last).decode("ascii")
    return first.hex()[0] + last.hex()[1]


def short_hash(text: str) -> str:
    """First 12 hexadecimal digits of the SHA-256; zeros for an empty text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else NO_HASH

"""Find the name in a ClientHello, fast: no Python object is made here."""

from sensor.protocols.handshake.consts import (
    EXT_ALPN,
    EXT_ECH,
    EXT_ESNI,
    EXT_GROUPS,
    EXT_POINT_FORMATS,
    EXT_SERVER_NAME,
    EXT_SIGNATURES,
    EXT_VERSIONS,
    HELLO_BAD,
    HELLO_CUT,
    HELLO_WHOLE,
    MAX_EXTENSIONS,
)
from sensor.wire.buffer import Buffer


class HelloScan:
    """Where the parts of a ClientHello lie, as offsets; -1 for what it has not. Refilled, never kept."""

    def __init__(self) -> None:
        self.version = 0
        self.sni = -1
        self.sni_end = -1
        self.ciphers = -1
        self.ciphers_end = -1
        self.extensions = -1
        self.extensions_end = -1
        self.groups = -1
        self.groups_end = -1
        self.formats = -1
        self.formats_end = -1
        self.alpn = -1
        self.alpn_end = -1
        self.signatures = -1
        self.signatures_end = -1
        self.versions = -1
        self.versions_end = -1
        self.ech = False
        self.extension_count = 0
        """Extensions that were walked over, but for reserved ones (RFC 8701)."""

    def clear(self) -> None:
        """Forget the hello before."""
        self.version = 0
        self.sni = self.ciphers = self.extensions = self.groups = self.formats = -1
        self.alpn = self.signatures = self.versions = -1
        self.ech = False
        self.extension_count = 0

    def read(self, data: Buffer, pos: int, end: int) -> int:
        """Read the body of a ClientHello (RFC 8446 section 4.1.2), after type and length, at ``data[pos:end]``."""
        self.clear()
        if pos + 35 > end:
            return HELLO_CUT
        self.version = data[pos] << 8 | data[pos + 1]
        if data[pos] != 3:
            return HELLO_BAD
        pos += 34
        if data[pos] > 32:
            return HELLO_BAD
        pos += 1 + data[pos]
        if pos + 2 > end:
            return HELLO_CUT
        length = data[pos] << 8 | data[pos + 1]
        if pos + 2 + length > end:
            return HELLO_CUT
        if length & 1:
            return HELLO_BAD
        self.ciphers = pos + 2
        self.ciphers_end = pos + 2 + length
        pos = self.ciphers_end
        if pos + 1 > end:
            return HELLO_CUT
        pos += 1 + data[pos]
        if pos == end:
            return HELLO_WHOLE  # before TLS 1.2 extensions are optional
        if pos + 2 > end:
            return HELLO_CUT
        length = data[pos] << 8 | data[pos + 1]
        self.extensions = pos + 2
        self.extensions_end = min(pos + 2 + length, end)
        status = self.walk_extensions(data)
        return HELLO_CUT if pos + 2 + length > end else status

    def walk_extensions(self, data: Buffer) -> int:
        """Note where the extensions lie that somebody asks for."""
        pos = self.extensions
        end = self.extensions_end
        if pos == end:
            return HELLO_WHOLE
        for _ in range(MAX_EXTENSIONS):
            if pos + 4 > end:
                return HELLO_BAD
            kind = data[pos] << 8 | data[pos + 1]
            size = data[pos + 2] << 8 | data[pos + 3]
            pos += 4
            if pos + size > end:
                return HELLO_BAD
            self.extension(data, kind, pos, pos + size)
            self.extension_count += kind & 0x0F0F != 0x0A0A or kind >> 8 != kind & 0xFF
            pos += size
            if pos == end:
                return HELLO_WHOLE
        return HELLO_BAD

    def extension(self, data: Buffer, kind: int, pos: int, end: int) -> int:
        """Note one extension; of several with the same number the first counts (RFC 8446 forbids a second)."""
        if kind == EXT_SERVER_NAME:
            self.server_name(data, pos, end)
        elif kind == EXT_GROUPS and self.groups < 0:
            self.groups = pos
            self.groups_end = end
        elif kind == EXT_POINT_FORMATS and self.formats < 0:
            self.formats = pos
            self.formats_end = end
        elif kind == EXT_ALPN and self.alpn < 0:
            self.alpn = pos
            self.alpn_end = end
        elif kind == EXT_SIGNATURES and self.signatures < 0:
            self.signatures = pos
            self.signatures_end = end
        elif kind == EXT_VERSIONS and self.versions < 0:
            self.versions = pos
            self.versions_end = end
        elif kind in (EXT_ECH, EXT_ESNI):
            self.ech = True
        return 0

    def server_name(self, data: Buffer, pos: int, end: int) -> int:
        """The host_name entry of server_name (RFC 6066 section 3)."""
        pos += 2
        while pos + 3 <= end:
            size = data[pos + 1] << 8 | data[pos + 2]
            if data[pos] == 0 and size and pos + 3 + size <= end and self.sni < 0:
                self.sni = pos + 3
                self.sni_end = pos + 3 + size
            pos += 3 + size
        return 0

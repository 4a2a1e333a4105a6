"""The blocks of a pcapng file that describe frames instead of holding one (draft-ietf-opsawg-pcapng sections 4.1 and 4.2)."""

import struct
from collections.abc import Iterator

from sensor.capture.limits import MAX_OPTIONS
from sensor.capture.pcapng import Interface

SECTION_HEADER = b"\n\r\r\n"
"""The same in either byte order."""
SECTION_BLOCK = 28
"""The shortest section header: type, length, byte order, version, length of the section, length again."""
INTERFACE_BLOCK = 20
BYTE_ORDER = {b"\x1a\x2b\x3c\x4d": True, b"\x4d\x3c\x2b\x1a": False}
"""The byte-order magic, as it stands in the file → big-endian?"""

END_OF_OPTIONS = 0
IF_TSRESOL = 9
IF_FCSLEN = 13
IF_TSOFFSET = 14
MICROSECOND_RESOLUTION = 6
"""What holds without an if_tsresol: 10^-6 s."""


def section_order(head: bytes) -> bool | None:
    """Return whether the section that *head* begins is big-endian; None if it begins none."""
    return BYTE_ORDER.get(head[8:12]) if head.startswith(SECTION_HEADER) else None


def parse_interface(block: bytes, big: bool) -> Interface:
    """Return the interface of a whole Interface Description Block of at least INTERFACE_BLOCK bytes."""
    order = ">" if big else "<"
    link, _reserved, snaplen = struct.unpack_from(order + "HHI", block, 8)
    fcs, resolution, offset = 0, MICROSECOND_RESOLUTION, 0
    for code, value in options_of(block[16:-4], order):
        if code == IF_TSRESOL and len(value) == 1:
            resolution = value[0]
        elif code == IF_TSOFFSET and len(value) == 8:
            (offset,) = struct.unpack(order + "q", value)
        elif code == IF_FCSLEN and len(value) == 1:
            fcs = fcs_bytes(value[0])
    return Interface(link, snaplen, fcs, resolution, offset)


def fcs_bytes(value: int) -> int:
    """Return the bytes that an if_fcslen names. The draft counts bits; its example, and writers who followed it, say 4."""
    return value if value < 8 else value // 8


def options_of(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    """Yield code and value of the options in *data*, as far as they hold together."""
    pos = 0
    for _ in range(MAX_OPTIONS):
        if pos + 4 > len(data):
            return
        code, length = struct.unpack_from(order + "HH", data, pos)
        if code == END_OF_OPTIONS or pos + 4 + length > len(data):
            return
        yield code, data[pos + 4 : pos + 4 + length]
        pos += 4 + (length + 3 & ~3)

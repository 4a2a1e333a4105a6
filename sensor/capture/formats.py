"""Which format is it? Told by the first bytes; what is none is described to the user."""

import re

from sensor.capture.errors import BadHeader, Unrecognised
from sensor.capture.pcap_header import VARIANTS
from sensor.capture.pcap_reader import PcapReader
from sensor.capture.pcapng_blocks import SECTION_HEADER
from sensor.capture.pcapng_reader import PcapngReader
from sensor.capture.reader import Reader
from sensor.capture.snoop import SNOOP_MAGIC, SnoopReader
from sensor.capture.window import Window
from sensor.model.report import InputReport

PCAP_MAGICS = frozenset(magic.to_bytes(4, order) for magic in VARIANTS for order in ("big", "little"))

DESCRIBE_BYTES = 512
"""Bytes looked at to say what a file is that is no capture: a tar header, the longest of the list."""

OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"GMBU", "a Microsoft Network Monitor capture; editcap turns it into pcapng"),
    (0, b"RTSS", "a Microsoft Network Monitor 1 capture; editcap turns it into pcapng"),
    (0, b"TRSNIFF data", "a Sniffer capture; editcap turns it into pcapng"),
    (0, b"XCP\x00", "a NetXRay capture; editcap turns it into pcapng"),
    (0, b"btsnoop\x00", "a Bluetooth log, which holds no network traffic"),
    (0, b"\x13\x00\x00\x00\x00", "an early tcpdump or Etherpeek file"),
    (0, b"PK\x03\x04", "a ZIP archive; unpack it first"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (0, b"Rar!\x1a", "a RAR archive; unpack it first"),
    (257, b"ustar", "a tar archive; unpack it first"),
    (0, b"\x1f\x9d", "data packed by compress (.Z), which is not supported"),
    (0, b"\x02\x21\x4c\x18", "an LZ4 stream of the old format, which is not supported"),
    (0, b"]\x00\x00", "LZMA data without a header of its own; xz packs it readably"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
    (0, b"%PDF", "a PDF document"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
)

PRINTABLE = re.compile(rb"[\t\r\n\x20-\x7e]+")
TEXT_SHOWN = 24
"""Characters of a text file that are quoted."""


def reader_of(window: Window, report: InputReport) -> Reader:
    """Return the reader for the input in *window*; raises Unrecognised with what the input is instead, BadHeader if it is cut."""
    window.fill(len(SNOOP_MAGIC))
    head = bytes(window.data[window.pos : min(window.end, len(SNOOP_MAGIC))])
    if head[:4] in PCAP_MAGICS:
        return PcapReader(window, report)
    if head[:4] == SECTION_HEADER:
        return PcapngReader(window, report)
    if head == SNOOP_MAGIC:
        return SnoopReader(window, report)
    window.fill(DESCRIBE_BYTES)
    if window.problem:
        raise BadHeader(window.problem)
    raise Unrecognised(describe(bytes(window.data[: min(window.end, DESCRIBE_BYTES)])))


def describe(head: bytes) -> str:
    """Say what begins with *head*, which is no capture."""
    if not head:
        return "empty, not even a capture header"
    for offset, magic, words in OTHERS:
        if head.startswith(magic, offset):
            return f"not a capture but {words}"
    if not head.strip(b"\x00"):
        return "not a capture: it begins with zero bytes only"
    text = PRINTABLE.match(head)
    if text and text.end() >= min(len(head), TEXT_SHOWN):
        shown = " ".join(text.group()[:TEXT_SHOWN].decode("ascii").split())
        return f'not a capture but text that begins "{shown}"'
    return f"not a capture: it begins with the bytes {head[:8].hex(' ')}"

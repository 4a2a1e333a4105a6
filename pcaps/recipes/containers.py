"""One small capture in every wrapping that is read as it comes: gzip, zstandard, LZ4, xz."""

import gzip
import lzma
import struct

from .book import finding, raw
from .builders import pcapfile
from .kaspersky import KSN, KSN_IP, look_up_and_talk
from .people import desktop
from .story import Story

FOUND = [finding("10.4.7.22", "installed", "likely", "succeeded")]
CUT = [finding("10.4.7.22", "installed", "likely", "attempted")]


def small() -> bytes:
    """Return one lookup and one conversation as a classic pcap."""
    story = Story("containers/small.pcap")
    look_up_and_talk(story, desktop(story), KSN, KSN_IP)
    return pcapfile.pcap(story.frames())


@raw(
    "containers/small.pcap",
    "One lookup and one conversation: what the compressed copies beside it hold.",
    findings=FOUND,
)
def plain() -> bytes:
    """Return it as it is."""
    return small()


@raw("containers/small.pcap.gz", "The same, gzip.", findings=FOUND, container=True)
def gzipped() -> bytes:
    """Return it under gzip, without a time."""
    return gzip.compress(small(), mtime=0)


@raw("containers/small.pcap.zst", "The same, zstandard.", findings=FOUND, container=True)
def zstd() -> bytes:
    """Return it under zstandard."""
    import zstandard

    return zstandard.ZstdCompressor(level=10).compress(small())


@raw("containers/small.pcap.lz4", "The same, LZ4 frame.", findings=FOUND, container=True)
def lz4() -> bytes:
    """Return it under LZ4."""
    import lz4.frame

    return bytes(lz4.frame.compress(small(), store_size=True))


@raw("containers/small.pcap.xz", "The same, xz.", findings=FOUND, container=True)
def xz() -> bytes:
    """Return it under xz."""
    return lzma.compress(small())


@raw("containers/cut.pcap.gz", "A gzip file that ends in the middle: read up to there.", findings=CUT, error=True)
def cut() -> bytes:
    """Return a gzip member of one stored block (RFC 1951 section 3.2.4) that breaks off inside its fourth frame."""
    data = small()
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF)
    return head + data[:500]

"""Files and packets that mean harm, or were damaged: read up to the damage, reported, never a crash."""

import struct
import zlib

from .book import finding, raw
from .builders import dns, frames, pcapfile, tls
from .kaspersky import KSN, KSN_IP, look_up_and_talk
from .people import desktop, resolver
from .story import Story

SEEN = [finding("10.4.7.22", "installed", "likely", "succeeded")]
"""What stands before the damage is found."""


def told(file: str) -> list[tuple[int, bytes]]:
    """Return the frames of one lookup and one conversation."""
    story = Story(file)
    look_up_and_talk(story, desktop(story), KSN, KSN_IP)
    return story.frames()


def datagrams(file: str, *payloads: bytes) -> bytes:
    """Return a capture of DNS payloads as they stand, sent to the resolver one after the other."""
    story = Story(file)
    desk, house = desktop(story), resolver(story)
    for payload in payloads:
        story.udp(desk, house, desk.next_port(), 53, payload)
        story.wait(0.5)
    return pcapfile.pcap(story.frames())


@raw("hostile/empty.pcap", "A file header and nothing after it: nobody sent anything.")
def empty() -> bytes:
    """Return the header alone."""
    return pcapfile.header()


@raw("hostile/zero-bytes.pcap", "A file of no bytes at all.", error=True)
def zero_bytes() -> bytes:
    """Return nothing."""
    return b""


@raw("hostile/not-a-capture.pcap", "A text file with the wrong name.", error=True)
def not_a_capture() -> bytes:
    """Return a letter."""
    return b"Dear colleague,\n\nthe capture that you asked for is on the other disk.\n"


@raw(
    "hostile/truncated-record.pcap",
    "The disk was full: the last record is cut in the middle.",
    findings=SEEN,
    error=True,
)
def truncated_record() -> bytes:
    """Return a whole story and half a frame."""
    whole = pcapfile.pcap(told("hostile/truncated-record.pcap"))
    return whole + pcapfile.record(1_794_816_999_000_000_000, bytes(200))[:101]


@raw(
    "hostile/truncated-header.pcap", "The last record's own header is cut after seven bytes.", findings=SEEN, error=True
)
def truncated_header() -> bytes:
    """Return a whole story and seven bytes."""
    return pcapfile.pcap(told("hostile/truncated-header.pcap")) + b"\x01\x02\x03\x04\x05\x06\x07"


@raw(
    "hostile/absurd-length.pcap",
    "A record claims four gigabytes; what stands before it is whole.",
    findings=SEEN,
    error=True,
)
def absurd_length() -> bytes:
    """Return a whole story, then the claim."""
    claim = struct.pack("<IIII", 1_794_816_999, 0, 0xFFFFFFF0, 0xFFFFFFF0)
    return pcapfile.pcap(told("hostile/absurd-length.pcap")) + claim + bytes(64)


@raw(
    "hostile/unknown-linktype.pcap",
    "Frames of a link type that nobody assigned: none can be read, and the scan says so.",
    error=True,
)
def unknown_linktype() -> bytes:
    """Return a story under link type 4242."""
    return pcapfile.pcap(told("hostile/unknown-linktype.pcap"), 4242)


TWO_WORDS_OF_CHECKSUM = 0x2400_0000
"""Upper bits of a classic header's link type: a check sequence of two 16-bit words stands at the end of each frame."""


@raw(
    "hostile/linktype-high-bits.pcap",
    "A link type with frame check sequence bits above the low 16: Ethernet all the same.",
    findings=SEEN,
)
def linktype_high_bits() -> bytes:
    """Return a story whose header says that each frame ends with a four-byte check sequence."""
    checked = [
        (ts, frame + zlib.crc32(frame).to_bytes(4, "little")) for ts, frame in told("hostile/linktype-high-bits.pcap")
    ]
    return pcapfile.pcap(checked, TWO_WORDS_OF_CHECKSUM | pcapfile.ETHERNET)


@raw("hostile/snaplen-cut.pcap", "Every frame cut after 96 bytes: names beyond that are lost, and said to be lost.", findings=[
    finding("10.4.7.22", "installed", "likely"),
])  # fmt: skip
def snaplen_cut() -> bytes:
    """Return a story told by a sniffer that saves space: the question's name fits, the hello's does not."""
    return pcapfile.pcap(told("hostile/snaplen-cut.pcap"), snaplen=96)


@raw(
    "hostile/pcapng-bad-block.pcapng",
    "A pcapng block whose length is no multiple of four and points past the end.",
    findings=SEEN,
    error=True,
)
def pcapng_bad_block() -> bytes:
    """Return a whole story, then the block."""
    story = [(ts, frame, 0) for ts, frame in told("hostile/pcapng-bad-block.pcapng")]
    return pcapfile.pcapng(story, [pcapfile.ETHERNET]) + struct.pack("<III", 6, 0x7FFFFFF1, 0) + bytes(40)


@raw("hostile/pcapng-no-interface.pcapng", "A pcapng packet of an interface that was never described.", error=True)
def pcapng_no_interface() -> bytes:
    """Return a section and a packet, no interface."""
    return pcapfile.section() + pcapfile.enhanced(1_794_816_000_000_000_000, bytes(60), interface=3)


HEADER = struct.pack("!6H", 0x6666, 0x0100, 1, 0, 0, 0)


@raw(
    "hostile/compression-loop-dns.pcap", "DNS names that point at themselves, at each other, past the end, and forward."
)
def compression_loop_dns() -> bytes:
    """Return five questions whose names never end."""
    tail = struct.pack("!HH", 1, 1)
    return datagrams(
        "hostile/compression-loop-dns.pcap",
        HEADER + b"\xc0\x0c" + tail,
        HEADER + b"\x01a\xc0\x10\x01b\xc0\x0c" + tail,
        HEADER + b"\xc3\xff" + tail,
        HEADER + b"\xc0\x0e\xc0\x0c" + tail,
        HEADER + (b"\x03www" * 70) + b"\0" + tail,
        HEADER + b"\x40" + b"x" * 64 + b"\0" + tail,
    )


@raw(
    "hostile/dns-oddities.pcap",
    "DNS messages that claim more than they hold, hold no question, or carry control characters.",
)
def dns_oddities() -> bytes:
    """Return counts that lie, an empty message, and a name with escape sequences for a terminal."""
    nasty = b"\x09\x1b[31mRED\x00\x06=cmd|'\x03lan\0" + struct.pack("!HH", 1, 1)
    return datagrams(
        "hostile/dns-oddities.pcap",
        struct.pack("!6H", 1, 0x0100, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF),
        HEADER[:7],
        b"",
        HEADER + nasty,
        struct.pack("!6H", 2, 0x8180, 1, 500, 0, 0) + dns.labels("www.example.com") + struct.pack("!HH", 1, 1),
    )


@raw(
    "hostile/tls-oddities.pcap",
    "Hellos with lengths that lie, no extensions, a name of control characters, and an endless record.",
)
def tls_oddities() -> bytes:
    """Return hellos that a parser must survive."""
    story = Story("hostile/tls-oddities.pcap")
    desk, server = desktop(story), story.server("198.51.100.66")
    good = tls.client_hello("www.example.com")
    liar = bytearray(tls.record(good))
    liar[3:5] = b"\xff\xff"
    inner = bytearray(tls.record(good))
    inner[6:9] = b"\xff\xff\xff"
    short = tls.handshake(1, struct.pack("!H", 0x0303) + bytes(32) + b"\x00\x00\x02\x13\x01\x01\x00")
    for payload in (
        bytes(liar),
        bytes(inner),
        tls.record(short),
        tls.record(good[:60]),
        tls.record(tls.client_hello(b"\x1b]0;owned\x07.upd.kaspersky.com\x00.evil.example")),
        tls.record(tls.client_hello(b"")),
        tls.record(tls.client_hello(b"a" * 300 + b".upd.kaspersky.com.evil.example")),
        b"\x16\x03\x01\x40\x00" + bytes(2000),
        tls.record(b""),
    ):
        with story.tcp(desk, server, 443) as connection:
            connection.send(payload)
    return pcapfile.pcap(story.frames())


@raw(
    "hostile/ip-oddities.pcap",
    "Headers that lie: lengths of nothing, of too much, endless extension headers, fragments without a beginning.",
)
def ip_oddities() -> bytes:
    """Return packets that a decoder must survive."""
    whole = frames.udp("10.4.7.22", "10.4.0.53", 40000, 53, dns.query("www.example.com"))
    loop6 = b"".join(bytes((60, 0, 1, 4, 0, 0, 0, 0)) for _ in range(150)) + bytes((59, 0, 1, 4, 0, 0, 0, 0))
    segment = frames.tcp("10.4.7.22", "198.51.100.66", 40001, 443, b"x")
    packets = (
        whole[:12],
        bytes((0x4F,)) + whole[1:],
        bytes((0x40,)) + whole[1:],
        whole[:2] + b"\0\0" + whole[4:],
        whole[:2] + b"\xff\xff" + whole[4:],
        whole[:24] + b"\0\x03" + whole[26:],
        segment[:32] + b"\xf0" + segment[33:],
        segment[:32] + b"\x00" + segment[33:],
        frames.ipv6("fd00:4::7:22", "fd00:4::53", 60, loop6),
        frames.ipv6("fd00:4::7:22", "fd00:4::53", 44, struct.pack("!BBHI", 17, 0, 0xFFF9, 1) + bytes(40)),
        frames.ipv4("10.4.7.22", "10.4.0.53", 17, bytes(1400), flags=1, offset=64800),
        frames.ipv4("10.4.7.22", "10.4.0.53", 17, b"", flags=1, offset=8),
        bytes((0x90,)) * 60,
    )
    story = Story("hostile/ip-oddities.pcap")
    for packet in packets:
        story.frame(frames.ethernet(packet, kind=frames.IPV6 if packet[:1] == b"\x60" else frames.IPV4))
        story.wait(0.1)
    for frame in (b"", b"\0" * 13, frames.ethernet(b"", kind=frames.VLAN), frames.ethernet(whole, vlan=range(1, 30))):
        story.frame(frame)
        story.wait(0.1)
    return pcapfile.pcap(story.frames())


@raw("hostile/clock-jumps.pcap", "A capture whose clock runs back ten years and forward fifty.", findings=SEEN)
def clock_jumps() -> bytes:
    """Return a story with a frame of 2016 in its middle and one of 2076 at its end."""
    frames_ = told("hostile/clock-jumps.pcap")
    year = 31_556_952_000_000_000
    other = frames.ethernet(frames.udp("10.4.7.31", "10.4.0.53", 40000, 53, dns.query("www.example.com")))
    middle = len(frames_) // 2
    odd = [*frames_[:middle], (frames_[0][0] - 10 * year, other), *frames_[middle:], (frames_[0][0] + 50 * year, other)]
    return pcapfile.pcap(odd)

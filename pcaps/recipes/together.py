"""Captures that belong together, and conversations that only the DNS gives a name."""

from .book import capture, finding, raw
from .builders import frames, pcapfile
from .hosts import MILLISECOND
from .kaspersky import KSN, KSN_IP, ksn
from .people import colleague, desktop, resolver
from .story import Story, Timed

SHARED_IP = "198.51.100.80"
"""An address of a delivery network, where many names live."""
CUT_AT = 6
"""Frames in the first of two rotated files: lookup, handshake, and the first half of a large hello."""


def both_sides() -> tuple[list[Timed], list[Timed]]:
    """Tell one lookup and one conversation, and return what the machine sends and what comes back."""
    story = Story("taps/sides")
    ksn(story)
    return story.directions(desktop(story))


@raw(
    "taps/side-out.pcap",
    "What the machines send, from the first of two taps; taps/side-in.pcap holds what comes back. Belongs together: --merge.",
    findings=[finding("10.4.7.22", "installed", "likely", "unknown")],
)
def side_out() -> bytes:
    """Return one direction."""
    return pcapfile.pcap(both_sides()[0])


@raw(
    "taps/side-in.pcap",
    "What comes back to the machines of taps/side-out.pcap, from the second of two taps.",
    findings=[finding("10.4.7.22", "installed", "likely", "attempted")],
)
def side_in() -> bytes:
    """Return the other direction."""
    return pcapfile.pcap(both_sides()[1])


def rotated() -> list[tuple[int, bytes]]:
    """Return the frames of a lookup and of a conversation with a hello in two segments."""
    story = Story("taps/rotated")
    desk = desktop(story)
    story.dns_lookup(desk, resolver(story), KSN, KSN_IP)
    story.tls(desk, story.server(KSN_IP), KSN, browser=True)
    return story.frames()


@raw(
    "taps/rotated-1.pcap",
    "The first file of a tap that begins a new one in the middle of a hello. Belongs together with the next: --continuous.",
    findings=[finding("10.4.7.22", "installed", "likely", "unknown")],
)
def rotated_1() -> bytes:
    """Return the frames before the rotation."""
    return pcapfile.pcap(rotated()[:CUT_AT])


@raw("taps/rotated-2.pcap", "The file after taps/rotated-1.pcap: it begins with the rest of the hello.", findings=[])
def rotated_2() -> bytes:
    """Return the frames behind it."""
    return pcapfile.pcap(rotated()[CUT_AT:])


@capture(
    "kaspersky/named-by-dns-alone.pcap",
    "A hello without a name and a refused connection, both to addresses that DNS had given for wanted names; a third machine "
    "visits another site on such an address, which is nothing.",
    findings=[
        finding("10.4.7.22", "installed", "likely", "succeeded"),
        finding("10.4.7.37", "installed", "likely", "refused"),
        finding("10.4.7.38", "installed", "likely", "succeeded"),
    ],
)
def named_by_dns_alone(story: Story) -> None:
    """Tell three machines."""
    house = resolver(story)
    desk, second, third = desktop(story), colleague(story, 37), colleague(story, 38)
    story.dns_lookup(desk, house, KSN, KSN_IP)
    story.tls(desk, story.server(KSN_IP), None)
    story.dns_lookup(second, house, "s07.upd.kaspersky.com", "203.0.113.17")
    refused(story, second.ip, "203.0.113.17")
    story.dns_lookup(third, house, KSN, SHARED_IP)
    story.tls(third, story.server(SHARED_IP), "www.example.com")


def refused(story: Story, client: str, server: str) -> None:
    """Tell a SYN and the reset that answers it."""
    here, there = story.hosts[client], story.server(server)
    port = here.next_port()
    for src, dst, sport, dport, flags, seq, ack in (
        (here, there, port, 443, frames.SYN, 7000, 0),
        (there, here, 443, port, frames.RST | frames.ACK, 0, 7001),
    ):
        segment = frames.tcp_segment(src.ip, dst.ip, sport, dport, b"", seq=seq, ack=ack, flags=flags)
        story.packet(frames.ip(src.ip, dst.ip, frames.TCP, segment, ttl=src.ttl, ident=src.next_ident()), src, dst)
        story.now += 20 * MILLISECOND

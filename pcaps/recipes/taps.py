"""What taps and mirror ports really hand over: twice the same frame, half of a conversation, packets that no wire ever carried."""

from collections.abc import Callable

from .book import capture, finding, raw
from .builders import frames, pcapfile, tls
from .hosts import MILLISECOND, Host
from .kaspersky import KSN, KSN_IP, LIKELY, ksn
from .people import desktop, resolver, surf
from .story import Story


def one_hop_on(packet: bytes) -> bytes:
    """Return an IPv4 packet as the next router sends it on: one less to live, another checksum."""
    head = packet[:8] + bytes((packet[8] - 1, packet[9], 0, 0)) + packet[12:20]
    return head[:10] + frames.checksum(head).to_bytes(2, "big") + packet[12:]


@capture(
    "taps/two-mirror-ports.pcap",
    "Each frame twice: from the port of the machine under its VLAN tag, and 40 microseconds later from the uplink, routed.",
    findings=[finding("10.4.7.22", "installed", "likely", "succeeded", sights=2)],
)
def two_mirror_ports(story: Story) -> None:
    """Tell everything twice; each sight counts once."""

    def twice(packet: bytes, src: Host, dst: Host) -> list[bytes]:
        return [
            frames.ethernet(packet, src=src.mac, dst=dst.mac, vlan=(120,)),
            frames.ethernet(one_hop_on(packet), src="52:54:00:00:04:01", dst="52:54:00:00:04:02"),
        ]

    story.wrap = twice
    ksn(story)
    surf(story, desktop(story), 1)


@capture(
    "taps/same-frame-twice.pcap",
    "A switch mirrors a port in both directions and a VLAN too: every frame twice, byte for byte.",
    findings=[finding("10.4.7.22", "installed", "likely", "succeeded", sights=2)],
)
def same_frame_twice(story: Story) -> None:
    """Tell everything twice."""
    story.wrap = lambda packet, src, dst: [frames.ethernet(packet, src=src.mac, dst=dst.mac)] * 2
    ksn(story)


@capture(
    "taps/answers-only.pcap",
    "Only what comes back from outside: DNS answers, and the server's half of a TLS 1.2 handshake with its certificate.",
    findings=[finding("10.4.7.22", "installed", "likely", "attempted")],
)
def answers_only(story: Story) -> None:
    """Tell one half of a lookup and a conversation."""
    desk = desktop(story)
    story.dns_lookup(desk, resolver(story), KSN, KSN_IP)
    story.tls(desk, story.server(KSN_IP), KSN, tls13=False)
    story.told = story.directions(desk)[1]


@raw(
    "taps/interface-for-each-direction.pcapng",
    "A tap with two ports, one for each direction; the blocks of the second port come in bursts, late.",
    findings=LIKELY,
)
def interface_for_each_direction() -> bytes:
    """Return what is sent on interface 0 and what is received on interface 1, four frames at a time."""
    story = Story("taps/interface-for-each-direction.pcapng")
    ksn(story)
    desk = desktop(story).mac
    written: list[tuple[int, bytes, int]] = []
    waiting: list[tuple[int, bytes, int]] = []
    for ts, frame in story.frames():
        sent = frames.sender(frame) == desk
        (written if sent else waiting).append((ts, frame, 0 if sent else 1))
        if len(waiting) == 4:
            written += waiting
            waiting = []
    return pcapfile.pcapng(written + waiting, [pcapfile.ETHERNET, pcapfile.ETHERNET])


def patched(change: Callable[[bytes], bytes]) -> Callable[[bytes, Host, Host], bytes]:
    """Return what changes each packet before it is put into a frame."""
    return lambda packet, src, dst: frames.ethernet(change(packet), src=src.mac, dst=dst.mac)


def wrong_sums(packet: bytes) -> bytes:
    """Return an IPv4 packet whose checksums are those that a card would still have put right."""
    at = 20 + (16 if packet[9] == frames.TCP else 6)
    return packet[:10] + b"\0\0" + packet[12:at] + b"\xbe\xef" + packet[at + 2 :]


@capture("taps/wrong-checksums.pcap", "Captured on the machine itself: no checksum is right yet.", findings=LIKELY)
def wrong_checksums(story: Story) -> None:
    """Tell it before the card has finished the packets."""
    story.wrap = patched(wrong_sums)
    ksn(story)


@capture(
    "taps/offloaded.pcap",
    "Segmentation offload: packets of 30,000 bytes whose IP length is zero, in both versions of IP.",
    findings=[
        finding("10.4.7.22", "installed", "likely", "succeeded"),
        finding("fd00:4::7:22", "installed", "likely", "succeeded"),
    ],
)
def offloaded(story: Story) -> None:
    """Tell two conversations whose segments no wire ever carried."""
    length4 = patched(lambda packet: packet[:2] + b"\0\0" + packet[4:] if len(packet) > 300 else packet)
    length6 = patched(lambda packet: packet[:4] + b"\0\0" + packet[6:] if len(packet) > 300 else packet)
    for desk, ip, wrap in (
        (desktop(story), KSN_IP, length4),
        (story.host("ws-0422", "fd00:4::7:22", windows=True), "2001:db8:20::9", length6),
    ):
        story.wrap = wrap
        with story.tcp(desk, story.server(ip), 443, mss=30_000) as connection:
            connection.send(tls.record(tls.client_hello(KSN, post_quantum=True, seed=story.seed("hello"))))
            connection.reply(tls.server_flight13())
            connection.send(tls.client_finish13())
            connection.reply(tls.data(14_000) + tls.data(14_000))


@raw(
    "taps/clock-set-back.pcap",
    "The sensor's clock is set back by three seconds between a hello and what follows it.",
    findings=LIKELY,
)
def clock_set_back() -> bytes:
    """Return a story whose second half begins three seconds before the first one ended."""
    story = Story("taps/clock-set-back.pcap")
    ksn(story)
    told = story.frames()
    half = len(told) // 2
    return pcapfile.pcap([*told[:half], *((ts - 3000 * MILLISECOND, frame) for ts, frame in told[half:])])


@raw(
    "taps/snap-length-256.pcap",
    "Frames cut after 256 bytes: lookups are whole, and so is a lean hello's name; the rest is said to be missing.",
    findings=LIKELY,
)
def snap_length() -> bytes:
    """Return a story as a sniffer with a small snap length keeps it."""
    story = Story("taps/snap-length-256.pcap")
    ksn(story)
    return pcapfile.pcap(story.frames(), snaplen=256)

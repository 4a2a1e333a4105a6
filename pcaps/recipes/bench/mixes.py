"""What the blocks hold: an office, lookups alone, many short conversations, or bulk alone."""

from collections.abc import Callable

from ..builders import dns, http, quic, tls
from ..builders.noise import noise, number
from ..hosts import GATEWAY_MAC, MILLISECOND, Host
from ..story import Story
from ..tcp import talk_tls
from .block import IDENTS, LEAST_SERVER, PORTS

FIRST = ("alpine", "amber", "birch", "cedar", "coral", "delta", "ember", "fjord", "harbor", "indigo", "juniper", "lumen",
         "maple", "nimbus", "opal", "pine", "quartz", "river", "sable", "tundra", "umber", "violet", "willow", "zephyr")  # fmt: skip
SECOND = (
    "news",
    "shop",
    "cloud",
    "mail",
    "play",
    "bank",
    "maps",
    "photo",
    "video",
    "store",
    "media",
    "works",
    "labs",
    "care",
)
SUBS = ("www", "cdn", "api", "static", "img", "login", "edge-1", "edge-2", "assets", "eu-west.telemetry", "m", "ws")
ENDS = ("com", "net", "org", "io", "de", "fr", "co.uk", "example", "app", "com.au")
BULK_MSS = 1460
ACK_EVERY = 12
"""Full frames for one acknowledgement: what receive offloading leaves."""
BROWSERS = 2
"""One hello of so many is a browser's large one, over two segments."""
PLANTED = ("s07.upd.kaspersky.com", "dc1-file.ksn.kaspersky-labs.com", "p03.upd.kaspersky.com")
"""Names that a scan has to find: in a lookup and a hello, in a lookup and a hello over two segments, in a request."""


def name_of(i: int) -> str:
    """Return the *i*-th ordinary host name; thousands of them differ."""
    dice = [number(f"name {i} {part}", 0, 1 << 20) for part in range(5)]
    middle = FIRST[dice[1] % len(FIRST)] + SECOND[dice[2] % len(SECOND)]
    return f"{SUBS[dice[0] % len(SUBS)]}.{middle}{dice[3] % 90 or ''}.{ENDS[dice[4] % len(ENDS)]}"


class Crowd:
    """The clients and servers of a block: numbers decide who is tagged, who speaks IPv6, which port comes next."""

    def __init__(self, story: Story, seed: int, frames: int = 1 << 62) -> None:
        self.story, self.seed, self.count = story, seed, 0
        self.begin = story.now
        self.frames = frames
        """Frames that the whole capture will have: a short one needs no whole block."""

    @property
    def done(self) -> bool:
        """True when enough was told."""
        return len(self.story.told) >= self.frames

    def dice(self, what: str, low: int, high: int) -> int:
        """Return a number that depends on the seed and on how often this was called."""
        self.count += 1
        return number(f"bench {self.seed} {self.count} {what}", low, high)

    def pair(self, *, plain: bool = False) -> tuple[Host, Host]:
        """Return a client and a server for one conversation; a quarter speaks IPv6, a sixth is under a VLAN tag.

        A *plain* one speaks IPv4 without a tag.
        """
        low = self.dice("client", 0x4001, 0x7FFE) if not plain else 0x4016
        far = self.dice("server", LEAST_SERVER, 0xFFFE)
        six = low % 4 == 0
        self.story.vlan = (120,) if low % 6 == 1 else ()
        client = Host(
            "client", f"fd00:4::{low:x}" if six else f"10.4.{low >> 8}.{low & 255}", "52:54:00:01:00:01", ttl=128
        )
        server = Host(
            "server", f"2001:db8:9::{far:x}" if six else f"198.18.{far >> 8}.{far & 255}", GATEWAY_MAC, ttl=57
        )
        client.port = self.dice("port", PORTS.start, PORTS.stop - 8)
        client.ident = server.ident = self.dice("ident", IDENTS.start, IDENTS.stop - 4096)
        return client, server

    def resolver(self, client: Host) -> Host:
        """Return the resolver that *client* asks."""
        return Host(
            "ns1",
            "fd00:4::53" if ":" in client.ip else "10.4.0.53",
            "52:54:00:00:00:53",
            ident=self.dice("ident", IDENTS.start, IDENTS.stop - 64),
        )

    def start(self, within_ms: int) -> None:
        """Go to a moment of the block's first *within_ms* milliseconds."""
        self.story.now = self.begin + self.dice("start", 0, within_ms * 1000) * 1000

    def name(self) -> str:
        """Return some ordinary host name."""
        return name_of(self.dice("name", 0, 6000))


def look_up(crowd: Crowd, client: Host, name: str, *, refused: bool = False) -> None:
    """Ask for *name*; every fourth answer has a CNAME in it."""
    story, six = crowd.story, ":" in client.ip
    kind = dns.AAAA if six else dns.A
    ident = crowd.dice("dns id", LEAST_SERVER, 0xFFFF)
    address = "2001:db8:9::a1" if six else "198.18.160.1"
    records: list[dns.Record] = [(name, kind, 60, address)]
    if ident % 4 == 0:
        target = f"{name.split('.')[-2]}.edge.{name_of(ident % 50)}"
        records = [(name, dns.CNAME, 300, target), (target, kind, 60, address)]
    answer = dns.response(name, kind, [] if refused else records, ident=ident, rcode=dns.NXDOMAIN if refused else 0)
    story.exchange(
        client, crowd.resolver(client), 53, dns.query(name, kind, ident=ident, edns=b"" if ident % 3 else None), answer
    )


def hello_for(crowd: Crowd, name: str, *, browser: bool | None = None) -> bytes:
    """Return a ClientHello for *name*: a browser's large one or a lean one."""
    large = crowd.dice("hello", 1, BROWSERS) == 1 if browser is None else browser
    seed = crowd.story.seed("hello")
    return tls.client_hello(name, post_quantum=True, seed=seed) if large else tls.lean_hello(name, seed=seed)


def download(crowd: Crowd, size: int, *, mss: int = BULK_MSS) -> None:
    """Fetch *size* bytes over TLS."""
    client, server = crowd.pair()
    seed = crowd.story.seed("download")
    with crowd.story.tcp(client, server, 443, mss=mss) as connection:
        connection.send(tls.record(hello_for(crowd, crowd.name())))
        connection.reply(tls.server_flight13(seed=seed))
        connection.send(tls.client_finish13(seed))
        data, step = tls.data(size, seed=seed), ACK_EVERY * mss
        for at in range(0, len(data), step):
            connection.reply(data[at : at + step])
            crowd.story.now -= MILLISECOND


def stream_quic(crowd: Crowd, packets: int) -> None:
    """Fetch over QUIC: a real Initial with a name, then packets that nobody can read."""
    story = crowd.story
    client, server = crowd.pair()
    seed = story.seed("quic")
    dcid = noise(seed, 8)
    sport = client.next_port()
    hello = quic.client_hello(crowd.name(), post_quantum=crowd.dice("pq", 0, 1) == 0, seed=seed)
    for packet in quic.client_initials(hello, dcid, cut=(1000,) if len(hello) > 1100 else ()):
        story.udp(client, server, sport, 443, packet)
    story.now += 2 * story.trip(client, server)
    story.udp(server, client, 443, sport, quic.server_initial(b"", dcid, client_dcid=dcid, seed=seed))
    body = noise(seed + " body", 1400 * packets)
    for i in range(packets):
        story.now += MILLISECOND // 10
        story.udp(server, client, 443, sport, b"\x43" + body[1400 * i : 1400 * i + 1399])
        if i % ACK_EVERY == 0:
            story.udp(client, server, sport, 443, b"\x43" + dcid + body[1400 * i : 1400 * i + 30])


def short_visit(crowd: Crowd, *, down: int = 2600) -> None:
    """Hold a short TLS conversation; one in seven is TLS 1.2 with a certificate."""
    client, server = crowd.pair()
    name = crowd.name()
    old = crowd.dice("old", 0, 6) == 0
    with crowd.story.tcp(client, server, 443) as connection:
        talk_tls(connection, name, tls13=not old, hello=None if old else hello_for(crowd, name), up=300, down=down)


def fetch(crowd: Crowd) -> None:
    """Fetch one small document over clear HTTP."""
    client, server = crowd.pair()
    crowd.story.http_get(
        client,
        server,
        crowd.name(),
        f"/item/{crowd.dice('path', 1, 99999)}.js",
        body=noise(crowd.story.seed("doc"), 3000),
    )


def office(crowd: Crowd) -> None:
    """About 32,000 frames, of which 86 in a hundred are full ones of bulk transfers."""
    parts: tuple[tuple[Callable[[], None], int], ...] = (
        (lambda: download(crowd, 480_000), 56),
        (lambda: stream_quic(crowd, 340), 25),
        (lambda: short_visit(crowd), 60),
        (lambda: look_up(crowd, crowd.pair()[0], crowd.name(), refused=crowd.dice("nx", 0, 19) == 0), 260),
        (lambda: fetch(crowd), 20),
    )
    for tell, count in parts:
        for _ in range(count):
            crowd.start(900)
            tell()


def lookups(crowd: Crowd) -> None:
    """Tell 8,000 questions and their answers, nothing else."""
    for _ in range(8000):
        if crowd.done:
            break
        crowd.start(900)
        look_up(crowd, crowd.pair()[0], crowd.name(), refused=crowd.dice("nx", 0, 9) == 0)


def flows(crowd: Crowd) -> None:
    """Tell 1,500 conversations of a dozen frames: what fills tables."""
    for _ in range(1500):
        if crowd.done:
            break
        crowd.start(900)
        short_visit(crowd, down=400)


def jumbo(crowd: Crowd) -> None:
    """Tell a few downloads in frames of nine thousand bytes."""
    for _ in range(10):
        if crowd.done:
            break
        crowd.start(300)
        download(crowd, 2_600_000, mss=8960)


def planted(crowd: Crowd, *, only_dns: bool = False) -> list[dict[str, object]]:
    """Tell one machine's banned traffic and return what a scan must see of it: field, name, client (before shifting)."""
    story = crowd.story
    client, server = crowd.pair(plain=True)
    seen: list[dict[str, object]] = []
    for i, name in enumerate(PLANTED):
        look_up(crowd, client, name)
        seen.append({"field": "dns.query", "name": name})
        story.wait(0.002)
        if only_dns:
            continue
        if i < 2:
            with story.tcp(client, server, 443) as connection:
                talk_tls(connection, name, hello=hello_for(crowd, name, browser=i == 1))
            seen.append({"field": "tls.sni", "name": name})
        else:
            with story.tcp(client, server, 80) as connection:
                connection.send(http.request("/index/u1313g.xml", name, agent="@hT5wQbnR2kLzVdYxJm0"))
                connection.reply(http.response(200, b"KLZF" + noise("planted", 900)))
            seen.append({"field": "http.host", "name": name})
    return [{**item, "client": client.ip} for item in seen]


KINDS: dict[str, Callable[[Crowd], None]] = {"office": office, "dns": lookups, "flows": flows, "jumbo": jumbo}
"""What ``--kind`` names."""

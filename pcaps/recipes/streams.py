"""How names arrive in pieces: hellos over segments and records, DNS over TCP, requests that share a connection."""

from .book import capture, finding
from .builders import dns, frames, http, tls
from .builders.noise import noise
from .hosts import MILLISECOND
from .kaspersky import KSN, KSN_IP, LIKELY, TOKEN, UPDATE_SERVERS
from .people import colleague, desktop, resolver, surf
from .story import Story
from .tcp import Tcp, talk_tls

"""One name of the product, once: the conversation succeeded, but it was a single sight."""


def serve(connection: Tcp) -> None:
    """Let the server answer a hello and the conversation end well."""
    seed = connection.story.seed("serve")
    connection.reply(tls.server_flight13(group=tls.X25519MLKEM768, seed=seed))
    connection.send(tls.client_finish13(seed) + tls.data(600, seed=seed))
    connection.reply(tls.data(2400, seed=seed + " down"))
    connection.close()


@capture(
    "kaspersky/hello-three-segments-out-of-order.pcap",
    "A post-quantum ClientHello over three segments: the third arrives first, and the first one twice.",
    findings=LIKELY,
)
def hello_three_segments(story: Story) -> None:
    """Tell segments 3, 1, 1 again, 2."""
    connection = story.tcp(desktop(story), story.server(KSN_IP), 443)
    hello = tls.record(tls.client_hello(KSN, post_quantum=True, seed=story.seed("hello")))
    first, second, third = hello[:640], hello[640:1280], hello[1280:]
    for at, piece in ((1280, third), (0, first), (0, first), (640, second)):
        connection.up(piece, frames.ACK | frames.PSH, seq=connection.seq + at)
        story.now += MILLISECOND
    connection.seq += len(hello)
    serve(connection)
    surf(story, colleague(story, 31), 1)


@capture(
    "kaspersky/hello-overlap.pcap",
    "A ClientHello whose segments overlap: each begins inside the one before it and repeats the same bytes.",
    findings=LIKELY,
)
def hello_overlap(story: Story) -> None:
    """Tell 0-900, 700-1500, 1400-end."""
    connection = story.tcp(desktop(story), story.server(KSN_IP), 443)
    hello = tls.record(tls.client_hello(KSN, post_quantum=True, seed=story.seed("hello")))
    for start, end in ((0, 900), (700, 1500), (1400, len(hello))):
        connection.up(hello[start:end], frames.ACK | frames.PSH, seq=connection.seq + start)
        story.now += MILLISECOND
    connection.seq += len(hello)
    serve(connection)


@capture(
    "kaspersky/hello-two-records.pcap",
    "ClientHellos split below TLS: over three records, with a record of one byte, with a header cut in two, byte by byte.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "succeeded")],
)
def hello_two_records(story: Story) -> None:
    """Tell four hellos, each cut another way; the last one's first 60 bytes come one to a segment."""
    desk = desktop(story)
    for name, ip, sizes, cut in (
        (KSN, KSN_IP, (300, 500), ()),
        ("s07.upd.kaspersky.com", "203.0.113.17", (1, 90), ()),
        ("ds.kaspersky.com", "203.0.113.8", (200,), (207, 900)),
        ("s12.upd.kaspersky.com", "203.0.113.12", (), range(1, 61)),
    ):
        connection = story.tcp(desk, story.server(ip), 443)
        hello = tls.client_hello(name, post_quantum=True, seed=story.seed("hello"))
        connection.send(tls.records(hello, sizes), cut=cut)
        serve(connection)
        story.wait(40)


@capture(
    "kaspersky/dns-over-tcp.pcap",
    "Lookups over TCP: one message split over segments in its length, two messages in one segment.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "succeeded")],
)
def dns_over_tcp(story: Story) -> None:
    """Tell a truncated answer over UDP, then the same question over TCP, then pipelined ones."""
    desk, house = desktop(story), resolver(story)
    ask = dns.query(KSN, ident=0x2B01)
    story.exchange(desk, house, 53, ask, dns.response(KSN, ident=0x2B01, flags=0x8380))
    story.wait(0.01)
    with story.tcp(desk, house, 53) as connection:
        connection.send(dns.over_tcp(ask), cut=(1, 20))
        answer = dns.response(KSN, dns.A, [(KSN, dns.A, 60, f"203.0.113.{9 + i}") for i in range(40)], ident=0x2B01)
        connection.reply(dns.over_tcp(answer), cut=(1, 2, 300))
    story.wait(1)
    with story.tcp(desk, house, 53) as connection:
        one, two = "s07.upd.kaspersky.com", "ds.kaspersky.com"
        connection.send(dns.over_tcp(dns.query(one, ident=0x2B02), dns.query(two, ident=0x2B03)))
        connection.reply(
            dns.over_tcp(
                dns.response(two, dns.A, [(two, dns.A, 60, "203.0.113.8")], ident=0x2B03),
                dns.response(one, dns.A, [(one, dns.A, 60, "203.0.113.17")], ident=0x2B02),
            )
        )


@capture(
    "kaspersky/dns-answers-cname.pcap",
    "Answers with compressed names, EDNS and chains of CNAME; a resolver that mixes upper and lower case.",
    findings=[finding("10.4.7.22", "installed", "likely", "succeeded")],
)
def dns_answers_cname(story: Story) -> None:
    """Tell three lookups of the KSN family."""
    desk, house = desktop(story), resolver(story)
    for name, target, ip in (
        ("ksn-file-geo.kaspersky-labs.com", "ksn-file.geoksn.kaspersky.com", "203.0.113.60"),
        ("Ksn-UrL-GEo.KAspErskY-lABs.CoM", "ksn-url.geoksn.kaspersky.com", "203.0.113.61"),
        ("ksn-verdict-geo.kaspersky-labs.com", "ksn-verdict.geoksn.kaspersky.com", "203.0.113.62"),
    ):
        story.dns_lookup(desk, house, name, ip, cname=(target,), edns=dns.client_subnet("10.4.7.0/24"))
        story.wait(2)
    surf(story, colleague(story, 31), 1)


@capture(
    "kaspersky/http-pipelined.pcap",
    "One connection, many requests: three in one segment, one cut inside its Host field, bodies that look like requests.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "succeeded")],
)
def http_pipelined(story: Story) -> None:
    """Tell an updater that keeps its connection, and posts statistics between downloads."""
    desk, name = desktop(story), "p07.upd.kaspersky.com"
    connection = story.tcp(desk, story.server(UPDATE_SERVERS[name]), 80)
    paths = ("/index/u1313g.xml", "/bases/av/kdb/i386/dailyc.kdc", "/bases/ids/i386/idsbase.kdz")
    connection.send(b"".join(http.request(path, name, agent=TOKEN) for path in paths))
    for path in paths:
        connection.reply(http.response(200, b"KLZF" + noise(path, 700), kind="application/octet-stream"))
    split = http.request("/bases/av/emu/i386/emu.kdl", name, agent=TOKEN)
    connection.send(split, cut=(split.index(b"Host: p0") + 8,))
    connection.reply(http.response(404))
    body = b"GET /not-a-request HTTP/1.1\r\nHost: body.example\r\n\r\n" + noise("statistics", 900)
    connection.send(http.request("/statistics", name, method="POST", agent=TOKEN, body=body), cut=(90, 400))
    connection.reply(http.response(204))
    connection.send(http.request("/index/u1313g.xml", name, agent=TOKEN))
    connection.reply(http.response(304))
    connection.close()


@capture(
    "kaspersky/odd-ports.pcap",
    "The protocols away from their ports: TLS on 1443 and 8443, HTTP on 8080 and 3129, DNS on 5300.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "succeeded")],
)
def odd_ports(story: Story) -> None:
    """Tell one conversation on each port."""
    desk = desktop(story)
    story.tls(desk, story.server("203.0.113.60"), "ksn-file-geo.kaspersky-labs.com", port=1443)
    story.wait(5)
    story.tls(
        desk,
        story.server("203.0.113.17"),
        "s07.upd.kaspersky.com",
        port=8443,
        tls13=False,
        names=["*.upd.kaspersky.com"],
    )
    story.wait(5)
    for port in (8080, 3129):
        story.http_get(
            desk, story.server("203.0.113.23"), "p03.upd.kaspersky.com", "/index/u1313g.xml", port=port, agent=TOKEN
        )
        story.wait(5)
    story.dns_lookup(desk, story.host("ns2", "10.4.0.54"), "ds.kaspersky.com", "203.0.113.8", port=5300)


@capture(
    "kaspersky/certificate-only.pcap",
    "A client that sends no server name: the names stand in the TLS 1.2 certificate of the server alone.",
    findings=[finding("10.4.7.22", "installed", "likely", "succeeded")],
)
def certificate_only(story: Story) -> None:
    """Tell a hello without a name, and the certificate that answers it."""
    desk = desktop(story)
    story.tls(desk, story.server(KSN_IP), None, tls13=False, names=[KSN, "dc1.ksn.kaspersky-labs.com"])
    with story.tcp(colleague(story, 31), story.server("198.51.100.10"), 443) as connection:
        talk_tls(connection, None, tls13=False, names=["www.wikipedia.org"])

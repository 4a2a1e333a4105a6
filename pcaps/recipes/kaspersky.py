"""What the product does when it is there, and what looks like it but is not."""

from .book import capture, finding
from .builders import dns, http, tls
from .builders.noise import noise, number
from .hosts import Host
from .people import colleague, desktop, resolver, surf, upstream, visit
from .story import Story

UPDATE_SERVERS = {f"p{i:02d}.upd.kaspersky.com": f"203.0.113.{20 + i}" for i in range(20)}
"""The update servers that are asked over clear HTTP."""
KSN = "dc1-file.ksn.kaspersky-labs.com"
KSN_IP = "203.0.113.9"
TOKEN = "@hT5wQbnR2kLzVdYxJm0"
"""The User-Agent of the updater: a machine-made token that begins with @."""
TWO_HOURS = 7200


def update(story: Story, desk: Host, name: str, ip: str, *, over: Host | None = None) -> None:
    """Fetch the index and two databases from an update server over clear HTTP, as the updater does."""
    story.dns_lookup(desk, resolver(story), name, ip, upstream=over)
    index = b'<?xml version="1.0" encoding="UTF-8"?>\n<Update version="1313"/>\n'
    for path, body in (
        ("/index/u1313g.xml", index),
        ("/bases/av/kdb/i386/kdb-i386-1211g.xml.klz", b"KLZF" + noise(name + " klz", 1900)),
        ("/bases/av/kdb/i386/dailyc.kdc", b"KLD2" + noise(name + " kdc", 2600)),
    ):
        story.http_get(desk, story.server(ip), name, path, agent=TOKEN, body=body, headers={"Accept": "*/*"})
        story.wait(0.4)


def look_up_and_talk(
    story: Story, desk: Host, name: str, ip: str, *, over: Host | None = None, down: int = 2600
) -> None:
    """Look a name up and hold a TLS conversation with it, as a service of the product does."""
    story.dns_lookup(desk, resolver(story), name, ip, upstream=over)
    story.tls(desk, story.server(ip), name, down=down)


LIKELY = [finding("10.4.7.22", "installed", "likely", "succeeded")]
"""What `ksn` gives, however its packets are wrapped and captured."""


def ksn(story: Story) -> None:
    """Tell the shortest story that there is: one lookup, one conversation."""
    look_up_and_talk(story, desktop(story), KSN, KSN_IP)


@capture(
    "kaspersky/update-and-ksn.pcap",
    "A Windows desktop updates over HTTP, checks its licence and talks to KSN; three colleagues surf.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "succeeded", name="ws-0422", mac="52:54:00:36:3e:ff")],
)
def update_and_ksn(story: Story) -> None:
    """Tell a morning in the office."""
    desk, house = desktop(story), resolver(story)
    provider = upstream(story)
    story.dhcp_lease(desk, story.host("dhcp1", "10.4.0.67"))
    story.wait(6)
    look_up_and_talk(story, desk, "activation-v2.kaspersky.com", "203.0.113.7", over=provider)
    story.wait(3)
    look_up_and_talk(story, desk, "ds.kaspersky.com", "203.0.113.8", over=provider)
    story.wait(1)
    look_up_and_talk(story, desk, KSN, KSN_IP, over=provider, down=5120)
    story.wait(20)
    look_up_and_talk(story, desk, "s07.upd.kaspersky.com", "203.0.113.17", over=provider, down=9000)
    for hour, name in ((8, "p03.upd.kaspersky.com"), (10, "p07.upd.kaspersky.com"), (12, "p03.upd.kaspersky.com")):
        story.at(hour, 3)
        update(story, desk, name, UPDATE_SERVERS[name], over=provider)
        story.wait(30)
        look_up_and_talk(story, desk, KSN, KSN_IP)
    for machine in (31, 40, 57):
        other = colleague(story, machine)
        story.at(8, machine % 50)
        story.dhcp_lease(other, story.server("10.4.0.67"))
        surf(story, other, 4)
    story.at(8, 4)
    story.dns_lookup(colleague(story, 31), house, "www.wikipedia.org", "198.51.100.10", upstream=provider)


@capture(
    "kaspersky/redirected.pcap",
    "Updaters are answered with a filter's block page, with another update server, and with 304: nothing new.",
    findings=[
        finding("10.4.7.22", "installed", "confirmed", "attempted"),
        finding("10.4.7.31", "installed", "confirmed", "succeeded"),
        finding("10.4.7.40", "installed", "confirmed", "succeeded"),
    ],
)
def redirected(story: Story) -> None:
    """Tell three updaters: only the first is kept from its servers."""
    name, other = "p03.upd.kaspersky.com", "p07.upd.kaspersky.com"
    page = f"http://webfilter.corp.example/blocked?url=http%3A%2F%2F{name}%2F"
    answers = (
        (desktop(story), http.response(302, headers={"Location": page})),
        (colleague(story, 31), http.response(302, headers={"Location": f"http://{other}/index/u1313g.xml"})),
        (colleague(story, 40), http.response(304)),
    )
    for client, answer in answers:
        story.dns_lookup(client, resolver(story), name, UPDATE_SERVERS[name])
        with story.tcp(client, story.server(UPDATE_SERVERS[name]), 80) as connection:
            connection.send(http.request("/index/u1313g.xml", name, agent=TOKEN))
            connection.reply(answer)
        story.wait(2)


@capture(
    "kaspersky/lookups-refused.pcap",
    "The resolver answers NXDOMAIN to every name of the product; it keeps asking, hour after hour.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "refused")],
)
def lookups_refused(story: Story) -> None:
    """Tell six hours of a product that is cut off but still installed."""
    desk, house = desktop(story), resolver(story)
    rounds = ("downloads.upd.kaspersky.com", "s07.upd.kaspersky.com", "s12.upd.kaspersky.com", "ds.kaspersky.com", KSN)
    for hour in (8, 10, 12, 14):
        story.at(hour, 11, 4.2)
        for name in rounds:
            for kind in (dns.A, dns.AAAA):
                story.dns_lookup(desk, house, name, kind=kind, rcode=dns.NXDOMAIN)
            story.wait(1.5)
    story.at(9, 30)
    surf(story, desk, 2)


@capture(
    "kaspersky/reset-by-firewall.pcap",
    "Names resolve, and a firewall resets each connection when it has read the ClientHello.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "refused")],
)
def reset_by_firewall(story: Story) -> None:
    """Tell three rounds of hello and reset; the lookup itself succeeds, the conversation does not."""
    desk, house = desktop(story), resolver(story)
    for hour in (8, 10, 12):
        story.at(hour, 21)
        for name, ip in (("s04.upd.kaspersky.com", "203.0.113.14"), (KSN, KSN_IP), ("ds.kaspersky.com", "203.0.113.8")):
            story.dns_lookup(desk, house, name, ip)
            connection = story.tcp(desk, story.server(ip), 443)
            connection.send(tls.record(tls.lean_hello(name, seed=story.seed("hello"))), acknowledged=False)
            connection.reset()
            story.wait(2)
    surf(story, desk, 1)


@capture(
    "kaspersky/website-visit.pcap",
    "Somebody reads the vendor's website, support pages and blog in a browser. Nothing is installed.",
    findings=[finding("10.4.7.31", "access", "possible", "succeeded", product="website")],
)
def website_visit(story: Story) -> None:
    """Tell a visit."""
    reader = colleague(story, 31)
    for name, ip in (
        ("www.kaspersky.com", "203.0.113.101"),
        ("my.kaspersky.com", "203.0.113.102"),
        ("support.kaspersky.com", "203.0.113.103"),
        ("securelist.com", "203.0.113.104"),
    ):
        visit(story, reader, name, ip)
        story.wait(25)
    surf(story, reader, 2)


@capture(
    "kaspersky/lookalikes.pcap",
    "Names that only look like the vendor's: other people's domains, on DNS, TLS and HTTP. Nothing may be found.",
)
def lookalikes(story: Story) -> None:
    """Tell one lookup, one hello and one request for each lookalike."""
    client = colleague(story, 44)
    for i, name in enumerate(
        (
            "notkaspersky.com",
            "kaspersky.com.evil.example",
            "upd.kaspersky.com.evil.example",
            "s07.upd.kaspersky.com.evil.example",
            "ksn.kaspersky-labs.com.attacker.test",
            "kaspersky-labs.com.evil-cdn.net",
            "xn--kaspersk-i0b.com",
            "s07-upd-kaspersky-com.proxy.example",
            "upd-kaspersky.com",
            "s07.upd.kaspersky.co",
            "kaspersky.com-update.info",
        )
    ):
        ip = f"198.51.100.{150 + i}"
        visit(story, client, name, ip)
        story.http_get(client, story.server(ip), name, "/index.html")
        story.wait(3)


@capture(
    "kaspersky/injected-tags.pcap",
    "A saved page carries tags that somebody else's product once put in: only those names are looked up.",
    findings=[finding("10.4.7.35", "access", "possible", "succeeded", product="website")],
)
def injected_tags(story: Story) -> None:
    """Tell a clean machine that opens a saved page."""
    client, house = colleague(story, 35), resolver(story)
    for name, ip in (
        ("gc.kis.v2.scr.kaspersky-labs.com", "203.0.113.111"),
        ("ff.kis.v2.scr.kaspersky-labs.com", "203.0.113.112"),
    ):
        for address in (ip, ""):
            story.dns_lookup(client, house, name, *([address] if address else []), kind=dns.A if address else dns.AAAA)
    surf(story, client, 2)


def ask_the_tree(story: Story, box: Host, name: str, ip: str) -> None:
    """Let a resolver walk the tree for *name*: it asks the servers of the zones itself, recursion not desired."""
    zone = ".".join(name.split(".")[-2:])
    for server, owner in (("198.51.100.201", zone.rpartition(".")[2]), ("198.51.100.202", zone)):
        ident = number(story.seed("dns id"), 1, 0xFFFF)
        last = owner == zone
        ask = dns.query(name, ident=ident, flags=0, edns=b"")
        answer = dns.response(
            name,
            dns.A,
            [(name, dns.A, 60, ip)] if last else [],
            ident=ident,
            flags=0x8400 if last else 0x8000,
            authority=[] if last else [(zone, dns.NS, 172800, f"ns1.{zone}")],
            edns=b"",
        )
        story.exchange(box, story.server(server), 53, ask, answer)


@capture(
    "kaspersky/resolver-upstream.pcap",
    "The tap sits outside the resolver: only its upstream side is seen. Somebody behind it runs the product.",
    findings=[finding("10.4.0.53", "installed", "confirmed", "succeeded", attribution="relayed", via="10.4.0.53")],
)
def resolver_upstream(story: Story) -> None:
    """Tell what a resolver asks for the whole house."""
    house = resolver(story)
    names = [(KSN, KSN_IP), ("s07.upd.kaspersky.com", "203.0.113.17"), ("ds.kaspersky.com", "203.0.113.8")]
    ordinary = [(f"www.site-{i:02d}.example", f"198.51.100.{100 + i}") for i in range(40)]
    for hour in (8, 10, 12):
        story.at(hour)
        for i, (name, ip) in enumerate(ordinary):
            ask_the_tree(story, house, name, ip)
            story.wait(1.7)
            if i % 13 == 5:
                ask_the_tree(story, house, *names[i // 13])


@capture(
    "kaspersky/forwarder.pcap",
    "A resolver that forwards answers its clients on the tap; who asked it for the product's names is not on it.",
    findings=[finding("10.4.0.53", "installed", "likely", "succeeded", attribution="relayed", via="10.4.0.53")],
)
def forwarder(story: Story) -> None:
    """Tell ordinary lookups of clients, and questions that the resolver passes on for somebody behind another door."""
    house, desk, over = resolver(story), colleague(story, 35), upstream(story)
    for hour in (8, 10):
        story.at(hour, 5)
        story.dns_lookup(desk, house, f"www.site-{hour:02d}.example", f"198.51.100.{100 + hour}", upstream=over)
        story.wait(9)
        for name, ip in ((KSN, KSN_IP), ("s07.upd.kaspersky.com", "203.0.113.17")):
            story.dns_lookup(house, over, name, ip)
            story.wait(3)


@capture(
    "kaspersky/search-suffix.pcap",
    "A stub resolver appends its search list: the names are asked for with .lan behind them, and refused.",
    findings=[finding("10.4.7.22", "installed", "likely", "refused")],
)
def search_suffix(story: Story) -> None:
    """Tell lookups that never leave the house under their own name."""
    desk, house = desktop(story), resolver(story)
    for hour in (8, 10):
        story.at(hour, 40)
        for name in ("s07.upd.kaspersky.com.lan", "dc1.ksn.kaspersky-labs.com.lan", "ds.kaspersky.com.lan"):
            story.dns_lookup(desk, house, name, rcode=dns.NXDOMAIN)
            story.wait(4)


@capture(
    "kaspersky/cloud-console.pcap",
    "Network agents of two machines keep their connection to the vendor's cloud console open on its own ports.",
    findings=[
        finding("10.4.7.22", "installed", "confirmed", "succeeded", product="security-center"),
        finding("10.4.7.38", "installed", "confirmed", "succeeded", product="security-center"),
    ],
)
def cloud_console(story: Story) -> None:
    """Tell two agents and their synchronisation."""
    house = resolver(story)
    name, ip = "s217.ksc.kaspersky.com", "203.0.113.121"
    for minute in (5, 20, 35):
        for agent, offset in ((desktop(story), 0.0), (colleague(story, 38), 7.5)):
            story.at(9, minute, offset)
            story.dns_lookup(agent, house, name, ip)
            story.tls(agent, story.server(ip), name, port=23100 + minute % 3, down=1800)


@capture(
    "kaspersky/one-sided.pcap",
    "An asymmetric tap that sees only what leaves the house: questions, hellos and requests, never an answer.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "unknown")],
)
def one_sided(story: Story) -> None:
    """Tell the usual, then keep only the half that the tap saw."""
    desk = desktop(story)
    look_up_and_talk(story, desk, KSN, KSN_IP)
    look_up_and_talk(story, desk, "s07.upd.kaspersky.com", "203.0.113.17")
    update(story, desk, "p03.upd.kaspersky.com", "203.0.113.23")
    story.told = story.directions(desk)[0]

"""Traffic that passes a proxy, and whose it is."""

from .book import capture, finding
from .builders import http, tls
from .hosts import Host
from .kaspersky import KSN, KSN_IP, TOKEN, UPDATE_SERVERS
from .people import SITES, colleague, desktop, resolver
from .story import Story
from .tcp import talk_tls


def proxy(story: Story) -> Host:
    """Return the house's web proxy, 10.4.0.80."""
    return story.hosts.get("10.4.0.80") or story.host("proxy", "10.4.0.80")


def tunnel(story: Story, client: Host, name: str, ip: str) -> None:
    """Ask the proxy to connect to *name*, and hold a TLS conversation through it; both of its sides are seen."""
    box = proxy(story)
    hello = tls.client_hello(name, seed=story.seed("hello"))
    with story.tcp(client, box, 3128) as connection:
        connection.send(http.request(f"{name}:443", f"{name}:443", method="CONNECT", agent=None))
        story.dns_lookup(box, resolver(story), name, ip)
        connection.reply(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = story.now
        talk_tls(connection, name, hello=hello)
        story.now = back
        story.tls(box, story.server(ip), name, hello=hello)
    story.wait(1)


@capture(
    "kaspersky/connect-proxy.pcap",
    "A client asks a proxy to CONNECT it to KSN and speaks TLS inside; the proxy's own side is in the capture too.",
    findings=[finding("10.4.7.22", "installed", "likely", "succeeded")],
)
def connect_proxy(story: Story) -> None:
    """Tell the house's traffic through its proxy, with the tap on both sides of it."""
    for i, number in enumerate((31, 40, 57)):
        tunnel(story, colleague(story, number), *SITES[i])
    tunnel(story, desktop(story), KSN, KSN_IP)
    tunnel(story, colleague(story, 31), *SITES[5])


@capture(
    "kaspersky/absolute-form-proxy.pcap",
    "Updates through a proxy over clear HTTP: absolute-form targets inside, X-Forwarded-For outside.",
    findings=[finding("10.4.7.22", "installed", "confirmed", "succeeded")],
)
def absolute_form_proxy(story: Story) -> None:
    """Tell requests in absolute form (RFC 9112 section 3.2.2) and what the proxy makes of them."""
    box, name = proxy(story), "p03.upd.kaspersky.com"
    wanted = (
        (
            colleague(story, 31),
            "deb.debian.org",
            "/debian/dists/stable/InRelease",
            "198.51.100.80",
            "Debian APT-HTTP/1.3 (2.9.8)",
        ),
        (desktop(story), name, "/index/u1313g.xml", UPDATE_SERVERS[name], TOKEN),
        (desktop(story), name, "/bases/av/kdb/i386/dailyc.kdc", UPDATE_SERVERS[name], TOKEN),
        (colleague(story, 40), "www.msftconnecttest.com", "/connecttest.txt", "198.51.100.81", "Microsoft NCSI"),
    )
    for client, host, path, ip, agent in wanted:
        with story.tcp(client, box, 3128) as connection:
            connection.send(http.request(f"http://{host}{path}", host, agent=agent))
            story.dns_lookup(box, resolver(story), host, ip)
            more = {"Via": "1.1 proxy (squid/6.6)", "X-Forwarded-For": client.ip}
            story.http_get(box, story.server(ip), host, path, agent=agent, headers=more)
            connection.reply(http.response(200, b"It works\n"))
        story.wait(2)

"""The house that the stories are told in: 10.4.0.0/16, its machines, and what ordinary people do there."""

from .builders.noise import number
from .hosts import Host
from .story import Story

SITES = (
    ("www.wikipedia.org", "198.51.100.10"),
    ("github.com", "198.51.100.11"),
    ("www.bbc.co.uk", "198.51.100.12"),
    ("outlook.office365.com", "198.51.100.13"),
    ("www.google.com", "198.51.100.14"),
    ("fonts.gstatic.com", "198.51.100.15"),
    ("www.nytimes.com", "198.51.100.16"),
    ("teams.microsoft.com", "198.51.100.17"),
    ("cdn.jsdelivr.net", "198.51.100.18"),
    ("stackoverflow.com", "198.51.100.19"),
    ("www.python.org", "198.51.100.20"),
    ("mail.google.com", "198.51.100.21"),
    ("www.amazon.com", "198.51.100.22"),
    ("api.github.com", "198.51.100.23"),
    ("login.microsoftonline.com", "198.51.100.24"),
    ("www.openstreetmap.org", "198.51.100.25"),
)
"""What people look at: real names, documentation addresses (RFC 5737)."""


def resolver(story: Story) -> Host:
    """Return the house's resolver."""
    return story.hosts.get("10.4.0.53") or story.host("ns1", "10.4.0.53")


def upstream(story: Story) -> Host:
    """Return the provider's resolver, which the house's one asks."""
    return story.server("198.51.100.53")


def desktop(story: Story) -> Host:
    """Return the machine that the software runs on: ws-0422, 10.4.7.22."""
    return story.hosts.get("10.4.7.22") or story.host("ws-0422", "10.4.7.22", mac="52:54:00:36:3e:ff", windows=True)


def colleague(story: Story, number_: int) -> Host:
    """Return an ordinary machine of the same network."""
    ip = f"10.4.7.{number_}"
    return story.hosts.get(ip) or story.host(f"ws-04{number_}", ip, windows=number_ % 2 == 0)


def visit(story: Story, client: Host, name: str, ip: str, *, tls13: bool = True, browser: bool = True) -> None:
    """Look a site up and open it in a browser."""
    story.dns_lookup(client, resolver(story), name, ip)
    down = number(story.seed("page"), 2000, 9000)
    story.tls(client, story.server(ip), name, tls13=tls13, browser=browser, down=down)


def surf(story: Story, client: Host, count: int = 3, *, browser: bool = True) -> None:
    """Open *count* ordinary sites."""
    for i in range(count):
        name, ip = SITES[number(story.seed("site"), 0, len(SITES) - 1)]
        visit(story, client, name, ip, tls13=i % 3 != 2, browser=browser)
        story.wait(number(story.seed("reading"), 2, 40))

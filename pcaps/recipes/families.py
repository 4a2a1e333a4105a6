"""Kaspersky's other families: a managed site, phones, engines inside other products, and what took its place."""

from .book import capture, finding
from .builders import tls
from .builders.noise import noise
from .hosts import Host
from .kaspersky import KSN, KSN_IP, UPDATE_SERVERS, look_up_and_talk, update
from .people import colleague, desktop, resolver
from .story import Story
from .tcp import talk_tls

DAY = 86_400 * 1_000_000_000
MIGRATION = 1_726_531_200 * 1_000_000_000
"""2024-09-17 00:00:00 UTC: the first day on which home customers in the US were moved."""


def administration_server(story: Story) -> Host:
    """Return the site's Administration Server, ksc01, 10.4.0.60."""
    return story.hosts.get("10.4.0.60") or story.host("ksc01", "10.4.0.60", windows=True)


def synchronise(story: Story, agent: Host) -> None:
    """Let an agent report to its server, and its protection ask the server's reputation proxy."""
    server = administration_server(story)
    with story.tcp(agent, server, 13000) as connection:
        talk_tls(connection, None, hello=tls.agent_hello(story.seed("agent")), up=1800, down=2600)
    with story.tcp(agent, server, 13111) as connection:
        connection.send(noise(story.seed("question"), 96))
        connection.reply(noise(story.seed("verdict"), 160))
    story.wait(3)


@capture(
    "kaspersky/managed-site.pcap",
    "A managed site: three agents and a console talk to their Administration Server, and only that updates from outside.",
    findings=[
        finding("10.4.0.60", "manages", "likely", product="security-center"),
        finding("10.4.0.60", "installed", "confirmed", "succeeded"),
        *(finding(f"10.4.7.{number}", "installed", "likely", product="security-center") for number in (22, 31, 38)),
    ],
)
def managed_site(story: Story) -> None:
    """Tell a working day: agents in the morning and the afternoon, a console, a wake-up, and machines that go home."""
    server = administration_server(story)
    agents = (desktop(story), colleague(story, 31), colleague(story, 38))
    for hour in (8, 15):
        for i, agent in enumerate(agents):
            story.at(hour, 4 + 7 * i)
            synchronise(story, agent)
    story.at(9)
    with story.tcp(colleague(story, 40), server, 13291) as connection:
        talk_tls(connection, None, up=900, down=4000)
    with story.tcp(agents[0], server, 17000) as connection:
        talk_tls(connection, None, up=700, down=900)
    story.at(10)
    update(story, server, "p03.upd.kaspersky.com", UPDATE_SERVERS["p03.upd.kaspersky.com"])
    look_up_and_talk(story, server, KSN, KSN_IP)
    story.at(16)
    for agent in agents:
        story.udp(server, agent, 13000, 15000, noise(story.seed("wake"), 40))
        story.wait(0.2)
    for i, agent in enumerate(agents):
        story.at(17, i)
        story.udp(agent, server, agent.next_port(), 13000, noise(story.seed("good night"), 48))


@capture(
    "kaspersky/port-scan.pcap",
    "Somebody scans the ports of one machine, those of Security Center among them, and speaks to none.",
    findings=[
        finding("10.4.7.66", "installed", "possible", product="security-center"),
        finding("10.4.7.66", "installed", "possible", product="mobile"),
        finding("10.4.7.66", "installed", "possible", product="enterprise", vendor="drweb"),
    ],
)
def port_scan(story: Story) -> None:
    """Tell a connect scan: each closed port is answered by a reset."""
    scanner, target = story.host("audit", "10.4.7.66"), story.host("srv", "10.4.0.70")
    for port in (2193, 7210, 13000, 13111, 13291, 13292, 13299, 14000, 15000, 15111, 17000, 17100, 17111):
        story.udp(scanner, target, 40_000, port, b"")
        story.tcp(scanner, target, port).reset()


@capture(
    "kaspersky/mobile-app.pcap",
    "A managed phone: its agent at the cloud console's ports for phones, its protection at the usual servers.",
    findings=[
        finding("10.4.9.15", "installed", "confirmed", "succeeded"),
        finding("10.4.9.15", "installed", "likely", "succeeded", product="mobile"),
        finding("10.4.9.15", "installed", "likely", "succeeded", product="my-kaspersky"),
        finding("10.4.9.15", "installed", "possible", product="security-center"),
    ],
)
def mobile_app(story: Story) -> None:
    """Tell a phone that comes to work; push over the platform's own service shows nothing."""
    phone, house = story.host("pixel-7", "10.4.9.15"), resolver(story)
    story.dhcp_lease(phone, story.host("dhcp1", "10.4.0.67"), vendor_class="android-dhcp-14")
    for hour in (8, 13):
        story.at(hour, 2)
        story.dns_lookup(phone, house, "s217.ksc.kaspersky.com", "203.0.113.121")
        story.tls(phone, story.server("203.0.113.121"), "s217.ksc.kaspersky.com", port=23750, down=1500)
        look_up_and_talk(story, phone, "dc1-st.ksn.kaspersky-labs.com", "203.0.113.10")
        look_up_and_talk(story, phone, "downloads.upd.kaspersky.com", "203.0.113.18", down=900)
        look_up_and_talk(story, phone, "bosh42.ucp-ntfy.kaspersky-labs.com", "203.0.113.122")
        look_up_and_talk(story, phone, "fcm.googleapis.com", "198.51.100.30")


@capture(
    "kaspersky/embedded-engine.pcap",
    "A gateway and a scanning server of other makers fetch updates for the engine inside them; nobody installed Kaspersky.",
    findings=[
        finding("10.4.0.2", "embedded", "possible", "succeeded", product="embedded-engine"),
        finding("10.4.0.71", "embedded", "possible", "succeeded", product="embedded-engine"),
    ],
)
def embedded_engine(story: Story) -> None:
    """Tell both; the scanner's host serves many engines, and only the path says whose."""
    gateway, scanner = story.host("fw1", "10.4.0.2"), story.host("metadefender", "10.4.0.71")
    house = resolver(story)
    for hour in (8, 12):
        story.at(hour, 17)
        story.dns_lookup(gateway, house, "kav8.zonealarm.com", "203.0.113.131")
        for path in ("/version.txt", "/v6/index/u1313g.xml"):
            story.http_get(gateway, story.server("203.0.113.131"), "kav8.zonealarm.com", path, agent="Check Point")
        story.at(hour, 20)
        story.dns_lookup(scanner, house, "update.dl.opswat.com", "203.0.113.132")
        for path in ("/kaspersky/latest.zip", "/clamav/latest.zip"):
            story.http_get(scanner, story.server("203.0.113.132"), "update.dl.opswat.com", path, agent="OPSWAT")


@capture(
    "kaspersky/ultraav-migration.pcap",
    "Two machines in September 2024: one is moved to UltraAV and falls silent, the other keeps asking after the ban.",
    findings=[
        finding("10.4.7.22", "installed", "confirmed"),
        finding("10.4.7.22", "installed", "possible", product="successor", vendor="ultraav"),
        finding("10.4.7.31", "installed", "confirmed"),
    ],
)
def ultraav_migration(story: Story) -> None:
    """Tell two weeks, a look at noon each; from 29 September on, updates are refused."""
    house, moved, left = resolver(story), desktop(story), colleague(story, 31)
    for day in (0, 7, 14):
        refused = day >= 14
        for machine in (moved, left):
            story.now = MIGRATION + day * DAY + 12 * DAY // 24 + (0 if machine is moved else DAY // 48)
            if machine is moved and day:
                look_up_and_talk(story, machine, "api.ultrasecureav.com", "203.0.113.141", down=600)
            elif refused:
                for name in ("downloads.upd.kaspersky.com", "s07.upd.kaspersky.com", KSN):
                    story.dns_lookup(machine, house, name, rcode=3)
            else:
                look_up_and_talk(story, machine, "s07.upd.kaspersky.com", "203.0.113.17", down=600)
                look_up_and_talk(story, machine, KSN, KSN_IP, down=600)

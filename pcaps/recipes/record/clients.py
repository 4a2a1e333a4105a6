"""The clients: what each is told to do, and what a scan must find in its recording."""

from collections.abc import Callable
from dataclasses import dataclass

from ..world import clients
from ..world.names import ORDINARY, PRODUCT, WEBSITE
from ..world.wire import ROUTER4
from ..world.world import World

UPDATE, TELEMETRY, DOWNLOAD = PRODUCT


@dataclass(frozen=True)
class Client:
    """One recording: its file below ``pcaps/clients/``, and how it is made."""

    file: str
    use: Callable[[World], None]
    """Run the program."""


def curl(world: World) -> None:
    """HTTP, TLS 1.2 and 1.3, HTTP/2 over TLS and with prior knowledge, over both versions of IP."""
    for host in (*ORDINARY, WEBSITE):
        world.client(clients.curl(f"https://{host}/", trusted=world.trusted))
    world.client(clients.curl(f"http://{UPDATE}/index/u1313g.xml", "-A", "*kis/21.3"))
    world.client(clients.curl(f"https://{UPDATE}/", "-4", "--tls-max", "1.2", trusted=world.trusted))
    world.client(clients.curl(f"https://{TELEMETRY}/", "-6", trusted=world.trusted))
    world.client(clients.curl(f"http://{DOWNLOAD}:8080/diffs/", "-4", "--http2-prior-knowledge"))


def openssl(world: World) -> None:
    """``s_client``: both versions of TLS, and TLS after STARTTLS."""
    for host, more in ((TELEMETRY, ("-tls1_2",)), (UPDATE, ("-tls1_3",)), (ORDINARY[0], ())):
        world.client(clients.openssl(host, *more, trusted=world.trusted))
    world.client(clients.openssl("mail.example.net", "-starttls", "smtp", trusted=world.trusted, port=25))


def python(world: World) -> None:
    """Python's own client for HTTP and TLS."""
    urls = [f"https://{UPDATE}/", f"http://{DOWNLOAD}/bases/", f"https://{TELEMETRY}/", f"https://{ORDINARY[1]}/"]
    world.client(clients.python(*urls, trusted=world.trusted))


def lookups(world: World) -> None:
    """Dig over UDP and TCP, and kdig over TLS, where no name can be seen but that of the resolver."""
    world.client(clients.dig(UPDATE))
    world.client(clients.dig(TELEMETRY, "AAAA", "+tcp"))
    world.client(clients.dig(ORDINARY[0]))
    tls = [f"+tls-ca={world.trusted}", "+tls-hostname=dns.example.net", "+tls-sni=dns.example.net"]
    world.client(["kdig", f"@{ROUTER4}", "+tls", *tls, DOWNLOAD, "A"])


def chromium(world: World) -> None:
    """A browser whose hello carries a post-quantum key share and spans two segments."""
    for host in (ORDINARY[0], WEBSITE):
        world.client(clients.chromium(host, world.folder / f"profile-{host}", trusted=world.trusted))


def chromium_quic(world: World) -> None:
    """The same browser over QUIC; its name stands in CRYPTO frames over two Initials."""
    for host in (TELEMETRY, ORDINARY[1]):
        profile = world.folder / f"profile-quic-{host}"
        world.client(clients.chromium(host, profile, trusted=world.trusted, quic=True))


def aioquic(world: World) -> None:
    """An HTTP/3 client in Python."""
    world.client(clients.aioquic(UPDATE, ORDINARY[0], trusted=world.trusted))


CLIENTS = (
    Client("clients/curl.pcap", curl),
    Client("clients/openssl.pcap", openssl),
    Client("clients/python.pcap", python),
    Client("clients/lookups.pcap", lookups),
    Client("clients/chromium.pcap", chromium),
    Client("clients/chromium-quic.pcap", chromium_quic),
    Client("clients/aioquic.pcap", aioquic),
)

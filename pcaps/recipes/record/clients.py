"""The clients: what each is told to do, and what a scan must find in its recording."""

import base64
import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .house import ROUTER4, SERVER4, House
from .names import ORDINARY, PRODUCT, WEBSITE

UPDATE, TELEMETRY, DOWNLOAD = PRODUCT

CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps", "--disable-domain-reliability",
    "--timeout=4000", "--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND", "--dump-dom",
)  # fmt: skip
"""A page is loaded and left; nothing else is asked for."""

URLLIB = """
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[1])
for url in sys.argv[2:]:
    print(urllib.request.urlopen(url, context=context if url.startswith("https") else None, timeout=5).read())
"""

HTTP3 = """
import asyncio, sys
from aioquic.asyncio import connect
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.quic.configuration import QuicConfiguration

async def main(authority, address, *hosts):
    for host in hosts:
        configuration = QuicConfiguration(alpn_protocols=H3_ALPN, server_name=host, cafile=authority)
        async with connect(address, 443, configuration=configuration) as client:
            http = H3Connection(client._quic)
            stream = client._quic.get_next_available_stream_id()
            asked = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", host.encode()), (b":path", b"/")]
            http.send_headers(stream, asked, True)
            client.transmit()
            await asyncio.sleep(0.3)

asyncio.run(main(*sys.argv[1:]))
"""


@dataclass(frozen=True)
class Client:
    """One recording: its file below ``pcaps/clients/``, and how it is made."""

    file: str
    use: Callable[[House, str], None]
    """Run the program; the text is the path of the certificate to trust."""


def curl(house: House, trusted: str) -> None:
    """HTTP, TLS 1.2 and 1.3, HTTP/2 over TLS and with prior knowledge, over both versions of IP."""
    for host in (*ORDINARY, WEBSITE):
        house.client(["curl", "-sS", "--cacert", trusted, f"https://{host}/"])
    house.client(["curl", "-sS", f"http://{UPDATE}/index/u1313g.xml", "-A", "*kis/21.3"])
    house.client(["curl", "-sS", "-4", "--tls-max", "1.2", "--cacert", trusted, f"https://{UPDATE}/"])
    house.client(["curl", "-sS", "-6", "--cacert", trusted, f"https://{TELEMETRY}/"])
    house.client(["curl", "-sS", "-4", "--http2-prior-knowledge", f"http://{DOWNLOAD}:8080/diffs/"])


def openssl(house: House, trusted: str) -> None:
    """``s_client``: both versions of TLS, and TLS after STARTTLS."""
    for host, more in ((TELEMETRY, ("-tls1_2",)), (UPDATE, ("-tls1_3",)), (ORDINARY[0], ())):
        house.client(
            ["openssl", "s_client", "-CAfile", trusted, "-connect", f"{SERVER4}:443", "-servername", host, *more]
        )
    starttls = ["-starttls", "smtp", "-connect", f"{SERVER4}:25", "-servername", "mail.example.net"]
    house.client(["openssl", "s_client", "-CAfile", trusted, *starttls])


def python(house: House, trusted: str) -> None:
    """Python's own client for HTTP and TLS."""
    urls = [f"https://{UPDATE}/", f"http://{DOWNLOAD}/bases/", f"https://{TELEMETRY}/", f"https://{ORDINARY[1]}/"]
    house.client([sys.executable, "-c", URLLIB, trusted, *urls])


def lookups(house: House, trusted: str) -> None:
    """Dig over UDP and TCP, and kdig over TLS, where no name can be seen but that of the resolver."""
    house.client(["dig", f"@{ROUTER4}", "+tries=1", UPDATE, "A"])
    house.client(["dig", f"@{ROUTER4}", "+tries=1", "+tcp", TELEMETRY, "AAAA"])
    house.client(["dig", f"@{ROUTER4}", "+tries=1", ORDINARY[0], "A"])
    tls = [f"+tls-ca={trusted}", "+tls-hostname=dns.example.net", "+tls-sni=dns.example.net"]
    house.client(["kdig", f"@{ROUTER4}", "+tls", *tls, DOWNLOAD, "A"])


def chromium(house: House, trusted: str) -> None:
    """A browser whose hello carries a post-quantum key share and spans two segments."""
    for host in (ORDINARY[0], WEBSITE):
        profile = f"--user-data-dir={house.folder}/profile-{host}"
        house.client(
            [
                *CHROMIUM,
                "--disable-quic",
                profile,
                f"--ignore-certificate-errors-spki-list={spki(trusted)}",
                f"https://{host}/",
            ]
        )


def chromium_quic(house: House, trusted: str) -> None:
    """The same browser over QUIC; its name stands in CRYPTO frames over two Initials."""
    for host in (TELEMETRY, ORDINARY[1]):
        profile = f"--user-data-dir={house.folder}/profile-quic-{host}"
        force = [
            "--enable-quic",
            f"--origin-to-force-quic-on={host}:443",
            f"--ignore-certificate-errors-spki-list={spki(trusted)}",
        ]
        house.client([*CHROMIUM, *force, profile, f"https://{host}/"])


def aioquic(house: House, trusted: str) -> None:
    """An HTTP/3 client in Python."""
    house.client([sys.executable, "-c", HTTP3, trusted, SERVER4, UPDATE, ORDINARY[0]])


def spki(trusted: str) -> str:
    """Return the hash by which Chromium is told to trust the key of a certificate."""
    certificate = x509.load_pem_x509_certificate(Path(trusted).read_bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


CLIENTS = (
    Client("clients/curl.pcap", curl),
    Client("clients/openssl.pcap", openssl),
    Client("clients/python.pcap", python),
    Client("clients/lookups.pcap", lookups),
    Client("clients/chromium.pcap", chromium),
    Client("clients/chromium-quic.pcap", chromium_quic),
    Client("clients/aioquic.pcap", aioquic),
)

"""Real clients: how each is told to ask for something. Each gives the words of a command."""

import base64
import hashlib
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .wire import ROUTER4, SERVER4

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

CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps", "--disable-domain-reliability",
    "--timeout=4000", "--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND", "--dump-dom",
)  # fmt: skip
"""A page is loaded and left; nothing else is asked for."""


def curl(url: str, *more: str, trusted: str = "") -> list[str]:
    """Return what makes curl load *url*."""
    authority = ["--cacert", trusted] if trusted else []
    return ["curl", "-sS", *more, *authority, url]


def openssl(host: str, *more: str, trusted: str, port: int = 443) -> list[str]:
    """Return what makes OpenSSL's ``s_client`` shake hands with *host*."""
    where = ["-connect", f"{SERVER4}:{port}", "-servername", host]
    return ["openssl", "s_client", "-CAfile", trusted, *more, *where]


def python(*urls: str, trusted: str) -> list[str]:
    """Return what makes the standard library of Python load *urls*."""
    return [sys.executable, "-c", URLLIB, trusted, *urls]


def dig(host: str, kind: str = "A", *more: str) -> list[str]:
    """Return what makes dig ask the resolver for *host*."""
    return ["dig", f"@{ROUTER4}", "+tries=1", *more, host, kind]


def aioquic(*hosts: str, trusted: str) -> list[str]:
    """Return what makes aioquic load a page of each of *hosts* over HTTP/3."""
    return [sys.executable, "-c", HTTP3, trusted, SERVER4, *hosts]


def chromium(host: str, profile: Path, *, trusted: str, quic: bool = False) -> list[str]:
    """Return what makes Chromium load a page of *host* over TLS, or over QUIC."""
    over = ["--enable-quic", f"--origin-to-force-quic-on={host}:443"] if quic else ["--disable-quic"]
    trust = f"--ignore-certificate-errors-spki-list={spki(trusted)}"
    return [*CHROMIUM, *over, f"--user-data-dir={profile}", trust, f"https://{host}/"]


def spki(trusted: str) -> str:
    """Return the hash by which Chromium is told to trust the key of a certificate."""
    certificate = x509.load_pem_x509_certificate(Path(trusted).read_bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()

"""Servers that answer for any name: DNS, HTTP, TLS and QUIC on one address, with a certificate of their own authority.

    python tests/live/servers.py ADDRESS FOLDER

writes ``ca.pem`` into FOLDER, then ``ready`` to standard output.
"""

import asyncio
import datetime
import http.server
import socket
import socketserver
import ssl
import sys
import threading
from pathlib import Path
from typing import Any

from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import serve
from aioquic.h3.connection import H3_ALPN
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import QuicEvent, StreamDataReceived
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = "*.upd.kaspersky.com", "*.kaspersky.com", "*.geo.kaspersky.com", "*.ksn.kaspersky-labs.com", "*.example.org"
LIFE = datetime.timedelta(days=2)


def certificates(folder: Path) -> None:
    """Make an authority and a server's certificate."""
    now = datetime.datetime.fromtimestamp(folder.stat().st_mtime, datetime.UTC)
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test's authority")])
    base = x509.CertificateBuilder().issuer_name(issuer).not_valid_before(now - LIFE).not_valid_after(now + LIFE)
    root = (
        base.subject_name(issuer)
        .public_key(authority.public_key())
        .serial_number(1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority, hashes.SHA256())
    )
    leaf = (
        base.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server")]))
        .public_key(own.public_key())
        .serial_number(2)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in NAMES]), critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    (folder / "cert.pem").write_bytes(leaf.public_bytes(pem) + root.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(own.private_bytes(pem, plain, serialization.NoEncryption()))


class Page(http.server.BaseHTTPRequestHandler):
    """Says hello to every request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        body = b"<title>hello</title>" + b"x" * 2000
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


def answer(question: bytes, address: str) -> bytes:
    """Return the answer to a DNS question: one address for every name."""
    end = 12
    while question[end]:
        end += question[end] + 1
    kind = int.from_bytes(question[end + 1 : end + 3], "big")
    asked = question[12 : end + 5]
    record = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04" + socket.inet_aton(address) if kind == 1 else b""
    return question[:2] + b"\x81\x80\0\x01" + (b"\0\x01" if record else b"\0\0") + b"\0\0\0\0" + asked + record


def serve_dns(address: str) -> None:
    """Answer DNS over UDP."""

    class Ask(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            sock.sendto(answer(data, address), self.client_address)

    socketserver.ThreadingUDPServer((address, 53), Ask).serve_forever()


class Hello(QuicConnectionProtocol):
    """Sends bytes back on any stream."""

    def quic_event_received(self, event: QuicEvent) -> None:
        """Answer what comes."""
        if isinstance(event, StreamDataReceived):
            self._quic.send_stream_data(event.stream_id, b"y" * 2000, end_stream=True)
            self.transmit()


async def main() -> None:
    """Serve until ended."""
    address, folder = sys.argv[1], Path(sys.argv[2])
    certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    web, secure = (http.server.ThreadingHTTPServer((address, port), Page) for port in (80, 443))
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    for target in (web.serve_forever, secure.serve_forever):
        threading.Thread(target=target, daemon=True).start()
    threading.Thread(target=serve_dns, args=(address,), daemon=True).start()
    quic = QuicConfiguration(is_client=False, alpn_protocols=H3_ALPN)
    quic.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    await serve(address, 443, configuration=quic, create_protocol=Hello)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

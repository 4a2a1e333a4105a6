"""The world's servers: pages over HTTP and TLS, DNS (also over TLS) by dnspython, HTTP/3 by aioquic, a mail server for STARTTLS.

``python -m pcaps.recipes.world.servers FOLDER`` runs them in a namespace of `wire.Wire`; with ``--no-pages`` nginx serves those,
whose configuration `prepare` writes.
"""

import asyncio
import datetime
import ipaddress
import ssl
import sys
from pathlib import Path
from typing import cast

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import serve
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ProtocolNegotiated, QuicEvent
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .names import EVERY
from .wire import ROUTER4, SERVER4, SERVER6

TTL = 300
PAGE = b"<title>hello</title>\n"
DAYS = 3650

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
  server {{ listen 80; listen [::]:80; location / {{ return 200 "hello\\n"; }} }}
  server {{ listen 8080 http2; location / {{ return 200 "hello\\n"; }} }}
  server {{ listen 443 ssl http2; listen [::]:443 ssl http2; ssl_protocols TLSv1.2 TLSv1.3;
            location / {{ default_type text/html; return 200 "<title>hello</title>\\n"; }} }}
}}
"""


def prepare(folder: Path) -> None:
    """Write a key, a certificate for all names of the world, and nginx's configuration."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test World")])
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 - clients look at the clock
    hosts: list[x509.GeneralName] = [x509.DNSName(host) for host in EVERY]
    hosts += [x509.IPAddress(ipaddress.ip_address(text)) for text in (SERVER4, SERVER6, ROUTER4)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.key").write_bytes(private)
    (folder / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder), encoding="ascii")


def answer(wire: bytes) -> bytes:
    """Answer one question: the address of the server for the names of the world, NXDOMAIN for all others."""
    asked = dns.message.from_wire(wire)
    reply = dns.message.make_response(asked, recursion_available=True)
    [question] = asked.question
    host = question.name.to_text(omit_final_dot=True).lower()
    address = {dns.rdatatype.A: SERVER4, dns.rdatatype.AAAA: SERVER6}.get(question.rdtype)
    if host not in EVERY:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    elif address is not None:
        reply.answer.append(
            dns.rrset.from_text(question.name, TTL, "IN", dns.rdatatype.to_text(question.rdtype), address)
        )
    return bytes(reply.to_wire())


class Datagrams(asyncio.DatagramProtocol):
    """DNS over UDP."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket to answer on."""
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer the question."""
        self.transport.sendto(answer(data), addr)


async def dns_stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """DNS over TCP and over TLS: each message behind its length (RFC 1035 section 4.2.2, RFC 7858)."""
    try:
        while True:
            length = int.from_bytes(await reader.readexactly(2), "big")
            reply = answer(await reader.readexactly(length))
            writer.write(len(reply).to_bytes(2, "big") + reply)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


class Mail:
    """As much of SMTP (RFC 5321, RFC 3207) as a client asks before STARTTLS."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Greet, offer STARTTLS, and speak TLS."""
        writer.write(b"220 mail.example.net ESMTP\r\n")
        try:
            while line := (await reader.readline()).strip().upper():
                if line.startswith(b"EHLO"):
                    writer.write(b"250-mail.example.net\r\n250 STARTTLS\r\n")
                elif line == b"STARTTLS":
                    writer.write(b"220 go ahead\r\n")
                    await writer.drain()
                    await writer.start_tls(self.context)
                elif line == b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    writer.write(b"502 no\r\n")
        except (ConnectionError, ssl.SSLError):
            pass
        writer.close()


async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """HTTP/1.1: the same page for every request."""
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n"
            writer.write(head.encode() + PAGE)
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ssl.SSLError):
        writer.close()


class Pages(QuicConnectionProtocol):
    """HTTP/3: the same."""

    http: H3Connection | None = None

    def quic_event_received(self, event: QuicEvent) -> None:
        """Answer requests."""
        if isinstance(event, ProtocolNegotiated):
            self.http = H3Connection(self._quic)
        if self.http is None:
            return
        for happened in self.http.handle_event(event):
            if isinstance(happened, HeadersReceived):
                self.http.send_headers(happened.stream_id, [(b":status", b"200"), (b"content-type", b"text/html")])
                self.http.send_data(happened.stream_id, PAGE, end_stream=True)
                self.transmit()


async def main(folder: Path, *, pages: bool) -> None:
    """Serve until the process is ended; *pages* over TCP too."""
    loop = asyncio.get_running_loop()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "server.pem", folder / "server.key")
    await loop.create_datagram_endpoint(Datagrams, local_addr=(ROUTER4, 53))
    await asyncio.start_server(dns_stream, ROUTER4, 53)
    await asyncio.start_server(dns_stream, ROUTER4, 853, ssl=tls)
    await asyncio.start_server(Mail(tls), SERVER4, 25)
    if pages:
        await asyncio.start_server(page, (SERVER4, SERVER6), 80)
        await asyncio.start_server(page, (SERVER4, SERVER6), 443, ssl=tls)
    quic = QuicConfiguration(is_client=False, alpn_protocols=H3_ALPN)
    quic.load_cert_chain(folder / "server.pem", folder / "server.key")
    for address in (SERVER4, SERVER6):
        await serve(address, 443, configuration=quic, create_protocol=Pages)
    (folder / "ready").touch()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), pages="--no-pages" not in sys.argv))

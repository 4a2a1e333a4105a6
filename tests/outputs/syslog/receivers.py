"""Receivers of syslog messages on the loopback, which can be slow, deaf or gone."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sensor.outputs.syslog.address import Receiver, split_url


def receiver(url: str, **more: str) -> Receiver:
    """Return the receiver at *url*."""
    transport, host, port = split_url(url)
    return Receiver(url=url, transport=transport, host=host, port=port, **more)


class TcpServer:
    """Accepts one connection at a time and reads octet-counted messages when it is told to."""

    def __init__(self, port: int = 0, *, buffer: int = 0) -> None:
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if buffer:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen()
        self.listener.setblocking(False)
        self.port: int = self.listener.getsockname()[1]
        self.connection: socket.socket | None = None
        self.data = b""
        self.messages: list[bytes] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"tcp://127.0.0.1:{self.port}"

    def accept(self, wrap: Callable[[socket.socket], socket.socket] | None = None) -> bool:
        """Take a connection if one is there."""
        with contextlib.suppress(BlockingIOError):
            connection, _ = self.listener.accept()
            connection.setblocking(False)
            self.connection = wrap(connection) if wrap else connection
            self.data = b""
            return True
        return False

    def read(self) -> list[bytes]:
        """Read what is there; return all messages so far."""
        if self.connection is not None:
            with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError, ConnectionResetError):
                while more := self.connection.recv(65_536):
                    self.data += more
        while b" " in self.data:
            length, _, rest = self.data.partition(b" ")
            if len(rest) < int(length):
                break
            self.messages.append(rest[: int(length)])
            self.data = rest[int(length) :]
        return self.messages

    def drop(self) -> None:
        """Reset the connection: what was not read is gone."""
        if self.connection is not None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.connection.close()
            self.connection = None

    def close(self) -> None:
        """Stop listening too."""
        self.drop()
        self.listener.close()


def certificate(folder: Path) -> tuple[str, str]:
    """Write a certificate for the loopback, which signs itself, and its key; return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 - TLS asks the clock too
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    return str(paths[0]), str(paths[1])


def until(done: Callable[[], object], seconds: float = 10.0) -> None:
    """Call *done* until it is true: the kernel's part takes its time."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


def highest(found: list[int], number: int) -> int:
    """Add *number* to *found* and return the highest so far."""
    found.append(number)
    return max(found)

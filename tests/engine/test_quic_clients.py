"""Connections of a real client and server, without sockets: what aioquic sends is read."""

import datetime
import ssl

import pytest
from builders import frames
from engine.stage import CLIENT, SERVER, SPORT, Stage

from sensor.model.bodies import Quic

configuration = pytest.importorskip("aioquic.quic.configuration", reason="aioquic is not installed")
connection = pytest.importorskip("aioquic.quic.connection", reason="aioquic is not installed")
from cryptography import x509  # noqa: E402 - behind the skip, for the server alone
from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402

V1, V2 = 0x00000001, 0x6B3343CF
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def credentials() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return a certificate that nobody checks, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, START, START + datetime.timedelta(days=365))
    return made.sign(key, hashes.SHA256()), key


def conversation(
    credentials: tuple[x509.Certificate, ec.EllipticCurvePrivateKey], version: int, id_size: int, protocols: int
) -> list[bytes]:
    """Return the frames of a handshake and some data; *protocols* of ALPN make the hello longer."""
    alpn = [f"protocol-{number}" for number in range(protocols)]
    asking = configuration.QuicConfiguration(
        is_client=True,
        alpn_protocols=alpn,
        server_name="a.example",
        verify_mode=ssl.CERT_NONE,
        connection_id_length=id_size,
        original_version=version,
        supported_versions=[V1, V2],
    )
    answering = configuration.QuicConfiguration(is_client=False, alpn_protocols=alpn[-1:], supported_versions=[V2, V1])
    answering.certificate, answering.private_key = credentials
    client = connection.QuicConnection(configuration=asking)
    client.connect((SERVER, 443), now=0.0)
    server = connection.QuicConnection(
        configuration=answering, original_destination_connection_id=client.original_destination_connection_id
    )
    raw = []
    for step in range(8):
        for data, _ in client.datagrams_to_send(now=step / 10):
            raw.append(frames.ethernet(frames.udp(CLIENT, SERVER, SPORT, 443, data)))
            server.receive_datagram(data, (CLIENT, SPORT), now=step / 10)
        for data, _ in server.datagrams_to_send(now=step / 10 + 0.05):
            raw.append(frames.ethernet(frames.udp(SERVER, CLIENT, 443, SPORT, data)))
            client.receive_datagram(data, (SERVER, 443), now=step / 10 + 0.05)
        if step == 2:
            client.send_stream_data(0, b"hello")
    return raw


@pytest.mark.parametrize("version", [V1, V2])
@pytest.mark.parametrize("id_size", [8, 20])
@pytest.mark.parametrize("protocols", [1, 70, 240])
def test_what_a_real_client_asks_for_is_read(
    credentials: tuple[x509.Certificate, ec.EllipticCurvePrivateKey], version: int, id_size: int, protocols: int
) -> None:
    """Both versions (the server changes from one to the other, RFC 9368), a hello in one to four packets."""
    raw = conversation(credentials, version, id_size, protocols)
    stage = Stage(["a.example"]).feed(*raw)
    stage.pipeline.flush()
    [seen] = stage.observations
    assert isinstance(seen.body, Quic)
    assert (seen.src, seen.body.version, seen.body.sni) == (CLIENT, f"{version:x}", "a.example")
    assert seen.body.ja3 is not None
    assert str(seen.body.ja4).startswith("q13d")
    assert {name: count for name, count in stage.tally.quic.items() if count} == {"initials": 1, "sni": 1}
    assert stage.told[0].startswith("succeeded: handshake completed")


def test_a_server_that_does_not_answer_leaves_an_attempt(
    credentials: tuple[x509.Certificate, ec.EllipticCurvePrivateKey],
) -> None:
    """The client's packets alone."""
    raw = conversation(credentials, V1, 8, 1)[:1]
    stage = Stage(["a.example"]).feed(*raw)
    stage.pipeline.flush()
    assert stage.told == ["unknown: the capture shows one direction only"]

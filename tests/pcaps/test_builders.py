"""The builders against other people's dissectors: scapy reads the frames, dpkt the file, cryptography the certificate."""

import io
import struct

import dpkt
import pytest
from builders import dhcp, dns, frames, http, pcapfile, quic, tls
from cryptography import x509

scapy = pytest.importorskip("scapy.all", reason="scapy is not installed")

V4 = ("10.4.7.22", "203.0.113.9")
V6 = ("fd00:4::7:22", "2001:db8:20::9")


def checked(packet: bytes) -> object:
    """Let scapy compute every checksum of an IP packet anew and expect the same bytes; return its view."""
    layer = scapy.IP if packet[0] >> 4 == 4 else scapy.IPv6
    seen = layer(packet)
    for name in ("IP", "TCP", "UDP"):
        if name in seen:
            del seen[name].chksum
    assert bytes(seen) == packet
    return layer(packet)


@pytest.mark.parametrize("ends", [V4, V6])
@pytest.mark.parametrize("payload", [b"", b"x", b"even", bytes(1400)])
def test_checksums_are_those_of_scapy(ends: tuple[str, str], payload: bytes) -> None:
    """UDP and TCP over both IP versions, odd and even lengths."""
    checked(frames.udp(*ends, 40000, 53, payload))
    checked(frames.tcp(*ends, 40000, 443, payload, seq=7, ack=9, options=b"\x02\x04\x05\xb4"))


def test_vlan_tags_stand_in_order() -> None:
    """The outer tag is a service tag, the inner one a customer tag."""
    seen = scapy.Ether(frames.ethernet(frames.udp(*V4, 1, 2, b""), vlan=(300, 120)))
    assert seen.type == 0x88A8
    assert [layer.vlan for layer in (seen.payload, seen.payload.payload)] == [300, 120]
    assert seen.payload.payload.type == 0x0800


@pytest.mark.parametrize(("ends", "pieces"), [(V4, frames.fragments4), (V6, lambda p, s: frames.fragments6(p, s, 77))])
def test_fragments_make_the_packet_again(ends: tuple[str, str], pieces: object) -> None:
    """Scapy puts the fragments together to the packet that they were."""
    packet = frames.udp(*ends, 53, 40000, bytes(range(256)) * 10)
    parts = [scapy.IP(p) if ends is V4 else scapy.IPv6(p) for p in pieces(packet, 512)]  # type: ignore[operator]
    assert len(parts) > 2
    whole = scapy.defragment(parts)[0] if ends is V4 else scapy.defragment6(parts)
    assert bytes(whole[scapy.UDP].payload) == bytes(range(256)) * 10


def test_dns_names_are_compressed_and_read_back() -> None:
    """A chain of CNAME with shared ends is shorter than its text, and scapy reads it."""
    name, target = "ksn-file-geo.kaspersky-labs.com", "ksn-file.geoksn.kaspersky.com"
    records: list[dns.Record] = [(name, dns.CNAME, 300, target), (target, dns.A, 60, "203.0.113.60")]
    message = dns.response(name, dns.A, records, edns=dns.client_subnet("10.4.7.0/24"))
    seen = scapy.DNS(message)
    assert seen.qd[0].qname == name.encode() + b"."
    assert seen.an[0].rdata == target.encode() + b"."
    assert seen.an[1].rdata == "203.0.113.60"
    assert seen.arcount == 1
    assert message.count(b"kaspersky-labs") == 1


def test_netbios_names_have_the_encoding_of_the_standard() -> None:
    """The name FRED of a file server, worked out by hand from RFC 1001 section 14.1."""
    assert dns.netbios("FRED", 0x20) == "EGFCEFEECACACACACACACACACACACACA"


def test_the_large_hello_is_read_by_dpkt() -> None:
    """A post-quantum hello is about 1.8 KB and its server name is where it belongs."""
    message = tls.client_hello("s07.upd.kaspersky.com", post_quantum=True)
    assert 1700 < len(message) < 2100
    seen = dpkt.ssl.TLSClientHello(message[4:])
    assert dict(seen.extensions)[0][5:] == b"s07.upd.kaspersky.com"
    assert len(dict(seen.extensions)[51]) > 1216


def test_records_can_be_cut_anywhere() -> None:
    """Put together again, the records' bodies are the message."""
    message = tls.client_hello("a.example")
    wire, out = tls.records(message, (1, 90)), b""
    sizes = []
    while wire:
        kind, _version, length = struct.unpack("!BHH", wire[:5])
        assert kind == tls.HANDSHAKE
        out, wire = out + wire[5 : 5 + length], wire[5 + length :]
        sizes.append(length)
    assert out == message
    assert sizes == [1, 90, len(message) - 91]


def test_certificates_are_the_same_every_time() -> None:
    """The same names give the same DER, and cryptography finds them in it."""
    der = tls.certificate(["a.example", "*.b.example"])
    assert der == tls.certificate(["a.example", "*.b.example"])
    names = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["a.example", "*.b.example"]


def test_dhcp_options_are_read_by_scapy() -> None:
    """Type, names and address stand in the options."""
    seen = scapy.BOOTP(dhcp.message(dhcp.REQUEST, "52:54:00:36:3e:ff", hostname="ws-0422", requested="10.4.7.22"))
    options = {option[0]: option[1] for option in seen[scapy.DHCP].options if isinstance(option, tuple)}
    assert options["message-type"] == 3
    assert options["hostname"] == b"ws-0422"
    assert options["requested_addr"] == "10.4.7.22"


def test_http_requests_are_read_by_dpkt() -> None:
    """Host, target and agent are where they belong."""
    seen = dpkt.http.Request(http.request("/index/u1313g.xml", "p07.upd.kaspersky.com", agent="@token"))
    assert (seen.uri, seen.headers["host"], seen.headers["user-agent"]) == (
        "/index/u1313g.xml",
        "p07.upd.kaspersky.com",
        "@token",
    )


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("nano", [False, True])
def test_classic_files_are_read_by_dpkt(order: str, nano: bool) -> None:
    """Either byte order and resolution."""
    file = io.BytesIO(pcapfile.pcap([(1_794_816_000_123_456_789, b"x" * 60)], order=order, nano=nano))
    [(ts, frame)] = list(dpkt.pcap.Reader(file))
    assert frame == b"x" * 60
    assert abs(float(ts) - 1_794_816_000.123456) < 0.001


@pytest.mark.parametrize("order", ["<", ">"])
def test_pcapng_files_are_read_by_scapy(order: str) -> None:
    """Either byte order; times in nanoseconds."""
    data = pcapfile.pcapng([(1_794_816_000_123_456_789, b"x" * 61, 0)], [pcapfile.ETHERNET], order=order)
    [packet] = scapy.RawPcapNgReader(io.BytesIO(data))
    assert packet[0] == b"x" * 61


@pytest.mark.parametrize(
    ("version", "client", "key", "iv", "protection"),
    [
        (
            quic.V1,
            True,
            "1f369613dd76d5467730efcbe3b1a22d",
            "fa044b2f42a3fd3b46fb255c",
            "9f50449e04a0e810283a1e9933adedd2",
        ),
        (
            quic.V1,
            False,
            "cf3a5331653c364c88f0f379b6067e37",
            "0ac1493ca1905853b0bba03e",
            "c206b8d9b9f0f37644430b490eeaa314",
        ),
        (
            quic.V2,
            True,
            "8b1a0bc121284290a29e0971b5cd045d",
            "91f73e2351d8fa91660e909f",
            "45b95e15235d6f45a6b19cbcb0294ba9",
        ),
    ],
)
def test_initial_keys_are_those_of_the_standards(
    version: int, client: bool, key: str, iv: str, protection: str
) -> None:
    """The worked examples of RFC 9001 appendix A.1 and RFC 9369 appendix A.1."""
    made = quic.keys(version, bytes.fromhex("8394c8f03e515708"), client=client)
    assert [part.hex() for part in made] == [key, iv, protection]


def test_a_client_pads_its_initials() -> None:
    """Each datagram has the size of RFC 9000 section 14.1, in whatever order the pieces go."""
    packets = quic.client_initials(
        quic.client_hello("a.example", post_quantum=True), b"12345678", cut=(700,), order=(1, 0)
    )
    assert [len(packet) for packet in packets] == [quic.SMALLEST] * 2
    assert packets[0] != packets[1]

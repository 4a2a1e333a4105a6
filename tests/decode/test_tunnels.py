"""Packets inside packets, each around the same datagram."""

from collections.abc import Callable

import pytest
from builders import frames
from decode.views import LINK_RAW, ONE, TWO, UDP4, UDP6, View, view

from sensor.decode.layers import (
    LAYER_DONE,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_NOT_IP,
    STOP_TRANSPORT,
    TUNNEL_CAPWAP,
    TUNNEL_ERSPAN,
    TUNNEL_ESP,
    TUNNEL_GENEVE,
    TUNNEL_GRE,
    TUNNEL_GTP,
    TUNNEL_IP,
    TUNNEL_L2TP,
    TUNNEL_NONE,
    TUNNEL_NVGRE,
    TUNNEL_TEREDO,
    TUNNEL_VXLAN,
)

OUTER = ("192.0.2.1", "192.0.2.2")
FRAME = frames.ethernet(UDP4)
LLC = frames.ethernet(bytes.fromhex("aaaa03 000000 0800") + UDP4, kind=41)
WIFI = bytes.fromhex("0802" + "00" * 22 + "aaaa03 000000 0800") + UDP4
MIC = b"\xcc" * 12


def in_ip(proto: int, payload: bytes) -> View:
    """Decode *payload* as IP protocol *proto* between OUTER."""
    return view(frames.ipv4(*OUTER, proto, payload), LINK_RAW)


def in_udp(port: int, payload: bytes, sport: int = 40000) -> View:
    """Decode *payload* to UDP *port* between OUTER."""
    return view(frames.udp(*OUTER, sport, port, payload), LINK_RAW)


def esp(inner: bytes, kind: int, check: bytes = MIC) -> bytes:
    """Return *inner* in ESP that does not encrypt."""
    padding = -(len(inner) + 2) % 4
    return bytes.fromhex("0000100100000001") + inner + bytes(range(1, padding + 1)) + bytes([padding, kind]) + check


@pytest.mark.parametrize(
    ("title", "proto", "payload", "tunnel"),
    [
        ("IPv4", 4, UDP4, TUNNEL_IP),
        ("IPv6", 41, UDP6, TUNNEL_IP),
        ("EtherIP", 97, bytes.fromhex("3000") + FRAME, TUNNEL_IP),
        ("MPLS", 137, bytes.fromhex("00011140") + UDP4, TUNNEL_IP),
        ("GRE, IPv4", 47, bytes.fromhex("00000800") + UDP4, TUNNEL_GRE),
        ("GRE, IPv6", 47, bytes.fromhex("000086dd") + UDP6, TUNNEL_GRE),
        ("GRE, MPLS", 47, bytes.fromhex("00008847 00011140") + UDP4, TUNNEL_GRE),
        ("GRE, Ethernet", 47, bytes.fromhex("00006558") + FRAME, TUNNEL_GRE),
        ("GRE, checksum", 47, bytes.fromhex("80000800 12340000") + UDP4, TUNNEL_GRE),
        ("GRE, sequence", 47, bytes.fromhex("10000800 00000007") + UDP4, TUNNEL_GRE),
        ("GRE, key", 47, bytes.fromhex("20000800 00004200") + UDP4, TUNNEL_GRE),
        ("GRE, everything", 47, bytes.fromhex("b0000800 12340000 00004200 00000007") + UDP4, TUNNEL_GRE),
        ("GRE of PPTP", 47, bytes.fromhex("3081880b 00250001 00000001 00000002 0021") + UDP4, TUNNEL_GRE),
        ("GRE of access points", 47, bytes.fromhex("00008200") + WIFI, TUNNEL_GRE),
        ("GRE of WCCP", 47, bytes.fromhex("0000883e") + UDP4, TUNNEL_GRE),
        ("GRE of WCCP 2", 47, bytes.fromhex("0000883e 00000000") + UDP4, TUNNEL_GRE),
        ("NVGRE", 47, bytes.fromhex("20006558 00004200") + FRAME, TUNNEL_NVGRE),
        ("ERSPAN I", 47, bytes.fromhex("000088be") + FRAME, TUNNEL_ERSPAN),
        ("ERSPAN II", 47, bytes.fromhex("100088be 00000001 1007000000000000") + FRAME, TUNNEL_ERSPAN),
        ("ERSPAN III", 47, bytes.fromhex("100022eb 00000001 200700000000000000000000") + FRAME, TUNNEL_ERSPAN),
        ("ERSPAN III, with platform", 47,
         bytes.fromhex("100022eb 00000001 200700000000000000000001 0000000000000000") + FRAME, TUNNEL_ERSPAN),
        ("ERSPAN III, IP", 47, bytes.fromhex("100022eb 00000001 200700000000000000000800") + UDP4, TUNNEL_ERSPAN),
        ("L2TPv3, Ethernet", 115, bytes.fromhex("00000007") + FRAME, TUNNEL_L2TP),
        ("L2TPv3, cookie", 115, bytes.fromhex("00000007 1122334455667788") + FRAME, TUNNEL_L2TP),
        ("L2TPv3, PPP", 115, bytes.fromhex("00000007 ff030021") + UDP4, TUNNEL_L2TP),
        ("ESP, tunnel", 50, esp(UDP4, 4), TUNNEL_ESP),
        ("ESP, tunnel of IPv6", 50, esp(UDP6, 41), TUNNEL_ESP),
        ("ESP, longer check", 50, esp(UDP4, 4, b"\xcc" * 16), TUNNEL_ESP),
        ("ESP, no check", 50, esp(UDP4, 4, b""), TUNNEL_ESP),
    ],
)  # fmt: skip
def test_in_ip(title: str, proto: int, payload: bytes, tunnel: int) -> None:
    """The innermost datagram counts; the tunnel's kind and its ends are kept."""
    found = in_ip(proto, payload)
    assert found.whole
    assert (found.tunnel, found.tunnel_depth, found.outer) == (tunnel, 1, OUTER)


@pytest.mark.parametrize("segment", [frames.udp, frames.tcp])
@pytest.mark.parametrize("size", range(20, 30))
def test_esp_between_the_ends_themselves(segment: Callable[..., bytes], size: int) -> None:
    """Transport mode: no other IP header is inside. Whatever the padding, it ends where the payload does."""
    packet = segment(*OUTER, 5000, 53, b"h" * size)
    found = in_ip(50, esp(packet[20:], packet[9]))
    assert (found.stop, found.proto, found.payload) == (LAYER_DONE, packet[9], b"h" * size)
    assert ((found.src, found.dst), found.tunnel, found.tunnel_depth) == (OUTER, TUNNEL_ESP, 1)


@pytest.mark.parametrize(
    ("title", "port", "payload", "tunnel"),
    [
        ("VXLAN", 4789, bytes.fromhex("0800000000004200") + FRAME, TUNNEL_VXLAN),
        ("VXLAN, bits that its receivers ignore", 4789, bytes.fromhex("f9ffffff00004201") + FRAME, TUNNEL_VXLAN),
        ("VXLAN, 802.3", 4789, bytes.fromhex("0800000000004200") + LLC, TUNNEL_VXLAN),
        ("VXLAN, Linux's old port", 8472, bytes.fromhex("0800000000004200") + FRAME, TUNNEL_VXLAN),
        ("VXLAN-GPE, IPv4", 4790, bytes.fromhex("0c00000100004200") + UDP4, TUNNEL_VXLAN),
        ("VXLAN-GPE, IPv6", 4790, bytes.fromhex("0c00000200004200") + UDP6, TUNNEL_VXLAN),
        ("VXLAN-GPE, Ethernet", 4790, bytes.fromhex("0c00000300004200") + FRAME, TUNNEL_VXLAN),
        ("VXLAN-GPE, MPLS", 4790, bytes.fromhex("0c00000500004200 00011140") + UDP4, TUNNEL_VXLAN),
        ("GENEVE", 6081, bytes.fromhex("0000655800004200") + FRAME, TUNNEL_GENEVE),
        ("GENEVE, options", 6081, bytes.fromhex("0240655800004200 0000000000000000") + FRAME, TUNNEL_GENEVE),
        ("GENEVE, IPv4", 6081, bytes.fromhex("0000080000004200") + UDP4, TUNNEL_GENEVE),
        ("GTP-U", 2152, bytes.fromhex("30ff002100000001") + UDP4, TUNNEL_GTP),
        ("GTP-U, IPv6", 2152, bytes.fromhex("30ff002100000001") + UDP6, TUNNEL_GTP),
        ("GTP-U, sequence", 2152, bytes.fromhex("32ff002500000001 00070000") + UDP4, TUNNEL_GTP),
        ("GTP-U, two extensions", 2152,
         bytes.fromhex("34ff002d00000001 00000085 01000085 01000000") + UDP4, TUNNEL_GTP),
        ("Teredo", 3544, UDP6, TUNNEL_TEREDO),
        ("Teredo, origin", 3544, bytes.fromhex("0000 1234 01020304") + UDP6, TUNNEL_TEREDO),
        ("Teredo, authentication", 3544, bytes.fromhex("0001 0000 0102030405060708 00") + UDP6, TUNNEL_TEREDO),
        ("L2TP", 1701, bytes.fromhex("0002 0001 0002 ff030021") + UDP4, TUNNEL_L2TP),
        ("L2TP, all fields", 1701,
         bytes.fromhex("4a02 0040 0001 0002 0003 0004 0002 0000 0021") + UDP4, TUNNEL_L2TP),
        ("L2TPv3", 1701, bytes.fromhex("00030000 00000007") + FRAME, TUNNEL_L2TP),
        ("MPLS", 6635, bytes.fromhex("00011140") + UDP4, TUNNEL_IP),
        ("ESP", 4500, esp(UDP4, 4), TUNNEL_ESP),
        ("CAPWAP, 802.11", 5247, bytes.fromhex("0010 0100 00000000") + WIFI, TUNNEL_CAPWAP),
        ("CAPWAP, 802.3", 5247, bytes.fromhex("0010 0000 00000000") + FRAME, TUNNEL_CAPWAP),
        ("VXLAN-GPE, NSH", 4790, bytes.fromhex("0c00000400004200 0002 02 01 00000001") + UDP4, TUNNEL_VXLAN),
        ("GENEVE, IPv6", 6081, bytes.fromhex("000086dd00004200") + UDP6, TUNNEL_GENEVE),
        ("GENEVE, MPLS", 6081, bytes.fromhex("0000884700004200 00011140") + UDP4, TUNNEL_GENEVE),
        ("MPLS, Ethernet", 6635, bytes.fromhex("00010040 00011140") + FRAME, TUNNEL_IP),
        ("MPLS, Ethernet behind a control word", 6635, bytes.fromhex("00011140 00000000") + FRAME, TUNNEL_IP),
    ],
)  # fmt: skip
def test_in_udp(title: str, port: int, payload: bytes, tunnel: int) -> None:
    """The same at the ports that tunnels have."""
    found = in_udp(port, payload)
    assert found.whole
    assert (found.tunnel, found.tunnel_depth) == (tunnel, 1)


@pytest.mark.parametrize(
    ("title", "port", "payload"),
    [
        ("VXLAN, flag missing", 4789, bytes.fromhex("0000000000004200") + FRAME),
        ("VXLAN, no Ethernet inside", 4789, bytes.fromhex("0800000000004200") + b"\xee" * 60),
        ("VXLAN, too short", 4789, bytes.fromhex("08000000000042")),
        ("VXLAN-GPE, unknown protocol", 4790, bytes.fromhex("0c00000600004200") + FRAME),
        ("VXLAN-GPE, IPv4 that is none", 4790, bytes.fromhex("0c00000100004200") + UDP6),
        ("GENEVE, unknown protocol", 6081, bytes.fromhex("0000123400004200") + FRAME),
        ("GENEVE, options beyond the end", 6081, bytes.fromhex("3f00655800004200") + FRAME),
        ("GENEVE, no Ethernet inside", 6081, bytes.fromhex("0000655800004200") + b"\xee" * 60),
        ("MPLS, a datagram like any other", 6635, b"\xee" * 60),
        ("MPLS, a stack without end", 6635, bytes.fromhex("00010040") * 40),
        ("MPLS, nothing below", 6635, bytes.fromhex("00011140")),
        ("MPLS, cut in the stack", 6635, bytes.fromhex("00010040 00")),
        ("GENEVE, version", 6081, bytes.fromhex("4000655800004200") + FRAME),
        ("GENEVE, too short", 6081, b"\0"),
        ("GTP-U, echo", 2152, bytes.fromhex("3201000400000000 00000000")),
        ("GTP-U, an extension of no length", 2152, bytes.fromhex("34ff002900000001 00000085 00000000") + UDP4),
        ("GTP-U, an extension without end", 2152, bytes.fromhex("34ff002900000001 00000085 ff000000") + UDP4),
        ("GTP-U, no IP", 2152, bytes.fromhex("30ff002100000001") + b"\0" * 30),
        ("Teredo, a bubble cut short", 3544, UDP6[:39]),
        ("Teredo, no IPv6", 3544, b"\x45" * 60),
        ("L2TP, control", 1701, bytes.fromhex("c802 000c 0000 0000 0000 0000")),
        ("L2TP, another version", 1701, bytes.fromhex("0001 0000 0000 0000") + UDP4),
        ("L2TP, offset beyond the end", 1701, bytes.fromhex("0202 0001 0002 ffff") + UDP4),
        ("L2TPv3, control", 1701, bytes.fromhex("00030000 00000000") + FRAME),
        ("IKE behind NAT", 4500, bytes.fromhex("00000000 1122334455667788") + bytes(40)),
        ("NAT keepalive", 4500, b"\xff"),
        ("ESP, encrypted", 4500, b"\xa7" * 80),
        ("CAPWAP, DTLS", 5247, b"\x01" + bytes(60)),
        ("CAPWAP, a later fragment", 5247, bytes.fromhex("0010 0180 00010b90") + WIFI),
        ("CAPWAP, keep alive", 5247, bytes.fromhex("0010 0108 00000000") + bytes(40)),
        ("L2TP, bits that nobody sets", 1701, bytes.fromhex("4022 0040 0001 0002 ff030021") + UDP4),
        ("QUIC", 1701, bytes.fromhex("4a12 0040") + b"\x91" * 60),
        ("CAPWAP, header beyond the end", 5247, bytes.fromhex("00f8 0100 00000000") + bytes(40)),
        ("nothing at all", 4789, b""),
    ],
)
def test_what_is_no_tunnel_stays_a_datagram(title: str, port: int, payload: bytes) -> None:
    """Ports are no promise."""
    found = in_udp(port, payload)
    assert (found.stop, found.dport, found.payload, found.tunnel) == (LAYER_DONE, port, payload, TUNNEL_NONE)


@pytest.mark.parametrize("port", [1701, 2152, 3544, 4500, 4789, 4790, 5247, 6081, 6635, 8472])
def test_a_resolver_may_draw_the_port_of_a_tunnel(port: int) -> None:
    """A response whose bytes could be any tunnel's is a response."""
    response = bytes.fromhex("0802818300010000 00000000") + b"\x07example\x03com\0\0\x01\0\x01" + FRAME
    found = in_udp(port, response, sport=53)
    assert (found.stop, found.dport, found.payload) == (LAYER_DONE, port, response)
    assert in_udp(53, response, sport=port).payload == response


@pytest.mark.parametrize(
    ("title", "proto", "payload", "stop"),
    [
        ("GRE, cut", 47, bytes.fromhex("0000"), STOP_CUT),
        ("GRE, cut in the key", 47, bytes.fromhex("20000800 0000"), STOP_CUT),
        ("GRE, fields beyond the end", 47, bytes.fromhex("b0000800"), STOP_CUT),
        ("GRE, a keepalive", 47, bytes.fromhex("00000000"), STOP_NOT_IP),
        ("GRE of PPTP, an acknowledgement", 47, bytes.fromhex("2081880b 00000001 00000002"), STOP_NOT_IP),
        ("GRE, NHRP", 47, bytes.fromhex("00002001") + bytes(40), STOP_NOT_IP),
        ("IP compression", 108, bytes.fromhex("04000001") + bytes(40), STOP_ENCRYPTED),
        ("ERSPAN II, cut", 47, bytes.fromhex("100088be 00000001 1007"), STOP_CUT),
        ("ERSPAN III, cut", 47, bytes.fromhex("100022eb 00000001 2007"), STOP_CUT),
        ("EtherIP, cut", 97, b"\x30", STOP_CUT),
        ("L2TPv3, control", 115, bytes.fromhex("00000000") + FRAME, STOP_TRANSPORT),
        ("L2TPv3, cut", 115, b"\0", STOP_CUT),
        ("L2TPv3, nothing known", 115, bytes.fromhex("00000007") + b"\x99" * 60, STOP_TRANSPORT),
        ("ESP, encrypted", 50, b"\xa7" * 80, STOP_ENCRYPTED),
        ("ESP, wrong padding", 50, esp(UDP4 + b"\0", 4), STOP_ENCRYPTED),
        ("ESP, almost nothing", 50, b"\0" * 9, STOP_ENCRYPTED),
    ],
)
def test_why_there_is_none(title: str, proto: int, payload: bytes, stop: int) -> None:
    """What ends too early, what is encrypted, what nobody can tell."""
    assert in_ip(proto, payload).stop == stop


def test_tunnels_within_tunnels() -> None:
    """Each is counted; the outer addresses are those around the innermost."""
    inner = frames.ipv4("198.51.100.1", "198.51.100.2", 47, bytes.fromhex("00000800") + UDP4)
    found = in_udp(4789, bytes.fromhex("0800000000004200") + frames.ethernet(inner))
    assert found.whole
    assert (found.tunnel, found.tunnel_depth) == (TUNNEL_GRE, 2)
    assert found.outer == ("198.51.100.1", "198.51.100.2")


def test_networks_of_tenants_are_told_apart() -> None:
    """The same addresses under another number, or under the same number of another kind of tunnel, are others."""
    one = in_udp(4789, bytes.fromhex("0800000000004200") + FRAME)
    other = in_udp(4789, bytes.fromhex("0800000000004300") + FRAME)
    nvgre = in_ip(47, bytes.fromhex("20006558 00004200") + FRAME)
    plain = view(FRAME)
    assert len({one.tenant, other.tenant, nvgre.tenant, plain.tenant}) == 4
    assert plain.tenant == 0


def test_a_snapped_tunnel_says_what_is_missing() -> None:
    """The innermost IP header knows."""
    packet = frames.udp(*OUTER, 40000, 4789, bytes.fromhex("0800000000004200") + FRAME)
    found = view(packet[:-2], LINK_RAW, wire=len(packet))
    assert (found.stop, found.payload, found.missing) == (LAYER_DONE, b"hel", 2)
    assert {found.src, found.dst} == {ONE, TWO}


def test_the_first_piece_of_a_capwap_fragment() -> None:
    """Its headers are whole; what is lacking behind them is said to be missing."""
    packet = frames.udp(*OUTER, 40000, 5247, bytes.fromhex("0010 0180 00070000") + WIFI[:-2])
    found = view(packet, LINK_RAW)
    assert (found.stop, found.payload, found.missing, found.outer) == (LAYER_DONE, b"hel", 2, OUTER)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_networks_of_tenants_inside_one_another(depth: int) -> None:
    """Each number counts, however deep; the innermost can be read from the key, which has 64 bits at any depth."""
    inner = FRAME
    for _ in range(depth - 1):
        inner = frames.ethernet(frames.udp(*OUTER, 40000, 4789, bytes.fromhex("0800000000004200") + inner))
    keys = {in_udp(4789, bytes.fromhex(f"08000000{number:06x}00") + inner).tenant for number in range(1, 60)}
    assert len(keys) == 59
    assert all(0 < key < 1 << 64 for key in keys)
    if depth > 1:
        assert {key & 0xFFFFFFFF for key in keys} == {TUNNEL_VXLAN << 24 | 0x42}


def test_link_addresses_are_those_inside() -> None:
    """Those of the tunnel's ends name no machine; a tunnel of IP has none, IPsec between the ends leaves theirs."""
    outside = frames.ethernet(b"", src="52:54:00:aa:00:01", dst="52:54:00:aa:00:02")[:12]
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 4, UDP4)).mac == b""
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 47, bytes.fromhex("00006558") + FRAME)).mac == FRAME[:12]
    assert view(outside + b"\x88\x47" + bytes.fromhex("00011140") + UDP4).mac == b""
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 50, esp(UDP4[20:], 17))).mac == outside
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 50, esp(UDP4, 4))).mac == b""


def everything() -> list[tuple[str, bytes]]:
    """Return each tunnel of the tables above as a packet, with its title."""
    marks: list[pytest.Mark] = [mark for test in (test_in_ip, test_in_udp) for mark in getattr(test, "pytestmark", [])]
    tables = [mark.args[1] for mark in marks]
    packets = [(row[0], frames.ipv4(*OUTER, row[1], row[2])) for row in tables[0]]
    return packets + [(row[0], frames.udp(*OUTER, 40000, row[1], row[2])) for row in tables[1]]


@pytest.mark.parametrize(("title", "packet"), everything())
def test_cut_at_every_byte(title: str, packet: bytes) -> None:
    """Nothing raises, and what stands around the frame does not matter, whether the length on the wire is told or not."""
    for size in range(len(packet)):
        for wire in (size, len(packet)):
            found = view(packet[:size], LINK_RAW, wire=wire)
            assert found == view(packet[:size], LINK_RAW, wire=wire, before=b"\xff" * 40, behind=packet[size:])
            assert found == view(packet[:size], LINK_RAW, wire=wire, before=b"\x45", behind=b"\0" * 90)

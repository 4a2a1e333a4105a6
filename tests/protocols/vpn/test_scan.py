"""Tunnels, told by their first datagrams."""

import itertools

import pytest
from builders import dns, quic, vpn
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.vpn.consts import DTLS, IPSEC, NOT_VPN, OPENVPN, TAILSCALE_DISCO, WIREGUARD
from sensor.protocols.vpn.scan import vpn_at

HIGH = 50000


def told(data: bytes, dport: int = 51820, sport: int = HIGH) -> int:
    """Return what *data* is taken for, in the midst of other bytes."""
    return vpn_at(b"\1\0\0" + data + b"\0\0\0\0", 3, 3 + len(data), sport, dport)


@pytest.mark.parametrize(
    ("data", "dport", "kind"),
    [
        (vpn.wireguard(1), 51820, WIREGUARD),
        (vpn.wireguard(2), 1024, WIREGUARD),
        (vpn.wireguard(4, counter=1_000_000), 53, WIREGUARD),
        (vpn.wireguard(4, carried=0), 5060, WIREGUARD),
        (TAILSCALE_DISCO + bytes(100), 41641, WIREGUARD),
        (vpn.openvpn_reset(), 1194, OPENVPN),
        (vpn.openvpn_reset("tls-auth"), 1194, OPENVPN),
        (vpn.openvpn_reset("tls-crypt"), 443, OPENVPN),
        (vpn.openvpn_reset("tls-crypt-v2"), 1194, OPENVPN),
        (vpn.ike(0x10, 2), 500, IPSEC),
        (vpn.ike(), 500, IPSEC),
        (vpn.ike(marker=True), 4500, IPSEC),
        (vpn.esp(), 4500, IPSEC),
        (b"\xff", 4500, IPSEC),
        (vpn.dtls_hello(), 443, DTLS),
        (vpn.dtls_hello(0xFEFF), 443, DTLS),
        (vpn.dtls_hello(0x0100), 443, DTLS),
    ],
)
def test_each_kind_is_known(data: bytes, dport: int, kind: int) -> None:
    """And from a server's answer too where both sides begin alike."""
    assert told(data, dport) == kind


@pytest.mark.parametrize(
    ("data", "dport"),
    [
        (b"", 51820),
        (b"\1", 51820),
        (vpn.wireguard(1)[:-1], 51820),
        (vpn.wireguard(4, counter=1 << 40), 51820),
        (vpn.wireguard(4)[:-1], 51820),
        (vpn.wireguard(3), 51820),
        (b"\1\0\0\1" + vpn.wireguard(1)[4:], 51820),
        (b"\x30" + vpn.openvpn_reset()[1:], 1194),
        (vpn.openvpn_reset()[:-1] + b"\1", 1194),
        (vpn.openvpn_reset("tls-auth")[:-1], 1194),
        (vpn.openvpn_reset("tls-crypt")[:-1], 1194),
        (vpn.openvpn_reset("tls-crypt-v2")[:-1], 1194),
        (vpn.ike(), 501),
        (vpn.ike()[:-1], 500),
        (vpn.ike(0x20, 2), 500),
        (vpn.ike(0x30), 500),
        (bytes(24) + b"\0\0\0\x1c", 500),
        (b"\0\0\0\xff" + vpn.esp()[4:], 4500),
        (vpn.esp() + b"\0", 4500),
        (vpn.esp(1 << 24), 4500),
        (b"\xfe", 4500),
        (vpn.dtls_hello(), 4433),
        (vpn.dtls_hello(0xFEFC), 443),
        (vpn.dtls_hello()[:-1], 443),
        (b"\x17" + vpn.dtls_hello()[1:], 443),
    ],
)
def test_what_only_begins_alike_is_none(data: bytes, dport: int) -> None:
    """A byte more or less, another port, another version."""
    assert told(data, dport) == NOT_VPN


def test_other_protocols_are_none() -> None:
    """On the ports of tunnels too."""
    others = (
        dns.query("a.example"),
        quic.initial(b"hello", b"8 bytes."),
        b"\x80\x60" + bytes(158),
        b"\0\1\0\x08" + bytes(24),
    )
    for data, port in itertools.product(others, (443, 500, 1194, 51820)):
        assert told(data, port) == NOT_VPN


@given(st.binary(max_size=160), st.sampled_from((443, 500, 1194, 4500, 51820)))
def test_any_bytes_are_answered(data: bytes, port: int) -> None:
    """Nothing is read outside of them."""
    kind = vpn_at(data, 0, len(data), HIGH, port)
    assert kind == told(data, port)
    assert kind in (NOT_VPN, WIREGUARD, OPENVPN, IPSEC, DTLS)

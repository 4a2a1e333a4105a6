"""Recognise the first datagram of a tunnel, by bytes and lengths that nothing else has by chance."""

from sensor.protocols.vpn.consts import (
    DTLS,
    DTLS_HANDSHAKE,
    DTLS_HEADER,
    DTLS_HELLO,
    DTLS_VERSIONS,
    ESP_LEAST_BYTES,
    ESP_LEAST_SPI,
    IKE_EXCHANGES_V1,
    IKE_EXCHANGES_V2,
    IKE_HEADER,
    IKE_MARKER,
    IPSEC,
    KEEPALIVE,
    NOT_VPN,
    OPENVPN,
    OVPN_CHECKS,
    OVPN_CRYPT_BYTES,
    OVPN_ID_AND_TIME,
    OVPN_PLAIN_BYTES,
    OVPN_RESET_V2,
    OVPN_RESET_V3,
    OVPN_SESSION_END,
    OVPN_TAIL,
    PORT_DTLS_VPN,
    PORT_IKE,
    PORT_IKE_NAT,
    TAILSCALE_DISCO,
    WG_COUNTER_TOP,
    WG_DATA,
    WG_DATA_HEADER,
    WG_INITIATION,
    WG_INITIATION_BYTES,
    WG_RESPONSE,
    WG_RESPONSE_BYTES,
    WIREGUARD,
)
from sensor.wire.buffer import Buffer


def vpn_at(data: Buffer, pos: int, end: int, sport: int, dport: int) -> int:
    """Return which tunnel the datagram at ``data[pos:end]`` begins, or NOT_VPN. One that was cut short is none."""
    if end <= pos:
        return NOT_VPN
    first = data[pos]
    if first in (WG_INITIATION, WG_RESPONSE, WG_DATA) and is_wireguard(data, pos, end):
        return WIREGUARD
    if first == TAILSCALE_DISCO[0] and bytes(data[pos : min(end, pos + 6)]) == TAILSCALE_DISCO:
        return WIREGUARD
    if first == OVPN_RESET_V2 and is_openvpn(data, pos, end):
        return OPENVPN
    if first == OVPN_RESET_V3 and is_openvpn_v3(data, pos, end):
        return OPENVPN
    if dport == PORT_DTLS_VPN and first == DTLS_HANDSHAKE and is_dtls(data, pos, end):
        return DTLS
    if PORT_IKE in (sport, dport):
        return IPSEC if is_ike(data, pos, end) else NOT_VPN
    return IPSEC if PORT_IKE_NAT in (sport, dport) and is_behind_nat(data, pos, end) else NOT_VPN


def is_wireguard(data: Buffer, pos: int, end: int) -> bool:
    """True for a message whose type is one of those that set up or carry a tunnel."""
    size = end - pos
    if size < WG_DATA_HEADER + 16 or data[pos + 1] | data[pos + 2] | data[pos + 3]:
        return False
    if data[pos] != WG_DATA:
        return size == (WG_INITIATION_BYTES if data[pos] == WG_INITIATION else WG_RESPONSE_BYTES)
    top = pos + WG_COUNTER_TOP
    return size % 16 == 0 and not data[top] | data[top + 1] | data[top + 2]


def is_openvpn(data: Buffer, pos: int, end: int) -> bool:
    """True for a client's first packet: as it is, with tls-auth or with tls-crypt."""
    size = end - pos
    if size < OVPN_PLAIN_BYTES:
        return False
    if size == OVPN_CRYPT_BYTES and number(data, pos + OVPN_SESSION_END) == 1:
        return True
    if number(data, end - OVPN_TAIL) or data[end - 1]:
        return False
    if size == OVPN_PLAIN_BYTES:
        return True
    check = size - OVPN_PLAIN_BYTES - OVPN_ID_AND_TIME
    return check in OVPN_CHECKS and number(data, end - OVPN_TAIL - OVPN_ID_AND_TIME) == 1


def is_openvpn_v3(data: Buffer, pos: int, end: int) -> bool:
    """True for a client's first packet with tls-crypt-v2: the wrapped key behind it ends in its own length."""
    return end - pos > OVPN_CRYPT_BYTES + 2 and data[end - 2] << 8 | data[end - 1] == end - pos - OVPN_CRYPT_BYTES


def is_ike(data: Buffer, pos: int, end: int) -> bool:
    """True for a message of the key exchange of IPsec, by version, kind of exchange and length."""
    if end - pos < IKE_HEADER or number(data, pos + 24) != end - pos or not number(data, pos) | number(data, pos + 4):
        return False
    version = data[pos + 17]
    exchange = data[pos + 18]
    return (version == 0x10 and exchange in IKE_EXCHANGES_V1) or (version == 0x20 and exchange in IKE_EXCHANGES_V2)


def is_behind_nat(data: Buffer, pos: int, end: int) -> bool:
    """True for what IPsec sends on port 4500: IKE behind a marker, ESP, or a keepalive."""
    size = end - pos
    if size < ESP_LEAST_BYTES:
        return size == 1 and data[pos] == KEEPALIVE
    spi = number(data, pos)
    if not spi:
        return is_ike(data, pos + IKE_MARKER, end)
    return spi >= ESP_LEAST_SPI and size % 4 == 0 and data[pos + 4] == 0  # fewer than 2**24 packets with these keys


def is_dtls(data: Buffer, pos: int, end: int) -> bool:
    """True for a ClientHello, or its first fragment."""
    return (
        end - pos > DTLS_HEADER + 12
        and (data[pos + 1] << 8 | data[pos + 2]) in DTLS_VERSIONS
        and data[pos + 3] == data[pos + 4] == 0  # before any key
        and data[pos + DTLS_HEADER] == DTLS_HELLO
        and (data[pos + 11] << 8 | data[pos + 12]) <= end - pos - DTLS_HEADER
    )


def number(data: Buffer, pos: int) -> int:
    """Return 32 bits."""
    return data[pos] << 24 | data[pos + 1] << 16 | data[pos + 2] << 8 | data[pos + 3]

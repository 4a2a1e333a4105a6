"""How the first datagrams of tunnels look."""

NOT_VPN = 0
WIREGUARD = 1
OPENVPN = 2
IPSEC = 3
DTLS = 4
"""Answers of `sensor.protocols.vpn.scan.vpn_at`."""

VPN_COUNTS = ("", "wireguard", "openvpn", "ipsec", "dtls")
"""Names of the counters, by these numbers."""

# WireGuard (Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel", section 5.4): a type and three zeros.
WG_INITIATION = 1
WG_INITIATION_BYTES = 148
WG_RESPONSE = 2
WG_RESPONSE_BYTES = 92
WG_DATA = 4
WG_DATA_HEADER = 16
"""Type, receiver and a counter of 8 bytes; what follows is padded to 16 bytes, and ends in a tag of as many."""
WG_COUNTER_TOP = 13
"""The three highest bytes of the counter, little-endian: 0 in a tunnel that has carried fewer than 2**40 packets."""
TAILSCALE_DISCO = b"TS\xf0\x9f\x92\xac"
"""What Tailscale's nodes send each other before WireGuard (disco/disco.go in its sources)."""

# OpenVPN over UDP (doc/doxygen/doc_protocol_overview.h in its sources): opcode and key id, session id, then as below.
OVPN_RESET_V2 = 0x38
"""P_CONTROL_HARD_RESET_CLIENT_V2 with key 0: what a client sends first."""
OVPN_RESET_V3 = 0x50
"""P_CONTROL_HARD_RESET_CLIENT_V3: the same with a wrapped key of the client's behind it (tls-crypt-v2)."""
OVPN_SESSION_END = 9
OVPN_TAIL = 5
"""No acknowledgements and message number 0, at the end of the first packet if that is not encrypted."""
OVPN_PLAIN_BYTES = OVPN_SESSION_END + OVPN_TAIL
OVPN_ID_AND_TIME = 8
"""Number of the packet, which begins with 1, and its time: behind the check value of tls-auth, before that of tls-crypt."""
OVPN_CHECKS = (16, 20, 28, 32, 48, 64)
"""Lengths of the check value of tls-auth, from MD5 to SHA-512."""
OVPN_CRYPT_BYTES = OVPN_PLAIN_BYTES + OVPN_ID_AND_TIME + 32

VPN_STARTS = (WG_INITIATION, WG_RESPONSE, WG_DATA, TAILSCALE_DISCO[0], OVPN_RESET_V2, OVPN_RESET_V3)
"""First bytes of those that may be on any port."""

# IPsec: IKE (RFC 7296 section 3.1; version 1: RFC 2408 section 3.1), and what stands on port 4500 (RFC 3948 section 2).
IKE_HEADER = 28
IKE_EXCHANGES_V1 = (2, 4, 5, 6, 32)
IKE_EXCHANGES_V2 = (34, 35, 36, 37, 38, 43)
IKE_MARKER = 4
"""Bytes: zeros before IKE on port 4500; anything else is the SPI of ESP."""
ESP_LEAST_SPI = 256
"""Lower ones are reserved (RFC 4303 section 2.1)."""
ESP_LEAST_BYTES = 32
"""SPI, sequence number, a block and a check value of 12 bytes, the shortest in use, in whole words."""
KEEPALIVE = 0xFF
"""The one byte of a NAT keepalive."""
PORT_IKE = 500
PORT_IKE_NAT = 4500

# DTLS (RFC 6347 section 4.1) to the port of a web server: what VPN clients that begin with TLS switch to.
DTLS_VERSIONS = (0xFEFF, 0xFEFD, 0x0100)
"""1.0, 1.2, and what OpenSSL wrote before the standard, which VPN clients kept for long."""
DTLS_HANDSHAKE = 22
DTLS_HEADER = 13
DTLS_HELLO = 1
PORT_DTLS_VPN = 443

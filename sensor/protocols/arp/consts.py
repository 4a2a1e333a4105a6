"""Numbers of ARP (IANA "Address Resolution Protocol (ARP) Parameters")."""

ETHERTYPE_ARP = 0x0806
PACKET_BYTES = 28
"""For Ethernet and IPv4: 8 bytes, and an address of each kind for both ends."""

HARDWARE = {1: "ethernet", 6: "ieee802"}
"""Hardware types with addresses of six bytes."""
PROTOCOL_IP4 = 0x0800
OPCODES = {1: "request", 2: "reply", 3: "request_reverse", 4: "reply_reverse", 8: "inverse_request", 9: "inverse_reply"}

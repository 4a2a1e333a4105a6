"""Numbers of the kernel's interface to packet sockets, from its headers. Compiled modules hold these as C integers."""

# linux/if_packet.h: options of SOL_PACKET, which linux/socket.h numbers.
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_RX_RING = 5
PACKET_STATISTICS = 6
PACKET_VERSION = 10
PACKET_TIMESTAMP = 17
PACKET_FANOUT = 18
PACKET_IGNORE_OUTGOING = 23

PACKET_MR_PROMISC = 1
FANOUT_HASH = 0
FANOUT_UNIQUE_ID = 0x2000
"""The kernel chooses a number for the group that nobody else has."""
FANOUT_DEFRAGMENT = 0x8000
"""IPv4 fragments are put together first, so that they go where the rest of their conversation goes."""

TPACKET_V3 = 2
ETH_P_ALL = 3

# struct tpacket_block_desc: where its numbers stand, in bytes.
BLOCK_STATUS = 8
BLOCK_FRAMES = 12
BLOCK_FIRST = 16
BLOCK_SEQUENCE = 24
BLOCK_HEADER = 48
STATUS_KERNEL = 0
STATUS_USER = 1

# struct tpacket3_hdr: the same, from the header of a frame.
FRAME_NEXT = 0
FRAME_SECONDS = 4
FRAME_NANOSECONDS = 8
FRAME_KEPT = 12
FRAME_LENGTH = 16
FRAME_STATUS = 20
FRAME_MAC = 24
"""Offset of the frame, 16 bits."""
FRAME_TAG = 32
"""The VLAN tag that the card or the kernel took out of the frame, where the status says so."""
STATUS_TAGGED = 0x10

# asm-generic/socket.h
SO_ATTACH_FILTER = 26
SO_ATTACH_BPF = 50

# linux/sockios.h, linux/if.h
SIOCGIFFLAGS = 0x8913
SIOCGIFHWADDR = 0x8927
SIOCSHWTSTAMP = 0x89B0
IFF_UP = 0x1
IFF_RUNNING = 0x40

# linux/net_tstamp.h
TIMESTAMPING_RAW_HARDWARE = 0x40
HWTSTAMP_FILTER_ALL = 1

# linux/if_arp.h: kinds of interface.
ARPHRD_ETHER = 1
ARPHRD_LOOPBACK = 772
ARPHRD_WIFI = 801
ARPHRD_RADIOTAP = 803

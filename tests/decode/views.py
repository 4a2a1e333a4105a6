"""What a decoded frame says, as plain values that do not depend on where the frame stood in its buffer."""

import ipaddress

import msgspec
from builders import frames

from sensor.decode.frame import decode
from sensor.decode.layers import LAYER_DONE, STOP_FRAGMENT
from sensor.decode.packet import Packet

# Link types; the compiled modules hold them as C integers, which cannot be imported.
LINK_ETHERNET = 1
LINK_RAW = 101

ONE, TWO = "10.0.0.1", "10.0.0.2"
ONE6, TWO6 = "2001:db8::1", "2001:db8::2"
UDP4 = frames.udp(ONE, TWO, 5000, 53, b"hello")
UDP6 = frames.udp(ONE6, TWO6, 5000, 53, b"hello")
TCP4 = frames.tcp(ONE, TWO, 5000, 80, b"hello", seq=0xFEDCBA98, flags=frames.ACK | frames.PSH)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Fields are left at their defaults where decoding stopped before they were read."""

    stop: int
    src: str = ""
    dst: str = ""
    proto: int = 0
    sport: int = 0
    dport: int = 0
    seq: int = 0
    tcp_flags: int = 0
    payload: bytes = b""
    missing: int = 0
    mac: bytes = b""
    vlans: tuple[int, ...] = ()
    fragment: tuple[int, int, bool, int, bytes] | None = None
    """Id, offset, whether more follow, protocol, data."""
    tunnel: int = 0
    tunnel_depth: int = 0
    tenant: int = 0
    outer: tuple[str, str] | None = None

    @property
    def whole(self) -> bool:
        """True when it is the datagram of UDP4 or UDP6 and nothing is missing."""
        found = (self.stop, self.proto, self.sport, self.dport, self.payload, self.missing)
        return found == (LAYER_DONE, 17, 5000, 53, b"hello", 0) and (self.src, self.dst) in {(ONE, TWO), (ONE6, TWO6)}


def view(
    frame: bytes, link: int = LINK_ETHERNET, *, wire: int | None = None, before: bytes = b"", behind: bytes = b""
) -> View:
    """Decode *frame*, which was *wire* bytes long, between *before* and *behind* in one buffer."""
    packet = Packet()
    packet.data = before + frame + behind
    packet.begin(len(before), len(frame), len(frame) if wire is None else wire, link)
    return seen(packet, decode(packet))


def seen(packet: Packet, stop: int) -> View:
    """Return what *packet* says after decoding stopped with *stop*."""
    data = bytes(packet.data)
    fields: dict[str, object] = {
        "mac": data[packet.mac : packet.mac + 12] if packet.mac >= 0 else b"",
        "vlans": tuple([packet.vlans[at] for at in range(packet.vlan_count)]),
        "tunnel": packet.tunnel,
        "tunnel_depth": packet.tunnel_depth,
        "tenant": packet.tenant & 0xFFFFFFFFFFFFFFFF,
        "missing": packet.missing,
    }
    if packet.ip_version:
        fields["src"] = address(data, packet.src, packet.address_length)
        fields["dst"] = address(data, packet.dst, packet.address_length)
    if packet.outer_length:
        length = packet.outer_length
        fields["outer"] = address(data, packet.outer_src, length), address(data, packet.outer_dst, length)
    if stop == STOP_FRAGMENT:
        piece = data[packet.fragment_data : packet.end]
        fields["fragment"] = (
            packet.fragment_id, packet.fragment_offset, bool(packet.fragment_more), packet.proto, piece,
        )  # fmt: skip
    if stop == LAYER_DONE:
        fields |= {name: getattr(packet, name) for name in ("proto", "sport", "dport")}
        fields["payload"] = data[packet.payload : packet.end]
        if packet.proto == frames.TCP:
            fields |= {"seq": packet.seq, "tcp_flags": packet.tcp_flags}
    return msgspec.convert({"stop": stop, **fields}, View, str_keys=False, builtin_types=(bytes,))


def address(data: bytes, pos: int, length: int) -> str:
    """Text of the address at *pos*."""
    assert length in (4, 16)
    return str(ipaddress.ip_address(data[pos : pos + length]))

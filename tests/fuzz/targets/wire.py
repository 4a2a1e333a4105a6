"""Targets below the protocols: names, frames of every link type, streams and fragments."""

from collections.abc import Iterator
from itertools import pairwise

from fuzz import seeds
from fuzz.seeds import LINKS
from fuzz.target import Target
from fuzz.walled import BEFORE, placed, walled

from sensor.decode.frame import decode
from sensor.decode.packet import Packet
from sensor.flows.fragments import Fragments
from sensor.flows.stream import Stream
from sensor.wire.name import Name, printable

DONE, FRAGMENT = 0, -5
"""LAYER_DONE and STOP_FRAGMENT: compiled modules hold them as C integers."""
MAX_PIECE = 24
SECOND = 1_000_000_000


def name(data: bytes) -> object:
    """A name is read or refused with NAME_CUT or NAME_BAD, whatever the bytes; its text stays printable ASCII."""

    def read(buffer: bytes, pos: int, end: int) -> object:
        one = Name()
        behind = one.read_dns(buffer, pos, pos, end)
        text = str(one)
        length = one.read_text(buffer, pos, end)
        return behind - pos if behind > 0 else behind, text, one.plain, length, str(one)

    seen = placed(data, read)
    if not (str(seen) + printable(data)).isprintable():
        raise AssertionError("a name is not printable")
    return seen


def frame(data: bytes) -> object:
    """A frame of any link type is decoded, or the answer says why not; nothing outside the frame is read or pointed at."""
    if len(data) < 2:
        return None
    link = LINKS[data[0] % len(LINKS)]
    missing = 7 * data[1]
    return link, placed(data[2:], lambda buffer, pos, end: decoded(buffer, pos, end, link, missing))


def decoded(buffer: bytes, pos: int, end: int, link: int, missing: int) -> object:
    """Return what a decoded packet says, with places counted from *pos*."""
    packet = Packet()
    packet.data = buffer
    packet.begin(pos, end - pos, end - pos + missing, link)
    stop = decode(packet)
    tags = [packet.vlans[at] for at in range(packet.vlan_count)]
    seen: list[object] = [
        stop,
        packet.ip_version,
        tags,
        packet.tunnel,
        packet.tunnel_depth,
        packet.tenant,
        packet.missing,
    ]
    ranges = []
    if packet.mac >= 0:
        ranges.append((packet.mac, packet.mac + 12))
    if packet.ip_version:
        ranges += [(at, at + packet.address_length) for at in (packet.src, packet.dst)]
    if packet.outer_length:
        ranges += [(at, at + packet.outer_length) for at in (packet.outer_src, packet.outer_dst)]
    if stop == DONE:
        ranges.append((packet.payload, packet.end))
        seen += [packet.proto, packet.sport, packet.dport]
        seen += [packet.seq, packet.tcp_flags] if packet.proto == 6 else []
    elif stop == FRAGMENT:
        ranges.append((packet.fragment_data, packet.end))
        seen += [packet.fragment_id, packet.fragment_offset, bool(packet.fragment_more), packet.proto]
    for first, last in ranges:
        if not pos <= first <= last <= end:
            raise AssertionError(f"{first}:{last} reaches out of the frame {pos}:{end}")
        seen.append(bytes(buffer[first:last]).hex())
    return seen


def pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (offset, bytes) of the pieces that the input tells of: two bytes of offset, one of length, and the bytes."""
    at = 0
    while at + 3 <= len(data):
        size = data[at + 2] % MAX_PIECE
        yield int.from_bytes(data[at : at + 2]) % 512, data[at + 3 : at + 3 + size]
        at += 3 + size


def stream(data: bytes) -> object:
    """A stream holds the first bytes that came for each place, in order as far as no gap is left, and never grows past its limits."""
    base = 0xFFFFFF80
    found = Stream(base)
    first: dict[int, int] = {}
    for offset, piece in pieces(data):
        raw = walled(piece)
        if found.add(base + offset & 0xFFFFFFFF, raw, len(BEFORE), len(BEFORE) + len(piece)) != 0:
            return "full"
        for at, byte in enumerate(piece):
            first.setdefault(offset + at, byte)
    ready = bytearray()
    while len(ready) in first:
        ready.append(first[len(ready)])
    if bytes(found.buffer) != bytes(ready) or found.held() != len(first):
        raise AssertionError(f"{bytes(found.buffer)!r} is there and not {bytes(ready)!r}")
    found.consume(len(ready) // 2)
    return found.held(), bytes(found.buffer).hex()


def fragments(data: bytes) -> object:
    """Fragments in any order give the datagram when its last byte is there and not before, from the first bytes for each place."""
    table = Fragments()
    seen: list[object] = []
    for number, (offset, piece) in enumerate(pieces(data)):
        more = bool(offset & 1)
        whole = table.add(7, offset & ~7, more, piece, number * SECOND)
        seen.append(None if whole is None else whole.hex())
        for datagram in table.table.values():
            parts = datagram.pieces.parts
            if any(one[0] + len(one[1]) > other[0] for one, other in pairwise(parts)):
                raise AssertionError("pieces overlap")
        if table.held != sum(one.pieces.held for one in table.table.values()):
            raise AssertionError("bytes are miscounted")
    table.flush()
    if table.held:
        raise AssertionError("bytes are left")
    return seen, table.incomplete, table.oversize


def piece_seeds() -> Iterator[bytes]:
    """Yield pieces in order, in disorder, overlapping, and with a gap."""
    yield b"\0\0\x04abcd\0\4\4efgh\0\x08\4ijkl"
    yield b"\0\x08\4ijkl\0\4\4efgh\0\0\x04abcd"
    yield b"\0\1\x08abcdefgh\0\x09\x08ijklmnop\0\x10\x08qrstuvwx"
    yield b"\0\x10\x04wxyz\0\1\x0cabcdefghijkl\0\4\x0eABCDEFGHIJKLMN"


TARGETS = (
    Target("name", name, seeds.payloads(seeds.UDP, 53), 600),
    Target("frame", frame, seeds.frames, 1600, share=2),
    Target("stream", stream, piece_seeds, 1024),
    Target("fragments", fragments, piece_seeds, 1024),
)

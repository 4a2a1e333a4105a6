"""Other inputs out of given ones: bytes as bytes, and captures as frames, packets and segments."""

import struct
from collections.abc import Callable
from random import Random

from fuzz.memory import Frame, frames_of, write_capture
from msgspec.structs import replace

NOTABLE = (0, 1, 2, 3, 4, 5, 6, 11, 16, 17, 20, 22, 35, 40, 47, 53, 63, 64, 80, 127, 128, 192, 194, 254, 255)
MAX_FRAMES = 120
ETHERNET = 1
IP4_AT = 14
"""Where the IPv4 header of a plain Ethernet frame begins."""

Frames = list[Frame]


def mutate_bytes(data: bytes, most: int, random: Random) -> bytes:
    """Change, insert, drop, repeat or move a few bytes."""
    raw = bytearray(data)
    for _ in range(1 << random.randrange(4)):
        at = random.randrange(len(raw) + 1)
        size = min(len(raw) - at, 1 << random.randrange(7))
        kind = random.randrange(6)
        if kind == 0 and at < len(raw):
            raw[at] ^= 1 << random.randrange(8)
        elif kind == 1 and at < len(raw):
            raw[at] = random.choice(NOTABLE)
        elif kind == 2:
            raw[at:at] = random.randbytes(1 + random.randrange(4))
        elif kind == 3:
            del raw[at : at + size]
        elif kind == 4:
            raw[at:at] = raw[at : at + size]
        elif at + 1 < len(raw):
            raw[at : at + 2] = random.choice((0, 1, len(raw), len(raw) - at, 0x7FFF, 0xFFFF)).to_bytes(4)[-2:]
    return bytes(raw[:most])


def mutate_capture(data: bytes, most: int, random: Random) -> bytes:
    """Change the frames of a capture and write it anew, so that its records hold together."""
    frames = frames_of(data)[:MAX_FRAMES]
    if not frames:
        return mutate_bytes(data, most, random)
    for _ in range(1 << random.randrange(4)):
        frames = random.choice(STEPS)(frames, random) or frames
    while True:
        out = write_capture(frames[:MAX_FRAMES])
        if len(out) <= most or len(frames) == 1:
            return out[:most]
        del frames[random.randrange(len(frames))]


def one_changed(frames: Frames, random: Random, change: Callable[[bytes], bytes]) -> Frames:
    """Return *frames* with one of them changed."""
    at = random.randrange(len(frames))
    data = change(frames[at].data)
    return [*frames[:at], replace(frames[at], data=data, wirelen=len(data)), *frames[at + 1 :]]


def change_bytes(frames: Frames, random: Random) -> Frames:
    """Change a frame anywhere."""
    return one_changed(frames, random, lambda data: mutate_bytes(data, 9000, random))


def change_headers(frames: Frames, random: Random) -> Frames:
    """Change a byte among the first, where the headers are: lengths, offsets, protocols, flags."""

    def change(data: bytes) -> bytes:
        raw = bytearray(data)
        if raw:
            raw[random.randrange(min(len(raw), 90))] = random.choice((random.randrange(256), *NOTABLE))
        return bytes(raw)

    return one_changed(frames, random, change)


def change_order(frames: Frames, random: Random) -> Frames:
    """Move a frame, repeat it, drop it, or turn some around."""
    at, to = random.randrange(len(frames)), random.randrange(len(frames))
    kind = random.randrange(4)
    if kind == 0:
        return [*frames[:to], frames[at], *frames[to:]]
    if kind == 1 and len(frames) > 1:
        return frames[:at] + frames[at + 1 :]
    if kind == 2:
        return frames[:at] + frames[at : at + 8][::-1] + frames[at + 8 :]
    frames[at], frames[to] = frames[to], frames[at]
    return frames


def cut_frame(frames: Frames, random: Random) -> Frames:
    """Let the capture keep the beginning of a frame only, or of all."""
    keep = random.choice((14, 34, 54, 64, 96, 128, 256, random.randrange(1, 1600)))
    at = random.randrange(len(frames)) if random.randrange(3) else None
    return [
        replace(frame, data=frame.data[:keep], wirelen=max(frame.wirelen, len(frame.data)))
        if at in (None, number)
        else frame
        for number, frame in enumerate(frames)
    ]


def change_time(frames: Frames, random: Random) -> Frames:
    """Let time jump from a frame on, forward or back."""
    at = random.randrange(len(frames))
    by = random.choice((-1, 1)) * random.choice((1, 10**6, 10**9, 31 * 10**9, 86400 * 10**9))
    return frames[:at] + [replace(frame, ts=max(0, frame.ts + by)) for frame in frames[at:]]


def change_link(frames: Frames, random: Random) -> Frames:
    """Say that the frames are of another link."""
    link = random.choice((0, 1, 9, 12, 51, 101, 104, 105, 107, 113, 127, 192, 228, 229, 239, 276))
    return [replace(frame, link=link) for frame in frames]


def split_segment(frames: Frames, random: Random) -> Frames:
    """Cut the payload of a TCP segment over IPv4 in two segments, in either order."""
    at = random.randrange(len(frames))
    parts = split_tcp(frames[at], random)
    random.shuffle(parts)
    return frames[:at] + parts + frames[at + 1 :]


def split_all(frames: Frames, random: Random) -> Frames:
    """Do so with all of them, in their order."""
    return [part for frame in frames for part in split_tcp(frame, random)]


def split_tcp(frame: Frame, random: Random) -> Frames:
    """Return the two halves of a segment; the frame alone where it is none."""
    data = frame.data
    if frame.link != ETHERNET or len(data) < 54 or data[12:14] != b"\x08\x00" or data[23] != 6:
        return [frame]
    tcp = IP4_AT + (data[IP4_AT] & 15) * 4
    if tcp + 20 > len(data):
        return [frame]
    payload = tcp + (data[tcp + 12] >> 4) * 4
    if payload + 2 > len(data):
        return [frame]
    cut = random.randrange(payload + 1, len(data))
    seq = int.from_bytes(data[tcp + 4 : tcp + 8]) + cut - payload & 0xFFFFFFFF
    second = data[: tcp + 4] + seq.to_bytes(4) + data[tcp + 8 : payload] + data[cut:]
    return [
        replace(frame, data=raw[:16] + struct.pack(">H", len(raw) - IP4_AT) + raw[18:], wirelen=len(raw))
        for raw in (data[:cut], second)
    ]


def fragment(frames: Frames, random: Random) -> Frames:
    """Cut an IPv4 packet in two fragments, in either order."""
    at = random.randrange(len(frames))
    frame = frames[at]
    data = frame.data
    if frame.link != ETHERNET or len(data) < 60 or data[12:15] != b"\x08\x00\x45":
        return frames
    body = IP4_AT + 20
    cut = 8 * random.randrange(1, max(2, (len(data) - body) // 8))
    head = bytearray(data[:body])
    head[18:20] = random.randbytes(2)
    parts = []
    for first, piece, flags in ((0, data[body : body + cut], 0x2000), (cut, data[body + cut :], 0)):
        head[16:18] = struct.pack(">H", 20 + len(piece))
        head[20:22] = struct.pack(">H", flags | first // 8)
        parts.append(replace(frame, data=bytes(head) + piece, wirelen=body + len(piece)))
    random.shuffle(parts)
    return frames[:at] + parts + frames[at + 1 :]


def wrap(frames: Frames, random: Random) -> Frames:
    """Put the packets of all frames into a tunnel or behind a tag."""
    if frames[0].link != ETHERNET:
        return frames
    kind = random.randrange(5)
    return [replace(frame, data=raw, wirelen=len(raw)) for frame in frames if (raw := wrapped(frame.data, kind))]


def wrapped(data: bytes, kind: int) -> bytes:
    """Return an Ethernet frame around *data*: a VLAN tag, MPLS, IP in IP, GRE, or VXLAN."""
    macs, ethertype, rest = data[:12], data[12:14], data[14:]
    if kind == 0:
        return macs + b"\x81\x00\x00\x2a" + ethertype + rest
    if kind == 1:
        return macs + b"\x88\x47\x00\x01\x01\x40" + rest
    if kind == 2:
        return macs + b"\x08\x00" + ip4(4, rest)
    if kind == 3:
        return macs + b"\x08\x00" + ip4(47, b"\0\0" + ethertype + rest)
    vxlan = b"\x08\0\0\0\0\0\x07\0" + data
    return macs + b"\x08\x00" + ip4(17, struct.pack(">4H", 40000, 4789, 8 + len(vxlan), 0) + vxlan)


def ip4(proto: int, payload: bytes) -> bytes:
    """Return an IPv4 packet."""
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload) & 0xFFFF, 7, 0, 64, proto, 0)
    return head + b"\xc0\0\x02\x01\xc0\0\x02\x02" + payload


STEPS: tuple[Callable[[Frames, Random], Frames], ...] = (
    change_bytes, change_headers, change_headers, change_order, cut_frame, change_time, change_link, split_segment,
    split_all, fragment, wrap,
)  # fmt: skip

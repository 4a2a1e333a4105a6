"""Frames with datagrams, and what a stage sees in them."""

from builders import dns, frames
from engine.stage import CLIENT, Stage

RESOLVER = "10.0.0.53"


def udp(payload: bytes, sport: int = 50000, dport: int = 53, src: str = CLIENT, dst: str = RESOLVER) -> bytes:
    """Return a frame with a datagram."""
    return frames.ethernet(frames.udp(src, dst, sport, dport, payload))


def question(name: str = "a.example") -> bytes:
    """Return a frame with a question to the resolver."""
    return udp(dns.query(name))


def seen(*raw: bytes, link: int = 1) -> list[str]:
    """Return what is seen in frames on a stage of their own."""
    stage = Stage().feed(*raw, link=link)
    stage.pipeline.flush()
    return stage.seen

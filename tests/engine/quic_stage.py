"""QUIC on a stage: the packets of a client and a server, and what is counted of them."""

import itertools
from collections.abc import Sequence

from builders import frames, quic
from engine.stage import CLIENT, SERVER, SPORT, Stage
from protocols.quic.packets import DCID, long_header

NAME = "a.example"
HELLO = quic.client_hello(NAME)
LONG = quic.client_hello(NAME, post_quantum=True)
OTHER = quic.client_hello("b.example", seed="other")
SECOND_ID = b"another one"
INITIAL = quic.initial(quic.crypto_frame(HELLO), DCID)
SERVER_INITIAL = quic.server_initial(b"", b"server", client_dcid=DCID)
UP = quic.short(b"server", 60, seed="up")
DOWN = quic.short(b"", 600, seed="down")
RETRY = quic.retry(b"", SECOND_ID, b"token", answers=DCID)
NEGOTIATION = long_header(0, 0, b"", DCID)
READ = {"initials": 1, "sni": 1}

Datagram = bytes | tuple[bytes, int]
"""A payload, or one with the bytes of it that the capture kept."""


def up(payload: Datagram, sport: int = SPORT, dport: int = 443) -> tuple[bytes, int]:
    """Return the frame of a client's datagram, and its length on the wire."""
    return frame(payload, CLIENT, SERVER, sport, dport)


def down(payload: Datagram, sport: int = SPORT, dport: int = 443) -> tuple[bytes, int]:
    """Return the frame of a server's datagram."""
    return frame(payload, SERVER, CLIENT, dport, sport)


def frame(payload: Datagram, src: str, dst: str, sport: int, dport: int) -> tuple[bytes, int]:
    """Return a frame as the capture kept it, and its length on the wire."""
    data, kept = payload if isinstance(payload, tuple) else (payload, len(payload))
    raw = frames.ethernet(frames.udp(src, dst, sport, dport, data))
    return raw[: len(raw) - len(data) + kept], len(raw)


def staged(*raw: tuple[bytes, int], wanted: Sequence[str] = ()) -> Stage:
    """Return a stage on which a capture of these frames was played to its end."""
    stage = Stage(wanted).feed(*raw)
    stage.pipeline.flush()
    return stage


def counts(stage: Stage) -> dict[str, int]:
    """Return the counters that are not zero; each connection has to stand in one of them."""
    found = {name: count for name, count in stage.tally.quic.items() if count}
    fates = sum(count for name, count in found.items() if name not in ("initials", "ech"))
    assert fates == found.get("initials", 0)
    assert "sensor.frame_failed" not in stage.tally.weird
    return found


def pieces(hello: bytes, cuts: Sequence[int]) -> list[bytes]:
    """Return the CRYPTO frames of a hello cut at *cuts*."""
    return [quic.crypto_frame(hello[one:other], one) for one, other in itertools.pairwise([0, *cuts, len(hello)])]

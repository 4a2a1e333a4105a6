"""TCP connections of a story, with right sequence numbers, and what is said over them."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Self

from .builders import frames, tls
from .builders.noise import number
from .hosts import MILLISECOND, Host

if TYPE_CHECKING:
    from .story import Story


class Tcp:
    """One TCP connection. As a context manager it ends with FINs on both sides."""

    def __init__(self, story: "Story", client: Host, server: Host, dport: int, sport: int, mss: int) -> None:
        self.story, self.client, self.server = story, client, server
        self.sport, self.dport, self.mss = sport, dport, mss
        seed = f"{story.name} {client.ip} {sport} {server.ip} {dport}"
        self.seq = number(seed + " client isn", 1, 0xFFFFFFFF)
        """Next sequence number of the client."""
        self.ack = number(seed + " server isn", 1, 0xFFFFFFFF)
        """Next sequence number of the server."""
        self.open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def up(
        self, payload: bytes = b"", flags: int = frames.ACK, *, seq: int | None = None, options: bytes = b""
    ) -> None:
        """Tell one segment of the client at *seq* (default: the next one); counters stay."""
        self._tell(
            self.client,
            self.server,
            self.sport,
            self.dport,
            payload,
            flags,
            self.seq if seq is None else seq,
            self.ack,
            options,
        )

    def down(
        self, payload: bytes = b"", flags: int = frames.ACK, *, seq: int | None = None, options: bytes = b""
    ) -> None:
        """Tell one segment of the server; counters stay."""
        self._tell(
            self.server,
            self.client,
            self.dport,
            self.sport,
            payload,
            flags,
            self.ack if seq is None else seq,
            self.seq,
            options,
        )

    def _tell(
        self,
        src: Host,
        dst: Host,
        sport: int,
        dport: int,
        payload: bytes,
        flags: int,
        seq: int,
        ack: int,
        options: bytes,
    ) -> None:
        segment = frames.tcp_segment(
            src.ip, dst.ip, sport, dport, payload,
            seq=seq, ack=ack if flags & frames.ACK else 0, flags=flags, options=options,
        )  # fmt: skip
        packet = frames.ip(src.ip, dst.ip, frames.TCP, segment, ttl=src.ttl, ident=src.next_ident())
        self.story.packet(packet, src, dst)

    def open(self) -> None:
        """Shake hands; both sides offer MSS, window scale and selective acknowledgements."""
        options = b"\x02\x04" + self.mss.to_bytes(2, "big") + b"\x01\x03\x03\x08\x01\x01\x04\x02"
        trip = self.story.trip(self.client, self.server)
        self.up(flags=frames.SYN, options=options)
        self.seq += 1
        self.story.now += 2 * trip
        self.down(flags=frames.SYN | frames.ACK, options=options)
        self.ack += 1
        self.story.now += MILLISECOND // 20
        self.up()
        self.story.now += MILLISECOND // 4

    def send(self, data: bytes, *, cut: Iterable[int] = (), acknowledged: bool = True) -> None:
        """Send *data* from the client, in segments that end at the offsets of *cut* and at the MSS."""
        self.seq = self._stream(data, cut, self.up, self.seq)
        if acknowledged:
            self.story.now += 2 * self.story.trip(self.client, self.server)
            self.down()
            self.story.now += MILLISECOND // 5

    def reply(self, data: bytes, *, cut: Iterable[int] = (), acknowledged: bool = True) -> None:
        """Send *data* from the server."""
        self.ack = self._stream(data, cut, self.down, self.ack)
        if acknowledged:
            self.story.now += MILLISECOND // 8
            self.up()
            self.story.now += MILLISECOND

    def _stream(self, data: bytes, cut: Iterable[int], tell: Callable[..., None], seq: int) -> int:
        ends = sorted({*cut, len(data)} - {0})
        at = 0
        for end in ends:
            while at < end:
                piece = data[at : min(end, at + self.mss)]
                last = at + len(piece) == len(data)
                tell(piece, frames.ACK | frames.PSH if last else frames.ACK, seq=seq + at)
                at += len(piece)
                self.story.now += MILLISECOND // 40
        return seq + len(data)

    def close(self) -> None:
        """End the connection from the client's side."""
        trip = self.story.trip(self.client, self.server)
        self.story.now += MILLISECOND
        self.up(flags=frames.FIN | frames.ACK)
        self.seq += 1
        self.story.now += 2 * trip
        self.down(flags=frames.FIN | frames.ACK)
        self.ack += 1
        self.story.now += MILLISECOND // 10
        self.up()
        self.story.wait(0.01)

    def reset(self, *, by_server: bool = True) -> None:
        """End the connection with a reset."""
        self.story.now += self.story.trip(self.client, self.server)
        (self.down if by_server else self.up)(flags=frames.RST | frames.ACK)
        self.story.wait(0.01)


def talk_tls(
    connection: Tcp,
    name: str | None,
    *,
    hello: bytes | None = None,
    tls13: bool = True,
    names: Sequence[str] = (),
    up: int = 700,
    down: int = 5200,
    browser: bool = False,
) -> None:
    """Hold a TLS conversation on an open connection (see `Story.tls`)."""
    seed = connection.story.seed("tls")
    if hello is None:
        hello = (
            tls.client_hello(name, post_quantum=True, tls13=tls13, seed=seed)
            if browser
            else tls.lean_hello(name, tls13=tls13, seed=seed)
        )
    connection.send(tls.record(hello))
    if tls13:
        connection.reply(tls.server_flight13(seed=seed, group=tls.X25519MLKEM768 if browser else tls.X25519))
        connection.send(tls.client_finish13(seed))
    else:
        shown = list(names) or [name or "unnamed.example"]
        connection.reply(
            tls.server_flight12([tls.certificate(shown), tls.certificate(["Example Issuing CA"])], seed=seed)
        )
        connection.send(tls.client_finish12(seed))
        connection.reply(tls.server_finish12(seed))
    connection.send(tls.data(up, seed=seed + " up"))
    connection.reply(tls.data(down, seed=seed + " down"))

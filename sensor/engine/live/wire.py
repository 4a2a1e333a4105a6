"""What the main process and its workers send each other: MessagePack behind four bytes of length.

A body has no mark of its own kind; the observation's kind tells which it is.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from sensor.engine.live.messages import Plan
from sensor.model.bodies import Arp, Body, Dhcp, Dhcpv6, Dns, Flow, Http, Krb5, Nbdgm, Nbns, Ndp, Quic, Smb, Tls
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.report import InputReport

LENGTH_BYTES = 4
MAX_MESSAGE = 512 * 1024 * 1024
"""Longest message: signatures with a million names take a fifth of it. More is a defect of the other side."""
ADDRESS_SIZES = 4, 16
"""Bytes of an address of either family."""
NO_TAP = -1
"""In place of a tap's index: what was seen belongs to no block of a ring."""

BODIES: dict[str, type] = {
    "arp": Arp,
    "dhcp": Dhcp,
    "dhcpv6": Dhcpv6,
    "dns": Dns,
    "flow": Flow,
    "http": Http,
    "krb5": Krb5,
    "llmnr": Dns,
    "mdns": Dns,
    "nbdgm": Nbdgm,
    "nbns": Nbns,
    "ndp": Ndp,
    "quic": Quic,
    "smb": Smb,
    "tls": Tls,
}
"""Kind of observation → class of its body."""


class Lot(msgspec.Struct, tag="lot"):
    """What a worker saw in one block of a ring, in one batch of a file, or when it looked who had gone silent."""

    observed: list[Observation]
    outcomes: list[FlowOutcome]
    wanted: list[int] = []
    """Positions in `observed` of what signatures want; the others tell who is who."""
    tap: int = NO_TAP
    block: int = 0
    frames: int = 0
    bytes: int = 0
    lost: int = 0
    """Frames of the block that were not read."""


class Hosts(msgspec.Struct):
    """Addresses, packed, one behind the other: thousands cost no more than one on their way."""

    v4: bytes = b""
    v6: bytes = b""

    def addresses(self) -> set[bytes]:
        """Take them apart."""
        return {
            packed[at : at + size]
            for packed, size in zip((self.v4, self.v6), ADDRESS_SIZES, strict=True)
            for at in range(0, len(packed), size)
        }


class Counts(msgspec.Struct, tag="counts"):
    """What a worker counted since it started."""

    numbers: dict[str, Any]
    """Of `Tally.counts`, but for the hosts."""
    hosts: Hosts
    """Those seen since the last time."""
    blind: dict[str, int]
    two_sided: bool


class FileDone(msgspec.Struct, tag="file"):
    """A file was read."""

    report: InputReport


class Failed(msgspec.Struct, tag="failed"):
    """A worker ends early, and why."""

    what: str


class Ended(msgspec.Struct, tag="ended"):
    """A worker has told everything and ends, as it was asked to."""


class Stop(msgspec.Struct, tag="stop"):
    """Read what is there, tell it, and end."""


class Look(msgspec.Struct, tag="look"):
    """Look for something else from now on."""

    plan: Plan


class Read(msgspec.Struct, tag="read"):
    """Read a file."""

    path: str
    source: int
    skip: int = 0
    """Frames at its start that were read before."""


FromWorker = Lot | Counts | FileDone | Failed | Ended
ToWorker = Stop | Look | Read


def raw_observation() -> type:
    """Return `Observation` with the body left as it came."""
    fields = [
        (field.name, msgspec.Raw if field.name == "body" else field.type, msgspec.field(default=field.default))
        for field in msgspec.structs.fields(Observation)
    ]
    return msgspec.defstruct("RawObservation", fields, kw_only=True)


RawObservation: Any = raw_observation()
RawLot: Any = msgspec.defstruct(
    "RawLot",
    [
        (
            field.name,
            list[RawObservation] if field.name == "observed" else field.type,
            msgspec.field(default=field.default),
        )
        for field in msgspec.structs.fields(Lot)
    ],
    tag="lot",
    kw_only=True,
)

ENCODER = msgspec.msgpack.Encoder()
WORKER_DECODER = msgspec.msgpack.Decoder(RawLot | Counts | FileDone | Failed | Ended)
MAIN_DECODER: msgspec.msgpack.Decoder[ToWorker] = msgspec.msgpack.Decoder(Stop | Look | Read)
BODY_DECODERS: dict[str, msgspec.msgpack.Decoder[Body]] = {
    kind: msgspec.msgpack.Decoder(body) for kind, body in BODIES.items()
}


BODY_AT = Observation.__struct_fields__.index("body")


def pack(message: FromWorker | ToWorker) -> bytes:
    """Return a message with its length in front."""
    body = ENCODER.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "little") + body


def from_worker(data: bytes) -> FromWorker:
    """Return the message of a worker; raises msgspec.DecodeError or KeyError for what is none."""
    message: Any = WORKER_DECODER.decode(data)
    if isinstance(message, RawLot):
        observed, *others = msgspec.structs.astuple(message)
        return Lot([whole(one) for one in observed], *others)
    assert isinstance(message, FromWorker)
    return message


def whole(raw: Any) -> Observation:
    """Return the observation with its body read."""
    values = list(msgspec.structs.astuple(raw))
    values[BODY_AT] = BODY_DECODERS[raw.kind].decode(raw.body)
    return Observation(*values)


class Inbox:
    """Puts messages together from what comes out of a socket."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take bytes and yield the messages that are whole; raises ValueError for a length that cannot be."""
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= LENGTH_BYTES:
            length = int.from_bytes(self._buffer[start : start + LENGTH_BYTES], "little")
            if length > MAX_MESSAGE:
                raise ValueError(f"a message of {length} bytes")
            end = start + LENGTH_BYTES + length
            if len(self._buffer) < end:
                break
            yield bytes(self._buffer[start + LENGTH_BYTES : end])
            start = end
        del self._buffer[:start]

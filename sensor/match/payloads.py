"""Payload conditions: what stands in the first bytes that one side of a conversation sends.

`PayloadTable` tells the engine which packets to look at: by port in one look, then by address and port of the side that
listens. Only what passes both is copied and compared.
"""

from collections.abc import Iterable, Sequence

import msgspec

from sensor.match.needles import Needles
from sensor.match.networks import PROTOCOLS
from sensor.match.servers import ServerTable
from sensor.model.signature import ServerCondition
from sensor.signatures.anchors import anchor_of
from sensor.signatures.limits import MIN_PAYLOAD_ANCHOR

PORTS = 65536
SHOWN_BYTES = 256
"""First bytes that are shown where no condition says how many decide."""
TCP_PORT = 1
"""Bit of `PayloadTable.ports`: a condition over TCP wants a side that listens on the port."""
UDP_PORT = 2
MARKED = {mark: bytes(old | mark for old in range(256)) for mark in (TCP_PORT, UDP_PORT, TCP_PORT | UDP_PORT)}
"""What each byte of `PayloadTable.ports` becomes with a mark."""
CLIENT = 0
"""Index of the tables: bytes that the client sends; the server is their receiver."""
SERVER = 1


class Bytes(msgspec.Struct, frozen=True):
    """One compiled `PayloadCondition`."""

    first: int
    last: int
    data: bytes

    def holds(self, payload: bytes) -> bool:
        """Return whether the bytes stand in *payload* where they are wanted."""
        return payload.find(self.data, self.first, self.last + len(self.data)) >= 0

    @property
    def end(self) -> int:
        """Bytes of the payload that have to be there to be sure that it does not hold."""
        return self.last + len(self.data)


class PayloadTest(msgspec.Struct, frozen=True):
    """All payload conditions of one ``server`` indicator."""

    sender: int
    parts: tuple[Bytes, ...]

    @property
    def need(self) -> int:
        """Bytes that decide."""
        return max((part.end for part in self.parts), default=SHOWN_BYTES)

    def missing(self, payload: bytes) -> str:
        """Return the first condition that *payload* does not fulfil, in words; empty for none."""
        return next((text_of(part) for part in self.parts if not part.holds(payload)), "")


class PayloadTable:
    """The payload conditions of a set of signatures, numbered by their position in *conditions*."""

    def __init__(self, conditions: Sequence[ServerCondition] = ()) -> None:
        self.tests = [compile_payload(one) for one in conditions]
        self.ports = port_marks(conditions)
        """For each port, `TCP_PORT` and `UDP_PORT`: the one look that tells what is nobody's."""
        self.anchors = frozenset(anchor for one in conditions if not is_placed(one) and (anchor := anchor_of(one)))
        """First bytes of datagrams that are wanted on any port."""
        self.numbers = tuple(
            [i for i, test in enumerate(self.tests) if test.sender == side] for side in (CLIENT, SERVER)
        )
        self.servers = tuple(ServerTable([conditions[i] for i in numbers]) for numbers in self.numbers)
        """By sender: where the listening side has to be."""
        self.needles = Needles(
            ([(part.data, part.first, part.end) for part in test.parts], test.need) for test in self.tests
        )
        """What they ask of the bytes, by number."""

    def find(self, sender: int, address: bytes, port: int, proto: int) -> list[int]:
        """Return the conditions for what *sender* says, whose server listens at *address* (packed) and *port*."""
        return [self.numbers[sender][rule] for rule in self.servers[sender].find(address, port, proto)]

    def holds(self, number: int, payload: bytes) -> bool:
        """Return whether *payload* fulfils the condition *number*."""
        return self.needles.holds(number, payload)

    @property
    def anchor(self) -> int:
        """Length of each of `anchors`."""
        return MIN_PAYLOAD_ANCHOR


def table_of_ports(ports: tuple[tuple[int, int], ...]) -> PayloadTable:
    """Return a table that wants whatever either side says first on *ports* (inclusive ranges)."""
    return PayloadTable([ServerCondition(port=ports, sender=sender) for sender in ("client", "server")])


def compile_payload(condition: ServerCondition) -> PayloadTest:
    """Return the payload conditions of *condition*, compiled."""
    parts = tuple(Bytes(part.at[0], part.at[1], bytes.fromhex(part.data)) for part in condition.payload)
    return PayloadTest(SERVER if condition.sender == "server" else CLIENT, parts)


def is_placed(condition: ServerCondition) -> bool:
    """Return whether *condition* names a port or a network."""
    return bool(condition.port or condition.network)


def port_marks(conditions: Iterable[ServerCondition]) -> bytes:
    """Return `PayloadTable.ports` of *conditions*; those without any place are found by their anchor instead."""
    marks = bytearray(PORTS)
    for condition in conditions:
        if not is_placed(condition):
            continue
        mark = {PROTOCOLS["tcp"]: TCP_PORT, PROTOCOLS["udp"]: UDP_PORT}.get(
            PROTOCOLS.get(condition.proto or "", 0), TCP_PORT | UDP_PORT
        )
        for first, last in condition.port or ((0, PORTS - 1),):
            marks[first : last + 1] = marks[first : last + 1].translate(MARKED[mark])
    return bytes(marks)


def text_of(part: Bytes) -> str:
    """Return one condition in words: ``"PTCP" at 0``, ``1603 at 0``."""
    data = f'"{part.data.decode()}"' if part.data.isascii() and part.data.decode().isprintable() else part.data.hex()
    return f"{data} at {part.first}" + (f"-{part.last}" if part.last != part.first else "")

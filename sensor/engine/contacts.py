"""Conversations told by the addresses of their ends: with servers that signatures want, and with those of wanted names.

Types stand in ``contacts.pxd``.
"""

from sensor.decode.layers import PROTO_TCP, TCP_ACK, TCP_SYN
from sensor.decode.packet import Packet
from sensor.engine.emitter import Emitter
from sensor.engine.resolved import Resolved
from sensor.flows.key import address_hash
from sensor.match.names import NameTable
from sensor.match.servers import ServerTable
from sensor.model.bodies import Dns, Flow
from sensor.model.fields import names
from sensor.wire.copy import copied

HINTS = 4096
"""Bytes of hints, a power of two: nearly all of them stay 0 with the few addresses that wanted names have."""
FIRST_EPHEMERAL = 32768
"""Ports from here on are those that systems give to clients (Linux; RFC 6335 section 6 says 49152)."""


class Contacts:
    """Looks at the first packet of each conversation. One per worker."""

    def __init__(self, emitter: Emitter, resolved: Resolved, servers: ServerTable) -> None:
        self.emitter = emitter
        self.resolved = resolved
        self.waiting = resolved.waiting
        """Conversations of `resolved` that have named nobody yet."""
        self.servers = servers
        self.has_answers = False
        self.hints = bytearray(HINTS)
        """1 where the hash of an address that was given for a wanted name leads: one look for each conversation."""

    def learn(self, packet: Packet, body: Dns, wanted: NameTable) -> int:
        """Remember the addresses that a response gives for a wanted name."""
        for _, name in names(body):
            raw = name.encode("ascii", "replace")
            if wanted.wants(raw, 0, len(raw)):
                asker = copied(packet.data, packet.dst, packet.dst + packet.address_length)
                probe = Packet()
                for address in self.resolved.learn(body, name, packet.tenant, asker, packet.ts):
                    probe.data = address
                    probe.address_length = len(address)
                    self.hints[address_hash(probe, 0, 0) & (HINTS - 1)] = 1
                    self.has_answers = True
                break
        return 0

    def new_flow(self, packet: Packet) -> int:
        """Take the first packet of a conversation, for signatures that look at addresses and ports.

        Which end is the server's is told by a SYN. Else the receiver may be, for who speaks first asks; where the capture
        begins later or shows one side only, the sender, if its port is one that servers have. Returns 1 to watch its outcome.
        """
        watch = self.was_resolved(packet, 0) or self.was_resolved(packet, 1) if self.has_answers else 0
        return self.server_flow(packet) or watch

    def was_resolved(self, packet: Packet, answer: int) -> int:
        """Return 1 when DNS had given the receiver's address (with *answer*: the sender's) to the other end, for a wanted name."""
        server = packet.src if answer else packet.dst
        if not self.hints[address_hash(packet, server, 0) & (HINTS - 1)]:
            return 0
        client = packet.dst if answer else packet.src
        length = packet.address_length
        asker = copied(packet.data, client, client + length)
        address = copied(packet.data, server, server + length)
        name = self.resolved.find(packet.tenant, asker, address, packet.ts)
        if name is None:
            return 0
        observation = self.emitter.make(packet, "flow", Flow(0 if answer else 1, resolved=name), 0, answer)
        client_direction = 1 - packet.direction if answer else packet.direction
        self.resolved.wait(observation, client_direction, self.emitter.tally.two_sided)
        return 1

    def waits(self, packet: Packet) -> bool:
        """True when the conversation of *packet*, with an address of a wanted name, has named nobody yet."""
        return len(self.waiting) > 0 and packet.flow in self.waiting

    def spoke(self, packet: Packet, named: bool) -> int:
        """Tell that a conversation shows a name of its own, or a hello or request without any."""
        if self.waits(packet):
            self.resolved.spoke(packet.flow, named=named)
        return 0

    def server_flow(self, packet: Packet) -> int:
        """Tell of a conversation whose server's address and port a signature wants."""
        if packet.proto == PROTO_TCP and packet.tcp_flags & TCP_SYN:
            answer = packet.tcp_flags & TCP_ACK
            if self.server_wanted(
                packet, packet.src if answer else packet.dst, packet.sport if answer else packet.dport
            ):
                return self.emitter.emit(packet, "flow", Flow(0 if answer else 1), 0, answer)
            return 0
        called = packet.proto != PROTO_TCP or packet.dport < FIRST_EPHEMERAL or packet.dport <= packet.sport
        if called and self.server_wanted(packet, packet.dst, packet.dport):
            return self.emitter.emit(packet, "flow", Flow(), 0)
        answers = packet.sport < FIRST_EPHEMERAL or packet.sport < packet.dport
        if answers and self.server_wanted(packet, packet.src, packet.sport):
            return self.emitter.emit(packet, "flow", Flow(0), 0, 1)
        return 0

    def server_wanted(self, packet: Packet, address: int, port: int) -> bool:
        """True when a signature wants the server whose address lies at *address*."""
        return self.servers.wants(packet.data, address, packet.address_length, port, packet.proto)

"""Counts of what was seen and what could not be: the raw numbers of the ledger."""

from typing import Any

from sensor.decode.packet import Packet
from sensor.flows.key import address_hash
from sensor.protocols.vpn.consts import VPN_COUNTS
from sensor.wire.copy import copied

MAX_HOSTS = 1 << 18
"""Addresses remembered, 20 MB: a /14. Beyond that the count of hosts is a lower bound."""
RECENT = 65536
"""Addresses in the cache before the set, 512 KB; a power of two."""
FRESH = 16384
"""Addresses of each family that wait to be looked at, 320 KB."""
V4_BYTES = 4
V6_BYTES = 16
MAX_WEIRD = 256
"""Kinds of odd traffic; all are named in the code, so this is never reached by traffic."""

QUIC_COUNTS = (
    "initials", "sni", "no_sni", "ech", "ech_hidden", "incomplete", "undecrypted", "unknown_version", "malformed", "over_limit",
)  # fmt: skip
"""Connections, and what became of each (but for ``ech…``): see `sensor.engine.quic_hellos`."""


COUNTERS = (
    "frames", "bytes", "dns_queries", "dns_responses", "dns_tcp", "dns_malformed", "tls_hellos", "tls_sni", "tls_no_sni",
    "tls_ech", "tls_hidden", "tls_incomplete", "tls_certificates", "http_requests", "http_connects", "snapped", "cut", "unknown_link",
    "malformed", "too_deep", "encrypted", "dot_flows", "doh_flows", "doq_flows", "other_network", "other_transport",
    "streams_dropped", "stream_gaps", "tcp_flows",
)  # fmt: skip
"""The plain numbers of a `Tally`."""


class Tally:
    """Plain counters, typed in ``tally.pxd``; `sensor.engine.coverage` gives them their public names."""

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self.dns_queries = 0
        self.dns_responses = 0
        self.dns_tcp = 0
        self.dns_malformed = 0
        self.tls_hellos = 0
        self.tls_sni = 0
        self.tls_no_sni = 0
        self.tls_ech = 0
        self.tls_hidden = 0
        """Of these, hellos whose name in clear is an ECH provider's."""
        self.tls_incomplete = 0
        self.tls_certificates = 0
        self.quic = dict.fromkeys(QUIC_COUNTS, 0)
        self.vpn = dict.fromkeys(VPN_COUNTS[1:], 0)
        """Conversations that begin a tunnel, by its kind."""
        self.http_requests = 0
        self.http_connects = 0
        self.snapped = 0
        """Frames of which the capture kept a part only."""
        self.cut = 0
        self.unknown_link = 0
        self.malformed = 0
        self.too_deep = 0
        self.encrypted = 0
        self.dot_flows = 0
        self.doh_flows = 0
        self.doq_flows = 0
        self.other_network = 0
        self.other_transport = 0
        self.streams_dropped = 0
        self.stream_gaps = 0
        self.tcp_flows = 0
        self.two_sided = False
        """Both directions of some conversation were seen."""
        self.weird: dict[str, int] = {}
        self.known: set[bytes] = set()
        """Addresses of hosts, but for those that wait to be looked at."""
        self.fresh4 = memoryview(bytearray(V4_BYTES * FRESH))
        self.fresh6 = memoryview(bytearray(V6_BYTES * FRESH))
        self._used4 = 0
        """Bytes of `fresh4` that hold addresses."""
        self._used6 = 0
        self.recent = memoryview(bytearray(8 * RECENT)).cast("Q")

    def counts(self) -> dict[str, Any]:
        """Return everything counted, as plain values that another process can read."""
        numbers: dict[str, Any] = {name: getattr(self, name) for name in COUNTERS}
        return {**numbers, "quic": self.quic, "vpn": self.vpn, "weird": self.weird, "hosts": self.hosts}

    def absorb(self, counts: dict[str, Any]) -> None:
        """Add what `counts` gave of another input's tally."""
        for name in COUNTERS:
            setattr(self, name, getattr(self, name) + counts[name])
        kinds = (self.quic, counts["quic"]), (self.vpn, counts["vpn"]), (self.weird, counts["weird"])
        for mine, theirs in kinds:
            for name, number in theirs.items():
                mine[name] = mine.get(name, 0) + number
        self.look_at_fresh()
        for address in counts["hosts"]:
            self.know(address)

    def odd(self, name: str) -> None:
        """Count odd traffic under *name*."""
        self.weird[name] = self.weird.get(name, 0) + 1

    def hosts_of(self, packet: Packet, seed: int) -> int:
        """Remember both addresses of *packet*."""
        self.host_at(packet, packet.src, seed)
        return self.host_at(packet, packet.dst, seed)

    def host_at(self, packet: Packet, pos: int, seed: int) -> int:
        """Remember the address at *pos*; those seen lately cost one look into a table."""
        key = address_hash(packet, pos, seed)
        at = key & (RECENT - 1)
        if self.recent[at] != key:
            self.recent[at] = key
            self.note(packet, pos)
        return 0

    def note(self, packet: Packet, pos: int) -> int:
        """Write the address at *pos* behind those that wait to be looked at: most are of hosts that were not seen before."""
        if packet.address_length == V4_BYTES:
            if self._used4 == V4_BYTES * FRESH:
                self.look_at_fresh()
            for at in range(V4_BYTES):
                self.fresh4[self._used4 + at] = packet.data[pos + at]
            self._used4 += V4_BYTES
        else:
            if self._used6 == V6_BYTES * FRESH:
                self.look_at_fresh()
            for at in range(V6_BYTES):
                self.fresh6[self._used6 + at] = packet.data[pos + at]
            self._used6 += V6_BYTES
        return 0

    def look_at_fresh(self) -> None:
        """Count the addresses that wait for it."""
        for at in range(0, self._used4, V4_BYTES):
            self.know(copied(self.fresh4, at, at + V4_BYTES))
        for at in range(0, self._used6, V6_BYTES):
            self.know(copied(self.fresh6, at, at + V6_BYTES))
        self._used4 = self._used6 = 0

    def know(self, address: bytes) -> None:
        """Remember an address, if there is room."""
        if len(self.known) < MAX_HOSTS:
            self.known.add(address)

    @property
    def hosts(self) -> set[bytes]:
        """Addresses of hosts, packed."""
        self.look_at_fresh()
        return self.known

    def take_hosts(self) -> tuple[bytes, bytes]:
        """Return the IPv4 and IPv6 addresses seen since the last call, one behind the other, and forget them; some may come twice."""
        v4, v6 = bytearray(self.fresh4[: self._used4]), bytearray(self.fresh6[: self._used6])
        for address in self.known:
            (v4 if len(address) == V4_BYTES else v6).extend(address)
        self.known.clear()
        self._used4 = self._used6 = 0
        return bytes(v4), bytes(v6)

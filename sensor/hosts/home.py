"""Home networks: which side of a conversation is the host that a finding is about.

The default is what a private network is made of. Shared address space (100.64.0.0/10) belongs to it: where a tap sees
such an address the machine sits behind the carrier's or the overlay's translator, on the near side. Loopback belongs to
it for captures taken on a machine itself. Networks given by the user replace the default: a site that names its public
ranges means exactly these, and a conversation with neither side inside still falls to the side that asked.
"""

import ipaddress
from collections.abc import Iterable, Sequence

from sensor.model.observation import Observation

DEFAULT_HOME = (
    "10.0.0.0/8",  # RFC 1918 section 3
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",  # RFC 6598 section 7, shared address space
    "169.254.0.0/16",  # RFC 3927 section 2.1, link-local
    "127.0.0.0/8",  # RFC 1122 section 3.2.1.3, loopback
    "fc00::/7",  # RFC 4193 section 3.1, unique local
    "fe80::/10",  # RFC 4291 section 2.5.6, link-local
    "::1/128",  # RFC 4291 section 2.5.3, loopback
)

NO_MACHINES = {4: (0, *range(0xE0, 0xF0)), 16: (0xFF,)}
"""First bytes of packed addresses, by their length, that no machine has: this network, and multicast (a subnet's own broadcast
address cannot be told from outside)."""
NOBODY = frozenset({b"\xff" * 4, bytes(16)})
"""Broadcast and unspecified."""

MAX_CACHED = 65_536
"""Addresses whose answer is remembered: a large site's hosts and their peers of the hour; the cache is emptied when full."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks of *texts* (CIDR, or a lone address); raises ValueError with one sentence."""
    networks = []
    for text in texts:
        try:
            networks.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            raise ValueError(f"{text!r} is no network: write it like 10.0.0.0/8 or fc00::/7") from None
    return tuple(networks)


def parse_address(text: str) -> Address | None:
    """Return the address of *text*, an IPv4-mapped one as IPv4, or None when it is no address."""
    try:
        address: Address = ipaddress.IPv6Address(text) if ":" in text else ipaddress.IPv4Address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


class Home:
    """The home networks of a run. Without networks the default is taken."""

    def __init__(self, networks: Sequence[str] | None = None) -> None:
        self.networks = parse_networks(networks or DEFAULT_HOME)
        self._ranges = ranges_of(self.networks)
        self._inside: dict[str, bool] = {}
        self._unicast: dict[str, bool] = {}

    def inside(self, ip: str) -> bool:
        """True when *ip* lies in a home network and can be one machine's."""
        known = self._inside.get(ip)
        if known is None:
            self._learn(ip)
            known = self._inside[ip]
        return known

    def can_be_host(self, ip: str) -> bool:
        """False for multicast, broadcast, unspecified and unreadable addresses: these are nobody."""
        known = self._unicast.get(ip)
        if known is None:
            self._learn(ip)
            known = self._unicast[ip]
        return known

    def side(self, observation: Observation) -> tuple[str, str] | None:
        """Return ``(host_ip, peer_ip)``: the host is the side inside; with both or neither inside, the side that asked.

        None when neither side can be a machine.
        """
        asker, asked = observation.asks_from[0], observation.asks_to[0]
        if not self.can_be_host(asker):
            return (asked, asker) if self.can_be_host(asked) else None
        if self.inside(asked) and not self.inside(asker):
            return asked, asker
        return asker, asked

    def count(self, addresses: Iterable[bytes]) -> int:
        """Return how many of the packed *addresses* lie in a home network: many at once, without their text."""
        return sum(map(self._holds, addresses))

    def _learn(self, ip: str) -> None:
        if len(self._inside) >= MAX_CACHED:
            self._inside.clear()
            self._unicast.clear()
        address = parse_address(ip)
        packed = b"" if address is None else address.packed
        self._unicast[ip] = packed != b"" and packed[0] not in NO_MACHINES[len(packed)] and packed not in NOBODY
        self._inside[ip] = self._holds(packed)

    def _holds(self, packed: bytes) -> bool:
        """True where a *packed* address is in a home network and can be one machine's."""
        for first, last in self._ranges.get((len(packed), packed[:1]), ()):
            if first <= packed <= last:
                return packed not in NOBODY
        return False


def ranges_of(networks: Iterable[Network]) -> dict[tuple[int, bytes], list[tuple[bytes, bytes]]]:
    """Return first and last packed address of *networks* by length and first byte, but for bytes that no machine has."""
    ranges: dict[tuple[int, bytes], list[tuple[bytes, bytes]]] = {}
    for network in networks:
        first, last = network.network_address.packed, network.broadcast_address.packed
        for lead in range(first[0], last[0] + 1):
            if lead not in NO_MACHINES[len(first)]:
                ranges.setdefault((len(first), bytes([lead])), []).append((first, last))
    return ranges

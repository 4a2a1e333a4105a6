"""Links: which hardware address an address is at.

ARP and neighbour discovery say it; where they are not seen, frames tell it as long as they behave like one machine's. A MAC
that carries several IPv4 addresses, or an outside one, belongs to a router and identifies nobody.
"""

import re
from collections.abc import Iterator

from sensor.hosts.home import Home, parse_address

MAX_MACS = 65_536
"""Hardware addresses watched."""
MAX_CARRIED = 65_536
"""Addresses whose hardware addresses are known."""
MAX_CARRIERS = 4
"""Hardware addresses kept for one address: two are enough to know that neither is sure."""
MAX_V6_PER_MAC = 16
"""IPv6 addresses of one machine: link-local, stable and a week of temporary ones (RFC 8981 section 3.8)."""
MAX_HELD = MAX_V6_PER_MAC + 3
"""Addresses kept of one hardware address: one more than of a machine, which has an IPv4 address and one that it made up itself
beside. With so many it is a router's."""

MAX_V4_IN_A_LIFE = 2
"""IPv4 addresses of one machine during a run, one after the other: it was given another one once. A card with more is a
router's, as far as what its maker's number says is concerned."""

TOLD_HOLDS = 3_600 * 1_000_000_000
"""Nanoseconds that a word of ARP tells before and after it: machines ask for their router every few minutes."""

LINK_LOCAL = ("fe80:", "169.254.")
"""Addresses of every link (RFC 4291 section 2.5.6, RFC 3927), whichever networks are home."""

MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
ROUTER_PREFIXES = ("00:00:5e:00:01:", "00:00:5e:00:02:", "00:00:0c:07:ac:", "00:00:0c:9f:f")
"""Virtual routers: VRRP for both families (RFC 9568 section 7.3), HSRP versions 1 and 2."""


class LinkTable:
    """Hardware addresses of a run."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.cut = 0
        """Facts that found no room."""
        self._held: dict[str, set[str]] = {}
        self._carriers: dict[str, set[str]] = {}
        self._tellers: dict[str, set[str]] = {}
        self._told: dict[str, dict[str, tuple[int, int]]] = {}

    def carried(self, mac: str | None, ip: str) -> None:
        """Take a frame that *mac* sent with a packet of *ip*, or got with one for it."""
        if mac in self._carriers.get(ip, ()):
            return  # as of nearly every frame it is known
        mac = (mac or "").lower()
        if (
            is_one(mac)
            and self.home.can_be_host(ip)
            and self._hold(self._held, mac, ip)
            and self._room(self._carriers, ip)
        ):
            carriers = self._carriers.setdefault(ip, set())
            if len(carriers) < MAX_CARRIERS:
                carriers.add(mac)

    def told(self, mac: str | None, ip: str, ts: int) -> None:
        """Take what ARP or neighbour discovery says at *ts*: that *ip* is at *mac*."""
        known = self._told.get(ip)
        if known is not None and mac in known:
            first, last = known[mac]
            known[mac] = min(first, ts), max(last, ts)
            return
        if not mac or not is_one(mac) or not self.home.can_be_host(ip):
            return
        if self._hold(self._tellers, mac, ip) and self._room(self._told, ip):
            tellers = self._told.setdefault(ip, {})
            if len(tellers) < MAX_CARRIERS:
                tellers[mac] = ts, ts

    def _hold(self, table: dict[str, set[str]], mac: str, ip: str) -> bool:
        if mac not in table and len(table) >= MAX_MACS:
            self.cut += 1
            return False
        held = table.setdefault(mac, set())
        if len(held) < MAX_HELD:
            held.add(ip)
        return True

    def _room(self, table: dict[str, set[str]] | dict[str, dict[str, tuple[int, int]]], ip: str) -> bool:
        if ip not in table and len(table) >= MAX_CARRIED:
            self.cut += 1
            return False
        return True

    def mac_of(self, ip: str, first: int, last: int) -> str | None:
        """Return the one MAC at which *ip* was from *first* to *last* (nanoseconds), None where that is not sure."""
        told = self._told.get(ip)
        if told:
            near = [mac for mac, at in told.items() if at[0] - TOLD_HOLDS <= last and at[1] + TOLD_HOLDS >= first]
            (mac, *others) = near or told
            return mac if not others and self._tells(mac) else None
        (mac, *others) = self._carriers.get(ip) or ("",)
        return mac if mac and not others and self._carries(mac) else None

    def addresses_of(self, mac: str) -> Iterator[str]:
        """Yield the addresses that are at *mac*, as far as it is one machine's."""
        if self._tells(mac):
            yield from self._tellers[mac]
        if self._carries(mac):
            yield from self._held[mac]

    def is_router(self, mac: str) -> bool:
        """True where *mac* was seen with more addresses than one machine has in its life, or with outside ones."""
        held = self._held.get(mac, set())
        outside = any(not self.home.inside(ip) and not ip.startswith(LINK_LOCAL) for ip in held)
        own = [ip for ip in held | self._tellers.get(mac, set()) if not ip.startswith(LINK_LOCAL)]
        v6 = sum(":" in ip for ip in own)
        return outside or mac.startswith(ROUTER_PREFIXES) or len(own) - v6 > MAX_V4_IN_A_LIFE or v6 > MAX_V6_PER_MAC

    def _tells(self, mac: str) -> bool:
        """True where ARP and neighbour discovery know no more of *mac* than one machine has."""
        return mac in self._tellers and is_machine(mac, self._tellers[mac])

    def _carries(self, mac: str) -> bool:
        """True where the frames of *mac* are one machine's. What lies outside the home networks lies behind a router."""
        held = self._held.get(mac, set())
        return (
            bool(held)
            and is_machine(mac, held)
            and all(self.home.inside(ip) or ip.startswith(LINK_LOCAL) for ip in held)
        )


def is_one(mac: str) -> bool:
    """True for a hardware address that is not a group's."""
    return bool(MAC.fullmatch(mac)) and not int(mac[:2], 16) & 1


def is_machine(mac: str, held: set[str]) -> bool:
    """True where a single machine may have all addresses in *held*; beside its IPv4 address one that it made up itself."""
    if len(held) >= MAX_HELD:
        return False
    v6 = sum(":" in ip for ip in held)
    made_up = any(ip.startswith("169.254.") for ip in held)
    return not mac.startswith(ROUTER_PREFIXES) and len(held) - v6 - made_up <= 1 and v6 <= MAX_V6_PER_MAC


def order(ip: str) -> tuple[int, int]:
    """Return what addresses are sorted by: IPv4 before IPv6, then by number."""
    address = parse_address(ip)
    return (address.version, int(address)) if address else (0, 0)

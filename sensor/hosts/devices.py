"""Devices: which machine had an address at a time.

Names come from what a device says of itself in DHCP, never from what it looked up. A hardware address comes from the lease,
or from frames when it behaves like one machine's: a MAC that carries several home addresses, or an outside one, belongs
to a router and identifies nobody.
"""

from sensor.hosts.home import Home
from sensor.hosts.leases import MAC, LeaseBook, Tenure
from sensor.model.bodies import Dhcp
from sensor.model.finding import Host, HostName
from sensor.model.observation import Observation

MAX_MACS = 65_536
"""Hardware addresses watched."""
MAX_CARRIED = 65_536
"""Addresses whose hardware addresses are known."""
MAX_CARRIERS = 4
"""Hardware addresses kept for one address: two are enough to know that neither is sure."""
MAX_NAMES = 16
"""Names listed for one finding, the latest."""
MAX_V6_PER_MAC = 16
"""IPv6 addresses of one machine: link-local, stable and a week of temporary ones (RFC 8981 section 3.8)."""

ROUTER_PREFIXES = ("00:00:5e:00:01:", "00:00:5e:00:02:", "00:00:0c:07:ac:", "00:00:0c:9f:f")
"""Virtual routers: VRRP for both families (RFC 9568 section 7.3), HSRP versions 1 and 2."""

DHCP = "dhcp"
"""Source of a name, as `HostName.source` has it."""


class DeviceTable:
    """Leases and hardware addresses of a run."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.leases = LeaseBook()
        self._held: dict[str, set[str]] = {}
        self._carriers: dict[str, set[str]] = {}
        self._no_room = 0

    @property
    def cut(self) -> int:
        """Facts that found no room."""
        return self._no_room + self.leases.cut

    def note(self, observation: Observation) -> None:
        """Take what *observation* says about devices."""
        if isinstance(observation.body, Dhcp):
            self.leases.note(observation.ts, observation.body)
            return
        for mac, ip in ((observation.src_mac, observation.src), (observation.dst_mac, observation.dst)):
            if mac and MAC.fullmatch(mac.lower()):
                self._note_mac(mac.lower(), ip)

    def _note_mac(self, mac: str, ip: str) -> None:
        if mac not in self._held and len(self._held) >= MAX_MACS:
            self._no_room += 1
            return
        held = self._held.setdefault(mac, set())
        if len(held) <= MAX_V6_PER_MAC + 1:  # one more than a machine may have is enough to know a router
            held.add(ip)
        if ip in self._carriers or len(self._carriers) < MAX_CARRIED:
            carriers = self._carriers.setdefault(ip, set())
            if len(carriers) < MAX_CARRIERS:
                carriers.add(mac)

    def host(self, ip: str, first: int, last: int) -> Host:
        """Return who had *ip* from *first* to *last* (nanoseconds), called after the device that had it last."""
        tenures = self.leases.tenures(ip, first, last)
        if not tenures:
            return Host((ip,), self._mac_of(ip))
        latest = tenures[-1]
        mac = latest.device if MAC.fullmatch(latest.device) else self._mac_of(ip)
        return Host((ip,), mac, self.leases.name_of(latest) or None, self._names(tenures))

    def _names(self, tenures: list[Tenure]) -> tuple[HostName, ...]:
        """Return each name claimed in *tenures* once, with the first and last message of the holds it was used in."""
        times: dict[str, tuple[int, int]] = {}
        for tenure in tenures:
            said = tenure.names or (
                (self.leases.name_of(tenure), tenure.first),
                (self.leases.name_of(tenure), tenure.last),
            )
            for name, ts in said:
                if name:
                    first, last = times.get(name, (ts, ts))
                    times[name] = min(first, ts), max(last, ts)
        names = [HostName(name, DHCP, first, last) for name, (first, last) in times.items()]
        return tuple(sorted(names, key=lambda n: (n.last_seen, n.first_seen, n.name))[-MAX_NAMES:])

    def _mac_of(self, ip: str) -> str | None:
        """Return the one MAC that carried *ip* and nothing that a single machine would not have."""
        carriers = self._carriers.get(ip, set())
        return next((mac for mac in carriers if self._is_machine(mac)), None) if len(carriers) == 1 else None

    def _is_machine(self, mac: str) -> bool:
        held = self._held[mac]
        if mac.startswith(ROUTER_PREFIXES) or int(mac[:2], 16) & 1 or not all(self.home.inside(ip) for ip in held):
            return False
        v4 = sum(":" not in ip for ip in held)
        return v4 <= 1 and len(held) - v4 <= MAX_V6_PER_MAC

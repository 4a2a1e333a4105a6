"""Devices: which machine had an address at a time.

Names come from what a device says of itself, never from what it looked up: in DHCP, and in claims among neighbours, which
anybody can make and which are believed less. A hardware address comes from the lease, or from the link.
"""

from collections.abc import Iterable

from sensor.hosts.claims import DHCP, RANK, ClaimBook, claims_of
from sensor.hosts.home import Home
from sensor.hosts.leases import LeaseBook, Tenure
from sensor.hosts.links import LINK_LOCAL, LinkTable, is_one, order
from sensor.model.bodies import Arp, Dhcp, Dhcpv6, Ndp
from sensor.model.finding import Host, HostName
from sensor.model.observation import NEIGHBOUR_KINDS, Observation

MAX_NAMES = 16
"""Names listed for one finding, the latest."""
MAX_IPS = 32
"""Addresses listed for one finding."""


class DeviceTable:
    """Leases, claims and hardware addresses of a run."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.leases = LeaseBook()
        self.links = LinkTable(home)
        self.claims = ClaimBook()

    @property
    def cut(self) -> int:
        """Facts that found no room."""
        return self.links.cut + self.leases.cut + self.claims.cut

    def note(self, observation: Observation) -> None:
        """Take what *observation* says about devices."""
        body = observation.body
        if observation.kind not in NEIGHBOUR_KINDS:
            self._note_frame(observation)
        elif isinstance(body, Arp):
            if body.opcode in {"request", "reply"} and observation.src_mac in {None, body.src_mac}:
                self.links.told(body.src_mac, body.src_ip, observation.ts)
        elif isinstance(body, Ndp):
            self._note_ndp(observation, body)
        elif isinstance(body, Dhcp):
            self.leases.note(observation.ts, body)
        else:
            for claim in claims_of(observation):
                self.claims.note(observation.ts, claim)
            if isinstance(body, Dhcpv6):
                self._note_dhcpv6(observation, body)
            else:
                self._note_frame(observation)

    def _note_frame(self, observation: Observation) -> None:
        """Take which hardware addresses the two ends have here."""
        self.links.carried(observation.src_mac, observation.src)
        self.links.carried(observation.dst_mac, observation.dst)

    def _note_dhcpv6(self, observation: Observation, body: Dhcpv6) -> None:
        """Take a DHCPv6 message like one of DHCPv4 for each address."""
        client = body.client_mac
        if body.peer_ip is None and observation.src.startswith(
            "fe80:"
        ):  # not relayed: the frame knows which card it is
            client = (observation.dst_mac if body.type == "reply" else observation.src_mac) or client
            self.links.carried(observation.src_mac, observation.src)
        kind = body.dhcp_type or ""
        for ip in body.addresses:
            message = Dhcp(
                type=body.type,
                dhcp_type=kind,
                client_mac=client,
                assigned_ip=ip,
                client_ip=ip if kind in {"renew", "rebind"} else None,
                hostname=body.hostname,
                client_id=body.client_id,
                lease_time=body.lease_time,
            )
            self.leases.note(observation.ts, message)

    def _note_ndp(self, observation: Observation, body: Ndp) -> None:
        """Take what a neighbour says of its own address, and of the one it is asked for."""
        frame = observation.src_mac
        if body.src_mac and frame in {None, body.src_mac}:
            self.links.told(body.src_mac, observation.src, observation.ts)
        if body.type == "neighbor_advertisement" and body.target_ip:
            mac = body.target_mac or (frame if body.target_ip == observation.src else None)
            if frame in {None, mac}:
                self.links.told(mac, body.target_ip, observation.ts)

    def host(self, ip: str, first: int, last: int) -> Host:
        """Return who had *ip* from *first* to *last* (nanoseconds), called after the device that had it last."""
        tenures = self.leases.tenures(ip, first, last)
        mac = self._mac(ip, tenures, first, last)
        others = self._others(ip, mac, first, last) if mac else []
        own = tenures or [t for other in others for t in self.leases.tenures(other, first, last) if t.device == mac]
        claimed = self._claimed(ip, mac, tenures, first, last)
        for other in others:
            claimed += self._claimed(other, mac, (), first, last)
        leased = self._leased(own)
        name = self.leases.name_of(own[-1]) if own else ""
        return Host((ip, *others), mac, name or best(claimed, last), merge([*leased, *claimed]))

    def addresses(self, ip: str, first: int, last: int) -> list[str]:
        """Return *ip* and the other addresses of the machine that had it from *first* to *last* (nanoseconds).

        The one that people know it by is the first: IPv4 before IPv6, and what it made up itself last.
        """
        mac = self._mac(ip, self.leases.tenures(ip, first, last), first, last)
        found = [ip, *(self._others(ip, mac, first, last) if mac else ())]
        return sorted(found, key=lambda address: (address.startswith(LINK_LOCAL), order(address)))

    def _mac(self, ip: str, tenures: list[Tenure], first: int, last: int) -> str | None:
        if tenures and is_one(tenures[-1].device):
            return tenures[-1].device
        return self.links.mac_of(ip, first, last)

    def _others(self, ip: str, mac: str, first: int, last: int) -> list[str]:
        """Return the other addresses that surely were the same machine's."""
        linked = {other for other in self.links.addresses_of(mac) if self._at(other, mac, first, last)}
        leased = {
            other
            for other in self.leases.addresses_of(mac)
            if any(tenure.device == mac for tenure in self.leases.tenures(other, first, last))
        }
        return sorted((linked | leased) - {ip}, key=order)[:MAX_IPS]

    def _at(self, ip: str, mac: str, first: int, last: int) -> bool:
        """True when *ip* was at *mac* and nobody else held it."""
        tenures = self.leases.tenures(ip, first, last)
        return self.links.mac_of(ip, first, last) == mac and all(tenure.device == mac for tenure in tenures)

    def _claimed(self, ip: str, mac: str | None, tenures: Iterable[Tenure], first: int, last: int) -> list[HostName]:
        """Return the names claimed for *ip*; where it was leased, those claimed while it was."""
        names = self.claims.names(ip, first, last, lambda claimer: claimer == mac)
        held = [(tenure.since, tenure.until) for tenure in tenures]
        return [
            n for n in names if not held or any(n.first_seen <= until and n.last_seen >= since for since, until in held)
        ]

    def _leased(self, tenures: list[Tenure]) -> list[HostName]:
        """Return the names said in *tenures*, with the time of the messages."""
        names = []
        for tenure in tenures:
            name = self.leases.name_of(tenure)
            for said, ts in tenure.names or ((name, tenure.first), (name, tenure.last)):
                if said:
                    names.append(HostName(said, DHCP, ts, ts))
        return names


def merge(names: Iterable[HostName]) -> tuple[HostName, ...]:
    """Return each name of each source once, from the first to the last time it was said; the latest `MAX_NAMES`."""
    times: dict[tuple[str, str], tuple[int, int]] = {}
    for name in names:
        first, last = times.get((name.name, name.source), (name.first_seen, name.last_seen))
        times[name.name, name.source] = min(first, name.first_seen), max(last, name.last_seen)
    found = [HostName(name, source, first, last) for (name, source), (first, last) in times.items()]
    return tuple(sorted(found, key=lambda n: (n.last_seen, n.first_seen, n.name, n.source))[-MAX_NAMES:])


def best(claimed: Iterable[HostName], last: int) -> str | None:
    """Return the name to call a device by: of the source believed most, the latest; not of after *last* if it can be."""

    def worth(name: HostName) -> tuple[int, bool, int, str, str]:
        return RANK.get(name.source, 0), name.first_seen <= last, name.last_seen, name.source, name.name

    return max(claimed, key=worth).name if claimed else None

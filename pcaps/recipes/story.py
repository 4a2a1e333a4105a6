"""The language that recipes are written in: hosts, a clock, and what hosts do.

Nothing here asks the clock or rolls dice: the same recipe gives the same bytes on every machine. Frames may be told out
of order (two hosts talk at the same time); `Story.frames` sorts them by time.
"""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .builders import dhcp, dns, frames, http
from .builders.noise import number
from .hosts import GATEWAY_MAC, MILLISECOND, START, Host, mac_of
from .tcp import Tcp, talk_tls

Wrap = Callable[[bytes, Host, Host], bytes | list[bytes]]
"""Puts an IP packet from one host to the next into a frame, or into several that follow each other."""
Timed = tuple[int, bytes]
"""A frame and its time, in nanoseconds since the epoch."""
BETWEEN_PIECES = MILLISECOND // 50


@dataclass
class Story:
    """A capture under construction, with its clock."""

    name: str
    now: int = START
    rtt: int = 18 * MILLISECOND
    """Round trip to the outside; inside the house it is a twentieth of that."""
    vlan: tuple[int, ...] = ()
    wrap: Wrap | None = None
    """How packets become frames; None for Ethernet."""
    told: list[Timed] = field(default_factory=list)
    hosts: dict[str, Host] = field(default_factory=dict)
    messages: int = 0

    def host(self, name: str, ip: str, *, mac: str | None = None, windows: bool = False) -> Host:
        """Introduce a machine; one outside the house has the gateway's hardware address."""
        private = ipaddress.ip_address(ip).is_private and not ip.startswith(("203.0.113.", "198.51.100.", "2001:db8:"))
        address = mac or (mac_of(name) if private else GATEWAY_MAC)
        host = Host(name, ip, address, ttl=128 if windows else (64 if private else 57))
        host.port = number(f"{self.name} {name} {ip} port", 49160, 59000)
        host.ident = number(f"{self.name} {name} {ip} ident", 1, 60000)
        self.hosts[ip] = host
        return host

    def server(self, ip: str) -> Host:
        """Return the machine of that address, introduced on first use."""
        return self.hosts.get(ip) or self.host(ip, ip)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * 1_000_000_000)

    def at(self, hours: int, minutes: int = 0, seconds: float = 0) -> None:
        """Go to a time of the day on which the story began (it may be past midnight)."""
        midnight = START - START % 86_400_000_000_000
        self.now = midnight + (hours * 3600 + minutes * 60) * 1_000_000_000 + round(seconds * 1_000_000_000)

    def trip(self, one: Host, two: Host) -> int:
        """Return the time a packet takes from one host to the other, in nanoseconds."""
        return self.rtt // 2 if GATEWAY_MAC in (one.mac, two.mac) else self.rtt // 40

    def seed(self, what: str) -> str:
        """Return a seed that no other use in this story has."""
        self.messages += 1
        return f"{self.name} {self.messages} {what}"

    def frame(self, frame: bytes) -> None:
        """Tell a frame as it stands."""
        self.told.append((self.now, frame))

    def packet(self, packet: bytes, src: Host, dst: Host) -> None:
        """Tell an IP packet."""
        if self.wrap is not None:
            wrapped = self.wrap(packet, src, dst)
            for i, frame in enumerate([wrapped] if isinstance(wrapped, bytes) else wrapped):
                self.told.append((self.now + i * BETWEEN_PIECES, frame))
        else:
            self.frame(frames.ethernet(packet, src=src.mac, dst=dst.mac, vlan=self.vlan))

    def frames(self) -> list[Timed]:
        """Return everything told, in order of time."""
        return sorted(self.told, key=lambda timed: timed[0])

    def directions(self, host: Host) -> tuple[list[Timed], list[Timed]]:
        """Return the frames that *host* sends, and all others, each in order of time."""
        told = self.frames()
        sent = [timed for timed in told if frames.sender(timed[1]) == host.mac]
        return sent, [timed for timed in told if frames.sender(timed[1]) != host.mac]

    def udp(self, src: Host, dst: Host, sport: int, dport: int, payload: bytes) -> None:
        """Send a datagram."""
        packet = frames.udp(src.ip, dst.ip, sport, dport, payload, ttl=src.ttl, ident=src.next_ident())
        self.packet(packet, src, dst)

    def exchange(self, src: Host, dst: Host, dport: int, ask: bytes, answer: bytes | None, *, sport: int = 0) -> None:
        """Send a datagram and get one back; None: no answer."""
        sport = sport or src.next_port()
        self.udp(src, dst, sport, dport, ask)
        if answer is not None:
            self.now += 2 * self.trip(src, dst) + MILLISECOND // 3
            self.udp(dst, src, dport, sport, answer)
        self.wait(0.0021)

    def dns_lookup(
        self,
        client: Host,
        resolver: Host,
        name: str,
        *answer: str,
        kind: int | None = None,
        cname: Sequence[str] = (),
        rcode: int = dns.NOERROR,
        port: int = 53,
        upstream: Host | None = None,
        edns: bytes | None = None,
        silent: bool = False,
    ) -> None:
        """Ask for *name* and be told *answer* (addresses), over the chain of *cname*; without answers the zone's SOA.

        *upstream*: the resolver does not know and asks that server first. *silent*: nobody answers.
        """
        ident = number(self.seed("dns id"), 1, 0xFFFF)
        if kind is None:
            kind = dns.AAAA if answer and ":" in answer[0] else dns.A
        records: list[dns.Record] = []
        owner = name
        for target in cname:
            records.append((owner, dns.CNAME, 300, target))
            owner = target
        records += [(owner, kind, 60, address) for address in answer]
        zone = ".".join(name.split(".")[-2:])
        authority: list[dns.Record] = [] if records else [(zone, dns.SOA, 300, dns.soa(zone))]
        ask = dns.query(name, kind, ident=ident, edns=edns)
        reply = dns.response(name, kind, records, ident=ident, rcode=rcode, authority=authority, edns=edns)
        sport = client.next_port()
        self.udp(client, resolver, sport, port, ask)
        if silent:
            self.wait(1)
            return
        self.now += self.trip(client, resolver)
        if upstream is not None:
            other = number(self.seed("dns id"), 1, 0xFFFF)
            self.exchange(
                resolver,
                upstream,
                53,
                dns.query(name, kind, ident=other, edns=b""),
                dns.response(name, kind, records, ident=other, rcode=rcode, authority=authority, edns=b""),
            )
        self.now += self.trip(client, resolver)
        self.udp(resolver, client, port, sport, reply)
        self.wait(0.0011)

    def tcp(self, client: Host, server: Host, dport: int, *, sport: int = 0, mss: int = 1460) -> Tcp:
        """Open a TCP connection: the handshake is told at once."""
        return Tcp(self, client, server, dport, sport or client.next_port(), mss)

    def tls(
        self,
        client: Host,
        server: Host,
        name: str | None,
        *,
        port: int = 443,
        hello: bytes | None = None,
        tls13: bool = True,
        names: Sequence[str] = (),
        up: int = 700,
        down: int = 5200,
        browser: bool = False,
    ) -> None:
        """Hold a TLS conversation from the handshake to the end.

        *browser* sends the large hello of a current browser, else the lean one of a library. With TLS 1.2 the server
        shows a certificate for *names* (default: *name*). *up* and *down* are bytes of application data.
        """
        with self.tcp(client, server, port) as connection:
            talk_tls(connection, name, hello=hello, tls13=tls13, names=names, up=up, down=down, browser=browser)

    def http_get(
        self,
        client: Host,
        server: Host,
        host: str,
        target: str,
        *,
        port: int = 80,
        agent: str | None = None,
        status: int = 200,
        body: bytes = b"<html><body>It works</body></html>\n",
        headers: dict[str, str] | None = None,
    ) -> None:
        """Fetch one document over clear HTTP."""
        shown = host if port == 80 else f"{host}:{port}"
        ask = http.request(target, shown, headers=headers, **({"agent": agent} if agent else {}))
        with self.tcp(client, server, port) as connection:
            connection.send(ask)
            connection.reply(http.response(status, body))

    def dhcp_lease(
        self, client: Host, server: Host, *, xid: int = 0, vendor_class: str = "MSFT 5.0", domain: str = "corp.example"
    ) -> None:
        """Let *client* get its address from *server*, giving its name: discover, offer, request, ack."""
        xid = xid or number(self.seed("xid"), 1, 0xFFFFFFFF)
        nobody = Host("nobody", "0.0.0.0", client.mac, ttl=client.ttl)
        everybody = Host("everybody", "255.255.255.255", "ff:ff:ff:ff:ff:ff")
        says = {"hostname": client.name, "vendor_class": vendor_class}
        grants = {
            "server": server.ip,
            "lease": 28800,
            "router": "10.4.0.1",
            "resolvers": ("10.4.0.53",),
            "domain": domain,
        }
        self.udp(nobody, everybody, 68, 67, dhcp.message(dhcp.DISCOVER, client.mac, xid=xid, **says))
        self.wait(0.002)
        self.udp(server, client, 67, 68, dhcp.message(dhcp.OFFER, client.mac, xid=xid, yours=client.ip, **grants))
        self.wait(0.003)
        fqdn = f"{client.name}.{domain}"
        request = dhcp.message(
            dhcp.REQUEST, client.mac, xid=xid, requested=client.ip, server=server.ip, fqdn=fqdn, **says
        )
        self.udp(nobody, everybody, 68, 67, request)
        self.wait(0.002)
        self.udp(server, client, 67, 68, dhcp.message(dhcp.ACK, client.mac, xid=xid, yours=client.ip, **grants))
        self.wait(0.2)

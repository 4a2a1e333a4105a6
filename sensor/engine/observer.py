"""What the scanners find, and whether anybody wants it: Observations are made only then, or for everything when asked to.

The names are matched here as bytes. A name that no signature wants never becomes a Python string. Types stand in
``observer.pxd``.
"""

from sensor.decode.layers import PROTO_TCP
from sensor.decode.packet import Packet
from sensor.engine.emitter import Sink
from sensor.engine.handshakes import HandshakeObserver
from sensor.engine.resolved import Resolved, is_address
from sensor.engine.tally import Tally
from sensor.flows.cards import Cards
from sensor.flows.paths import Paths
from sensor.match.matcher import Matcher
from sensor.model.bodies import Http
from sensor.protocols.dns.consts import FLAG_RD, FLAG_RESPONSE, PORT_DNS, RCODE_MASK, RCODE_REFUSED
from sensor.protocols.dns.parse import parse_message
from sensor.protocols.dns.scan import DnsScan
from sensor.protocols.http.consts import MAX_VALUE
from sensor.protocols.http.parse import parse_request
from sensor.protocols.http.scan import RequestScan
from sensor.wire.buffer import Buffer
from sensor.wire.copy import copied

ANSWER = 1
"""Kind of what a sender is remembered for."""


class Observer(HandshakeObserver):
    """Counts, filters by name, and emits. One per worker; handshakes are those of its base."""

    def __init__(
        self, sink: Sink, tally: Tally, resolved: Resolved, matcher: Matcher, seed: int, *, observe_all: bool
    ) -> None:
        super().__init__(sink, tally, resolved, matcher, observe_all=observe_all)
        self.scan = DnsScan()
        self.request = RequestScan()
        self.paths = Paths(seed)
        self.cards = Cards(seed)

    def look_for(self, matcher: Matcher) -> None:
        """Look for what *matcher* wants from now on."""
        HandshakeObserver.look_for(self, matcher)
        self.hostless = matcher.hostless
        self.all_requests = bool(matcher.hostless)
        """A request may be wanted whatever its host is."""

    def dns(self, packet: Packet, data: Buffer, pos: int, end: int) -> int:
        """Take a DNS message, over UDP or out of a TCP stream; return 1 when it is to be watched."""
        scan = self.scan
        if scan.begin(data, pos, end) < 1:
            self.tally.dns_malformed += 1
            return 0
        if scan.flags & FLAG_RESPONSE:
            self.tally.dns_responses += 1
        else:
            self.tally.dns_queries += 1
        if packet.proto == PROTO_TCP:
            self.tally.dns_tcp += 1
        wanted = self.wants_message()
        if wanted or self.observe_all or self.shows_resolver(packet):
            body = parse_message(copied(data, pos, end))
            if body is not None:
                if wanted and body.answers:
                    self.contacts.learn(packet, body, self.names)
                return self.emit(packet, "dns", body, 0)
        return 0

    def shows_resolver(self, packet: Packet) -> bool:
        """True for the first answer that a machine gives to a client, whatever the name: what it asks may be others' errands."""
        flags = self.scan.flags
        return (
            packet.sport == PORT_DNS
            and flags & (FLAG_RESPONSE | FLAG_RD) == FLAG_RESPONSE | FLAG_RD
            and flags & RCODE_MASK != RCODE_REFUSED
            and self.paths.fresh_sender(packet, ANSWER)
        )

    def wants_message(self) -> bool:
        """True when a question, or the target of an alias among the answers, is wanted."""
        scan = self.scan
        wanted = False
        status = scan.question()
        while status > 0:
            wanted = wanted or self.names.wants(scan.name.text, 0, scan.name.length)
            status = scan.question()
        if status < 0:
            self.tally.dns_malformed += 1
        elif not wanted and scan.flags & FLAG_RESPONSE:
            status = scan.alias()
            while status > 0 and not wanted:
                wanted = self.names.wants(scan.name.text, 0, scan.name.length)
                status = scan.alias()
        return wanted

    def http(self, packet: Packet, data: Buffer, request: RequestScan, proxied: int) -> int:
        """Take the request that *request* has just read from *data*; return 1 to watch its outcome.

        Where signatures look at requests without a wanted host, one that they cannot want is told too if it shows something
        new of machines.
        """
        self.tally.http_requests += 1
        if request.connect:
            self.tally.http_connects += 1
        hosted = request.site(data)
        if self.contacts.waits(packet):
            site = copied(data, request.site_start, request.site_end) if hosted else b""
            self.contacts.spoke(packet, hosted and not is_address(site))
        if (
            self.observe_all
            or self.wants_request(data, request, hosted)
            or (self.all_requests and self.shows_machines(packet, request.to_proxy(data) << 1 | (proxied != 0)))
        ):
            return self.emit(packet, "http", parse_request(data, request), proxied)
        return 0

    def shows_machines(self, packet: Packet, proxy: int) -> bool:
        """True where a request shows for the first time who is a proxy (*proxy*: how), or which network card carries whose packets."""
        return self.paths.fresh(packet, proxy) if proxy else self.cards.fresh(packet)

    def wants_request(self, data: Buffer, request: RequestScan, hosted: bool) -> bool:
        """True when the host of a request is wanted (*hosted*: it names one), or its User-Agent whatever the host."""
        read = self.name.read_text(data, request.site_start, request.site_end) if hosted else 0
        if read > 0 and self.names.wants(self.name.text, 0, self.name.length):
            return True
        if not self.all_requests:
            return False
        end = min(request.agent_end, request.agent + MAX_VALUE)
        return self.hostless.may_want(copied(data, request.agent, end) if request.agent >= 0 else None)

    def http_value(self, packet: Packet, body: Http, proxied: int) -> int:
        """Take a request that had to be read whole; return 1 to watch its outcome."""
        self.tally.http_requests += 1
        if body.http_method == "CONNECT":
            self.tally.http_connects += 1
        self.contacts.spoke(packet, body.hostname is not None and not is_address(body.hostname.encode()))
        wanted = self.all_requests or self.observe_all
        if not wanted and body.hostname is not None:
            raw = body.hostname.encode()
            wanted = self.names.wants(raw, 0, len(raw))
        return self.emit(packet, "http", body, proxied) if wanted else 0

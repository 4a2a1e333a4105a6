"""From what the scanners find to Observations: made only for what is wanted, or for everything when asked to observe.

The names are matched here as bytes. A name that no signature wants never becomes a Python string.
"""

import ipaddress
from typing import Protocol

import msgspec

from sensor.decode.layers import PROTO_TCP, TCP_ACK, TCP_SYN, TUNNEL_NAMES
from sensor.decode.packet import Packet
from sensor.engine.resolved import Resolved, is_address
from sensor.engine.tally import Tally
from sensor.flows.consts import FLOW_NAMED, FLOW_PROXIED
from sensor.flows.key import address_hash
from sensor.match.handshakes import CIPHERS_SHIFT, MOST_COUNTED, SNI_BIT, HandshakeTable
from sensor.match.names import NameTable
from sensor.match.servers import ServerTable
from sensor.model.bodies import Body, Dns, Flow, Http
from sensor.model.fields import names
from sensor.model.observation import Observation, Tunnel
from sensor.protocols.dns.encrypted import PORT_ENCRYPTED, RESOLVERS
from sensor.protocols.dns.parse import parse_message
from sensor.protocols.dns.scan import DnsScan
from sensor.protocols.handshake.consts import ECH_PUBLIC_NAMES, HELLO_BAD, HELLO_CUT, HELLO_WHOLE
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.http.parse import parse_request
from sensor.protocols.http.scan import RequestScan
from sensor.protocols.ndp.consts import PROTO_ICMP6
from sensor.protocols.quic.google import TAG_NAME, parse_chlo
from sensor.protocols.quic.parse import parse_hello
from sensor.protocols.tls.certificate import Certificate
from sensor.protocols.tls.consts import CERT_BAD
from sensor.protocols.tls.parse import parse_client_hello
from sensor.protocols.tls.x509 import parse_certificate
from sensor.wire.buffer import Buffer
from sensor.wire.name import Name

PROTO_ARP = -1
"""Stands for the number that ARP has not."""
PROTOCOLS = {PROTO_TCP: "TCP", PROTO_ICMP6: "IPv6-ICMP", PROTO_ARP: "ARP"}
"""What is not UDP."""

HINTS = 4096
"""Bytes of hints, a power of two: nearly all of them stay 0 with the few addresses that wanted names have."""
FIRST_EPHEMERAL = 32768
"""Ports from here on are those that systems give to clients (Linux; RFC 6335 section 6 says 49152)."""
ADDRESS_CACHE = 65536
"""Addresses kept as text, about 10 MB; emptied when full."""


class Sink(Protocol):
    """Where observations go."""

    def observed(self, observation: Observation) -> bool:
        """Take an observation; true when the rest of its conversation should be watched for the outcome."""


class Observer:
    """Counts, filters by name, and emits. One per worker."""

    def __init__(
        self,
        sink: Sink,
        tally: Tally,
        names: NameTable,
        servers: ServerTable,
        wants_http: bool,
        observe_all: bool,
        handshakes: HandshakeTable,
    ) -> None:
        self.sink = sink
        self.tally = tally
        self.names = names
        self.servers = servers
        self.wants_http = wants_http
        self.observe_all = observe_all
        self.look_at(handshakes)
        self.resolvers = NameTable()
        """Public DNS-over-HTTPS servers, to count who uses them."""
        for number, resolver in enumerate(RESOLVERS, 1):
            self.resolvers.add_exact(resolver, number)
        self.name = Name()
        self.scan = DnsScan()
        self.hello = HelloScan()
        self.named = False
        """The hello that was read last names the server that it is for."""
        self.request = RequestScan()
        self.cert = Certificate()
        self.address_text: dict[bytes, str] = {}
        self.resolved: Resolved | None = None
        """Where it is set, conversations with the addresses of wanted names are followed."""
        self.has_answers = False
        self.hints = bytearray(HINTS)
        """1 where the hash of an address that was given for a wanted name leads: one look for each conversation."""

    def look_at(self, handshakes: HandshakeTable) -> None:
        """Look for these fingerprints and names in certificates."""
        self.handshakes = handshakes
        self.hellos = bytes(handshakes.hellos) if handshakes.fingerprints else b""
        self.wants_certificates = bool(handshakes.needles)

    def dns(self, packet: Packet, data: Buffer, pos: int, end: int) -> int:
        """Take a DNS message, over UDP or out of a TCP stream; return 1 when it is to be watched."""
        scan = self.scan
        if scan.begin(data, pos, end) < 1:
            self.tally.dns_malformed += 1
            return 0
        if scan.flags & 0x8000:
            self.tally.dns_responses += 1
        else:
            self.tally.dns_queries += 1
        if packet.proto == PROTO_TCP:
            self.tally.dns_tcp += 1
        wanted = self.wants_message()
        if wanted or self.observe_all:
            body = parse_message(bytes(data[pos:end]))
            if body is not None:
                if wanted and body.answers and self.resolved is not None:
                    self.learn(packet, body, self.resolved)
                return self.emit(packet, "dns", body, 0)
        return 0

    def learn(self, packet: Packet, body: Dns, resolved: Resolved) -> int:
        """Remember the addresses that a response gives for a wanted name."""
        for _, name in names(body):
            raw = name.encode("ascii", "replace")
            if self.names.wants(raw, 0, len(raw)):
                asker = bytes(packet.data[packet.dst : packet.dst + packet.address_length])
                probe = Packet()
                for address in resolved.learn(body, name, packet.tenant, asker, packet.ts):
                    probe.data = address
                    probe.address_length = len(address)
                    self.hints[address_hash(probe, 0, 0) & (HINTS - 1)] = 1
                    self.has_answers = True
                break
        return 0

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
        elif not wanted and scan.flags & 0x8000:
            status = scan.alias()
            while status > 0 and not wanted:
                wanted = self.names.wants(scan.name.text, 0, scan.name.length)
                status = scan.alias()
        return wanted

    def client_hello(self, packet: Packet, data: Buffer, pos: int, end: int, proxied: int) -> int:
        """Take a ClientHello at ``data[pos:end]``, message type and length included; return 1 to watch its outcome."""
        hello = self.hello
        self.named = False
        status = hello.read(data, pos + 4, end)
        if status == HELLO_BAD and hello.sni < 0:
            self.tally.odd("tls.hello_malformed")
        self.tally.tls_hellos += 1
        if status == HELLO_CUT and hello.sni < 0:
            return 0
        if hello.ech:
            self.tally.tls_ech += 1
        wanted = False
        if hello.sni < 0:
            self.tally.tls_no_sni += status == HELLO_WHOLE
        else:
            self.tally.tls_sni += 1
            if self.name.read_text(data, hello.sni, hello.sni_end) > 0:
                if hello.ech and self.is_outer_name():
                    self.tally.tls_hidden += 1
                else:
                    self.named = True
                    wanted = self.names.wants(self.name.text, 0, self.name.length)
        if self.has_answers:
            self.spoke(packet, self.named)
        self.hidden_dns(packet, hello)
        if wanted or self.observe_all or self.may_be_known(hello):
            body = parse_client_hello(bytes(data[pos:end]))
            if body is not None and (wanted or self.observe_all or body.ja4 in self.handshakes.fingerprints):
                return self.emit(packet, "tls", body, proxied)
        return 0

    def may_be_known(self, hello: HelloScan) -> bool:
        """True where the fingerprint of *hello* may be wanted, told by how many cipher suites and extensions it has."""
        if not self.hellos or hello.ciphers < 0:
            return False
        ciphers = min((hello.ciphers_end - hello.ciphers) >> 1, MOST_COUNTED)
        extensions = min(hello.extension_count, MOST_COUNTED)
        return self.hellos[ciphers << CIPHERS_SHIFT | extensions | (SNI_BIT if hello.sni >= 0 else 0)] != 0

    def hidden_dns(self, packet: Packet, hello: HelloScan) -> int:
        """Count a hello that begins encrypted DNS; ``name`` holds its SNI where it has one."""
        if packet.dport == PORT_ENCRYPTED:
            if packet.proto == PROTO_TCP:
                self.tally.dot_flows += 1
            else:
                self.tally.doq_flows += 1
        elif hello.sni >= 0 and self.resolvers.wants(self.name.text, 0, self.name.length):
            self.tally.doh_flows += 1
        return 0

    def is_outer_name(self) -> bool:
        """True when ``name``, which stands beside an ECH extension, is a provider's: the real one is encrypted."""
        return bytes(self.name.text[: self.name.length]) in ECH_PUBLIC_NAMES

    def quic_hello(self, packet: Packet, message: bytes, hello: HelloScan, version: int) -> int:
        """Take a ClientHello of QUIC, which *hello* has just read from *message*; return 1 to watch its outcome."""
        if hello.ech:
            self.tally.quic["ech"] += 1
        wanted = named = False
        if hello.sni >= 0 and self.name.read_text(message, hello.sni, hello.sni_end) > 0:
            if hello.ech and self.is_outer_name():
                self.tally.quic["ech_hidden"] += 1
            else:
                named = True
                wanted = self.names.wants(self.name.text, 0, self.name.length)
        if self.has_answers:
            self.spoke(packet, named)
        self.hidden_dns(packet, hello)
        if wanted or self.observe_all or self.may_be_known(hello):
            body = parse_hello(version, message)
            if body is not None and (wanted or self.observe_all or body.ja4 in self.handshakes.fingerprints):
                return self.emit(packet, "quic", body, 0)
        return 0

    def quic_chlo(self, packet: Packet, values: dict[bytes, bytes], version: int) -> int:
        """Take a CHLO of Google's QUIC; return 1 to watch its outcome."""
        raw = values.get(TAG_NAME, b"")
        wanted = False
        if raw and self.name.read_text(raw, 0, len(raw)) > 0:
            wanted = self.names.wants(self.name.text, 0, self.name.length)
        if self.has_answers:
            self.spoke(packet, bool(raw))
        if wanted or self.observe_all:
            return self.emit(packet, "quic", parse_chlo(version, values), 0)
        return 0

    def certificate(self, packet: Packet, data: Buffer, pos: int, end: int, version: int, flags: int) -> int:
        """Take the certificate ``data[pos:end]`` that the sender of *packet* showed; return 1 to watch the outcome.

        The observation is the client's. Where its hello named one server, the others that share the certificate were not
        asked for: a website's may name the update servers too. *flags* are those of the flow.
        """
        cert = self.cert
        if cert.begin(data, pos, end) == CERT_BAD:
            self.tally.odd("tls.certificate_malformed")
            return 0
        self.tally.tls_certificates += 1
        wanted = self.observe_all
        named = not wanted and flags & FLOW_NAMED != 0
        while not wanted and not named and cert.next() > 0:
            if self.name.read_text(data, cert.name, cert.name_end) > 0:
                wanted = self.names.wants(self.name.text, 0, self.name.length)
        cert.release()
        if not wanted and not self.wants_certificates:
            return 0
        raw = bytes(data[pos:end])
        if wanted or self.handshakes.may_name(raw):
            body = parse_certificate(raw, version)
            if body is not None and named:
                body = msgspec.structs.replace(body, subjectaltname=())
            if body is not None and (wanted or self.handshakes.names_in(body)):
                return self.emit(packet, "tls", body, flags & FLOW_PROXIED, 1)
        return 0

    def http(self, packet: Packet, data: Buffer, request: RequestScan, proxied: int) -> int:
        """Take the request that *request* has just read from *data*; return 1 to watch its outcome."""
        self.tally.http_requests += 1
        if request.connect:
            self.tally.http_connects += 1
        wanted = self.wants_http
        if not wanted and request.site(data) and self.name.read_text(data, request.site_start, request.site_end) > 0:
            wanted = self.names.wants(self.name.text, 0, self.name.length)
        if self.has_answers:
            site = bytes(data[request.site_start : request.site_end]) if request.site(data) else b""
            self.spoke(packet, bool(site) and not is_address(site))
        if wanted or self.observe_all:
            return self.emit(packet, "http", parse_request(data, request), proxied)
        return 0

    def http_value(self, packet: Packet, body: Http, proxied: int) -> int:
        """Take a request that had to be read whole; return 1 to watch its outcome."""
        self.tally.http_requests += 1
        if body.http_method == "CONNECT":
            self.tally.http_connects += 1
        if self.has_answers:
            self.spoke(packet, body.hostname is not None and not is_address(body.hostname.encode()))
        wanted = self.wants_http or self.observe_all
        if not wanted and body.hostname is not None:
            raw = body.hostname.encode()
            wanted = self.names.wants(raw, 0, len(raw))
        return self.emit(packet, "http", body, proxied) if wanted else 0

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
        asker = bytes(packet.data[client : client + length])
        resolved = self.resolved
        if resolved is None:
            return 0
        name = resolved.find(packet.tenant, asker, bytes(packet.data[server : server + length]), packet.ts)
        if name is None:
            return 0
        observation = self.make(packet, "flow", Flow(0 if answer else 1, resolved=name), 0, answer)
        resolved.wait(observation, 1 - packet.direction if answer else packet.direction, self.tally.two_sided)
        return 1

    def spoke(self, packet: Packet, named: bool) -> int:
        """Tell that a conversation shows a name of its own, or a hello or request without any."""
        if self.resolved is not None:
            self.resolved.spoke(packet.flow, named=named)
        return 0

    def server_flow(self, packet: Packet) -> int:
        """Tell of a conversation whose server's address and port a signature wants."""
        if packet.proto == PROTO_TCP and packet.tcp_flags & TCP_SYN:
            answer = packet.tcp_flags & TCP_ACK
            if self.server_wanted(
                packet, packet.src if answer else packet.dst, packet.sport if answer else packet.dport
            ):
                return self.emit(packet, "flow", Flow(0 if answer else 1), 0, answer)
            return 0
        called = packet.proto != PROTO_TCP or packet.dport < FIRST_EPHEMERAL or packet.dport <= packet.sport
        if called and self.server_wanted(packet, packet.dst, packet.dport):
            return self.emit(packet, "flow", Flow(), 0)
        answers = packet.sport < FIRST_EPHEMERAL or packet.sport < packet.dport
        if answers and self.server_wanted(packet, packet.src, packet.sport):
            return self.emit(packet, "flow", Flow(0), 0, 1)
        return 0

    def server_wanted(self, packet: Packet, address: int, port: int) -> bool:
        """True when a signature wants the server whose address lies at *address*."""
        return self.servers.wants(packet.data, address, packet.address_length, port, packet.proto)

    def emit(self, packet: Packet, kind: str, body: Body, proxied: int, answer: int = 0) -> int:
        """Make the Observation and hand it on; 1 when its conversation is to be watched.

        *answer*: the packet is the asked side's, and what it shows is told of the other one.
        """
        return int(self.sink.observed(self.make(packet, kind, body, proxied, answer)))

    def make(self, packet: Packet, kind: str, body: Body, proxied: int, answer: int) -> Observation:
        """Return the Observation."""
        vlans = packet.vlan_count
        return Observation(
            packet.ts,
            kind,
            self.address(packet, packet.dst if answer else packet.src),
            packet.dport if answer else packet.sport,
            self.address(packet, packet.src if answer else packet.dst),
            packet.sport if answer else packet.dport,
            PROTOCOLS.get(packet.proto, "UDP"),
            body,
            packet.source,
            packet.frame,
            packet.flow,
            tuple([packet.vlans[at] for at in range(vlans)]) if vlans else (),
            "proxy" if proxied else None,
            self.tunnel(packet) if packet.tunnel else None,
            mac_text(packet, 0 if answer else 6),
            mac_text(packet, 6 if answer else 0),
            packet.missing > 0,
        )

    def tunnel(self, packet: Packet) -> Tunnel:
        """Describe what the innermost IP header was carried in."""
        source = target = None
        if packet.outer_length:
            source = text_of(bytes(packet.data[packet.outer_src : packet.outer_src + packet.outer_length]))
            target = text_of(bytes(packet.data[packet.outer_dst : packet.outer_dst + packet.outer_length]))
        number = packet.tenant & 0xFFFFFF
        network = f"{TUNNEL_NAMES[packet.tenant >> 24 & 0xFF]}/{number}" if number else ""
        return Tunnel(TUNNEL_NAMES[packet.tunnel], packet.tunnel_depth, source, target, number, network)

    def address(self, packet: Packet, pos: int) -> str:
        """Text of the address at *pos*."""
        raw = bytes(packet.data[pos : pos + packet.address_length])
        text = self.address_text.get(raw)
        if text is None:
            if len(self.address_text) >= ADDRESS_CACHE:
                self.address_text.clear()
            text = self.address_text[raw] = text_of(raw)
        return text


def text_of(raw: bytes) -> str:
    """Text of a packed address."""
    return str(ipaddress.ip_address(raw))


def mac_text(packet: Packet, offset: int) -> str | None:
    """The MAC address *offset* bytes into the Ethernet header, or None where the link has none."""
    if packet.mac < 0:
        return None
    return bytes(packet.data[packet.mac + offset : packet.mac + offset + 6]).hex(":")

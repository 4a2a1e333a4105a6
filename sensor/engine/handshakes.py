"""TLS and QUIC handshakes, and whether anybody wants them: hellos by name and fingerprint, certificates by what they name.

Types stand in ``handshakes.pxd``.
"""

import msgspec

from sensor.decode.layers import PROTO_TCP
from sensor.decode.packet import Packet
from sensor.engine.contacts import Contacts
from sensor.engine.emitter import Emitter, Sink
from sensor.engine.resolved import Resolved
from sensor.engine.tally import Tally
from sensor.flows.consts import FLOW_NAMED, FLOW_PROXIED
from sensor.match.handshakes import CIPHERS_SHIFT, MOST_COUNTED, SNI_BIT
from sensor.match.matcher import Matcher
from sensor.match.names import NameTable
from sensor.protocols.dns.encrypted import PORT_ENCRYPTED, RESOLVERS
from sensor.protocols.handshake.consts import ECH_PUBLIC_NAMES, HANDSHAKE_HEADER, HELLO_BAD, HELLO_CUT, HELLO_WHOLE
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.quic.google import TAG_NAME, parse_chlo
from sensor.protocols.quic.parse import parse_hello
from sensor.protocols.tls.certificate import Certificate
from sensor.protocols.tls.consts import CERT_BAD
from sensor.protocols.tls.parse import parse_client_hello
from sensor.protocols.tls.x509 import parse_certificate
from sensor.wire.buffer import Buffer
from sensor.wire.copy import copied
from sensor.wire.name import Name


class HandshakeObserver(Emitter):
    """Counts handshakes, filters them, and emits."""

    def __init__(self, sink: Sink, tally: Tally, resolved: Resolved, matcher: Matcher, *, observe_all: bool) -> None:
        super().__init__(sink, tally)
        self.observe_all = observe_all
        self.contacts = Contacts(self, resolved, matcher.servers)
        self.resolvers = NameTable()
        """Public DNS-over-HTTPS servers, to count who uses them."""
        for number, resolver in enumerate(RESOLVERS, 1):
            self.resolvers.add_exact(resolver, number)
        self.name = Name()
        self.hello = HelloScan()
        self.named = False
        """The hello that was read last names the server that it is for."""
        self.cert = Certificate()
        self.look_for(matcher)

    def look_for(self, matcher: Matcher) -> None:
        """Look for what *matcher* wants from now on."""
        self.contacts.servers = matcher.servers
        self.names = matcher.names
        self.handshakes = matcher.handshakes
        self.hellos = bytes(matcher.handshakes.hellos) if matcher.handshakes.fingerprints else b""
        self.wants_certificates = bool(matcher.handshakes.needles)

    def client_hello(self, packet: Packet, data: Buffer, pos: int, end: int, proxied: int) -> int:
        """Take a ClientHello at ``data[pos:end]``, message type and length included; return 1 to watch its outcome."""
        hello = self.hello
        self.named = False
        status = hello.read(data, pos + HANDSHAKE_HEADER, end)
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
        self.contacts.spoke(packet, self.named)
        self.hidden_dns(packet, hello)
        if wanted or self.observe_all or self.may_be_known(hello):
            body = parse_client_hello(copied(data, pos, end))
            if body is not None and (wanted or self.observe_all or body.ja4 in self.handshakes.fingerprints):
                return self.emit(packet, "tls", body, proxied)
        return 0

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
        self.contacts.spoke(packet, named)
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
        self.contacts.spoke(packet, len(raw) > 0)
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
        raw = copied(data, pos, end)
        if wanted or self.handshakes.may_name(raw):
            body = parse_certificate(raw, version)
            if body is not None and named:
                body = msgspec.structs.replace(body, subjectaltname=())
            if body is not None and (wanted or self.handshakes.names_in(body)):
                return self.emit(packet, "tls", body, flags & FLOW_PROXIED, 1)
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

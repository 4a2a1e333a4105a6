"""Targets of the protocols: what each parser gives for any bytes, alone and inside a buffer."""

from collections.abc import Callable, Iterator

from fuzz import seeds
from fuzz.seeds import TCP, UDP
from fuzz.target import Target
from fuzz.walled import placed

from sensor.protocols.arp.parse import parse_packet as parse_arp
from sensor.protocols.dhcp.parse import parse_message as parse_dhcp
from sensor.protocols.dhcpv6.parse import parse_message as parse_dhcpv6
from sensor.protocols.dns.parse import parse_message as parse_dns
from sensor.protocols.dns.scan import DnsScan
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.http.forwarded import forwarded_for
from sensor.protocols.http.http2 import Broken, Http2Side, request_of, status_of
from sensor.protocols.http.parse import parse_request
from sensor.protocols.http.scan import RequestScan, preface_at, settings_at
from sensor.protocols.nbns.datagram import parse_datagram
from sensor.protocols.nbns.parse import parse_message as parse_nbns
from sensor.protocols.ndp.parse import parse_message as parse_ndp
from sensor.protocols.quic.crypto import CryptoStream
from sensor.protocols.quic.google import chlo_size, chlo_values, find_chlo, parse_chlo
from sensor.protocols.quic.keys import open_initial
from sensor.protocols.quic.parse import parse_hello
from sensor.protocols.quic.scan import FrameScan, LongHeader, looks_like, progress
from sensor.protocols.tls.certificate import Certificate
from sensor.protocols.tls.flight import ServerFlight, server_hello_at
from sensor.protocols.tls.parse import parse_client_hello
from sensor.protocols.tls.records import RecordWalk
from sensor.protocols.tls.scan import hello_at, unwrap
from sensor.protocols.tls.x509 import parse_certificate

HANDSHAKE = 4
CRYPTO, END = 1, 0
MAX_STEPS = 10_000
"""Of a cursor over one input: more is a loop that does not end."""
INITIAL = 0


def steps(step: Callable[[], int]) -> Iterator[int]:
    """Yield the answers of a cursor until it says that nothing follows."""
    for _ in range(MAX_STEPS):
        status = step()
        if status <= 0:
            yield status
            return
        yield status
    raise AssertionError("a cursor does not come to an end")


def dns(data: bytes) -> object:
    """A DNS message gives its names, or the scan says DNS_CUT or DNS_BAD; the value is the message, or None."""

    def read(buffer: bytes, pos: int, end: int) -> object:
        scan = DnsScan()
        seen: list[object] = [bool(scan.looks_like(buffer, pos, end)), scan.begin(buffer, pos, end)]
        if seen[1] == 1:
            for step in (scan.question, scan.alias):
                seen += [(status, str(scan.name) if status > 0 else "") for status in steps(step)]
        return seen

    return placed(data, read), parse_dns(data), parse_dns(data, additional=True)


def hello(data: bytes) -> object:
    """A ClientHello gives the places of its parts, all inside it, or HELLO_CUT or HELLO_BAD; the value has no fingerprint of a part."""

    def read(buffer: bytes, pos: int, end: int) -> object:
        scan = HelloScan()
        status = scan.read(buffer, pos, end)
        seen: list[object] = [status, bool(scan.ech)]
        for part in ("sni", "ciphers", "extensions", "groups", "formats", "alpn", "signatures", "versions"):
            first = getattr(scan, part)
            if first >= 0:
                last = getattr(scan, part + "_end")
                if not pos <= first <= last <= end:
                    raise AssertionError(f"{part} reaches out of the hello")
                seen.append((part, first - pos, last - pos))
        return seen

    whole = b"\x01" + len(data).to_bytes(3) + data
    return placed(data, read), parse_client_hello(data), parse_client_hello(whole), parse_hello(1, whole)


def records(data: bytes) -> object:
    """The beginning of a TLS stream is told, and its hello and certificate found, from what is there alone."""

    def read(buffer: bytes, pos: int, end: int) -> object:
        flight = ServerFlight()
        seen: list[object] = [hello_at(buffer, pos, end), unwrap(buffer, pos, end), server_hello_at(buffer, pos, end)]
        seen.append(flight.read(buffer, pos, end))
        if flight.cert >= 0:
            if flight.joined is None and not pos <= flight.cert <= flight.cert_end <= end:
                raise AssertionError("the certificate reaches out of the data")
            certificate = (flight.joined or buffer)[flight.cert : flight.cert_end]
            seen.append((bytes(certificate).hex(), flight.version))
        return seen

    walk = RecordWalk()
    half = len(data) // 2
    return placed(data, read), walk.records(5, data[:half]), walk.records(5 + half, data[half:])


def certificate(data: bytes) -> object:
    """A certificate gives its names, as far as they are whole, or CERT_BAD; the value says no more than the walk found, or None."""

    def read(buffer: bytes, pos: int, end: int) -> object:
        walk = Certificate()
        if walk.begin(buffer, pos, end) < 1:
            return None
        found = [bytes(buffer[walk.name : walk.name_end]).hex() for status in steps(walk.next) if status > 0]
        walk.release()
        return found

    return placed(data, read), parse_certificate(data, 0x0303)


def http(data: bytes) -> object:
    """A request head gives the places of its parts, all inside it, or HTTP_MORE or HTTP_NOT."""

    def read(buffer: bytes, pos: int, end: int) -> object:
        request = RequestScan()
        status = request.read(buffer, pos, end)
        seen: list[object] = [status - pos if status > 0 else status, request.looks_like(buffer, pos, end)]
        seen += [preface_at(buffer, pos, end), bool(settings_at(buffer, pos, end))]
        if status > 0 or (request.target >= 0 and request.site(buffer)):
            seen += [bool(request.site(buffer)), request.body, parse_request(buffer, request)]
        return seen

    return placed(data, read), forwarded_for(data)


def http2(data: bytes) -> object:
    """A direction of HTTP/2 gives its heads or raises Broken; cut in two it gives the same."""
    whole = heads(data, len(data))
    if heads(data, len(data) // 2) != whole:
        raise AssertionError("in two pieces it says something else")
    return whole


def heads(data: bytes, cut: int) -> list[object]:
    """Return what a direction says that is read up to *cut* first, and then from where that reading stopped."""
    side = Http2Side()
    found: list[object] = []
    at = 0
    try:
        for end in (cut, len(data)):
            if at <= end:
                at += side.read(data[at:end])
            found += [(request_of(head), status_of(head)) for head in side.heads]
            side.heads.clear()
    except Broken:
        found += [(request_of(head), status_of(head)) for head in side.heads]
        found.append("broken")
    return found


def quic(data: bytes) -> object:
    """A datagram gives its packets, none reaching out of it, and what can be opened; the rest is refused."""

    def read(buffer: bytes, pos: int, end: int) -> object:
        header = LongHeader()
        seen: list[object] = [bool(looks_like(buffer, pos, end)), progress(buffer, pos, end) if pos < end else None]
        at = pos
        for _ in range(16):
            kind = header.seek(buffer, at, end, 0)
            if not at <= header.end <= end:
                raise AssertionError("a packet reaches out of the datagram")
            seen.append((kind, header.version, header.end - pos, bool(header.cut)))
            if kind < 0 or header.end == at:
                break
            if kind == INITIAL:
                own = bytes(buffer[header.dcid : header.dcid_end])
                seen.append(open_initial(buffer, header, own))
            at = header.end
        return seen

    chlo = find_chlo(data)
    values = chlo_values(data, chlo)
    return placed(data, read), chlo_size(data), parse_chlo(0x51303433, values) if values is not None else None


def quic_frames(data: bytes) -> object:
    """The frames of an Initial give handshake bytes, put together under a limit, or FRAMES_BAD."""
    seen: list[object] = []
    for google in (False, True):
        scan = FrameScan()
        stream = CryptoStream()
        scan.begin(data, google)
        for status in steps(scan.next):
            seen.append(status)
            if status == CRYPTO:
                if not 0 <= scan.start <= scan.stop <= len(data):
                    raise AssertionError("a frame reaches out of the packet")
                seen.append(stream.add(scan.offset, data[scan.start : scan.stop]))
        seen.append(bytes(stream.buffer[: stream.ready]).hex())
    return seen


def messages(*parsers: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """Return a target of parsers that give a value or None."""

    def read(data: bytes) -> object:
        """A message gives a value, or None for what is none; whatever stands behind a damaged place is left out."""
        return [parse(data) for parse in parsers]

    return read


def certificates() -> Iterator[bytes]:
    """Yield certificates out of server flights."""
    for flight_data in seeds.payloads(TCP, 443, 8443)():
        flight = ServerFlight()
        if flight.read(flight_data, 0, len(flight_data)) and flight.cert >= 0:
            yield (flight.joined or flight_data)[flight.cert : flight.cert_end]


def hellos() -> Iterator[bytes]:
    """Yield the bodies of ClientHellos."""
    for data in seeds.payloads(TCP, 443)():
        if hello_at(data, 0, len(data)) > 0:
            yield unwrap(data, 0, len(data))[HANDSHAKE:]


def arps() -> Iterator[bytes]:
    """Yield ARP packets."""
    for link, frame in seeds.some_frames():
        if link == 1 and frame[12:14] == b"\x08\x06":
            yield frame[14:]


def opened() -> Iterator[bytes]:
    """Yield the frames of Initials."""
    header = LongHeader()
    for data in seeds.payloads(UDP, 443)():
        if looks_like(data, 0, len(data)) and header.seek(data, 0, len(data), 0) == INITIAL:
            payload = open_initial(data, header, data[header.dcid : header.dcid_end])
            if payload:
                yield payload


def http2_seeds() -> Iterator[bytes]:
    """Yield the beginning of a direction: preface, settings, one head in two frames, a response."""
    from hpack import Encoder  # noqa: PLC0415 - only these seeds need it

    fields = [(":method", "GET"), (":authority", "a.example"), (":path", "/"), ("forwarded", "for=192.0.2.1")]
    block = Encoder().encode(fields)
    head = b"\0\0\5\1\0\0\0\0\1" + block[:5] + len(block[5:]).to_bytes(3) + b"\x09\4\0\0\0\1" + block[5:]
    yield b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0" + head
    status = Encoder().encode([(":status", "200")])
    yield b"\0\0\0\4\0\0\0\0\0" + len(status).to_bytes(3) + b"\1\5\0\0\0\1" + status


TARGETS = (
    Target("dns", dns, seeds.payloads(UDP, 53, 5353, 5355), 1400, share=2),
    Target("hello", hello, hellos, 2048),
    Target("records", records, seeds.payloads(TCP, 443, 8443), 4096),
    Target("certificate", certificate, certificates, 2048),
    Target("http", http, seeds.payloads(TCP, 80, 3128, 8080), 2048),
    Target("http2", http2, http2_seeds, 1024),
    Target("quic", quic, seeds.payloads(UDP, 443), 1500),
    Target("quic_frames", quic_frames, opened, 1500),
    Target("dhcp", messages(parse_dhcp), seeds.payloads(UDP, 67, 68), 1024),
    Target("dhcpv6", messages(parse_dhcpv6), seeds.payloads(UDP, 546, 547), 1024),
    Target("nbns", messages(parse_nbns, parse_datagram), seeds.payloads(UDP, 137, 138), 600),
    Target("ndp", messages(parse_ndp, parse_arp), lambda: (*seeds.payloads(seeds.ICMP6)(), *arps()), 600),
)

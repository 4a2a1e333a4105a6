"""EVE JSON: an observation, or a finding's piece of evidence, as one line (DESIGN section 5.2).

The shape is that of Suricata (``etc/schema.json`` of OISF/suricata), so that readers of EVE take it as it is. A body
stands under its event type's name and is last in the line; the order of the fields before it never changes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sensor.alerts.alert import alert_body, body_of, encodable
from sensor.alerts.neighbours import flow_body, krb5_body, llmnr_body, mdns_body
from sensor.alerts.sightings import FirstSightings
from sensor.alerts.times import eve_time
from sensor.model.bodies import Flow
from sensor.model.community_id import community_id
from sensor.model.finding import Evidence, Finding
from sensor.model.observation import Observation, Tunnel
from sensor.model.signature import SignatureSet

FLOWS_CACHED = 65_536
"""Community ids kept: about 20 MB, and as many conversations as are usually open at once; then it starts anew."""

OWN_KINDS = frozenset({"flow", "arp", "ndp"})
"""Event types that name no application protocol."""

OWN_EVENT_TYPES = frozenset({"dhcpv6", "nbdgm", "nbns", "ndp", "sensor"})
"""Event types that EVE does not have; each has an object of its name (DESIGN section 5.2)."""

PORTLESS = frozenset({"ARP", "IPv6-ICMP"})
"""What `Head.proto` says of packets that have none."""

KIND_OF = {"server": "flow", "device": "arp"}
"""First part of a field's name → event type, where that is another."""

RESHAPED: dict[str, Callable[[Any], object]] = {
    "mdns": mdns_body,
    "llmnr": llmnr_body,
    "krb5": krb5_body,
    "flow": flow_body,
}
"""Event types whose object is not the body as it stands."""


class Ether(msgspec.Struct, omit_defaults=True):
    """MAC addresses of the frame."""

    src_mac: str | None = None
    dest_mac: str | None = None


class TunnelBody(msgspec.Struct, omit_defaults=True):
    """What carried the packet; ``proto`` ends in the number of the virtual network where there is one."""

    proto: str
    depth: int
    src_ip: str | None = None
    dest_ip: str | None = None


class Head(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What stands before the body in every line. ARP and ICMP have no ports."""

    timestamp: str
    event_type: str
    host: str | None = None
    """The sensor's name."""
    src_ip: str
    src_port: int | None = None
    dest_ip: str
    dest_port: int | None = None
    proto: str
    pkt_src: str = msgspec.field(default_factory=lambda: "wire/pcap")  # a factory, so that it is never left out
    vlan: tuple[int, ...] = ()
    tunnel: TunnelBody | None = None
    in_iface: str | None = None
    community_id: str | None = None
    pcap_cnt: int | None = None
    pcap_filename: str | None = None
    ether: Ether | None = None
    direction: str | None = None
    """``to_server`` or ``to_client``: of the bytes in ``payload``."""
    payload: bytes | None = None
    """In base64, as EVE has it."""
    payload_printable: str | None = None


def tunnel_body(tunnel: Tunnel) -> TunnelBody:
    """Return the ``tunnel`` object: ``vxlan/5001`` and the addresses around the packet."""
    proto = f"{tunnel.proto}/{tunnel.tenant}" if tunnel.tenant else tunnel.proto
    return TunnelBody(proto, tunnel.depth, tunnel.src_ip, tunnel.dest_ip)


class EveEncoder:
    """Writes lines; *paths* gives the name of an input by `Observation.source`.

    *live*: inputs are interfaces, and the number of a frame leads nowhere. *host*: the sensor's name, if it has one.
    """

    def __init__(self, paths: Callable[[int], str], *, live: bool = False, host: str = "") -> None:
        self._host = encodable(host) or None
        self._paths = paths
        self._live = live
        self._names: dict[int, str] = {}
        self._ids: dict[tuple[str, int, str, int, str], str | None] = {}
        self._encoder = msgspec.json.Encoder()

    def observation(self, observation: Observation, into: bytearray) -> None:
        """Append the line of *observation*, newline included, to *into*."""
        encoder = self._encoder
        encoder.encode_into(self._head(observation, observation.kind), into, -1)
        into[-1:] = b',"' + observation.kind.encode() + b'":'
        encoder.encode_into(shape(observation), into, -1)
        into += b"}\n"

    def alert(
        self,
        finding: Finding,
        evidence: Evidence,
        revision: int,
        seen: Observation | None,
        more: Mapping[str, tuple[str, ...]] | None = None,
    ) -> bytes:
        """Return the alert line of one piece of *evidence*; *seen* is its first observation, if it was kept.

        *more* is added to the metadata.
        The source is always the asking side, also when it was the response that matched: who reads an alert looks for
        the host there.
        """
        place = evidence.field.partition(".")[0]
        kind = seen.kind if seen is not None else KIND_OF.get(place, place)
        body = shape(seen) if seen is not None else body_of(evidence.field, evidence.value)
        line = bytearray(self._encoder.encode(self._alert_head(evidence, seen)))
        line[-1:] = b',"alert":'
        self._encoder.encode_into(alert_body(finding, evidence, revision, more or {}), line, -1)
        if kind not in OWN_KINDS:
            line += b',"app_proto":"' + kind.encode() + b'"'
        line += b',"' + kind.encode() + b'":'
        self._encoder.encode_into(body, line, -1)
        line += b"}\n"
        return bytes(line)

    def _head(self, seen: Observation, event_type: str) -> Head:
        ether = Ether(seen.src_mac, seen.dst_mac) if seen.src_mac or seen.dst_mac else None
        ports = seen.proto not in PORTLESS
        path = self._path(seen.source)
        flow = seen.body if isinstance(seen.body, Flow) and seen.body.payload else None
        return Head(
            timestamp=eve_time(seen.ts),
            event_type=event_type,
            host=self._host,
            src_ip=seen.src,
            src_port=seen.sport if ports else None,
            dest_ip=seen.dst,
            dest_port=seen.dport if ports else None,
            proto=seen.proto,
            vlan=seen.vlan,
            tunnel=tunnel_body(seen.tunnel) if seen.tunnel is not None else None,
            community_id=self._community_id(seen.src, seen.sport, seen.dst, seen.dport, seen.proto),
            in_iface=path if self._live else None,
            pcap_cnt=None if self._live else seen.frame or None,
            pcap_filename=None if self._live else path,
            ether=ether,
            direction=("to_client" if flow.from_server else "to_server") if flow else None,
            payload=flow.payload if flow else None,
            payload_printable=printable_bytes(flow.payload) if flow else None,
        )

    def _alert_head(self, evidence: Evidence, seen: Observation | None) -> Head:
        if seen is None:
            flow, frame = evidence.flow, evidence.frame
            path = encodable(frame.path)
            return Head(
                timestamp=eve_time(evidence.first_seen),
                event_type="alert",
                host=self._host,
                src_ip=flow.src_ip,
                src_port=flow.src_port,
                dest_ip=flow.dest_ip,
                dest_port=flow.dest_port,
                proto=flow.proto,
                community_id=flow.community_id or None,
                in_iface=path if self._live else None,
                pcap_cnt=None if self._live else frame.number or None,
                pcap_filename=None if self._live else path or None,
            )
        head = self._head(seen, "alert")
        if seen.asks_from != (seen.src, seen.sport):
            head.src_ip, head.src_port = seen.asks_from
            head.dest_ip, head.dest_port = seen.asks_to
            if head.ether is not None:
                head.ether = Ether(seen.dst_mac, seen.src_mac)
        return head

    def _community_id(self, src: str, sport: int, dst: str, dport: int, proto: str) -> str | None:
        # One entry for both directions.
        key = (src, sport, dst, dport, proto) if src < dst else (dst, dport, src, sport, proto)
        try:
            return self._ids[key]
        except KeyError:
            pass
        if len(self._ids) >= FLOWS_CACHED:
            self._ids.clear()
        try:
            found = community_id(src, sport, dst, dport, proto)
        except (KeyError, ValueError):  # a protocol without ports: it has no id
            found = None
        self._ids[key] = found
        return found

    def _path(self, source: int) -> str:
        name = self._names.get(source)
        if name is None:
            name = self._names[source] = encodable(self._paths(source))
        return name


def evidence_alerts(
    findings: Sequence[Finding], signatures: SignatureSet, inputs: Sequence[str], sightings: FirstSightings
) -> Iterator[bytes]:
    """Yield one alert line per finding and piece of evidence, made from the first observation that showed it.

    They come at the end of a scan: before it, neither verdict nor outcome is known. *inputs* are paths by
    `Observation.source`.
    """
    encoder = EveEncoder(lambda source: inputs[source])
    sources = {path: source for source, path in reversed(list(enumerate(inputs)))}
    revisions = {signature.sid: signature.revision for signature in signatures.signatures}
    for finding in findings:
        for evidence in finding.evidence:
            seen = sightings.find(evidence, sources.get(evidence.frame.path, -1))
            yield encoder.alert(finding, evidence, revisions.get(evidence.sid, 1), seen)


def shape(observation: Observation) -> object:
    """Return the body as EVE has it; all but the neighbours' protocols are in that shape already."""
    reshape = RESHAPED.get(observation.kind)
    return observation.body if reshape is None else reshape(observation.body)


def printable_bytes(data: bytes) -> str:
    """Return *data* as Suricata prints it: a dot for what is no printable ASCII, but for the end of a line."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F or byte in b"\r\n" else "." for byte in data)

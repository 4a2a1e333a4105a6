"""A second opinion: the names that tshark sees in each capture are the names that the program observes."""

import shutil
import signal
import warnings
from typing import Any

import pytest
from recipes import shelf

from sensor.engine.scan import ScanOptions, scan
from sensor.model.bodies import Dns, Http, Quic, Tls
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.signatures import load

pyshark = pytest.importorskip("pyshark", reason="pyshark is not installed")
pytestmark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")

PENDING: dict[str, str] = {}
"""Captures that are ahead of the program, and why. One that begins to hold has to leave this list."""

DISPUTED = {
    "protocols/icmp-errors.pcap": "tshark also reads the packet that an ICMP error quotes, which nobody sent",
    "protocols/vpn.pcap": "tshark takes WireGuard on port 53 for broken DNS, and reads names from it",
    "taps/rotated-1.pcap": "the rest of the hello is in the next file, and tshark reads no name from its beginning",
    "taps/snap-length-256.pcap": "tshark reads no hello that was cut behind its name",
}
"""Captures on which the two differ for a reason."""

TSHARK_OPTIONS = [
    *("-o", "tcp.reassemble_out_of_order:TRUE"),
    *("-d", "udp.port==5300,dns"),
    *("-d", "udp.port==8443,quic"),
    *("-d", "udp.port==853,quic"),
    *("-d", "mpls.label==1001,pwethnocw"),
    *("-d", "mpls.label==1002,pwethcw"),
    *("-o", "capwap.swap_fc:FALSE"),
    *("-o", "esp.enable_null_encryption_decode_heuristic:TRUE"),
]
"""What tshark does not do by itself: ports, segments out of order, and what no packet says of what it carries."""

FIELDS = (
    ("dns", "qry_name"),
    ("mdns", "dns_qry_name"),
    ("llmnr", "dns_qry_name"),
    ("tls", "handshake_extensions_server_name"),
    ("quic", "tls_handshake_extensions_server_name"),
    ("http", "host"),
    ("http2", "headers_authority"),
)
"""Layer and field, as pyshark calls them."""

KINDS = ("clean/", "clients/", "kaspersky/", "protocols/", "taps/", "tunnels/", "vendors/")
FILES = [
    pytest.param(file, marks=[pytest.mark.xfail(reason=PENDING[file])] if file in PENDING else [])
    for file in shelf.manifest()
    if file.startswith(KINDS) and file not in DISPUTED
]


def host_only(text: str) -> str:
    """Return a Host field without its port, in lower case."""
    head, _, port = text.lower().rpartition(":")
    return head if head and port.isdigit() else text.lower()


def seen_by_tshark(path: str) -> set[tuple[str, str]]:
    """Return (protocol, name) of every question, hello and request."""
    shown = "(dns.qry.name && !nbns) || tls.handshake.extensions_server_name || http.host || http2.headers.authority"
    found: set[tuple[str, str]] = set()
    with warnings.catch_warnings():  # asyncio as pyshark uses it
        warnings.simplefilter("ignore")
        packets = pyshark.FileCapture(path, display_filter=shown, custom_parameters=TSHARK_OPTIONS, keep_packets=False)
        try:
            for packet in packets:
                for layer in packet.layers:
                    for protocol, name in FIELDS:
                        if layer.layer_name == protocol and name in layer.field_names:
                            values = layer.get_field(name).all_fields
                            found.update(
                                (protocol.removesuffix("2"), host_only(value.get_default_value())) for value in values
                            )
        finally:
            packets.close()
            # asyncio leaves a socket behind that nobody empties, and in which every child that ends leaves a byte.
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    return found


def seen_here(path: str) -> set[tuple[str, str]]:
    """Return the same of our own observations."""
    found: set[tuple[str, str]] = set()

    def note(observation: Observation, _: list[Match]) -> None:
        body: Any = observation.body
        if isinstance(body, Dns):
            found.update((observation.kind, query.rrname) for query in body.queries)
        elif isinstance(body, Tls | Quic) and body.sni:
            found.add((observation.kind, body.sni))
        elif isinstance(body, Http) and body.hostname:
            found.add((observation.kind, body.hostname))

    scan([path], ScanOptions(signatures=load(None), observe_all=True), note)
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_names_are_those_that_tshark_sees(file: str) -> None:
    """The same set of (protocol, name), neither more nor less."""
    path = str(shelf.ROOT / file)
    assert seen_here(path) == seen_by_tshark(path)

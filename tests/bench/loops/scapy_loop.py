"""What one writes with scapy: questions, ClientHellos and requests of one segment each. Prints the sightings."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from bench.loops.wanted import Wanted
from scapy.layers.dns import DNS
from scapy.layers.http import HTTPRequest
from scapy.layers.inet import TCP
from scapy.layers.l2 import Ether  # noqa: F401 - the dissector of the frames
from scapy.layers.tls.extensions import TLS_Ext_ServerName
from scapy.layers.tls.record import TLS
from scapy.utils import PcapReader


def names_in(packet: Any) -> Iterator[str]:
    """Yield the names that the packet asks for."""
    if packet.haslayer(DNS) and not packet[DNS].qr:
        yield from (question.qname.decode("ascii") for question in packet[DNS].qd or ())
    elif packet.haslayer(HTTPRequest):
        yield (packet[HTTPRequest].Host or b"").decode("ascii")
    elif packet.haslayer(TCP):
        data = bytes(packet[TCP].payload)
        if data[:1] == b"\x16":
            tls: Any = TLS
            hello = tls(data).getlayer(TLS_Ext_ServerName)
            yield from (one.servername.decode("ascii") for one in (hello.servernames if hello else ()))


def main(capture: str, names: str) -> int:
    """Count the sightings in *capture*."""
    wanted = Wanted(names)
    with PcapReader(capture) as packets:
        for packet in packets:
            with contextlib.suppress(Exception):
                wanted.look(names_in(packet))
    return wanted.sightings


if __name__ == "__main__":
    print(main(*sys.argv[1:]))

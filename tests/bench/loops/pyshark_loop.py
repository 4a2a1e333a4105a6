"""What one writes with pyshark: every packet through tshark as XML. Prints the sightings."""

import sys
from collections.abc import Iterator
from typing import Any

import pyshark
from bench.loops.wanted import Wanted


def names_in(packet: Any) -> Iterator[str]:
    """Yield the names that the packet asks for."""
    if "DNS" in packet and packet.dns.get_field("flags_response") in ("0", "False"):
        yield str(packet.dns.get_field("qry_name") or "")
    if "TLS" in packet:
        yield str(packet.tls.get_field("handshake_extensions_server_name") or "")
    if "HTTP" in packet:
        yield str(packet.http.get_field("host") or "")


def main(capture: str, names: str) -> int:
    """Count the sightings in *capture*."""
    wanted = Wanted(names)
    with pyshark.FileCapture(capture, keep_packets=False) as packets:
        for packet in packets:
            wanted.look(names_in(packet))
    return wanted.sightings


if __name__ == "__main__":
    print(main(*sys.argv[1:]))

"""What one writes with dpkt: questions, ClientHellos and requests of one segment each. Prints the sightings."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import dpkt
from bench.loops.wanted import Wanted

METHODS = (b"GET ", b"POST", b"HEAD", b"PUT ", b"CONN")


def names_in(frame: bytes) -> Iterator[str]:
    """Yield the names that the frame asks for."""
    packet = dpkt.ethernet.Ethernet(frame).data
    segment = packet.data if isinstance(packet, (dpkt.ip.IP, dpkt.ip6.IP6)) else None
    if isinstance(segment, dpkt.udp.UDP):
        if segment.dport == 53:
            yield from (question.name for question in dpkt.dns.DNS(segment.data).qd)
    elif isinstance(segment, dpkt.tcp.TCP):
        data = bytes(segment.data)
        if data[:1] == b"\x16":
            yield from hello_names(data)
        elif data[:4] in METHODS:
            yield dpkt.http.Request(data).headers.get("host", "")


def hello_names(data: bytes) -> Iterator[str]:
    """Yield the name in a ClientHello that is whole."""
    records: list[Any] = dpkt.ssl.tls_multi_factory(data)[0]
    hello = dpkt.ssl.TLSHandshake(records[0].data).data
    if isinstance(hello, dpkt.ssl.TLSClientHello):
        for kind, value in hello.extensions:
            if kind == 0:
                yield value[5:].decode("ascii")


def main(capture: str, names: str) -> int:
    """Count the sightings in *capture*."""
    wanted = Wanted(names)
    with open(capture, "rb") as file:
        for _time, frame in dpkt.pcap.Reader(file):
            with contextlib.suppress(Exception):
                wanted.look(names_in(frame))
    return wanted.sightings


if __name__ == "__main__":
    print(main(*sys.argv[1:]))

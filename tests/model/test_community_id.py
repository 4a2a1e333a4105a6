"""Community ids are the same as other tools'."""

import ipaddress
from pathlib import Path

import pytest

from sensor.capture import open_source
from sensor.decode.frame import decode
from sensor.decode.layers import LAYER_DONE, PROTO_TCP
from sensor.decode.packet import Packet
from sensor.model.community_id import community_id

PUBLISHED = [
    (
        ("128.232.110.120", 34855, "66.35.250.204", 80, "TCP"),
        "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "1:3V71V58M3Ksw/yuFALMcW0LAHvc=",
    ),
    (
        ("192.168.1.52", 54585, "8.8.8.8", 53, "UDP"),
        "1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
        "1:Q9We8WO3piVF8yEQBNJF4uiSVrI=",
    ),
    (
        ("2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, "2607:f8b0:400c:c03::1a", 25, "TCP"),
        "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=",
        "1:eJYTW6AOzFLlSUoESovMjnu7rMw=",
    ),
    (
        ("192.168.170.8", 7, "192.168.170.56", 7, "SCTP"),
        "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=",
        "1:5w3ZRjeKBzqT3zsaEECDGjUbYeg=",
    ),
]
"""The reference values of corelight/community-id-spec (baseline_deflt.json, baseline_seed1.json): ends, seed 0, seed 1."""


@pytest.mark.parametrize(("flow", "expected", "seeded"), PUBLISHED)
def test_values_that_the_specification_publishes(
    flow: tuple[str, int, str, int, str], expected: str, seeded: str
) -> None:
    """Both directions of each conversation, without a seed and with one."""
    src, sport, dst, dport, proto = flow
    assert community_id(*flow) == community_id(dst, dport, src, sport, proto) == expected
    assert community_id(*flow, seed=1) == seeded


def test_the_capture_that_the_specification_publishes(shared: Path) -> None:
    """The conversations decoded from its packets are those of the reference values, and no others."""
    capture = shared / "captures/permissive/corelight+community-id-spec/pcaps/combined.pcap.gz"
    if not capture.is_file():
        pytest.skip("the capture of corelight/community-id-spec is not in ../shared")
    expected = {value for flow, value, _ in PUBLISHED if flow[4] != "SCTP"}
    assert expected == decoded_ids(capture)


def decoded_ids(capture: Path) -> set[str]:
    """Return the ids of the TCP and UDP packets in *capture*."""
    packet = Packet()
    found = set()
    for batch in open_source(str(capture)).batches():
        packet.data = batch.data
        for at in range(batch.count):
            packet.begin(batch.offset[at], batch.caplen[at], batch.wirelen[at], batch.link[at])
            if decode(packet) == LAYER_DONE:
                ends = [bytes(packet.data[pos : pos + packet.address_length]) for pos in (packet.src, packet.dst)]
                src, dst = [str(ipaddress.ip_address(end)) for end in ends]
                proto = "TCP" if packet.proto == PROTO_TCP else "UDP"
                found.add(community_id(src, packet.sport, dst, packet.dport, proto))
    return found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("10.0.0.1", 5000), ("10.0.0.2", 53)),
        (("2001:db8::1", 5000), ("2001:db8::2", 53)),
        (("10.0.0.1", 5), ("10.0.0.1", 6)),
    ],
)
def test_both_directions_have_one_id(one: tuple[str, int], two: tuple[str, int]) -> None:
    """Address decides which end comes first, then port."""
    assert community_id(*one, *two, "UDP") == community_id(*two, *one, "UDP")


def test_the_protocol_and_the_seed_count() -> None:
    """The same ends over another protocol, or under another seed, are another conversation."""
    ends = ("10.0.0.1", 5000, "10.0.0.2", 53)
    assert len({community_id(*ends, "UDP"), community_id(*ends, "TCP"), community_id(*ends, "UDP", seed=1)}) == 3


def test_what_is_no_flow_is_refused() -> None:
    """A protocol without ports has no id here, and text that is no address has none either."""
    for proto in ("GRE", "ICMP", "ICMPV6", "tcp"):
        with pytest.raises(KeyError):
            community_id("10.0.0.1", 1, "10.0.0.2", 2, proto)
    with pytest.raises(ValueError, match="does not appear to be"):
        community_id("ws-0422", 1, "10.0.0.2", 2, "UDP")

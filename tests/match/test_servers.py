"""The table of servers against asking each network in turn."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.match.networks import PROTOCOLS
from sensor.match.servers import ServerTable
from sensor.model.signature import ServerCondition

BLOCKS = st.sampled_from(
    [
        "0.0.0.0/0",
        "0.0.0.0/32",
        "255.255.255.255/32",
        "77.74.176.0/21",
        "77.74.176.0/24",
        "77.74.177.128/25",
        "128.0.0.0/1",
        "::/0",
        "::/128",
        "2001:db8::/32",
        "2001:db8::/64",
        "2001:db8:0:1::/64",
        "8000::/1",
        "ffff::/16",
    ]
)
PORTS = st.tuples(st.sampled_from([0, 80, 443]), st.sampled_from([443, 1443, 65535])).map(sorted).map(tuple)
CONDITIONS = st.builds(
    ServerCondition,
    network=st.lists(BLOCKS, max_size=4).map(tuple),
    port=st.lists(PORTS, max_size=2).map(tuple),
    proto=st.sampled_from([None, "tcp", "UDP"]),
)
ADDRESSES = st.one_of(
    st.sampled_from(["0.0.0.0", "255.255.255.255", "77.74.176.9", "77.74.177.200", "77.74.184.0", "127.255.255.255"]),
    st.sampled_from(
        ["::", "2001:db8::1", "2001:db8:0:1::", "2001:db8:0:0:ffff::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]
    ),
    st.ip_addresses().map(str),
)


def naive(condition: ServerCondition, address: str, port: int, proto: int) -> bool:
    """Return whether *condition* wants the server, one comparison after another."""
    where = ipaddress.ip_address(address)
    return (
        (not condition.network or any(where in ipaddress.ip_network(block) for block in condition.network))
        and (not condition.port or any(low <= port <= high for low, high in condition.port))
        and (condition.proto is None or PROTOCOLS[condition.proto.lower()] == proto)
    )


@given(
    st.lists(CONDITIONS, max_size=6),
    ADDRESSES,
    st.sampled_from([0, 80, 442, 443, 1443, 65535]),
    st.sampled_from([6, 17]),
)
def test_it_answers_like_asking_each_network(
    conditions: list[ServerCondition], address: str, port: int, proto: int
) -> None:
    """``wants`` and ``find`` agree with comparing the address with each block."""
    packed = ipaddress.ip_address(address).packed
    expected = [rule for rule, condition in enumerate(conditions) if naive(condition, address, port, proto)]
    table = ServerTable(conditions)
    assert table.find(packed, port, proto) == expected
    assert table.wants(b"\xff" + packed + b"\xff", 1, len(packed), port, proto) is bool(expected)


def test_an_empty_table_wants_nothing() -> None:
    """No rule, no address."""
    table = ServerTable()
    assert not table.wants(bytes(16), 0, 16, 443, 6)
    assert not table.wants(bytes(4), 0, 4, 443, 6)
    assert table.find(bytes(4), 443, 6) == []


def test_an_address_of_another_length_is_wanted_by_its_port_only() -> None:
    """Neither family: only rules for everywhere apply."""
    nets = ServerTable([ServerCondition(network=("0.0.0.0/0", "::/0"))])
    assert not nets.wants(bytes(16), 0, 8, 443, 6)
    assert nets.find(bytes(8), 443, 6) == []
    assert ServerTable([ServerCondition(port=((443, 443),))]).wants(bytes(16), 0, 8, 443, 6)


def test_an_address_that_is_cut_off_raises() -> None:
    """Reading past the end of the buffer is an IndexError, in either build."""
    table = ServerTable([ServerCondition(network=("10.0.0.0/8",))])
    with pytest.raises(IndexError):
        table.wants(bytes(3), 0, 4, 443, 6)


def test_many_networks_are_searched() -> None:
    """Ten thousand blocks: each first and last address is inside, those around are not."""
    blocks = tuple(str(ipaddress.ip_network((number << 14, 24))) for number in range(1, 10_001))
    table = ServerTable([ServerCondition(network=blocks)])
    for number in (1, 2, 5000, 10_000):
        inside = (number << 14).to_bytes(4, "big"), ((number << 14) + 255).to_bytes(4, "big")
        outside = ((number << 14) - 1).to_bytes(4, "big"), ((number << 14) + 256).to_bytes(4, "big")
        assert all(table.wants(packed, 0, 4, 1, 6) for packed in inside)
        assert not any(table.wants(packed, 0, 4, 1, 6) for packed in outside)

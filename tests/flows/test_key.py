"""The key of a conversation: one for both directions, another for any other conversation."""

import ipaddress
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.decode.packet import Packet
from sensor.flows.key import address_hash, fragment_key, set_flow

SEED = 0x0123456789ABCDEF
End = tuple[str, int]
CLIENT: End = ("10.4.7.22", 51022)
SERVER: End = ("203.0.113.9", 443)


def packet_between(source: End, target: End, proto: int = 6, before: bytes = b"") -> Packet:
    """Return a decoded packet from *source* to *target*."""
    src, dst = (ipaddress.ip_address(end[0]).packed for end in (source, target))
    packet = Packet()
    packet.data = before + src + dst
    packet.src = len(before)
    packet.dst = len(before) + len(src)
    packet.address_length = len(src)
    packet.proto = proto
    packet.sport, packet.dport = source[1], target[1]
    return packet


def flow(source: End, target: End, proto: int = 6, seed: int = SEED) -> tuple[int, int]:
    """Return key and direction."""
    packet = packet_between(source, target, proto)
    set_flow(packet, seed)
    return packet.flow, packet.direction


def both_ends(version: Literal[4, 6]) -> st.SearchStrategy[tuple[End, End]]:
    """Two ends of one IP version."""
    end = st.tuples(st.ip_addresses(v=version).map(str), st.integers(0, 65535))
    return st.tuples(end, end)


@given(both_ends(4) | both_ends(6), st.sampled_from([6, 17]), st.integers(0, (1 << 64) - 1))
def test_both_directions_have_one_key(both: tuple[End, End], proto: int, seed: int) -> None:
    """And they are told apart, unless both ends are one."""
    one, other = both
    there, back = flow(one, other, proto, seed), flow(other, one, proto, seed)
    assert there[0] == back[0]
    assert 0 <= there[0] < 1 << 64
    assert there[1] + back[1] == (0 if one == other else 1)


def test_any_difference_makes_another_key() -> None:
    """Addresses, ports, which port is whose, protocol."""
    v6 = ("2001:db8::1", 51022), ("2001:db8::2", 443)
    found = [
        flow(CLIENT, SERVER),
        flow(CLIENT, SERVER, 17),
        flow((CLIENT[0], 51023), SERVER),
        flow(CLIENT, (SERVER[0], 80)),
        flow(("10.4.7.23", CLIENT[1]), SERVER),
        flow(CLIENT, ("203.0.113.10", SERVER[1])),
        flow((CLIENT[0], SERVER[1]), (SERVER[0], CLIENT[1])),
        flow(CLIENT, SERVER, 6, SEED + 1),
        flow(*v6),
        flow((v6[0][0], 443), (v6[1][0], 51022)),
        flow(("2001:db8:0:0:1::", 51022), v6[1]),
        flow(("::a04:716", 51022), ("::cb00:7109", 443)),
    ]
    assert len({key for key, _ in found}) == len(found)


def test_the_key_depends_on_ends_and_seed_alone() -> None:
    """Not on where in the buffer the addresses stand."""
    packet = packet_between(CLIENT, SERVER, before=b"\xaa" * 37)
    set_flow(packet, SEED)
    assert (packet.flow, packet.direction) == flow(CLIENT, SERVER)


def test_fragments_of_one_datagram_have_one_key() -> None:
    """Ends, id, virtual network and, in IPv4 alone, the protocol tell datagrams apart; ports are in the first piece only."""

    def key(source: End, target: End, proto: int, version: int, ident: int, tenant: int) -> int:
        packet = packet_between(source, target, proto)
        packet.ip_version, packet.fragment_id, packet.tenant = version, ident, tenant
        return fragment_key(packet, SEED)

    one = key(CLIENT, SERVER, 17, 4, 7, 0)
    assert one == key((CLIENT[0], 1), (SERVER[0], 2), 17, 4, 7, 0)
    others = [
        key(SERVER, CLIENT, 17, 4, 7, 0),
        key(CLIENT, SERVER, 6, 4, 7, 0),
        key(CLIENT, SERVER, 17, 4, 8, 0),
        key(CLIENT, SERVER, 17, 4, 7, 1),
    ]
    assert len({one, *others}) == 5
    ends6 = ("2001:db8::1", 0), ("2001:db8::2", 0)
    assert key(*ends6, 17, 6, 7, 0) == key(*ends6, 60, 6, 7, 0)


def test_the_same_in_both_builds() -> None:
    """Arithmetic modulo 2**64, interpreted and compiled: this is what it is."""
    assert address_hash(packet_between(CLIENT, SERVER), 0, SEED) == expected_hash("10.4.7.22", SEED)
    ends6 = ("2001:db8::ffff:ffff", 1), ("fe80::1", 2)
    assert address_hash(packet_between(*ends6), 16, (1 << 64) - 1) == expected_hash("fe80::1", (1 << 64) - 1)


def expected_hash(address: str, seed: int) -> int:
    """Hash an address as the module describes, with Python's own integers."""
    value = seed
    raw = ipaddress.ip_address(address).packed
    for at in range(0, len(raw), 4):
        value = (value ^ int.from_bytes(raw[at : at + 4], "big")) * 0x9E3779B97F4A7C15 % (1 << 64)
        value ^= value >> 29
    return value


@pytest.mark.parametrize("bits", [range(12), range(20, 32), range(48, 60)])
def test_keys_spread(bits: range) -> None:
    """4096 conversations that differ in port and last byte fill buckets about evenly, whichever bits are asked."""
    counts = [0] * 512
    for port in range(40000, 40128):
        for last in range(32):
            key = flow((f"10.0.0.{last}", port), SERVER)[0]
            counts[key >> bits[0] & 0x1FF] += 1
    assert sum(counts) == 4096
    assert max(counts) < 40, "8 are expected in each"

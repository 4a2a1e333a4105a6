"""Frames through the loop: each is counted, none stops the others."""

import itertools

import pytest
from builders import dns, frames, http, quic, tls
from engine.datagrams import RESOLVER, question, seen, udp
from engine.stage import CLIENT, SERVER, SYN, SYN_ACK, Stage, Talk, client
from hypothesis import given
from hypothesis import strategies as st

from sensor.flows.consts import FLOW_TCP
from sensor.model.observation import Observation
from sensor.wire.batch import BATCH_FRAMES

NAMES = ("a.example", "b.example", "c.example")
HELLO = tls.record(tls.client_hello("a.example"))


@pytest.mark.parametrize(
    ("frame", "link", "counter"),
    [
        (frames.ethernet(b"", kind=frames.ARP), 1, "other_network"),
        (question(), 250, "unknown_link"),
        (question()[:20], 1, "cut"),
        (b"", 1, "cut"),
        (frames.ethernet(b"\x41" + bytes(30)), 1, "malformed"),
        (frames.ethernet(b"\x45\0\0\x05" + bytes(30)), 1, "malformed"),
        (frames.ethernet(frames.ipv4(CLIENT, SERVER, frames.ICMP, bytes(8))), 1, "other_transport"),
        (frames.ethernet(frames.ipv4(CLIENT, SERVER, 4, b""), vlan=[1] * 40), 1, "too_deep"),
    ],
    ids=["network", "link", "cut", "empty", "version", "length", "transport", "deep"],
)
def test_a_frame_that_gives_no_packet_is_counted(frame: bytes, link: int, counter: str) -> None:
    """By the reason; the frames around it are read."""
    around = question(), question("b.example")
    stage = Stage().feed(around[0], frame, around[1]) if link == 1 else Stage().feed(frame, link=link)
    assert getattr(stage.tally, counter) == 1
    assert stage.seen == (["dns a.example", "dns b.example"] if link == 1 else [])
    assert stage.tally.weird == ({"link.unknown_250": 1} if counter == "unknown_link" else {})


def test_frames_and_bytes_are_counted() -> None:
    """As captured; those of which the capture kept a part are told apart."""
    frame = question()
    stage = Stage().feed((frame[:-4], len(frame)), frame, (frame[:20], len(frame)))
    assert (stage.tally.frames, stage.tally.bytes, stage.tally.snapped) == (3, 2 * len(frame) - 4 + 20, 2)
    assert stage.tally.dns_malformed == 1


def test_hosts_are_those_of_packets() -> None:
    """Of TCP, of UDP on any port, of other transports, and of fragments that never become whole or do."""
    whole = frames.udp("10.0.0.4", "10.0.0.5", 1, 2, bytes(64))
    stage = Stage().feed(
        question(),
        frames.ethernet(frames.tcp("10.0.0.2", "10.0.0.3", 1, 2, b"x")),
        frames.ethernet(frames.ipv4("10.0.0.6", "10.0.0.8", frames.ICMP, bytes(8))),
        *[frames.ethernet(part) for part in frames.fragments4(whole, 32)],
        frames.ethernet(frames.udp("fd00::1", "fd00::2", 1, 2, b"x")),
    )
    texts = {".".join(map(str, raw)) for raw in stage.tally.hosts if len(raw) == 4}
    assert texts == {CLIENT, RESOLVER, *(f"10.0.0.{last}" for last in (2, 3, 4, 5, 6, 8))}
    assert len(stage.tally.hosts) == 10


def test_observations_have_the_number_and_time_of_their_frame() -> None:
    """Numbers count from 1 over all batches."""
    count = BATCH_FRAMES + 5
    stage = Stage().feed(*[question(f"n{number}.example") for number in range(count)])
    assert [one.frame for one in stage.observations] == list(range(1, count + 1))
    assert stage.observations[-1].ts - stage.observations[0].ts == (count - 1) * 1_000_000
    assert [one.flow for one in stage.observations] == [stage.observations[0].flow] * count


def test_tags_are_told_outer_first() -> None:
    """And the addresses of the frame."""
    stage = Stage().feed(frames.ethernet(frames.udp(CLIENT, RESOLVER, 5, 53, dns.query("a.example")), vlan=[7, 8, 9]))
    told = stage.observations[0]
    assert told.vlan == (7, 8, 9)
    assert (told.src_mac, told.dst_mac) == (frames.CLIENT_MAC, frames.SERVER_MAC)
    stage.feed(frames.udp(CLIENT, RESOLVER, 6, 53, dns.query("a.example")), link=101)
    assert (stage.observations[1].src_mac, stage.observations[1].vlan) == (None, ())


def big_question() -> bytes:
    """Return a query of several hundred bytes."""
    return dns.query("a.example", edns=b"\0\x0c\2\0" + bytes(512))


@pytest.mark.parametrize("version", [4, 6])
@given(st.data())
def test_fragments_are_put_together(version: int, data: st.DataObject) -> None:
    """In any order, with some of them twice, and those of another datagram between them."""
    ends = (CLIENT, RESOLVER) if version == 4 else ("fd00::7", "fd00::53")
    size = data.draw(st.sampled_from([8, 64, 200, 512]))
    packets = [
        frames.udp(*ends, 50000, 53, big_question(), ident=1),
        frames.udp(*ends, 50001, 53, big_question(), ident=2),
    ]
    cut = [
        list(frames.fragments4(packet, size) if version == 4 else frames.fragments6(packet, size, number))
        for number, packet in enumerate(packets)
    ]
    pieces = data.draw(st.permutations([*cut[0], *cut[1]]))
    stage = Stage().feed(*[frames.ethernet(piece) for piece in pieces])
    assert sorted(one.sport for one in stage.observations) == [50000, 50001]
    assert stage.seen == ["dns a.example"] * 2
    stage.pipeline.flush()
    assert stage.pipeline.fragments.incomplete == 0


def test_a_hello_in_fragments_of_a_segment() -> None:
    """What comes out of the fragments goes on as any other packet."""
    segment = frames.tcp(CLIENT, SERVER, 50000, 443, HELLO, seq=1)
    stage = Stage().feed(
        *[frames.ethernet(part, vlan=[5]) for part in frames.fragments4(segment, 128)], question("b.example")
    )
    assert stage.seen == ["tls a.example", "dns b.example"]
    told = stage.observations[0]
    assert (told.frame, told.vlan, told.src, told.src_mac) == (-(-(len(segment) - 20) // 128), (5,), CLIENT, None)
    assert stage.observations[1].src_mac is not None


def test_fragments_that_do_not_come_are_counted() -> None:
    """So are those that the capture cut."""
    first, second, *_ = frames.fragments4(frames.udp(CLIENT, RESOLVER, 5, 53, big_question()), 128)
    stage = Stage().feed(frames.ethernet(first), (frames.ethernet(second)[:-9], len(frames.ethernet(second))))
    stage.pipeline.flush()
    assert stage.seen == []
    assert stage.pipeline.fragments.incomplete == 1
    assert stage.tally.weird == {"ip.fragment_cut": 1}


@pytest.mark.parametrize("version", [4, 6])
def test_fragments_of_what_nobody_reads_are_not_kept(version: int) -> None:
    """Of SCTP here; each counts as a packet of another transport."""
    if version == 4:
        parts = list(frames.fragments4(frames.ipv4(CLIENT, RESOLVER, 132, bytes(300)), 128))
    else:
        parts = list(frames.fragments6(frames.ipv6("fd00::7", "fd00::53", 132, bytes(300)), 128, 1))
    stage = Stage().feed(*map(frames.ethernet, parts))
    assert (len(stage.pipeline.fragments.table), stage.tally.other_transport) == (0, len(parts))


@pytest.mark.parametrize("error", [ValueError, IndexError, OverflowError, BufferError, KeyError, ZeroDivisionError])
def test_a_frame_that_breaks_a_parser_is_counted_and_the_rest_is_read(error: type[Exception]) -> None:
    """A defect of ours is no reason to lose the other frames."""
    stage = Stage()

    def fail(observation: Observation) -> None:
        if observation.frame in {1, 3, 4}:
            raise error

    stage.raises = fail
    stage.feed(*[question(f"n{number}.example") for number in range(1, 6)])
    assert stage.seen == ["dns n2.example", "dns n5.example"]
    assert stage.tally.weird == {"sensor.frame_failed": 3}
    assert stage.tally.frames == 5


@pytest.mark.parametrize("error", [KeyboardInterrupt, BrokenPipeError, MemoryError])
def test_what_is_no_defect_of_a_parser_goes_up(error: type[BaseException]) -> None:
    """Whoever runs the program decides about it."""
    stage = Stage()

    def fail(_: Observation) -> None:
        raise error

    stage.raises = fail
    with pytest.raises(error):
        stage.feed(question())


def test_a_failed_frame_inside_a_datagram_put_together_leaves_the_batch_alone() -> None:
    """The next frame is read from the batch again, not from the fragments' own buffer."""
    stage = Stage()

    def fail(observation: Observation) -> None:
        if observation.frame < 50 and observation.sport == 5:
            raise ValueError

    stage.raises = fail
    parts = [
        frames.ethernet(part) for part in frames.fragments4(frames.udp(CLIENT, RESOLVER, 5, 53, big_question()), 128)
    ]
    stage.feed(*parts, question("b.example"))
    assert stage.seen == ["dns b.example"]


def test_one_sided_conversations_are_counted_when_they_are_pushed_out() -> None:
    """As those that are there in the end: by `FlowTable.tally`."""
    stage = Stage()
    stage.pipeline.table.limit = stage.pipeline.table.size
    conversations = 2 * stage.pipeline.table.size
    for number in range(conversations):
        stage.feed(Talk(sport=1024 + number % 60000, dst=f"203.0.113.{number // 60000}").frame(SYN)[0])
    left = stage.pipeline.table.tally(FLOW_TCP, FLOW_TCP)
    assert stage.pipeline.table.evictions == conversations - left
    assert stage.pipeline.one_sided == conversations - left
    assert not stage.tally.two_sided


def test_both_sides_of_a_conversation_are_noticed() -> None:
    """Then a silent server is one that did not answer."""
    assert Stage().play(SYN, SYN_ACK).tally.two_sided
    assert not Stage().play(SYN, client(HELLO)).tally.two_sided


@given(st.data())
def test_damaged_frames_never_break_a_parser(data: st.DataObject) -> None:
    """Frames of all kinds, cut, and with bytes changed."""
    samples = [
        question(),
        udp(dns.response("a.example", dns.A, [("a.example", dns.CNAME, 5, "b.example")]), 53, 5),
        frames.ethernet(frames.tcp(CLIENT, SERVER, 5, 443, HELLO)),
        frames.ethernet(frames.tcp(CLIENT, SERVER, 5, 80, http.request("/", "a.example")), vlan=[1, 2]),
        frames.ethernet(frames.tcp("fd00::7", "fd00::53", 5, 53, dns.over_tcp(dns.query("a.example")))),
        *[
            frames.ethernet(part)
            for part in frames.fragments6(frames.udp("fd00::7", "fd00::53", 5, 53, big_question()), 256, 1)
        ],
    ]
    raw: list[bytes | tuple[bytes, int]] = []
    for sample in data.draw(st.lists(st.sampled_from(samples), min_size=1, max_size=6)):
        frame = bytearray(sample)
        for _ in range(data.draw(st.integers(0, 3))):
            frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
        raw.append(
            (bytes(frame[: data.draw(st.integers(0, len(frame)))]), data.draw(st.sampled_from([len(frame), 2**31])))
        )
    stage = Stage().feed(*raw, link=data.draw(st.sampled_from([1, 1, 1, 0, 101, 113, 276])))
    stage.pipeline.flush()
    assert "sensor.frame_failed" not in stage.tally.weird
    assert stage.tally.frames == len(raw)


@pytest.mark.parametrize("step", [1, 7, 41])
def test_every_frame_of_a_conversation_may_be_cut_anywhere(step: int) -> None:
    """A capture with any snap length gives some of what the whole capture gives, and breaks nothing."""
    talk = Talk(dport=80)
    steps = [
        SYN,
        SYN_ACK,
        client(http.request("/x", "a.example") + http.request("/y", "b.example")),
        client(http.request("/z", "c.example")),
    ]
    raw = [talk.frame(one)[0] for one in steps]
    whole = {"http GET a.example/x", "http GET b.example/y", "http GET c.example/z"}
    for snaplen in itertools.count(14, step):
        stage = Stage().feed(*[(frame[:snaplen], len(frame)) for frame in raw])
        stage.pipeline.flush()
        assert set(stage.seen) <= whole, snaplen
        if snaplen > max(map(len, raw)):
            assert set(stage.seen) == whole
            break


def in_vxlan(frame: bytes, number: int) -> bytes:
    """Return *frame* in the virtual network *number*."""
    payload = b"\x08\0\0\0" + number.to_bytes(3, "big") + b"\0" + frame
    return udp(payload, 50000, 4789)


def test_tenants_with_the_same_addresses_share_nothing() -> None:
    """Not a conversation, not a datagram in pieces, not a message heard twice."""
    stage = Stage().feed(*[in_vxlan(question(), number) for number in (5001, 5002)], question())
    assert len({one.flow for one in stage.observations}) == 3
    told = [one.tunnel and (one.tunnel.proto, one.tunnel.tenant, one.tunnel.network) for one in stage.observations]
    assert told == [("vxlan", 5001, "vxlan/5001"), ("vxlan", 5002, "vxlan/5002"), None]
    pieces = list(frames.fragments4(frames.udp(CLIENT, RESOLVER, 50000, 53, dns.query("b.example")), 16))
    stage = Stage().feed(in_vxlan(frames.ethernet(pieces[0]), 5001), in_vxlan(frames.ethernet(pieces[1]), 5002))
    stage.feed(in_vxlan(frames.ethernet(pieces[1]), 5001))
    assert len(pieces) == 3
    assert stage.seen == []
    stage.feed(in_vxlan(frames.ethernet(pieces[2]), 5002))
    assert stage.seen == []
    stage.feed(in_vxlan(frames.ethernet(pieces[2]), 5001))
    assert stage.seen == ["dns b.example"]


def test_a_tunnel_in_a_numbered_network_belongs_to_it() -> None:
    """The innermost number counts, and the kind of tunnel that has it."""
    inner = frames.ipv4("192.168.0.1", "192.168.0.2", 4, frames.udp(CLIENT, RESOLVER, 5, 53, dns.query("a.example")))
    stage = Stage().feed(in_vxlan(in_vxlan(frames.ethernet(inner), 7), 5001))
    tunnel = stage.observations[0].tunnel
    assert tunnel is not None
    assert (tunnel.proto, tunnel.depth, tunnel.network) == ("ip", 3, "vxlan/7")
    assert (tunnel.src_ip, tunnel.dest_ip) == ("192.168.0.1", "192.168.0.2")


def test_a_datagram_in_pieces_inside_four_numbered_networks() -> None:
    """However deep, the key of a tenant has 64 bits."""
    pieces = [frames.ethernet(one) for one in frames.fragments4(
        frames.udp(CLIENT, RESOLVER, 50000, 53, dns.query("b.example")), 16)]  # fmt: skip
    for number in (0xFFFFFF, 0xFFFFFE, 0xFFFFFD, 0xFFFFFC):
        pieces = [in_vxlan(one, number) for one in pieces]
    stage = Stage().feed(*pieces)
    assert (stage.seen, stage.tally.weird) == (["dns b.example"], {})


@pytest.mark.parametrize(
    ("sport", "dport"), [(2152, 853), (4789, 8472), (50000, 6081), (3544, 5354), (1701, 1701)], ids=str
)
@pytest.mark.parametrize("number", [0x0800, 0x30FF, 0x0002, 0x6558])
def test_an_ordinary_datagram_from_a_tunnels_port_is_not_lost(sport: int, dport: int, number: int) -> None:
    """Its first bytes may pass for the header of the tunnel; behind it stands no packet."""
    message = number.to_bytes(2) + dns.query("a.example")[2:]
    assert seen(udp(message, sport, dport)) == ["dns a.example"]


def test_an_initial_to_a_tunnels_port_is_not_lost() -> None:
    """Beginning with what GENEVE could begin with."""
    initial = quic.initial(quic.crypto_frame(quic.client_hello("a.example")), bytes(8))
    assert seen(udp(initial, 6081, 443), udp(initial, 50000, 2152)) == ["quic a.example"] * 2


def aggregate(*packets: bytes) -> bytes:
    """Return an 802.11 frame with IPv4 *packets* in subframes of their own."""
    frame = bytes.fromhex("8802") + bytes(22) + bytes.fromhex("8000")
    for packet in packets:
        frame += bytes(-(len(frame) - 26) % 4)
        frame += bytes(12) + (8 + len(packet)).to_bytes(2, "big") + bytes.fromhex("aaaa030000000800") + packet
    return frame


def test_all_frames_of_an_aggregate_are_read() -> None:
    """It is one frame of the capture; whatever one subframe is, the others are read."""
    packets = [frames.udp(CLIENT, RESOLVER, 50000, 53, dns.query(name)) for name in NAMES]
    assert seen(aggregate(*packets), link=105) == [f"dns {name}" for name in NAMES]
    stage = Stage().feed(aggregate(packets[0], b"\x41" + bytes(30), *packets[1:]), link=105)
    assert stage.seen == [f"dns {name}" for name in NAMES]
    assert (stage.tally.frames, stage.tally.malformed) == (1, 1)
    assert {one.frame for one in stage.observations} == {1}


def test_pieces_of_a_datagram_in_one_aggregate() -> None:
    """What is put together out of one subframe leaves the next where it is."""
    whole = frames.udp(CLIENT, RESOLVER, 50000, 53, big_question())
    pieces = list(frames.fragments4(whole, 200))
    after = frames.udp(CLIENT, RESOLVER, 50000, 53, dns.query("b.example"))
    assert seen(aggregate(*pieces, after), link=105)[-1] == "dns b.example"
    assert len(seen(aggregate(*pieces, after), link=105)) == 2


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_no_bytes_in_an_aggregate_make_it_raise(one: bytes, other: bytes) -> None:
    """Lengths that lead nowhere, or in a circle."""
    stage = Stage().feed(aggregate() + one, aggregate(one, other), aggregate(other) + one, link=105)
    assert "sensor.frame_failed" not in stage.tally.weird

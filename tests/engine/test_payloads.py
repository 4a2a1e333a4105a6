"""First bytes: whichever way they are cut, the same is told, once, of the right side."""

import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipes.builders import dns, frames, pcapfile
from recipes.hosts import START

from sensor.engine import ScanOptions, payloads, scan
from sensor.engine.reader import InputReader
from sensor.flows.bypass import BypassTable
from sensor.flows.consts import BYPASS_SLOTS, COUNT_MASK, WANTED
from sensor.match import Matcher
from sensor.match.payloads import SHOWN_BYTES
from sensor.model.bodies import Flow
from sensor.model.observation import Observation
from sensor.model.signature import (
    Activity,
    Indicator,
    PayloadCondition,
    ServerCondition,
    Shows,
    Signature,
    SignatureSet,
)
from sensor.wire.batch import Batch

CLIENT, SERVER = "10.4.7.22", "10.4.0.20"
HELLO = bytes(range(60))
AGENT = ServerCondition(port=((13000, 13000),), proto="tcp", payload=(PayloadCondition((40, 44), HELLO[42:60].hex()),))
GREETING = ServerCondition(
    port=((13000, 13000),), proto="tcp", sender="server", payload=(PayloadCondition((0, 0), b"KSC1".hex()),)
)
SEARCH = ServerCondition(
    network=("239.255.255.250/32",),
    port=((37020, 37020),),
    proto="udp",
    payload=(PayloadCondition((0, 9), b"Probe".hex()),),
)
TUNNEL = ServerCondition(proto="udp", payload=(PayloadCondition((0, 0), b"PTCP".hex()),))


class Heard:
    """A sink that keeps what it is told."""

    def __init__(self) -> None:
        self.all: list[Observation] = []

    def observed(self, observation: Observation) -> bool:
        """Keep it; nothing is to be watched."""
        self.all.append(observation)
        return False


def signatures(*conditions: ServerCondition, shows: Shows = Shows.INSTALLED) -> SignatureSet:
    """Return one signature for each condition."""
    made = tuple(
        Signature(
            id=f"s{number}",
            sid=10 * number + 10,
            revision=1,
            title="t",
            vendor="acme",
            product="agent",
            activity=Activity.MANAGEMENT,
            shows=shows,
            weight=0.9,
            any=(Indicator(server=condition),),
        )
        for number, condition in enumerate(conditions)
    )
    return SignatureSet(signatures=made, vendors={}, bans={}, packs=(), sha256="")


@pytest.fixture(scope="module")
def hear(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Observation]]:
    """Run IP packets, a millisecond apart, through a reader; return the observations of first bytes."""
    path = tmp_path_factory.mktemp("payloads") / "c.pcap"

    def run(packets: list[bytes], *conditions: ServerCondition) -> list[Observation]:
        told = [(START + at * 1_000_000, frames.ethernet(packet)) for at, packet in enumerate(packets)]
        path.write_bytes(pcapfile.pcap(told, pcapfile.ETHERNET))
        heard = Heard()
        reader = InputReader(str(path), 0, Matcher(signatures(*conditions)), heard, lambda _: None, observe_all=False)
        reader.run(None)
        assert reader.tally.weird.get("sensor.frame_failed", 0) == 0
        return [one for one in heard.all if isinstance(one.body, Flow) and one.body.payload]

    return run


def up(payload: bytes, seq: int, *, flags: int = frames.ACK, sport: int = 50000, dport: int = 13000) -> bytes:
    """Return a segment of the client."""
    return frames.tcp(CLIENT, SERVER, sport, dport, payload, flags=flags, seq=seq)


def down(payload: bytes, seq: int, *, flags: int = frames.ACK) -> bytes:
    """Return a segment of the server."""
    return frames.tcp(SERVER, CLIENT, 13000, 50000, payload, flags=flags, seq=seq)


def opening() -> list[bytes]:
    """Return a handshake; data begins at 101 and 501."""
    return [up(b"", 100, flags=frames.SYN), down(b"", 500, flags=frames.SYN | frames.ACK)]


def datagram(payload: bytes, dst: str, dport: int, sport: int = 50000) -> bytes:
    """Return a datagram of the client."""
    return frames.udp(CLIENT, dst, sport, dport, payload)


def test_a_whole_segment_tells(hear: Callable[..., list[Observation]]) -> None:
    """The observation is the client's, of the frame that carried the bytes."""
    [seen] = hear([*opening(), up(HELLO, 101)], AGENT)
    assert (seen.src, seen.dst, seen.dport, seen.frame) == (CLIENT, SERVER, 13000, 3)
    assert seen.body == Flow(payload=HELLO)


def test_what_the_server_says_is_told_of_it(hear: Callable[..., list[Observation]]) -> None:
    """The client stays the asking side."""
    [seen] = hear([*opening(), up(b"x", 101), down(b"KSC1 hello", 501)], AGENT, GREETING)
    assert (seen.src, seen.dst, seen.dport) == (CLIENT, SERVER, 13000)
    assert seen.body == Flow(payload=b"KSC1 hello", from_server=True)


def test_bytes_of_the_wrong_side_are_nothing(hear: Callable[..., list[Observation]]) -> None:
    """Nor are those of another port, nor those that come later."""
    assert hear([*opening(), up(b"KSC1", 101), down(HELLO, 501)], AGENT, GREETING) == []
    assert hear([*opening(), up(b"x" * 80, 101), up(HELLO, 181)], AGENT) == []
    other = [up(b"", 100, flags=frames.SYN, dport=13001), up(HELLO, 101, dport=13001)]
    assert hear(other, AGENT) == []


def test_a_conversation_whose_beginning_was_not_seen(hear: Callable[..., list[Observation]]) -> None:
    """The first bytes that are seen count, for want of better ones."""
    assert len(hear([up(HELLO, 7777)], AGENT)) == 1


def test_ports_that_are_used_again_begin_anew(hear: Callable[..., list[Observation]]) -> None:
    """Also where the conversation before them had not said enough."""
    first = [*opening(), up(HELLO[:10], 101)]
    again = [up(b"", 9000, flags=frames.SYN), up(HELLO, 9001), up(HELLO, 9061)]
    assert [seen.frame for seen in hear(first + again, AGENT)] == [5]


def test_what_came_too_short_is_judged_at_the_end(hear: Callable[..., list[Observation]]) -> None:
    """A greeting shorter than the longest condition on its port."""
    longer = ServerCondition(
        port=((13000, 13000),), proto="tcp", sender="server", payload=(PayloadCondition((0, 900), b"zz".hex()),)
    )
    assert len(hear([*opening(), down(b"KSC1", 501)], GREETING, longer)) == 1


@settings(max_examples=60, deadline=None)
@given(cuts=st.lists(st.integers(1, len(HELLO) - 1), max_size=6, unique=True), order=st.randoms(use_true_random=False))
def test_any_cut_in_any_order_tells_the_same(
    hear: Callable[..., list[Observation]], cuts: list[int], order: random.Random
) -> None:
    """The same bytes as those of the whole, once; segments may come twice."""
    places = [0, *sorted(cuts), len(HELLO)]
    pieces = [up(HELLO[a:b], 101 + a) for a, b in itertools.pairwise(places)]
    shuffled = pieces + pieces[:1]
    order.shuffle(shuffled)
    assert [seen.body for seen in hear([*opening(), *shuffled], AGENT)] == [Flow(payload=HELLO)]


def test_each_datagram_is_looked_at(hear: Callable[..., list[Observation]]) -> None:
    """Also the later ones of one pair of ports; a copy from a second mirror port is not told again."""
    packets = [
        datagram(text, "239.255.255.250", 37020, 37020) for text in (b"other", b"<Probe>1", b"<Probe>2", b"<Probe>2")
    ]
    assert [seen.frame for seen in hear(packets, SEARCH)] == [2, 3]
    assert hear([datagram(b"<Probe>", "239.255.255.251", 37020)], SEARCH) == []


def test_a_beginning_on_any_port(hear: Callable[..., list[Observation]]) -> None:
    """Only of the first datagram of a direction."""
    packets = [datagram(b"PTCP\0", SERVER, 9), datagram(b"PTCP\1", SERVER, 9), datagram(b"PTC", SERVER, 10)]
    assert [seen.frame for seen in hear(packets, TUNNEL)] == [1]
    assert hear([datagram(b"x", SERVER, 9), datagram(b"PTCP", SERVER, 9)], TUNNEL) == []


def test_port_53_is_no_exception(hear: Callable[..., list[Observation]]) -> None:
    """Datagrams of its own that a signature names, and what begins as one wants on any port; the DNS is read all the same."""
    query = dns.query("a.example", ident=0x0A0B)
    placed = ServerCondition(port=((53, 53),), proto="udp", payload=(PayloadCondition((12, 60), b"\x01a\x07".hex()),))
    packets = [datagram(query, SERVER, 53), datagram(b"\x01a\x07 no dns, but on its port", SERVER, 53)]
    assert [seen.frame for seen in hear(packets, placed)] == [1]
    odd = [datagram(b"PTCP\0" + bytes(20), SERVER, 53), datagram(b"PTCP\1", SERVER, 53), datagram(query, SERVER, 53)]
    assert [seen.frame for seen in hear(odd, TUNNEL)] == [1]


def test_the_dns_is_read_where_a_signature_looks_at_its_port(tmp_path: Path) -> None:
    """Bytes and names are told of one datagram."""
    placed = ServerCondition(port=((53, 53),), proto="udp", payload=(PayloadCondition((0, 60), b"\x01a\x07".hex()),))
    path = tmp_path / "c.pcap"
    frame = frames.ethernet(datagram(dns.query("a.example"), SERVER, 53))
    path.write_bytes(pcapfile.pcap([(START, frame)], pcapfile.ETHERNET))
    heard = Heard()
    InputReader(str(path), 0, Matcher(signatures(placed)), heard, lambda _: None, observe_all=True).run(None)
    assert sorted(one.kind for one in heard.all) == ["dns", "flow"]


def test_heads_that_never_end_have_a_limit(
    hear: Callable[..., list[Observation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest makes room, and is judged by what it has."""
    monkeypatch.setattr(payloads, "MAX_HEADS", 8)
    greeting = ServerCondition(port=AGENT.port, payload=(PayloadCondition((0, 1000), b"ab".hex()),))
    halves = [up(b"ab", 7, sport=50000 + number) for number in range(20)]
    seen = hear(halves, greeting)
    assert sorted(one.sport for one in seen) == list(range(50000, 50020))


def test_what_takes_too_long_is_judged_by_what_it_has(hear: Callable[..., list[Observation]], tmp_path: Path) -> None:
    """The next beginning settles it, so that a live run need not wait for an end."""
    condition = ServerCondition(port=AGENT.port, payload=(PayloadCondition((0, 1000), b"ab".hex()),))
    late = START + payloads.HEAD_WAIT
    steps = [(START, up(b"ab", 7)), (late, up(b"x", 7, sport=50001)), (late, up(b"ab" * 501, 7, sport=50002))]
    path = tmp_path / "c.pcap"
    path.write_bytes(pcapfile.pcap([(at, frames.ethernet(packet)) for at, packet in steps], pcapfile.ETHERNET))
    heard = Heard()
    InputReader(str(path), 0, Matcher(signatures(condition)), heard, lambda _: None, observe_all=False).run(None)
    assert [one.sport for one in heard.all] == [50000, 50002]
    told_at_the_end = hear([packet for _, packet in steps], condition)
    assert [one.sport for one in told_at_the_end] == [50002, 50000]


def test_a_device_is_told_by_its_own_words(tmp_path: Path) -> None:
    """The finding is the server's, where it is ours; another's server is nobody's finding."""
    for server, hosts in ((SERVER, [SERVER]), ("198.51.100.7", [])):
        answer = frames.tcp(server, CLIENT, 13000, 50000, b"KSC1 hello", flags=frames.ACK, seq=501)
        path = tmp_path / "c.pcap"
        path.write_bytes(pcapfile.pcap([(START, frames.ethernet(answer))], pcapfile.ETHERNET))
        result = scan([str(path)], ScanOptions(signatures=signatures(GREETING, shows=Shows.DEVICE)))
        assert [finding.host.ip[0] for finding in result.findings] == hosts


def test_first_bytes_of_a_port_can_be_shown(tmp_path: Path) -> None:
    """Of both sides, without any signature."""
    path = tmp_path / "c.pcap"
    long = b"y" * 1000
    packets = [
        *opening(),
        up(HELLO, 101),
        down(long, 501),
        datagram(b"hello", SERVER, 13001),
        datagram(b"no", SERVER, 9),
    ]
    told = [(START + at * 1_000_000, frames.ethernet(packet)) for at, packet in enumerate(packets)]
    path.write_bytes(pcapfile.pcap(told, pcapfile.ETHERNET))
    seen: list[Observation] = []
    options = ScanOptions(signatures=signatures(), observe_all=True, payload_ports=((13000, 13001),))
    scan([str(path)], options, lambda observation, _matches: seen.append(observation))
    shown = [one.body for one in seen if isinstance(one.body, Flow)]
    assert Flow(payload=b"hello") in shown
    assert Flow(payload=HELLO) in shown
    assert [len(body.payload) for body in shown if body.from_server] == [1000]
    assert len(shown) == 3
    assert SHOWN_BYTES < 1000


def test_a_port_whose_datagrams_are_looked_at_is_not_bypassed() -> None:
    """What begins as QUIC does, on QUIC's port, may be the vendor's own: the kernel must not have enough of it."""
    odd = ServerCondition(port=((443, 443),), proto="udp", payload=(PayloadCondition((0, 0), b"Ask".hex()),))
    heard = Heard()
    reader = InputReader("-", 0, Matcher(signatures(odd)), heard, lambda _: None, observe_all=False)
    table = BypassTable(memoryview(bytearray(8 * BYPASS_SLOTS)).cast("Q"), 7)
    reader.pipeline.bypass = table
    batch = Batch()
    for port, marks in ((4443, []), (443, [WANTED, WANTED])):
        frame = frames.ethernet(frames.udp(CLIENT, SERVER, 50000, port, b"Ask 1"))
        batch.start(frame, 1)
        batch.add(0, len(frame), len(frame), START, 1, 0)
        reader.pipeline.batch(batch)
        assert [word & (WANTED | COUNT_MASK) for word in table.words if word] == marks
    assert len(heard.all) == 1

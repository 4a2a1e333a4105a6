"""What processes send each other comes out as it went in, in any pieces."""

import pathlib

import msgspec
import pytest
from engine.live.notes import PLAN
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture import open_source
from sensor.engine.assembly import assemble
from sensor.engine.live import wire
from sensor.engine.live.wire import BODIES, Counts, Ended, Failed, FileDone, Hosts, Inbox, Look, Lot, Read, Stop
from sensor.engine.tally import Tally
from sensor.match.matcher import Matcher
from sensor.model.bodies import Dns, DnsQuery, Ntlmssp, Smb
from sensor.model.observation import Observation, Tunnel
from sensor.model.outcome import FlowOutcome, Outcome
from sensor.model.report import InputReport

OBSERVATION = Observation(
    5, "dns", "10.0.0.7", 51000, "10.0.0.53", 53, "UDP", Dns("request", 7, "0100", queries=(DnsQuery("a.example", "A"),)),
    source=3, frame=9, flow=(1 << 64) - 1, vlan=(7, 42), via="proxy", tunnel=Tunnel("vxlan", 1, "192.0.2.1", "192.0.2.2", 42, "vxlan/42"),
    src_mac="02:00:00:00:00:01",
)  # fmt: skip
FROM_WORKER = [
    Lot(
        [OBSERVATION], [FlowOutcome(9, Outcome.REFUSED, 8, 7, "reset")], tap=2, block=1 << 40, frames=3, bytes=4, lost=5
    ),
    Counts({**Tally().counts(), "hosts": []}, Hosts(b"\x0a\0\0\7"), {"one_sided": 1}, True),
    FileDone(InputReport("a.pcap", 3, 4, 5, 6, False, "cut short")),
    Failed("ValueError: x"),
    Ended(),
]


@pytest.mark.parametrize("message", FROM_WORKER, ids=lambda message: type(message).__name__)
def test_what_a_worker_says_arrives(message: wire.FromWorker) -> None:
    """Every field of it."""
    (raw,) = Inbox().feed(wire.pack(message))
    assert wire.from_worker(raw) == message


@pytest.mark.parametrize("message", [Stop(), Look(PLAN), Read("a.pcap", 3, 17)], ids=lambda one: type(one).__name__)
def test_what_the_main_process_says_arrives(message: wire.ToWorker) -> None:
    """Signatures with all their conditions among it."""
    (raw,) = Inbox().feed(wire.pack(message))
    assert wire.MAIN_DECODER.decode(raw) == message


class Seen(list[Observation]):
    """Takes all observations."""

    def observed(self, observation: Observation) -> bool:
        """Keep it."""
        self.append(observation)
        return False


def test_every_kind_of_observation_arrives_with_its_body(repo: pathlib.Path) -> None:
    """Those that our captures show: each kind that there is."""
    seen = Seen()
    matcher = Matcher(PLAN.signatures)
    for path in sorted((repo / "pcaps/protocols").glob("*.pcap")) + sorted((repo / "pcaps/kaspersky").glob("*.pcap")):
        pipeline = assemble(matcher, seen, lambda _: None, Tally(), observe_all=True)
        for batch in open_source(str(path)).batches():
            pipeline.batch(batch)
        pipeline.flush()
    seen.append(msgspec.structs.replace(seen[0], kind="smb", body=Smb(Ntlmssp("WS-1", "CORP"))))
    assert {observation.kind for observation in seen} | {"krb5"} == set(BODIES)
    (raw,) = Inbox().feed(wire.pack(Lot(list(seen), [])))
    lot = wire.from_worker(raw)
    assert isinstance(lot, Lot)
    assert lot.observed == seen


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(1, 30))
def test_messages_come_out_whole_however_they_are_cut(bodies: list[bytes], size: int) -> None:
    """A socket keeps no borders."""
    stream = b"".join(len(body).to_bytes(wire.LENGTH_BYTES, "little") + body for body in bodies)
    inbox = Inbox()
    out = [one for at in range(0, len(stream), size) for one in inbox.feed(stream[at : at + size])]
    assert out == bodies


def test_a_length_that_cannot_be_is_refused() -> None:
    """Before the memory for it is asked for."""
    with pytest.raises(ValueError, match="a message of"):
        list(Inbox().feed((wire.MAX_MESSAGE + 1).to_bytes(wire.LENGTH_BYTES, "little")))


@given(st.binary(max_size=60))
def test_what_is_no_message_is_an_error_of_a_kind_that_is_expected(data: bytes) -> None:
    """A worker that a hostile packet has taken over cannot make the main process fall."""
    try:
        wire.from_worker(data)
    except (msgspec.DecodeError, KeyError):
        return

"""A pipeline put together once for all who read."""

from builders import http, tls
from engine.stage import SYN, Stage, client

from sensor.engine.assembly import assemble, blind_counts, look_for
from sensor.engine.tally import Tally
from sensor.match.matcher import Matcher
from sensor.model.observation import Observation
from sensor.model.signature import SignatureSet

NOTHING = SignatureSet((), {}, {}, (), "")
KEYS = {"one_sided", "fragments_incomplete", "flows_evicted"}


class Sink(list[Observation]):
    """Takes observations."""

    def observed(self, observation: Observation) -> bool:
        """Keep it."""
        self.append(observation)
        return False


def test_two_pipelines_have_keys_of_their_own() -> None:
    """Nobody can make conversations that collide in all of them."""
    made = [assemble(Matcher(NOTHING), Sink(), lambda _: None, Tally(), observe_all=False) for _ in range(2)]
    assert made[0].seed != made[1].seed
    assert set(blind_counts(made[0])) == KEYS


def test_what_is_blind_is_counted_in_the_table_and_beside_it() -> None:
    """One conversation of which one side was seen."""
    stage = Stage().play(SYN, client(tls.record(tls.client_hello("a.example"))))
    assert blind_counts(stage.pipeline)["one_sided"] == 1


def test_what_is_looked_for_is_changed_as_a_whole() -> None:
    """Names, servers, and whether requests without a name matter."""
    stage = Stage(only=True)
    matcher = Matcher(NOTHING)
    matcher.names.add_exact("a.example", 1)
    stage.play(SYN, client(http.request("/x", "a.example")), end=False)
    assert stage.seen == []
    look_for(stage.pipeline, matcher)
    stage.play(client(http.request("/y", "a.example")), end=False)
    assert (stage.observer.names, stage.observer.contacts.servers) == (matcher.names, matcher.servers)
    assert stage.pipeline.tcp.watch.names is matcher.names
    assert stage.observer.handshakes is matcher.handshakes
    assert stage.pipeline.udp.payloads.table is matcher.payloads
    assert stage.pipeline.udp.payload_ports == stage.pipeline.tcp.payload_ports == matcher.payloads.ports

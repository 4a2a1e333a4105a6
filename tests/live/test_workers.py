"""Several workers see together what one would: each conversation in one of them, and what leads from one to another."""

import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import frames
from live.netns import Wire, ip
from live.watched import Sensor, adds_up, hosts
from recipes.world import clients
from recipes.world.names import PRODUCT
from recipes.world.wire import SERVER4
from recipes.world.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

BANNED = PRODUCT[0]
WORKERS = ("--workers", "3", "--stats", "1s")
MACHINES = 12
"""Of which all in one worker would be chance: one in 3 to the 11th."""

NAMELESS = """
import socket, sys
with socket.create_connection((sys.argv[1], 80)) as sock:
    sock.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
    sock.recv(65536)
"""
"""Asks a server for a page, and names nobody."""


@pytest.fixture(scope="module", name="world")
def _world(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Servers at the near end, whose addresses a resolver tells."""
    for library in ("aioquic", "dns"):
        pytest.importorskip(library, reason=f"the servers need {library}")
    with World(wire, tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(name="sensor")
def _sensor(wire: Wire, tmp_path: Path) -> Iterator[Sensor]:
    sensor = Sensor(wire, tmp_path, *WORKERS, stdout=True)
    yield sensor.start()
    sensor.end()


def each_machine(world: World, command: list[str]) -> list[str]:
    """Run *command* on one machine after another; return their addresses."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    addresses = [f"10.4.7.{161 + number}" for number in range(MACHINES)]
    for number, address in enumerate(addresses):
        world.wire.become(f"{address}/24", mac=f"52:54:00:04:07:{number:02x}")
        assert world.client(command) == 0
    return addresses


def shared_out(sensor: Sensor) -> bool:
    """True when more than one worker had something to read, and all of it is accounted for."""
    return adds_up(sensor.taps()) and len([tap for tap in sensor.taps() if tap["frames"]]) > 1


def test_each_conversation_is_read_by_one_worker(world: World, sensor: Sensor) -> None:
    """Both directions of it: each is told once, and its outcome is known."""
    loads = clients.curl(f"https://{BANNED}/", "--resolve", f"{BANNED}:443:{SERVER4}", trusted=world.trusted)
    addresses = each_machine(world, loads)
    sensor.stop()
    assert shared_out(sensor)
    assert sensor.told() == Counter(addresses)
    last = {address: sensor.alerts(address)[-1]["alert"]["metadata"] for address in addresses}
    assert {metadata["outcome"][0] for metadata in last.values()} == {"succeeded"}
    assert {metadata["count"][0] for metadata in last.values()} == {"1"}


def test_a_lookup_names_the_conversation_that_another_worker_reads(world: World, sensor: Sensor) -> None:
    """A machine asks for a banned name, then connects to the address that it was given without naming it."""
    addresses = each_machine(world, clients.dig(BANNED))
    sensor.until_told(len(addresses))
    each_machine(world, [sys.executable, "-c", NAMELESS, SERVER4])
    sensor.stop()
    assert shared_out(sensor)
    for address in addresses:
        (served,) = [one for one in sensor.alerts(address) if "first_success" in one["alert"]["metadata"]["change"]]
        assert (served["dest_ip"], served["dest_port"]) == (SERVER4, 80)


@pytest.mark.parametrize(
    ("cut", "source", "whole"),
    [
        (lambda packet, _: frames.fragments4(packet, 32), "10.4.{}.{}", True),
        (lambda packet, at: frames.fragments6(packet, 32, at), "fd00:4::{}:{}", False),
    ],
    ids=["IPv4", "IPv6"],
)
def test_a_question_in_fragments_is_read(
    wire: Wire, sensor: Sensor, cut: Callable[[bytes, int], Iterator[bytes]], source: str, whole: bool
) -> None:
    """The kernel puts those of IPv4 together before it shares them out; those of IPv6 go by their addresses, together."""
    asking = [source.format(1, at) for at in range(1, 65)]
    server = "203.0.113.53" if whole else "2001:db8::53"
    pieces = [list(cut(packet, at)) for at, packet in enumerate(sensor.questions(asking, server))]
    assert all(len(one) > 1 for one in pieces)
    wire.send(*(frames.ethernet(piece) for one in pieces for piece in one))
    sensor.until_told(len(asking))
    sensor.stop()
    assert sensor.told() == Counter(asking)
    assert shared_out(sensor)
    read = sensor.lines("stats")[-1]["stats"]["app_layer"]["tx"]["dns_udp"]
    frames_read = sum(tap["frames"] for tap in sensor.taps())
    assert read == len(asking)
    assert (frames_read < sum(map(len, pieces))) is whole


def conversation(client: str, number: int) -> tuple[list[bytes], list[bytes]]:
    """Return what each side of a conversation sends, as frames: the client asks a banned server for a page, and gets it."""
    port, page = 20_000 + number, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
    question = f"GET / HTTP/1.1\r\nHost: {BANNED}\r\n\r\n".encode()
    asked = [
        frames.tcp(client, SERVER4, port, 80, seq=1, flags=frames.SYN),
        frames.tcp(client, SERVER4, port, 80, question, seq=2, ack=102),
    ]
    answered = [
        frames.tcp(SERVER4, client, 80, port, seq=101, ack=2, flags=frames.SYN | frames.ACK),
        frames.tcp(SERVER4, client, 80, port, page, seq=102, ack=2 + len(question)),
    ]
    return [frames.ethernet(one) for one in asked], [frames.ethernet(one) for one in answered]


@pytest.fixture
def second(wire: Wire) -> Iterator[Wire]:
    """Return another wire between the same ends."""
    made = Wire("")
    made.tap, made.far = wire.tap, wire.far
    made.interface, made.far_interface = f"{wire.interface[:-1]}c", f"{wire.far_interface[:-1]}d"
    ends = ((made.tap, made.interface), (made.far, made.far_interface))
    ip("link", "add", made.interface, "netns", made.tap, "type", "veth", "peer", made.far_interface, "netns", made.far)
    for end, interface in ends:
        ip("-n", end, "link", "set", interface, "up")
    yield made
    ip("-n", made.tap, "link", "del", made.interface)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_conversation_is_put_together_from_two_taps(wire: Wire, second: Wire, tmp_path: Path, workers: int) -> None:
    """With a port of the tap for each direction; none is counted as one-sided."""
    sensor = Sensor(wire, tmp_path, second.interface, "--workers", str(workers), "--stats", "1s", stdout=True)
    try:
        sensor.start()
        asking = hosts(0, 32)
        said = [conversation(host, number) for number, host in enumerate(asking)]
        for asked, answered in said:
            for step in range(2):
                wire.send(asked[step])
                second.send(answered[step])
            time.sleep(0.02)  # so that blocks of the rings end in the middle of some
        sensor.until_told(len(asking))
        sensor.stop()
        assert sensor.told() == Counter(asking)
        assert {sensor.alerts(host)[-1]["alert"]["metadata"]["outcome"][0] for host in asking} == {"succeeded"}
        assert "one_sided" not in sensor.lines("sensor")[-1]["sensor"]["coverage"]["blind"]
        assert {tap["interface"] for tap in sensor.taps() if tap["frames"]} == {wire.interface, second.interface}
        assert sensor.gaps() == []
    finally:
        sensor.end()


def until_read(sensor: Sensor, number: int) -> None:
    """Wait until so many hosts were told, and a worker is there."""
    sensor.until(lambda: len(sensor.told()) >= number and sensor.workers())


def test_a_worker_of_two_taps_is_killed_while_frames_come(wire: Wire, second: Wire, tmp_path: Path) -> None:
    """It has a block of each in hand: no alert is lost, none is told twice."""
    sensor = Sensor(wire, tmp_path, second.interface, "--stats", "1s", stdout=True)
    try:
        sensor.start()
        asking = hosts(0, 3000)
        pieces = [conversation(host, number)[0] for number, host in enumerate(asking)]
        for at, lot in enumerate(pieces[start : start + 500] for start in range(0, len(pieces), 500)):
            (wire, second)[at % 2].send(*(frame for one in lot[::2] for frame in one))
            (second, wire)[at % 2].send(*(frame for one in lot[1::2] for frame in one))
            if at in {1, 3}:  # never twice over the same block, which would be handed back unread
                until_read(sensor, 500 * (at - 1))
                os.kill(sensor.workers()[0], signal.SIGKILL)
        sensor.until_told(len(asking))
        sensor.stop()
        assert sensor.told() == Counter(asking)
        assert len(sensor.gaps("worker_died")) >= 2
        assert sum(tap["lost"] + tap["dropped"] for tap in sensor.taps()) == 0
        assert adds_up(sensor.taps())
    finally:
        sensor.end()


def test_frames_are_read_by_one_worker_alone(sensor: Sensor) -> None:
    """Whoever asks, and however often."""
    sensor.ask(hosts(0, 500))
    sensor.until_told(500)
    sensor.stop()
    assert shared_out(sensor)
    assert sensor.lines("stats")[-1]["stats"]["app_layer"]["tx"]["dns_udp"] == 500

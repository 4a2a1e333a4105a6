"""What goes wrong on a tap costs as little as it must, and is told."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import dns, frames
from live.netns import CLIENT_ADDRESS, TAP_ADDRESS, Wire
from live.sensing import Line, Sensor

BURST = 40_000
"""Frames as fast as they can be sent, through a ring that holds a tenth of them."""


def question(number: int) -> bytes:
    """Return a frame that asks for a banned name, told apart by its port and host."""
    source = f"10.77.{number >> 8}.{number & 255}"
    asked = dns.query(f"s{number % 20:02}.upd.kaspersky.com")
    return frames.ethernet(frames.udp(source, TAP_ADDRESS, 40_000, 53, asked))


def send(wire: Wire, raw: list[bytes]) -> None:
    """Send frames from the far end."""
    with wire.inside(wire.far), socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as sock:
        sock.bind((wire.far_interface, 0))
        for frame in raw:
            sock.send(frame)


def hosts(sensor: Sensor) -> list[str]:
    """Return who was told of, as often as it was."""
    return sorted(line["host"] for line in sensor.matches() if line["host"] != CLIENT_ADDRESS)


def expected(numbers: range) -> list[str]:
    """Return who asked."""
    return sorted(f"10.77.{number >> 8}.{number & 255}" for number in numbers)


def worker_of(sensor: Sensor) -> int:
    """Return the process of the first worker."""
    pid = sensor.process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def adds_up(stats: Line) -> bool:
    """True when each frame that the kernel let in was read, dropped, or given up."""
    return all(tap["received"] == tap["frames"] + tap["dropped"] + tap["lost"] for tap in stats["taps"])


@pytest.fixture(name="sensor")
def _sensor(wire: Wire, request: pytest.FixtureRequest) -> Iterator[Sensor]:
    sensor = Sensor(wire, *getattr(request, "param", ()))
    yield sensor
    sensor.close()


def test_a_worker_that_is_killed_costs_nothing_and_is_told(wire: Wire, sensor: Sensor) -> None:
    """What comes while there is none waits in the ring; nothing is told twice."""
    send(wire, [question(number) for number in range(512, 612)])
    sensor.until(lambda line: line["event"] == "match" and line["host"] == "10.77.2.99")
    os.kill(worker_of(sensor), 9)
    send(wire, [question(number) for number in range(612, 712)])
    sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "worker_died" and line["until"])
    send(wire, [question(number) for number in range(712, 812)])
    sensor.until(lambda line: line["event"] == "match" and line["host"] == "10.77.3.43")
    stats = sensor.stop()
    assert hosts(sensor) == expected(range(512, 812))
    assert (adds_up(stats), stats["restarts"]) == (True, 1)


def test_workers_killed_again_and_again_while_frames_come_lose_none(wire: Wire, sensor: Sensor) -> None:
    """At any place of their work."""
    numbers = range(1024, 5024)
    sender = threading.Thread(target=send, args=(wire, [question(number) for number in numbers]))
    for _ in range(2):
        os.kill(worker_of(sensor), 9)
        if not sender.ident:
            sender.start()
        before = len([line for line in sensor.lines if line["event"] == "blind" and line["until"]])
        sensor.until(
            lambda _line, before=before: (
                len([one for one in sensor.lines if one["event"] == "blind" and one["until"]]) > before
            )
        )
    sender.join()
    stats = sensor.stop()
    assert stats["taps"][0]["dropped"] == 0
    assert hosts(sensor) == expected(numbers)
    assert adds_up(stats)


def test_an_interface_that_is_gone_and_back_is_listened_on_again(wire: Wire, sensor: Sensor) -> None:
    """Both ends of the time without it are told."""
    send(wire, [question(512)])
    sensor.until(lambda line: line["event"] == "match")
    wire.unplug()
    gone = sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "interface_gone")
    wire.plug_in()
    back = sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "interface_gone" and line["until"])
    assert gone["since"] == back["since"] < back["until"]
    send(wire, [question(513)])
    sensor.until(lambda line: line["event"] == "match" and line["host"] == "10.77.2.1")
    sensor.stop()
    assert hosts(sensor) == expected(range(512, 514))


@pytest.mark.parametrize("sensor", [("--workers", "2")], indirect=True)
def test_the_same_with_several_workers(wire: Wire, sensor: Sensor) -> None:
    """Their sockets are new, so they are too, and none of them died."""
    wire.unplug()
    sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "interface_gone")
    wire.plug_in()
    sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "interface_gone" and line["until"])
    send(wire, [question(number) for number in range(512, 576)])
    sensor.until(lambda line: len(hosts(sensor)) >= 64)
    stats = sensor.stop()
    assert hosts(sensor) == expected(range(512, 576))
    assert stats["restarts"] == 0


def test_an_interface_that_is_down_and_up_needs_nothing(wire: Wire, sensor: Sensor) -> None:
    """The socket goes on."""
    wire.run(wire.tap, "ip", "link", "set", wire.interface, "down")
    sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "interface_down")
    wire.run(wire.tap, "ip", "link", "set", wire.interface, "up")
    sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "interface_down" and line["until"])
    send(wire, [question(512)])
    assert sensor.until(lambda line: line["event"] == "match")["host"] == "10.77.2.0"


@pytest.mark.parametrize("sensor", [("--ring", "1")], indirect=True)
def test_a_burst_that_is_too_much_is_counted_to_the_frame(wire: Wire, sensor: Sensor) -> None:
    """While the worker stands still: what the ring holds is read after it, the rest is told as dropped."""
    worker = worker_of(sensor)
    os.kill(worker, 19)
    send(wire, [question(512)] * BURST)
    os.kill(worker, 18)
    drops = sensor.until(lambda line: line["event"] == "blind" and line["kind"] == "drops" and line["until"])
    stats = sensor.stop()
    (tap,) = stats["taps"]
    assert adds_up(stats)
    assert tap["received"] >= BURST
    assert 0 < drops["frames"] == tap["dropped"] < BURST


def test_whose_main_process_is_killed_leaves_nothing_behind(wire: Wire, sensor: Sensor) -> None:
    """Its worker ends by itself, and the interface takes a new sensor at once."""
    worker = worker_of(sensor)
    sensor.process.kill()
    sensor.process.wait()
    again = Sensor(wire)
    try:
        send(wire, [question(512)])
        again.until(lambda line: line["event"] == "match")
        assert not Path(f"/proc/{worker}/task").exists() or "Z (zombie)" in Path(f"/proc/{worker}/status").read_text()
    finally:
        again.close()

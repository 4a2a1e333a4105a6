"""Real clients reach servers with banned names while ``vestige watch IFACE`` listens on the wire between them."""

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live.netns import Wire
from live.watched import Line, Sensor
from recipes.world import clients
from recipes.world.names import ORDINARY, PRODUCT, WEBSITE
from recipes.world.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

BANNED = PRODUCT[0]
SOON = 2.0
"""Seconds from the frame to the alert."""

Ask = Callable[[World, str], list[str]]

CLIENTS: dict[str, tuple[str, Ask]] = {
    "dig": ("dns", lambda _, host: clients.dig(host)),
    "curl": ("tls", lambda world, host: clients.curl(f"https://{host}/", trusted=world.trusted)),
    "curl-http": ("http", lambda _, host: clients.curl(f"http://{host}/")),
    "openssl": ("tls", lambda world, host: clients.openssl(host, trusted=world.trusted)),
    "python": ("tls", lambda world, host: clients.python(f"https://{host}/", trusted=world.trusted)),
    "aioquic": ("quic", lambda world, host: clients.aioquic(host, trusted=world.trusted)),
    "chromium": ("tls", lambda world, host: clients.chromium(host, world.folder / "profile", trusted=world.trusted)),
}
"""Client → where it shows the name, and how it is told to."""
SERVED = {"tls", "http", "quic"}
"""Where the tap sees that a page was delivered."""


@pytest.fixture(scope="module", name="world")
def _world(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Servers at the near end. Clients know the addresses: what a client shows is the name itself, not a lookup of it."""
    for library in ("aioquic", "dns"):
        pytest.importorskip(library, reason=f"the servers need {library}")
    with World(wire, tmp_path_factory.mktemp("world"), lookups=False) as world:
        yield world


@pytest.fixture(scope="module", name="sensor")
def _sensor(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sensor]:
    """``vestige watch IFACE`` and no more, for all clients: alerts are told apart by their hosts."""
    sensor = Sensor(wire, tmp_path_factory.mktemp("sensor"), stdout=True)
    try:
        yield sensor.start()
    finally:
        sensor.end()


def machine(wire: Wire, number: int) -> tuple[str, str]:
    """Make the far end a machine of its own; return its addresses."""
    address, mac = f"10.4.7.{number}", f"52:54:00:04:07:{number:02x}"
    wire.become(f"{address}/24", mac=mac)
    return address, mac


def commands(world: World, host: str, *only: str) -> dict[str, list[str]]:
    """Return what makes each client that is installed here ask for *host*."""
    found = {client: ask(world, host) for client, (_, ask) in CLIENTS.items() if client in (only or CLIENTS)}
    return {client: words for client, words in found.items() if shutil.which(words[0]) is not None}


def seconds_between(alert: Line) -> float:
    """Return the time from the frame to the alert, by the sensor's own account."""
    seen = datetime.datetime.fromisoformat(alert["timestamp"])
    told = datetime.datetime.fromisoformat(alert["alert"]["metadata"]["told_at"][0])
    return (told - seen).total_seconds()


def starved(sensor: Sensor) -> float:
    """Return the seconds that the sensor's processes were ready to run and had no processor (proc(5), ``schedstat``)."""
    files = [Path(f"/proc/{pid}/schedstat") for pid in (sensor.pid, *sensor.workers())]
    return sum(int(file.read_text().split()[1]) for file in files if file.exists()) / 1e9


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_of_a_banned_server_is_told_within_two_seconds(
    client: str, wire: Wire, world: World, sensor: Sensor
) -> None:
    """Its address and hardware address, the signature, what it asked for, how sure that is; and that it was served.

    The time runs from the kernel's stamp on the frame to the alert's own. From it is taken off what the sensor's processes
    stood in line for a processor, so that this fails when the program waits too long, not when the machine is busy.
    """
    asked = commands(world, BANNED, client)
    if not asked:
        pytest.skip(f"{client} is not installed")
    kind, _ = CLIENTS[client]
    address, mac = machine(wire, 31 + list(CLIENTS).index(client))
    before = starved(sensor)
    assert world.client(asked[client], 60) == 0
    sensor.until(lambda: sensor.alerts(address))
    opened = sensor.alerts(address)[0]
    assert seconds_between(opened) - (starved(sensor) - before) < SOON
    metadata = opened["alert"]["metadata"]
    assert (opened["src_ip"], metadata["host"], metadata["mac"]) == (address, [address], [mac])
    assert (opened["alert"]["signature_id"], metadata["signature_name"]) == (1634000, ["kaspersky-update-hosts"])
    assert (metadata["shows"], metadata["verdict"], metadata["change"][0]) == (["installed"], ["likely"], "opened")
    assert opened["app_proto"] == kind
    name = {"dns": lambda: opened["dns"]["queries"][0]["rrname"], "http": lambda: opened["http"]["hostname"]}
    assert name.get(kind, lambda: opened[kind]["sni"])() == BANNED
    if kind in SERVED:
        sensor.until(lambda: "succeeded" in sensor.alerts(address)[-1]["alert"]["metadata"]["outcome"])
        assert seconds_between(sensor.alerts(address)[-1]) - (starved(sensor) - before) < 2 * SOON
    assert sensor.told()[address] == 1


def test_who_visits_ordinary_names_and_the_vendors_website_is_not_told_of(
    wire: Wire, world: World, tmp_path: Path
) -> None:
    """With every client. That the sensor saw the visits it says in its counters; that it was awake, by another host."""
    sensor = Sensor(wire, tmp_path, stdout=True)
    try:
        sensor.start()
        for number, client in enumerate(commands(world, WEBSITE)):
            machine(wire, 131 + number)
            for host in (*ORDINARY, WEBSITE):
                assert world.client(commands(world, host)[client], 60) == 0
        sensor.ask(["10.4.7.200"])
        sensor.stop()
        assert [alert["src_ip"] for alert in sensor.alerts()] == ["10.4.7.200"]
        findings = sensor.lines("sensor")[-1]["sensor"]["findings"]
        assert (findings["told"], findings["visits"]) == (1, len(commands(world, WEBSITE)))
    finally:
        sensor.end()

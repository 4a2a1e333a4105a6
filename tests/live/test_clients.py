"""Real clients reach servers with banned names while the sensor listens on the wire between them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from live.netns import CLIENT_ADDRESS, TAP_ADDRESS, Wire
from live.sensing import HERE, Line, Sensor

BANNED = "s07.upd.kaspersky.com"
SHOP = "www.kaspersky.com"
ORDINARY = "www.example.org"
SOON = 2_000_000_000
"""Nanoseconds from the packet to the alert."""


@pytest.fixture(scope="module", name="servers")
def _servers(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Servers in the near namespace; gives the folder with their authority's certificate."""
    pytest.importorskip("aioquic", reason="the QUIC server needs aioquic")
    folder = tmp_path_factory.mktemp("servers")
    command = (sys.executable, str(HERE / "servers.py"), TAP_ADDRESS, str(folder))
    process = wire.popen(wire.tap, *command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    yield folder
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture(name="sensor")
def _sensor(wire: Wire, request: pytest.FixtureRequest) -> Iterator[Sensor]:
    sensor = Sensor(wire, "--workers", str(getattr(request, "param", 1)))
    yield sensor
    sensor.close()


PYTHON = """
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[3])
with context.wrap_socket(socket.create_connection((sys.argv[1], 443)), server_hostname=sys.argv[2]) as sock:
    sock.sendall(b"GET / HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n" % sys.argv[2].encode())
    while sock.recv(65536):
        pass
"""


def command(client: str, name: str, folder: Path) -> list[str]:
    """Return what makes *client* ask for *name*."""
    authority = str(folder / "ca.pem")
    return {
        "dig": ["dig", "+tries=1", "+time=5", f"@{TAP_ADDRESS}", name],
        "curl": ["curl", "-sS", "--cacert", authority, "--resolve", f"{name}:443:{TAP_ADDRESS}", f"https://{name}/"],
        "curl http": ["curl", "-sS", "--resolve", f"{name}:80:{TAP_ADDRESS}", f"http://{name}/"],
        "openssl": ["openssl", "s_client", "-connect", f"{TAP_ADDRESS}:443", "-servername", name, "-brief"],
        "python": [sys.executable, "-c", PYTHON, TAP_ADDRESS, name, authority],
        "quic": [sys.executable, str(HERE / "quic_client.py"), TAP_ADDRESS, name, authority],
        "chromium": [
            "chromium",
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--ignore-certificate-errors"),
            *("--no-first-run", "--disable-background-networking", f"--user-data-dir={folder}/chromium"),
            *(f"--host-resolver-rules=MAP * {TAP_ADDRESS}", "--timeout=8000", "--dump-dom", f"https://{name}/"),
        ],
    }[client]


CLIENTS = {
    "dig": ("dns", None),
    "curl": ("tls", "succeeded"),
    "curl http": ("http", "succeeded"),
    "openssl": ("tls", None),
    "python": ("tls", "succeeded"),
    "quic": ("quic", "succeeded"),
    "chromium": ("tls", "succeeded"),
}
"""Client → what it shows, and what becomes of it where it asks for a page."""


def ask(wire: Wire, client: str, name: str, folder: Path) -> None:
    """Have a client ask for a name, or skip where there is no such client."""
    words = command(client, name, folder)
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    wire.run(wire.far, *words, seconds=60)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_of_a_banned_server_is_told_within_two_seconds(
    client: str, wire: Wire, servers: Path, sensor: Sensor
) -> None:
    """By its address, with the name that it asked for, as software that runs there; then that it succeeded."""
    ask(wire, client, BANNED, servers)
    kind, outcome = CLIENTS[client]

    def wanted(line: Line) -> bool:
        return bool(line["event"] == "match" and line["kind"] == kind)

    match = sensor.until(wanted)
    assert (match["host"], match["value"], match["shows"]) == (CLIENT_ADDRESS, BANNED, "installed")
    assert match["at"] - match["ts"] < SOON
    if outcome is not None:
        fate = sensor.until(lambda line: line["event"] == "outcome" and line["flow"] == match["flow"])
        assert fate["outcome"] == outcome
        assert fate["at"] - match["ts"] < 2 * SOON
    assert {line["value"] for line in sensor.matches()} == {BANNED}


def test_who_visits_ordinary_names_and_the_vendors_website_is_not_told_of_as_running_it(
    wire: Wire, servers: Path, sensor: Sensor
) -> None:
    """All clients, one after the other; a visit shows access and nothing more."""
    for client in CLIENTS:
        if shutil.which(command(client, SHOP, servers)[0]) is not None:
            for name in (ORDINARY, SHOP):
                ask(wire, client, name, servers)
    sensor.stop()
    assert {line["shows"] for line in sensor.matches()} == {"access"}
    assert {line["value"] for line in sensor.matches()} == {SHOP}


@pytest.mark.parametrize("sensor", [3], indirect=True)
def test_several_workers_tell_each_thing_once(wire: Wire, servers: Path, sensor: Sensor) -> None:
    """Whichever of them gets the conversation, it gets both directions of it."""
    for _ in range(12):
        ask(wire, "curl", BANNED, servers)
    stats = sensor.stop()
    matches = [line for line in sensor.matches() if line["kind"] == "tls"]
    fates = {line["flow"]: line["outcome"] for line in sensor.lines if line["event"] == "outcome"}
    assert len(matches) == len({line["flow"] for line in matches}) == 12
    assert {fates[line["flow"]] for line in matches} == {"succeeded"}
    assert len([tap for tap in stats["taps"] if tap["frames"]]) > 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_a_sensor_without_rights_sees_the_same(wire: Wire, servers: Path) -> None:
    """It opened its socket as root, and is nobody now; the same for the worker that reads the ring."""
    sensor = Sensor(wire, "--user", "nobody")
    try:
        worker = children(sensor.process.pid)[0]
        status = Path(f"/proc/{worker}/status").read_text()
        assert "CapEff:\t0000000000000000" in status
        ask(wire, "dig", BANNED, servers)
        assert sensor.until(lambda line: line["event"] == "match")["value"] == BANNED
    finally:
        sensor.close()


def test_a_sensor_with_one_capability_alone_sees_the_same(wire: Wire, servers: Path) -> None:
    """CAP_NET_RAW is all that it takes: to open the socket, and for promiscuous mode."""
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv (util-linux) is not installed")
    sensor = Sensor(wire, under=("setpriv", "--bounding-set=-all,+net_raw"))
    try:
        status = Path(f"/proc/{sensor.process.pid}/status").read_text()
        assert "CapEff:\t0000000000002000" in status
        ask(wire, "dig", BANNED, servers)
        assert sensor.until(lambda line: line["event"] == "match")["value"] == BANNED
    finally:
        sensor.close()


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

"""vestige.yaml: what it says, and what is wrong with it."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.alerts.suppression import Suppression
from sensor.engine.config.model import Config, FileOutput
from sensor.engine.config.read import load_config, read_config
from sensor.model.finding import Verdict
from sensor.signatures.problems import SignatureErrors

WHOLE = b"""
name: tap-hq
interfaces: [eth1, eth2]
capture: {workers: 2, promiscuous: false, ring: 128MB, hardware_time: true}
user: vestige
signatures: /etc/vestige/packs
signature_key: /etc/vestige/minisign.pub
vendors: kaspersky
home: [10.0.0.0/8, 2001:db8::/32]
search_suffixes: corp.example
state: /var/lib/vestige
output: {file: /var/log/vestige/eve.json, max_size: 100MB, max_age: 24h, keep: 7}
syslog:
  - to: tls://siem.example
    facility: local1
    ca: /etc/ca.pem
alerts: {min_verdict: likely, visits: true}
suppress:
  - {host: 10.4.7.22, signature: kaspersky-ksn, until: 2026-12-31, reason: "lab, ticket 7"}
  - {network: 10.9.0.0/16, until: 2026-12-31, reason: guests, name: guest network}
stats: 30s
silence: 5m
metrics: 127.0.0.1:9477
"""


def problems(text: bytes) -> list[str]:
    """Return what is wrong with *text*."""
    with pytest.raises(SignatureErrors) as caught:
        read_config(text, "vestige.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_every_key() -> None:
    """As it is documented."""
    config = read_config(WHOLE, "vestige.yaml")
    (receiver,) = config.syslog
    assert (receiver.transport, receiver.host, receiver.port, receiver.facility) == (
        "tls",
        "siem.example",
        6514,
        "local1",
    )
    assert config == Config(
        name="tap-hq",
        interfaces=("eth1", "eth2"),
        workers=2,
        promiscuous=False,
        ring_megabytes=128,
        hardware_time=True,
        user="vestige",
        signatures=("/etc/vestige/packs",),
        signature_key="/etc/vestige/minisign.pub",
        vendors=("kaspersky",),
        home=("10.0.0.0/8", "2001:db8::/32"),
        search_suffixes=("corp.example",),
        state="/var/lib/vestige",
        output=FileOutput(path="/var/log/vestige/eve.json", max_bytes=100_000_000, seconds=86_400, keep=7),
        syslog=(receiver,),
        min_verdict=Verdict.LIKELY,
        visits=True,
        suppress=(
            Suppression("10.4.7.22, kaspersky-ksn", "lab, ticket 7", ("10.4.7.22",), ("kaspersky-ksn",), "2026-12-31"),
            Suppression("guest network", "guests", ("10.9.0.0/16",), (), "2026-12-31"),
        ),
        stats_seconds=30,
        silent_seconds=300,
        metrics="127.0.0.1:9477",
    )


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"interfaces: eth0\n"])
def test_what_is_not_said_has_its_default(text: bytes) -> None:
    """An empty file is a configuration."""
    assert read_config(text, "f") == Config(interfaces=("eth0",) if b"eth0" in text else ())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (b"interfaes: [eth0]\n", "vestige.yaml:1:1: unknown key 'interfaes' in vestige.yaml (did you mean interfaces?)"),
        (b"output: {max_size: 1GB}\n", "vestige.yaml:1:9: key 'file' is missing in output"),
        (b"output: {file: a, max_size: 5}\n", "vestige.yaml:1:29: max_size: '5' is no size"),
        (b"stats: fast\n", "vestige.yaml:1:8: stats: 'fast' is no duration"),
        (b"home: [10.0.0.0/40]\n", "vestige.yaml:1:8: home: '10.0.0.0/40' is no network"),
        (b"capture: {workers: 0}\n", "workers: '0' is not a whole number from 1"),
        (b"capture: {ring: 17GB}\n", "vestige.yaml:1:17: ring: '17GB' is not from 1MB to 16GB"),
        (b"capture: {ring: 999kB}\n", "ring: '999kB' is not from 1MB to 16GB"),
        (b"capture: {ring: x}\n", "ring: 'x' is no size"),
        (b"capture: 2\n", "capture: a mapping (key: value) is wanted here"),
        (b"search_suffixes: ['*.lan']\n", "vestige.yaml:1:19: search_suffixes: '*.lan' is no domain name such as"),
        (b"capture: {workers: 129}\n", "workers: '129' is not a whole number from 1 to 128"),
        (b"metrics: :80\n", "vestige.yaml:1:10: metrics: ':80' is no address and port"),
        (b"syslog: [{to: 'http://x'}]\n", "vestige.yaml:1:15: to: 'http://x' is no address of a receiver"),
        (b"syslog: [{to: 'udp://x', ca: a}]\n", "ca: only a tls:// receiver has certificates"),
        (b"syslog: [x]\n", "syslog: a mapping (key: value) is wanted here"),
        (b"suppress: [{reason: a, until: 2026-12-31}]\n", "suppress: it would hold back everything"),
        (b"suppress: [{host: 10.0.0.1, until: 2026-12-31}]\n", "key 'reason' is missing in suppress"),
        (b"suppress: [{host: 10.0.0.0/8, until: 31.12.2026, reason: a}]\n", "until: '31.12.2026' is no date"),
        (b"suppress: [x]\n", "suppress: a mapping (key: value) is wanted here"),
        (b"alerts: {min_verdict: sure}\n", "min_verdict: 'sure' is not known (one of: possible, likely, confirmed)"),
        (b"interfaces: eth0\ndirectory: /x\n", "vestige.yaml:2:1: directory: there are interfaces already"),
        (b"- eth0\n", "vestige.yaml: a mapping (key: value) is wanted here"),
        (b"name: a\nname: b\n", "key 'name' stands here twice"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place(text: bytes, wrong: str) -> None:
    """And the nearest key."""
    assert any(wrong in problem for problem in problems(text)), problems(text)


def test_all_mistakes_are_told_at_once() -> None:
    """One run, one repair."""
    assert len(problems(b"nam: x\nstats: y\nmetrics: z\n")) == 3


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """Is a problem at its path."""
    with pytest.raises(SignatureErrors, match="cannot be read"):
        load_config(str(tmp_path / "none.yaml"))
    (tmp_path / "big.yaml").write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(SignatureErrors, match="more than 1 MiB"):
        load_config(str(tmp_path / "big.yaml"))
    (tmp_path / "good.yaml").write_bytes(WHOLE)
    assert load_config(str(tmp_path / "good.yaml")).name == "tap-hq"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_input_breaks_the_reader(data: bytes) -> None:
    """It reads, or it says what is wrong."""
    with contextlib.suppress(SignatureErrors):
        assert isinstance(read_config(data, "f"), Config)

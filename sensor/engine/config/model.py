"""The configuration as a value. Defaults stand here and nowhere else."""

import msgspec

from sensor.alerts.suppression import Suppression
from sensor.model.finding import Verdict
from sensor.outputs.syslog.address import Receiver

MAX_WORKERS = 128
"""More than the processors of any machine that a tap is led to; each has a ring of its own on each interface."""


class FileOutput(msgspec.Struct, frozen=True, kw_only=True):
    """The file that lines are appended to."""

    path: str
    max_bytes: int = 0
    """A file of that size is finished and a new one begun; 0: never."""
    seconds: int = 0
    """So is one of that age; 0: never."""
    keep: int = 0
    """Finished files that stay; 0: all."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that ``vestige watch`` can be told."""

    name: str = ""
    interfaces: tuple[str, ...] = ()
    directory: str = ""
    workers: int = 1
    promiscuous: bool = True
    ring_megabytes: int = 64
    hardware_time: bool = False
    bypass: bool = True
    user: str = ""
    signatures: tuple[str, ...] = ()
    signature_key: str = ""
    vendors: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    search_suffixes: tuple[str, ...] = ()
    state: str = ""
    output: FileOutput | None = None
    syslog: tuple[Receiver, ...] = ()
    min_verdict: Verdict = Verdict.POSSIBLE
    visits: bool = False
    suppress: tuple[Suppression, ...] = ()
    stats_seconds: int = 60
    silent_seconds: int = 60
    metrics: str = ""


AT_START = (
    "interfaces", "directory", "workers", "promiscuous", "ring_megabytes", "hardware_time", "bypass", "user", "home", "state",
    "metrics", "name",
)  # fmt: skip
"""Fields that a reload cannot change: sockets are open and privileges dropped by then, evidence was gathered."""

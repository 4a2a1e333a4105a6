"""``vestige.yaml`` → `Config`. Every problem is told at once, with its place and the nearest known key."""

from collections.abc import Callable
from typing import TypeVar

from sensor.alerts.suppression import Suppression
from sensor.engine.config import schema, units
from sensor.engine.config.model import MAX_WORKERS, Config, FileOutput
from sensor.model.finding import Verdict
from sensor.model.signature import Location
from sensor.outputs.syslog.address import Receiver, split_url
from sensor.outputs.syslog.message import FACILITIES
from sensor.signatures.nodes import Mapping, Node, parse_yaml
from sensor.signatures.problems import Problem, SignatureErrors
from sensor.signatures.reader import Reader
from sensor.signatures.schema import Key

MAX_BYTES = 1 << 20
"""Of the file: a configuration is a page, a list of suppressions ten."""
VERDICTS = tuple(verdict.value for verdict in Verdict)
DEFAULT = Config()

T = TypeVar("T")


def load_config(path: str) -> Config:
    """Return the configuration in the file at *path*. Raises SignatureErrors with every problem."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SignatureErrors([Problem(Location(path), f"cannot be read: {error.strerror}")]) from None
    if len(data) > MAX_BYTES:
        raise SignatureErrors([Problem(Location(path), f"more than {MAX_BYTES >> 20} MiB")])
    return read_config(data, path)


def read_config(data: bytes, path: str) -> Config:
    """Return the configuration in *data*, which came from *path*. Raises SignatureErrors."""
    root = parse_yaml(data, path)
    reader = ConfigReader()
    config = reader.config(root) if root is not None else DEFAULT
    if reader.problems:
        raise SignatureErrors(reader.problems)
    return config


class ConfigReader(Reader):
    """Reads the nodes of one file."""

    def config(self, root: Node) -> Config:
        """Return what the whole file says."""
        top = self.mapping(root, "vestige.yaml", schema.CONFIG)
        if top is None:
            return DEFAULT
        if "interfaces" in top.items and "directory" in top.items:
            self.note(top.items["directory"][0], "directory: there are interfaces already", "give one of them")
        capture = self.level(top, "capture", schema.CAPTURE)
        alerts = self.level(top, "alerts", schema.ALERTS)
        return Config(
            name=self.text(top, "name"),
            interfaces=self.texts(top, "interfaces", single=True),
            directory=self.text(top, "directory"),
            workers=self.integer(capture, "workers", default=DEFAULT.workers, low=1, high=MAX_WORKERS)
            if capture
            else 1,
            promiscuous=self.flag(capture, "promiscuous", default=DEFAULT.promiscuous),
            ring_megabytes=self.unit(capture, "ring", units.ring, DEFAULT.ring_megabytes * 1000**2) // 1000**2,
            hardware_time=self.flag(capture, "hardware_time", default=DEFAULT.hardware_time),
            bypass=self.flag(capture, "bypass", default=DEFAULT.bypass),
            user=self.text(top, "user"),
            signatures=self.texts(top, "signatures", single=True),
            signature_key=self.text(top, "signature_key"),
            vendors=self.texts(top, "vendors", single=True),
            home=self.checked(top, "home", units.network, single=True),
            search_suffixes=self.checked(top, "search_suffixes", units.domain, single=True),
            state=self.text(top, "state"),
            output=self.output(top),
            syslog=tuple(self.receiver(node) for node in self.items(top, "syslog")),
            min_verdict=Verdict(self.choice(alerts, "min_verdict", VERDICTS)) if alerts else DEFAULT.min_verdict,
            visits=self.flag(alerts, "visits", default=DEFAULT.visits),
            suppress=tuple(self.suppression(node) for node in self.items(top, "suppress")),
            stats_seconds=self.unit(top, "stats", units.duration, DEFAULT.stats_seconds),
            silent_seconds=self.unit(top, "silence", units.duration, DEFAULT.silent_seconds),
            metrics=self.endpoint(top),
        )

    def level(self, parent: Mapping, key: str, keys: dict[str, Key]) -> Mapping | None:
        """Return the mapping at *key*, its keys checked; None when it is not there."""
        return self.mapping(self.value(parent, key), key, keys)

    def flag(self, parent: Mapping | None, key: str, *, default: bool) -> bool:
        """Return the truth value at *key*."""
        return self.boolean(parent, key) if parent is not None and key in parent.items else default

    def unit(self, parent: Mapping | None, key: str, read: Callable[[str], int], default: int) -> int:
        """Return the quantity at *key*."""
        node = None if parent is None else self.value(parent, key)
        if node is None:
            return default
        text = self.scalar(node, key)
        return self.quantity(node, key, text, read, default)

    def quantity(self, node: Node, key: str, text: str, read: Callable[[str], T], default: T) -> T:
        """Return ``read(text)``; a ValueError becomes a problem, and *default* is returned."""
        try:
            return read(text)
        except ValueError as error:
            self.note(node, f"{key}: {error}")
            return default

    def endpoint(self, top: Mapping) -> str:
        """Return the address that Prometheus may ask."""
        text = self.text(top, "metrics")
        if text:
            self.quantity(top.items["metrics"][1], "metrics", text, units.endpoint, ("", 0))
        return text

    def output(self, top: Mapping) -> FileOutput | None:
        """Return the output file."""
        mapping = self.level(top, "output", schema.OUTPUT)
        if mapping is None:
            return None
        return FileOutput(
            path=self.text(mapping, "file"),
            max_bytes=self.unit(mapping, "max_size", units.size, 0),
            seconds=self.unit(mapping, "max_age", units.duration, 0),
            keep=self.integer(mapping, "keep", default=0, low=1, high=100_000),
        )

    def receiver(self, node: Node) -> Receiver:
        """Return one receiver of syslog messages."""
        nobody = "udp", "", 0
        mapping = self.mapping(node, "syslog", schema.SYSLOG)
        if mapping is None:
            return Receiver(url="", transport="udp", host="", port=0)
        url = self.text(mapping, "to")
        where = self.quantity(mapping.items["to"][1], "to", url, split_url, nobody) if url else nobody
        if where[0] != "tls":
            for key in ("ca", "certificate", "key"):
                if key in mapping.items:
                    self.note(mapping.items[key][0], f"{key}: only a tls:// receiver has certificates")
        facility = self.choice(mapping, "facility", tuple(FACILITIES)) if "facility" in mapping.items else "local4"
        return Receiver(
            url=url,
            transport=where[0],
            host=where[1],
            port=where[2],
            facility=facility,
            ca=self.text(mapping, "ca"),
            certificate=self.text(mapping, "certificate"),
            key=self.text(mapping, "key"),
        )

    def suppression(self, node: Node) -> Suppression:
        """Return one suppression."""
        mapping = self.mapping(node, "suppress", schema.SUPPRESSION)
        if mapping is None:
            return Suppression(name="", reason="")
        if not any(key in mapping.items for key in schema.SUPPRESSION_CONDITIONS):
            self.note(mapping, "suppress: it would hold back everything", "name a host, network or signature")
        hosts = self.checked(mapping, "host", units.address, single=True)
        networks = self.checked(mapping, "network", units.network, single=True)
        signatures = self.texts(mapping, "signature", single=True)
        return Suppression(
            name=self.text(mapping, "name") or ", ".join((*hosts, *networks, *signatures)),
            reason=self.text(mapping, "reason"),
            networks=(*hosts, *networks),
            signatures=signatures,
            until=self.date(mapping, "until"),
        )

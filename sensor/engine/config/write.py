"""`Config` → what `read_config` reads: for showing it whole."""

from typing import Any

from sensor.alerts.suppression import Suppression
from sensor.engine.config.model import Config, FileOutput
from sensor.outputs.syslog.address import Receiver

SECONDS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))
BYTES = ((1000**3, "GB"), (1000**2, "MB"), (1000, "kB"))


def plain(config: Config) -> dict[str, Any]:
    """Return *config* as nested plain values, keys in the order of the reference; what is empty is left out."""
    values: dict[str, Any] = {
        "name": config.name,
        "interfaces": list(config.interfaces),
        "directory": config.directory,
        "capture": {
            "workers": config.workers,
            "promiscuous": config.promiscuous,
            "ring": quantity(config.ring_megabytes * 1000**2, BYTES),
            "hardware_time": config.hardware_time,
            "bypass": config.bypass,
        },
        "user": config.user,
        "signatures": list(config.signatures),
        "signature_key": config.signature_key,
        "vendors": list(config.vendors),
        "home": list(config.home),
        "search_suffixes": list(config.search_suffixes),
        "state": config.state,
        "output": _output(config.output) if config.output is not None else {},
        "syslog": [_receiver(one) for one in config.syslog],
        "alerts": {"min_verdict": config.min_verdict.value, "visits": config.visits},
        "suppress": [_suppression(one) for one in config.suppress],
        "stats": quantity(config.stats_seconds, SECONDS),
        "silence": quantity(config.silent_seconds, SECONDS),
        "metrics": config.metrics,
    }
    return _filled(values)


def quantity(number: int, units: tuple[tuple[int, str], ...]) -> str:
    """Return *number* in the largest unit that it is a whole number of."""
    for size, unit in units:
        if number and number % size == 0:
            return f"{number // size}{unit}"
    return f"{number}{units[-1][1]}"


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", [], {}, None)}


def _output(output: FileOutput) -> dict[str, Any]:
    return _filled(
        {
            "file": output.path,
            "max_size": quantity(output.max_bytes, BYTES) if output.max_bytes else "",
            "max_age": quantity(output.seconds, SECONDS) if output.seconds else "",
            "keep": output.keep or None,
        }
    )


def _receiver(receiver: Receiver) -> dict[str, Any]:
    return _filled(
        {
            "to": receiver.url,
            "facility": receiver.facility,
            "ca": receiver.ca,
            "certificate": receiver.certificate,
            "key": receiver.key,
        }
    )


def _suppression(one: Suppression) -> dict[str, Any]:
    return _filled(
        {
            "name": one.name,
            "network": list(one.networks),
            "signature": list(one.signatures),
            "until": one.until,
            "reason": one.reason,
        }
    )

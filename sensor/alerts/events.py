"""EVE lines about the sensor itself: that it was blind, its counters, what it has to say.

``stats`` and ``engine`` have Suricata's shape. What that has no place for (findings, outputs, taps) stands in an event type
of our own, ``sensor``. That the sensor was blind is an alert: whoever reads alerts alone must not take silence for health.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from sensor.alerts.alert import AlertBody, encodable
from sensor.alerts.policy import Change
from sensor.alerts.times import eve_time, rfc3339
from sensor.model.report import Coverage

SENSOR_GENERATOR = 10
"""``alert.gid`` of alerts about the sensor itself."""
BLIND_CATEGORY = "Misc activity"
"""The text of class ``misc-activity`` in Suricata's classification.config."""
BLIND_SEVERITY = 2

BLIND_KINDS = {
    "interface_down": (1, "A tap is down"),
    "interface_gone": (2, "A tap is gone"),
    "worker_died": (3, "A capture process died"),
    "drops": (4, "Frames were dropped"),
    "file_unreadable": (5, "A capture cannot be read"),
    "silent": (6, "A tap is silent"),
    "one_sided": (7, "A tap shows one direction only"),
    "stopped": (8, "The sensor was not running"),
}
"""Kind of blindness → ``alert.signature_id`` and ``alert.signature``."""
OTHER_KIND = (99, "The sensor cannot see everything")


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """What a ``stats`` event tells beside the coverage."""

    uptime: int
    """Seconds."""
    received: int
    dropped: int
    bypassed: int = 0
    """Frames that the kernel dropped as nothing more was wanted of their conversations; not among the received."""
    bypassed_bytes: int = 0
    alerts: int
    suppressed: int
    overflow: int
    """Alerts that found no room to wait for an output."""
    loaded: int
    """Signatures in use."""
    failed: int
    """Reloads that were refused."""
    loaded_at: int


class EventEncoder:
    """Writes lines; *host* is the sensor's name, left out when empty."""

    def __init__(self, host: str = "") -> None:
        self._host = {"host": encodable(host)} if host else {}
        self._encoder = msgspec.json.Encoder()

    def blind(self, alert_id: str, kind: str, interface: str, since: int, until: int | None, what: str) -> bytes:
        """Return the alert that the sensor could not see from *since* to *until* (None: still), in nanoseconds."""
        number, title = BLIND_KINDS.get(kind, OTHER_KIND)
        metadata: dict[str, tuple[str, ...]] = {
            "change": (Change.BLIND.value,),
            "kind": (kind,),
            "since": (rfc3339(since),),
            "until": (rfc3339(until) if until is not None else "lasting",),
            "what": (encodable(what),),
            "alert_id": (alert_id,),
        }
        body = AlertBody(number, 1, title, BLIND_SEVERITY, metadata, gid=SENSOR_GENERATOR, category=BLIND_CATEGORY)
        place = {"in_iface": encodable(interface)} if interface else {}
        return self._line(since if until is None else until, "alert", place | {"alert": body})

    def engine(self, ts: int, module: str, message: str, level: str = "Notice") -> bytes:
        """Return a message of the program; *level* as Suricata calls it: ``Notice``, ``Warning``, ``Error``."""
        body = {"message": encodable(message), "module": module}
        return self._line(ts, "engine", {"log_level": level, "engine": body})

    def stats(self, ts: int, coverage: Coverage, engine: Engine) -> bytes:
        """Return the counters in Suricata's names."""
        dns_tcp = coverage.dns.get("over_tcp", 0)
        dns = coverage.dns.get("queries", 0) + coverage.dns.get("responses", 0)
        body = {
            "uptime": engine.uptime,
            "capture": {"kernel_packets": engine.received, "kernel_drops": engine.dropped},
            "flow_bypassed": {"pkts": engine.bypassed, "bytes": engine.bypassed_bytes},
            "decoder": {
                "pkts": coverage.frames,
                "bytes": coverage.bytes,
                "invalid": coverage.blind.get("malformed", 0),
            },
            "app_layer": {
                "tx": {
                    "dns_udp": max(0, dns - dns_tcp),
                    "dns_tcp": dns_tcp,
                    "tls": coverage.tls.get("hellos", 0),
                    "quic": coverage.quic.get("initials", 0),
                    "http": coverage.http.get("requests", 0),
                }
            },
            "detect": {
                "alert": engine.alerts,
                "alerts_suppressed": engine.suppressed,
                "alert_queue_overflow": engine.overflow,
                "engines": [
                    {
                        "id": 0,
                        "last_reload": eve_time(engine.loaded_at),
                        "rules_loaded": engine.loaded,
                        "rules_failed": engine.failed,
                    }
                ],
            },
        }
        return self._line(ts, "stats", {"stats": body})

    def sensor(self, ts: int, body: Mapping[str, Any]) -> bytes:
        """Return an event of our own."""
        return self._line(ts, "sensor", {"sensor": body})

    def _line(self, ts: int, event_type: str, rest: Mapping[str, Any]) -> bytes:
        head = {"timestamp": eve_time(ts), "event_type": event_type, **self._host}
        return self._encoder.encode(head | dict(rest)) + b"\n"

"""What systemd is told: that the sensor is ready, alive, reloading, stopping (sd_notify(3)). Elsewhere it is told nothing."""

import contextlib
import math
import os
import socket
from collections.abc import Mapping

SECOND = 1_000_000_000


class Notifier:
    """Sends one datagram for each change of state to the socket that systemd names; never waits, never fails."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if address[:1] in {"/", "@"} else None
        self._interval = watchdog_interval(environment) // 2
        self.due: float = 0 if self._interval else math.inf
        """When systemd is to hear the next sign of life."""

    def _send(self, *lines: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.sendto("\n".join(lines).encode(), socket.MSG_DONTWAIT, self._address)

    def ready(self, status: str) -> None:
        """Say that the sensor works; *status* is shown by ``systemctl status``."""
        self._send("READY=1", f"STATUS={status}")

    def reloading(self, now: int) -> None:
        """Say that it reloads, at *now* of the monotonic clock in nanoseconds; `ready` ends it."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={now // 1000}")

    def stopping(self) -> None:
        """Say that it is about to end."""
        self._send("STOPPING=1")

    def alive(self, now: int) -> None:
        """Say that it lives, twice in the time that the unit's WatchdogSec allows."""
        if now >= self.due:
            self.due = now + self._interval
            self._send("WATCHDOG=1")

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def watchdog_interval(environment: Mapping[str, str]) -> int:
    """Return the nanoseconds after which systemd takes us for dead, 0 where it does not look (sd_watchdog_enabled(3))."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return 0
    given = environment.get("WATCHDOG_USEC", "")
    return int(given) * 1000 if given.isdecimal() else 0

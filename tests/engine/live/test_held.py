"""SIGHUP does not end a program that has not got so far as to answer it."""

import os
import signal

from sensor.engine.live.held import hold_reloads, release


def test_a_signal_is_kept_until_it_is_asked_for() -> None:
    """However often it came, once."""
    usual = signal.getsignal(signal.SIGHUP)
    hold_reloads()
    try:
        assert not release()
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGHUP)
        assert (release(), release()) == (True, False)
    finally:
        signal.signal(signal.SIGHUP, usual)

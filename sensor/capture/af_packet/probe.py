"""What this kernel offers, tried out on loopback with sockets that take no frame."""

from sensor.capture.af_packet.tap import Tap, TapSettings, join
from sensor.capture.errors import InputError

SMALL = TapSettings(promiscuous=False, megabytes=4, snaplen=0, hardware_time=False)


def missing_features() -> list[str] | None:
    """Return what live capture needs and this kernel lacks, None where this user may not try it."""
    taps: list[Tap] = []
    try:
        taps += [Tap("lo", SMALL), Tap("lo", SMALL)]
        join(taps)
    except InputError as error:
        return None if "CAP_NET_RAW" in error.reason else [error.reason]
    except OSError as error:
        return [f"shared conversations (PACKET_FANOUT: {error.strerror})"]
    finally:
        for tap in taps:
            tap.close()
    return []

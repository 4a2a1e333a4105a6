"""What to listen on, and how: the options of live sensing."""

import msgspec

RING_MEGABYTES = 64
"""Memory of one interface for frames that wait: half a second of a full 1 Gbit/s, which is what a busy machine may pause."""
SNAP_LENGTH = 262_144
"""Bytes kept of a frame: libpcap's MAXIMUM_SNAPLEN. Receive offload hands over up to 64 KB at once."""
STATS_SECONDS = 1.0
"""Between two looks at the counters of the taps."""
COUNTS_SECONDS = 5.0
"""Between two messages of a worker with its counters: addresses of hosts are in them, so each takes both sides some time."""
SETTLED_SECONDS = 60.0
"""A file of a directory that has not grown for that long is complete, even where no newer one follows."""


class TapOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Where frames come from: interfaces, or a directory that captures are rotated into."""

    interfaces: tuple[str, ...] = ()
    workers: int = 1
    """Processes that share the conversations of all interfaces."""
    promiscuous: bool = True
    ring_megabytes: int = RING_MEGABYTES
    """Of each interface, shared out among the workers."""
    snaplen: int = SNAP_LENGTH
    hardware_time: bool = False
    """Times from the network card, where it offers them."""
    directory: str | None = None
    """Read completed captures from here instead of from interfaces."""
    settled_seconds: float = SETTLED_SECONDS
    bypass: bool = True
    """The kernel drops frames of conversations of which nothing more is wanted, where it can."""
    user: str | None = None
    """Whom to become once the sockets are open."""
    stats_seconds: float = STATS_SECONDS
    """How often `Listener.stats` is called."""
    counts_seconds: float = COUNTS_SECONDS
    """How often a worker tells what it counted."""

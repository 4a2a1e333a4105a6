"""The keys of ``vestige.yaml``: one table for the reader, the messages and the reference in docs/."""

from sensor.signatures.schema import Key

CONFIG = {
    "name": Key("text", "name of the sensor, in every line as `host` (default: left out)"),
    "interfaces": Key("name or list", "network interfaces to listen on"),
    "directory": Key("path", "folder that captures are rotated into, instead of interfaces"),
    "capture": Key("mapping", "how frames are taken"),
    "user": Key("text", "whom to become once the sockets are open (default: stay)"),
    "signatures": Key(
        "path or list", "packs to use instead of those that ship; beside them with a `+` before the path"
    ),
    "signature_key": Key("key or path", "use only packs that are signed with this key of minisign"),
    "vendors": Key("id or list", "only signatures of these vendors"),
    "home": Key("network or list", "networks of ours (default: private, ULA and link-local)"),
    "search_suffixes": Key("name or list", "domains that resolvers here append to names"),
    "state": Key("path", "folder that remembers what was told (default: see `vestige watch --help`)"),
    "output": Key("mapping", "file for alerts and events (default: standard output)"),
    "syslog": Key("list of receivers", "receivers of alerts as RFC 5424 messages"),
    "alerts": Key("mapping", "what is worth an alert"),
    "suppress": Key("list of suppressions", "what nobody wants to hear of, why, and until when"),
    "stats": Key("duration", "between two `stats` events (default 60s; 0s: none)"),
    "silence": Key("duration", "without a frame until a tap is said to be silent (default 60s; 0s: never)"),
    "metrics": Key("address", "where Prometheus may ask, as in `127.0.0.1:9477` (default: nowhere)"),
}

CAPTURE = {
    "workers": Key("number", "processes that share the conversations (default 1)"),
    "promiscuous": Key("true or false", "take frames for other machines too (default true)"),
    "ring": Key("size", "memory of each interface for frames that wait, up to 16GB (default 64MB)"),
    "hardware_time": Key("true or false", "times from the network card, where it offers them (default false)"),
    "bypass": Key(
        "true or false",
        "the kernel drops frames of conversations that need no more reading, where it can (default true)",
    ),
}

OUTPUT = {
    "file": Key(
        "path", "lines are appended to it; it is opened anew on SIGHUP and when it was moved away", required=True
    ),
    "max_size": Key("size", "begin a new file at this size, as in `100MB` (default: never)"),
    "max_age": Key("duration", "begin a new file at this age, as in `24h` (default: never)"),
    "keep": Key("number", "finished files that stay (default: all)"),
}

SYSLOG = {
    "to": Key("address", "`tls://host:6514`, `tcp://host:601` or `udp://host:514`", required=True),
    "facility": Key("choice", "`local4` unless said otherwise"),
    "ca": Key("path", "authorities that sign the receiver's certificate (default: the system's)"),
    "certificate": Key("path", "certificate to show to the receiver"),
    "key": Key("path", "its key, where that is a file of its own"),
}

ALERTS = {
    "min_verdict": Key("choice", "tell of findings from this verdict on: possible (default), likely, confirmed"),
    "visits": Key("true or false", "tell of hosts that only visited a listed vendor's sites (default false)"),
}

SUPPRESSION = {
    "reason": Key("text", "why", required=True),
    "until": Key("date", "last day (UTC) on which it holds", required=True),
    "name": Key("text", "how counters call it (default: what it names)"),
    "host": Key("address or list", "hosts by address"),
    "network": Key("network or list", "hosts by network"),
    "signature": Key("id or list", "signatures by id or sid"),
}
SUPPRESSION_CONDITIONS = ("host", "network", "signature")
"""At least one of these in a suppression."""

LEVELS = {
    "vestige.yaml": CONFIG,
    "capture": CAPTURE,
    "output": OUTPUT,
    "syslog": SYSLOG,
    "alerts": ALERTS,
    "suppress": SUPPRESSION,
}
"""Every level by the name it has in messages and in the reference."""

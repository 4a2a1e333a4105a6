"""What was seen, as half a sentence: "asked for 3 update hosts and reached 1 telemetry host over TLS within 4 minutes"."""

from collections import Counter
from collections.abc import Iterable

from sensor.findings.evidence import Row
from sensor.findings.verdict import times_of
from sensor.findings.words import count, duration, joined
from sensor.model.fields import (
    DHCP_VENDOR_CLASS,
    DNS_ANSWER,
    DNS_QUERY,
    FLOW_RESOLVED,
    HTTP_CONNECT,
    HTTP_HOST,
    HTTP_URL,
    HTTP_USER_AGENT,
    MAC,
    PAYLOAD,
    QUIC_SNI,
    SERVER,
    TLS_CERT,
    TLS_ISSUER,
    TLS_JA4,
    TLS_SNI,
    TLS_SUBJECT,
)
from sensor.model.outcome import Outcome
from sensor.model.signature import Activity

KINDS = {
    Activity.UPDATE: "update",
    Activity.TELEMETRY: "telemetry",
    Activity.ACTIVATION: "activation",
    Activity.MANAGEMENT: "management",
    Activity.DIAGNOSTICS: "diagnostics",
    Activity.VPN: "VPN",
    Activity.REVOCATION: "certificate status",
    Activity.WEB: "website",
    Activity.INSTALLER: "download",
    Activity.INJECTED: "injected-tag",
    Activity.DISCOVERY: "discovery",
    Activity.SERVICE: "cloud",
}

THROUGH = "through a proxy"
OVER = {
    TLS_SNI: "over TLS",
    TLS_CERT: "over TLS",
    QUIC_SNI: "over QUIC",
    HTTP_HOST: "over HTTP",
    HTTP_CONNECT: THROUGH,
    FLOW_RESOLVED: "at the address that DNS gave",
    SERVER: "by address",
    TLS_JA4: "over TLS",
    TLS_SUBJECT: "over TLS",
    TLS_ISSUER: "over TLS",
}
"""Fields of a connection to somewhere, and how it was made."""

SHOWN = {
    PAYLOAD: "first bytes that fit its {kind} protocol",
    MAC: "its hardware address is one of the maker's",
    DHCP_VENDOR_CLASS: "it says so when it asks for an address",
}
"""Fields in which a host shows what it is, with the words for it; whether it got through anywhere they do not tell."""

REQUESTS = (HTTP_URL, HTTP_USER_AGENT)
"""Fields that say what was requested, not of whom."""

VERBS = {
    Outcome.SUCCEEDED: "reached",
    Outcome.REFUSED: "did not get through to",
    Outcome.ATTEMPTED: "tried",
    Outcome.UNKNOWN: "contacted",
}

MAX_PARTS = 3
"""Parts of the sentence that are said; the rest stands in the evidence."""

DAY = 24 * 3600 * 1_000_000_000


def connections(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that are more than lookups, and that an answer could be seen of."""
    return [row for row in rows if not row.is_dns and row.key.field not in SHOWN]


def what_was_seen(rows: list[Row]) -> str:
    """Return the sentence about all of *rows*: lookups, then connections, then requests, and in which time."""
    parts = (shown_parts(rows) + lookup_parts(rows) + connection_parts(rows) + request_parts(rows))[:MAX_PARTS]
    times = times_of(rows)
    if not parts:
        parts = [f"seen {count(sum(row.count for row in rows), 'time')}"]
    together = len(rows) > 1 and times.last > times.first and times.last - times.first < DAY
    tail = f" within {duration(times.last - times.first)}" if together else ""
    if len(parts) > 1 and any(" and " in part for part in parts):
        parts[-1] = f"and {parts[-1]}"  # a list of lists is told apart by its commas
        return ", ".join(parts) + tail
    return joined(parts) + tail


def shown_parts(rows: Iterable[Row]) -> list[str]:
    """Return what the host shows of itself, each way once."""
    said = [SHOWN[row.key.field].format(kind=KINDS[row.signature.activity]) for row in rows if row.key.field in SHOWN]
    return list(dict.fromkeys(said))


def lookup_parts(rows: Iterable[Row]) -> list[str]:
    """Return ``asked for 3 update hosts``, and where aliases led."""
    parts = []
    for field, verb in ((DNS_QUERY, "asked for"), (DNS_ANSWER, "was led by an alias to")):
        hosts = by_kind(row for row in rows if row.key.field == field)
        if hosts:
            parts.append(f"{verb} {joined([count(len(names), f'{kind} host') for kind, names in hosts])}")
    return parts


def connection_parts(rows: list[Row]) -> list[str]:
    """Return ``reached 1 telemetry host over TLS and 2 update hosts over HTTP`` for each outcome, the best first."""
    looked_up = {row.key.value for row in rows if row.key.field == DNS_QUERY}
    parts = []
    for outcome, verb in VERBS.items():
        ways = by_way(one_a_server([row for row in rows if row.key.field in OVER and row.outcome is outcome]))
        said = [f"{targets(its_rows, looked_up)} {way}" for way, its_rows in ways.items()]
        if said:
            parts.append(f"{verb} {joined(said)}")
    return parts


def one_a_server(rows: list[Row]) -> list[Row]:
    """Return *rows* without those of certificates whose servers were counted: a certificate names many hosts at once."""
    known = {server for row in rows if row.key.field != TLS_CERT for server in row.servers}
    kept = []
    for row in rows:
        if row.key.field == TLS_CERT:
            if known.issuperset(row.servers):
                continue
            known.update(row.servers)
        kept.append(row)
    return kept


def by_way(rows: list[Row]) -> dict[str, list[Row]]:
    """Return *rows* by the way of the connection; a tunnel and the TLS inside it are one way."""
    tunnels = {row.key.value for row in rows if row.key.field == HTTP_CONNECT}
    inside = {row.key.value for row in rows if row.key.field == TLS_SNI} & tunnels
    ways: dict[str, list[Row]] = {}
    for field, way in OVER.items():
        for row in rows:
            if row.key.field != field or (field == HTTP_CONNECT and row.key.value in inside):
                continue
            relayed = field != HTTP_CONNECT and (row.proxied or (field == TLS_SNI and row.key.value in inside))
            ways.setdefault(f"{way} {THROUGH}" if relayed else way, []).append(row)
    return ways


def targets(rows: list[Row], looked_up: set[str]) -> str:
    """Return who was connected to; names that were all looked up before are ``of them``."""
    values = {row.key.value for row in rows}
    if values <= looked_up:
        if len(values) == len(looked_up):
            return "it" if len(values) == 1 else "all of them"
        return f"{len(values)} of them"
    noun = "server" if all(row.key.field == SERVER for row in rows) else "host"
    return joined([count(len(names), f"{kind} {noun}") for kind, names in by_kind(rows)])


def request_parts(rows: Iterable[Row]) -> list[str]:
    """Return ``sent 4 update requests over HTTP``. URL and user agent of one request count once."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row.key.field in REQUESTS:
            way = f"over HTTP {THROUGH}" if row.proxied else "over HTTP"
            sums[KINDS[row.signature.activity], way, row.key.field] += row.count
    most: dict[tuple[str, str], int] = {}
    for (kind, way, _), number in sums.items():
        most[kind, way] = max(number, most.get((kind, way), 0))
    ordered = sorted(most.items(), key=lambda item: (-item[1], item[0]))
    return [f"sent {count(number, f'{kind} request')} {way}" for (kind, way), number in ordered]


def by_kind(rows: Iterable[Row]) -> list[tuple[str, set[str]]]:
    """Return kind of host and the values of it, the most values first. A value of two kinds counts under the first."""
    kinds: dict[str, set[str]] = {}
    taken: set[str] = set()
    for row in sorted(rows, key=lambda row: (-row.strength, row.key)):
        if row.key.value not in taken:
            taken.add(row.key.value)
            kinds.setdefault(KINDS[row.signature.activity], set()).add(row.key.value)
    return sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))

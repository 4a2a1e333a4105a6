"""Visibility: coverage as sentences. Keys that are missing count as 0; keys that are new here are named as they are."""

from typing import NamedTuple

from sensor.findings.words import count
from sensor.model.report import Coverage


class Part(NamedTuple):
    """How a counter is said: ``12 flows were one-sided``."""

    key: str
    noun: str
    tail: str = ""
    tail_plural: str = ""
    plural: str = ""

    def said(self, number: int) -> str:
        """Return the words for *number*."""
        tail = self.tail if number == 1 else self.tail_plural or self.tail
        return f"{count(number, self.noun, self.plural)} {tail}".strip()


BLIND = (
    Part("one_sided", "flow", "was one-sided", "were one-sided"),
    Part("truncated", "frame", "was cut short by the capture", "were cut short by the capture"),
    Part("cut", "frame", "ended before its packet did", "ended before their packets did"),
    Part("unknown_link", "frame", "came on a link that is not read", "came on links that are not read"),
    Part("undecodable", "frame", "could not be decoded", "could not be decoded"),
    Part("encrypted_link", "frame", "was encrypted by its link or tunnel", "were encrypted by their links or tunnels"),
    Part("malformed", "packet", "was malformed", "were malformed"),
    Part("too_deep", "packet", "was wrapped in too many tunnels", "were wrapped in too many tunnels"),
    Part("fragments_incomplete", "fragmented packet", "never became whole", "never became whole"),
    Part("stream_gaps", "stream", "had gaps", "had gaps"),
    Part(
        "streams_unfinished", "stream", "ended before its opening was whole", "ended before their openings were whole"
    ),
    Part("evicted", "flow", "was dropped to save memory", "were dropped to save memory"),
    Part("flows_evicted", "flow", "was dropped to save memory", "were dropped to save memory"),
    Part(
        "overlapping_captures",
        "capture",
        "overlaps another in time and was read apart (see --merge)",
        "overlap in time and were read apart (see --merge)",
    ),
    Part("dot_flows", "flow", "carried DNS over TLS", "carried DNS over TLS"),
    Part("doh_flows", "flow", "went to known DNS-over-HTTPS servers"),
    Part("doq_flows", "flow", "carried DNS over QUIC", "carried DNS over QUIC"),
    Part("wireguard_flows", "WireGuard tunnel", "hides what goes through it", "hide what goes through them"),
    Part("openvpn_flows", "OpenVPN tunnel", "hides what goes through it", "hide what goes through them"),
    Part("ipsec_flows", "IPsec flow", "hides what goes through its tunnel", "hide what goes through their tunnels"),
    Part(
        "dtls_flows",
        "DTLS conversation",
        "with port 443, as VPNs have, hides what goes through it",
        "with port 443, as VPNs have, hide what goes through them",
    ),
    Part("kernel_drops", "frame", "was dropped before the sensor saw it", "were dropped before the sensor saw them"),
)
"""Counters of `Coverage.blind`, the heaviest losses first."""

PROTOCOL_LOSSES = (
    ("dns", Part("malformed", "DNS message", "could not be read")),
    ("tls", Part("ech", "TLS hello", "may hide its real name (ECH)", "may hide their real names (ECH)")),
    ("quic", Part("undecrypted", "QUIC connection", "could not be decrypted")),
)
"""Counters beside the protocols that are losses too."""


NOBODY = " of no host in the home networks (see --home)"
"""Then whoever asked is taken for the host: a misspelt --home would go unnoticed."""


def visibility(coverage: Coverage) -> list[str]:
    """Return what was visible, then what was not (left out when nothing was missed)."""
    missed = not_visible(coverage)
    return [visible(coverage)] + ([f"not visible: {', '.join(missed)}"] if missed else [])


def visible(coverage: Coverage) -> str:
    """Return what could be seen: ``1,203 frames of 14 hosts; 311 DNS questions, 45 TLS hellos (2 without a name)``."""
    if not coverage.frames:
        return "no frames were read"
    frames = count(coverage.frames, "frame")
    if nothing_readable(coverage):
        return f"{frames}; nothing could be decoded"
    frames += f" of {count(coverage.hosts, 'host')}" if coverage.hosts else NOBODY
    protocols = dns_words(coverage), tls_words(coverage), quic_words(coverage), http_words(coverage)
    parts = [part for part in protocols if part]
    return f"{frames}; {', '.join(parts)}" if parts else f"{frames}; no DNS, TLS, QUIC or HTTP among them"


def dns_words(coverage: Coverage) -> str:
    """Return ``311 DNS questions``; where only answers were captured, these."""
    queries, responses = coverage.dns.get("queries", 0), coverage.dns.get("responses", 0)
    if queries:
        return count(queries, "DNS question")
    return count(responses, "DNS answer") if responses else ""


def tls_words(coverage: Coverage) -> str:
    """Return ``45 TLS hellos (2 without a name, 1 cut short)``."""
    hellos, incomplete = coverage.tls.get("hellos", 0), coverage.tls.get("incomplete", 0)
    unnamed = coverage.tls.get("no_sni", 0)
    if not hellos + incomplete:
        return ""
    notes = [f"{unnamed:,} without a name"] if unnamed else []
    notes += [f"{incomplete:,} cut short"] if incomplete else []
    return count(hellos or incomplete, "TLS hello") + (f" ({', '.join(notes)})" if notes else "")


def quic_words(coverage: Coverage) -> str:
    """Return ``9 QUIC hellos (8 with a name)``."""
    initials, named = coverage.quic.get("initials", 0), coverage.quic.get("sni", 0)
    return f"{count(initials, 'QUIC hello')} ({named:,} with a name)" if initials else ""


def http_words(coverage: Coverage) -> str:
    """Return ``20 HTTP requests (3 CONNECT)``."""
    requests, connects = coverage.http.get("requests", 0), coverage.http.get("connects", 0)
    return count(requests, "HTTP request") + (f" ({connects:,} CONNECT)" if connects else "") if requests else ""


def not_visible(coverage: Coverage) -> list[str]:
    """Return one clause for each blind spot."""
    if not coverage.frames:
        return []
    if nothing_readable(coverage):
        links = unknown_links(coverage)
        return ["no frame came on a link that is read" + (f" (link type {links})" if links else "")]
    clauses = [part.said(coverage.blind[part.key]) for part in BLIND if coverage.blind.get(part.key)]
    clauses += [f"unknown link type {links}"] if (links := unknown_links(coverage)) else []
    for protocol, part in PROTOCOL_LOSSES:
        number = getattr(coverage, protocol).get(part.key, 0)
        clauses += [part.said(number)] if number else []
    known = {part.key for part in BLIND}
    others = sorted(key for key, number in coverage.blind.items() if number and key not in known)
    clauses += [f"{coverage.blind[key]:,} {key.replace('_', ' ')}" for key in others]
    return clauses + absences(coverage)


def nothing_readable(coverage: Coverage) -> bool:
    """True when frames were read, and every one came on a link that is not read."""
    return 0 < coverage.frames <= coverage.blind.get("unknown_link", 0)


def unknown_links(coverage: Coverage) -> str:
    """Return the numbers of the link types that were not known, ``147, 163``; empty where all were."""
    prefix = "link.unknown_"
    numbers = sorted(int(key.removeprefix(prefix)) for key in coverage.weird if key.startswith(prefix))
    return ", ".join(str(number) for number in numbers)


def absences(coverage: Coverage) -> list[str]:
    """Return what one would expect to see and did not."""
    dns, tls = coverage.dns, coverage.tls
    clauses = []
    if not dns.get("queries") and not dns.get("responses"):
        clauses.append("no DNS at all was seen: lookups may go over DoH or another path")
    elif not dns.get("responses"):
        clauses.append("no DNS answers were seen: what became of lookups is unknown")
    elif not dns.get("queries"):
        clauses.append("no DNS questions were seen, only answers")
    if not tls.get("hellos") and not tls.get("incomplete"):
        clauses.append("no TLS was seen")
    return clauses

"""The public names of what was counted: the coverage that stands in every report."""

from sensor.engine.tally import Tally
from sensor.hosts.home import Home
from sensor.model.report import Coverage


def make_coverage(tally: Tally, home: Home, blind: dict[str, int]) -> Coverage:
    """Return the coverage of a run; *blind* adds what the readers counted beside the tally."""
    return coverage_of(tally, home.count(tally.hosts), blind)


def coverage_of(tally: Tally, hosts: int, blind: dict[str, int]) -> Coverage:
    """Return the same where the *hosts* at home are counted already."""
    return Coverage(
        frames=tally.frames,
        bytes=tally.bytes,
        hosts=hosts,
        dns={
            "queries": tally.dns_queries,
            "responses": tally.dns_responses,
            "over_tcp": tally.dns_tcp,
            "malformed": tally.dns_malformed,
        },
        tls={
            "hellos": tally.tls_hellos,
            "sni": tally.tls_sni,
            "no_sni": tally.tls_no_sni,
            "ech": tally.tls_ech,
            "ech_hidden": tally.tls_hidden,
            "incomplete": tally.tls_incomplete,
            "certificates": tally.tls_certificates,
        },
        quic=dict(tally.quic),
        http={"requests": tally.http_requests, "connects": tally.http_connects},
        blind={
            "truncated": tally.snapped,
            "cut": tally.cut,
            "unknown_link": tally.unknown_link,
            "malformed": tally.malformed,
            "too_deep": tally.too_deep,
            "encrypted_link": tally.encrypted,
            "dot_flows": tally.dot_flows,
            "doh_flows": tally.doh_flows,
            "doq_flows": tally.doq_flows,
            **{f"{kind}_flows": number for kind, number in tally.vpn.items()},
            "stream_gaps": tally.stream_gaps,
            "streams_unfinished": tally.streams_dropped,
            **blind,
        },
        weird=dict(sorted(tally.weird.items())),
    )

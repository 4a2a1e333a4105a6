"""The ``alert`` object of EVE, made from a finding and a piece of its evidence."""

from collections.abc import Mapping
from typing import Any

import msgspec

from sensor.model.fields import (
    DHCP_VENDOR_CLASS,
    DNS_ANSWER,
    DNS_QUERY,
    HTTP_CONNECT,
    HTTP_HOST,
    HTTP_URL,
    HTTP_USER_AGENT,
    MAC,
    QUIC_SNI,
    TLS_CERT,
    TLS_ISSUER,
    TLS_JA4,
    TLS_SNI,
    TLS_SUBJECT,
)
from sensor.model.finding import Evidence, Finding, Verdict
from sensor.model.signature import Shows

GENERATOR = 9
"""``alert.gid``: keeps our signature numbers apart from those of rules, which have gid 1."""

CATEGORY = "Potential Corporate Privacy Violation"
"""The text of class ``policy-violation`` in Suricata's classification.config."""

SEVERITY = {Verdict.CONFIRMED: 1, Verdict.LIKELY: 2, Verdict.POSSIBLE: 3}
"""EVE counts down: 1 is the gravest. A mere visit is always 3."""


class AlertBody(msgspec.Struct):
    """The ``alert`` object. A passive sensor allows everything."""

    signature_id: int
    rev: int
    signature: str
    severity: int
    metadata: dict[str, tuple[str, ...]]
    action: str = "allowed"
    gid: int = GENERATOR
    category: str = CATEGORY


def alert_body(finding: Finding, evidence: Evidence, revision: int, more: Mapping[str, tuple[str, ...]]) -> AlertBody:
    """Return the ``alert`` object; what EVE has no field for stands in its metadata, as arrays of strings."""
    metadata: dict[str, tuple[str, ...]] = {
        "vendor": (finding.vendor,),
        "product": (finding.product,),
        "activity": (evidence.activity.value,),
        "shows": (evidence.shows.value,),
        "verdict": (finding.verdict.value,),
        "finding_id": (finding.id,),
        "finding_state": (finding.state,),
        "outcome": (evidence.outcome.value,),
        "attribution": (finding.attribution,),
        "signature_name": (evidence.signature,),
    }
    if finding.via:
        metadata["via"] = (finding.via,)
    if finding.host.tenant:
        metadata["tenant"] = (finding.host.tenant,)
    if finding.bans:
        metadata["bans"] = finding.bans
    metadata.update(more)
    severity = 3 if finding.shows is Shows.ACCESS else SEVERITY[finding.verdict]
    return AlertBody(evidence.sid, revision, encodable(evidence.title), severity, metadata)


def body_of(field: str, value: str) -> Mapping[str, Any]:
    """Return the least body that shows *value* where *field* says; for evidence whose observation was not kept."""
    bodies: dict[str, dict[str, Any]] = {
        DNS_QUERY: {"version": 3, "type": "request", "queries": [{"rrname": value}]},
        DNS_ANSWER: {"version": 3, "type": "response", "answers": [{"rdata": value}]},
        TLS_SNI: {"sni": value},
        TLS_CERT: {"subjectaltname": [value]},
        TLS_SUBJECT: {"subject": value},
        TLS_ISSUER: {"issuerdn": value},
        TLS_JA4: {"ja4": value},
        DHCP_VENDOR_CLASS: {"type": "request", "vendor_class_identifier": value},
        MAC: {"src_mac": value},
        QUIC_SNI: {"sni": value},
        HTTP_HOST: {"hostname": value},
        HTTP_CONNECT: {"hostname": value, "http_method": "CONNECT"},
        HTTP_URL: {"url": value},
        HTTP_USER_AGENT: {"http_user_agent": value},
    }
    return bodies.get(field, {})


def encodable(text: str) -> str:
    """Return *text* with what UTF-8 cannot carry escaped: a file name may hold any byte, JSON may not."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # a lone surrogate that is no escaped byte
        return text.encode("utf-8", "backslashreplace").decode()

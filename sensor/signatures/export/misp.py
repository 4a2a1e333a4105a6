"""A MISP event (https://www.misp-standard.org/rfc/misp-standard-core.html): an attribute for each name, network and User-Agent.

``domain`` is a name and all below it, ``hostname`` a whole name. ``to_ids`` is set for what neither is a visit nor weak; class,
activity and weight are tags. The same signatures give the same uuids.
"""

import datetime
import uuid
from collections.abc import Iterator

from sensor.model.signature import Indicator, Signature, SignatureSet
from sensor.signatures.export.exported import Exported, MissingLibrary, Notes, Settings, one_line, origin
from sensor.signatures.export.grades import description, why_not_blocked
from sensor.signatures.export.names import Kind, names_of
from sensor.signatures.export.plain import (
    MORE_THAN_A_NAME,
    NOT_A_NAME,
    PORTS,
    describe,
    has_names,
    http_text,
    plain_server,
    server_text,
)
from sensor.signatures.names import is_glob, is_regex

NAMESPACE = uuid.UUID("b1c0c1f0-52a5-5f4e-a2ce-3f2f3c6f7d10")
"""Uuids are version 5 of this (RFC 9562 section 5.5)."""
LONG_AGO = "1970-01-01"
"""Day of a signature that does not say when it was verified."""
UNDEFINED, COMPLETED, OWN_ORGANISATION = 4, 2, 0
"""Threat level, analysis and distribution (MISP core format, section 2.2)."""
SERVER_PORTS = "an address with several ports, or with a protocol, has no attribute"
PATTERN = "MISP knows no patterns of names"
EXCEPTED = "MISP knows no exceptions"
FIELDS = "an attribute is a name wherever it is seen"

Value = tuple[str, str]
"""Type of an attribute, and its value."""


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return the event. It has no comments: what it cannot carry is said by the caller."""
    try:
        import pymisp  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingLibrary("pymisp") from None
    notes = Notes()
    event = pymisp.MISPEvent()
    event.uuid = str(uuid.uuid5(NAMESPACE, found.sha256))
    event.info = origin(found, settings)
    event.set_date(max((one.verified or LONG_AGO for one in found.signatures), default=LONG_AGO))
    event.threat_level_id, event.analysis, event.distribution = UNDEFINED, COMPLETED, OWN_ORGANISATION
    for signature in found.signatures:
        for kind, value in dict.fromkeys(
            one for indicator in signature.any for one in _of(signature, indicator, notes)
        ):
            notes.carry(signature)
            attribute = event.add_attribute(
                kind,
                value,
                category="Network activity",
                to_ids=not why_not_blocked(signature),
                comment=one_line(f"{signature.id}: {description(signature)}"),
                uuid=str(uuid.uuid5(NAMESPACE, f"{signature.id}/{kind}/{value}")),
                timestamp=_seconds(signature.verified or LONG_AGO),
                disable_correlation=False,
            )
            assert isinstance(attribute, pymisp.MISPAttribute)
            for tag in ("shows", "activity"):
                attribute.add_tag(f'vestige:{tag}="{getattr(signature, tag)}"')
            attribute.add_tag(f'vestige:weight="{signature.weight:g}"')
    return notes.exported(event.to_json(indent=2, sort_keys=True) + "\n")


def _seconds(day: str) -> int:
    return int(datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())


def _of(signature: Signature, indicator: Indicator, notes: Notes) -> Iterator[Value]:
    if (server := plain_server(indicator)) is not None:
        if server.port or server.proto:
            notes.left_out(signature, server_text(server), SERVER_PORTS)
            return
        yield from (("ip-dst", network) for network in server.network)
    elif indicator.http is not None:
        http = indicator.http
        agent = http.user_agent
        alone = agent is not None and (http.host, http.host_suffix, http.path, http.method) == (None,) * 4
        if alone and agent is not None and not is_glob(agent) and not is_regex(agent):
            yield "user-agent", agent
        else:
            notes.left_out(signature, http_text(http), MORE_THAN_A_NAME)
    else:
        yield from _of_names(signature, indicator, notes)


def _of_names(signature: Signature, indicator: Indicator, notes: Notes) -> Iterator[Value]:
    if indicator.port or not has_names(indicator):
        notes.left_out(signature, describe(indicator), PORTS if has_names(indicator) else NOT_A_NAME)
        return
    if indicator.fields:
        notes.more(signature, describe(indicator), FIELDS)
    for name in names_of(indicator):
        if name.kind is Kind.PATTERN:
            notes.left_out(signature, name.text, PATTERN)
            continue
        if name.excluding:
            notes.more(signature, name.text, EXCEPTED)
        yield ("domain" if name.kind is Kind.BELOW else "hostname"), name.text

"""The files as msgspec types: what an editor is told of them (`sensor.signatures.json_schema`).

The reader takes files apart itself, because it knows lines and columns; a test holds the keys here and in
`sensor.signatures.schema` together.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sensor.model.signature import Activity, Shows
from sensor.signatures.limits import MAX_PAYLOAD_CONDITIONS, MAX_TEXT

Text = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
Id = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Whole = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(gt=0, le=1)]
Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
PartialDay = Annotated[str, Meta(pattern="^[0-9]{4}(-[0-9]{2}){0,2}$")]
Port = Annotated[int, Meta(ge=1, le=65535)] | Annotated[str, Meta(pattern="^ *[0-9]{1,5} *(- *[0-9]{1,5} *)?$")]
Texts = Annotated[list[Text], Meta(min_length=1)]
TextOrTexts = Text | Texts
Digits = Text | Whole
"""Hexadecimal digits without quotes may be a number to YAML."""
Ports = Port | Annotated[list[Port], Meta(min_length=1)]
NameField = Literal[
    "dns.query", "dns.answer", "tls.sni", "tls.cert", "quic.sni", "http.host", "http.connect", "flow.resolved"
]
Verb = Literal["use", "procure", "access", "update", "sell"]


class Shape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A mapping whose keys are all known."""


class HttpHost(Shape, kw_only=True):
    """``http: {host: {suffix: NAME}}``."""

    suffix: Text


class Http(Shape, kw_only=True):
    """``http``."""

    host: Text | HttpHost | UnsetType = UNSET
    path: Text | UnsetType = UNSET
    user_agent: Text | UnsetType = UNSET
    method: Text | UnsetType = UNSET


class Payload(Shape, kw_only=True):
    """One entry of ``payload``."""

    at: Whole | Text | UnsetType = UNSET
    bytes: Digits | UnsetType = UNSET
    text: Text | UnsetType = UNSET


class Server(Shape, kw_only=True, rename={"sender": "from"}):
    """``server``."""

    network: TextOrTexts | UnsetType = UNSET
    port: Ports | UnsetType = UNSET
    proto: Literal["tcp", "udp"] | UnsetType = UNSET
    payload: Annotated[list[Payload], Meta(min_length=1, max_length=MAX_PAYLOAD_CONDITIONS)] | UnsetType = UNSET
    sender: Literal["client", "server"] | UnsetType = UNSET


class Tls(Shape, kw_only=True):
    """``tls``."""

    ja4: TextOrTexts | UnsetType = UNSET
    subject: Text | UnsetType = UNSET
    issuer: Text | UnsetType = UNSET


class Dhcp(Shape, kw_only=True):
    """``dhcp``."""

    vendor_class: Text


class Indicator(Shape, kw_only=True, rename={"excluding": "except"}):
    """One entry of ``any``."""

    host: TextOrTexts | UnsetType = UNSET
    suffix: TextOrTexts | UnsetType = UNSET
    http: Http | UnsetType = UNSET
    server: Server | UnsetType = UNSET
    tls: Tls | UnsetType = UNSET
    mac: Digits | Annotated[list[Digits], Meta(min_length=1)] | UnsetType = UNSET
    dhcp: Dhcp | UnsetType = UNSET
    fields: Annotated[list[NameField], Meta(min_length=1)] | UnsetType = UNSET
    port: Ports | UnsetType = UNSET
    excluding: TextOrTexts | UnsetType = UNSET
    why: Text | UnsetType = UNSET


class Test(Shape, kw_only=True):
    """One entry of ``tests``."""

    __test__ = False  # no test for pytest

    see: Text
    match: bool


class Signature(Shape, kw_only=True):
    """One entry of ``signatures``."""

    id: Id
    sid: Whole
    revision: Whole | UnsetType = UNSET
    title: Text
    activity: Activity
    shows: Shows
    weight: Share
    any: Annotated[list[Indicator], Meta(min_length=1)]
    references: Texts | UnsetType = UNSET
    verified: Day | UnsetType = UNSET
    expires: Day | UnsetType = UNSET
    false_positives: Texts | UnsetType = UNSET
    tests: Annotated[list[Test], Meta(min_length=1)] | UnsetType = UNSET


class SignatureFile(Shape, kw_only=True):
    """A file of signatures."""

    vendor: Id
    product: Id
    signatures: Annotated[list[Signature], Meta(min_length=1)]


class Vendor(Shape, kw_only=True):
    """``vendor.yaml``."""

    vendor: Id
    name: Text
    version: Text | UnsetType = UNSET
    aliases: Texts | UnsetType = UNSET
    companies: Texts | UnsetType = UNSET
    domains: Texts
    bans: Texts | UnsetType = UNSET
    products: dict[str, Text]


class Ban(Shape, kw_only=True):
    """One entry of ``bans``."""

    id: Id
    title: Text
    citation: Text
    jurisdiction: Text
    prohibits: Annotated[list[Verb], Meta(min_length=1)]
    effective: PartialDay
    until: PartialDay | UnsetType = UNSET
    link: Text
    vendors: Texts
    note: Text | UnsetType = UNSET


class Change(Shape, kw_only=True):
    """One entry of ``changes``."""

    signature: Id
    disable: Literal[True] | UnsetType = UNSET
    weight: Share | UnsetType = UNSET
    reason: Text
    owner: Text | UnsetType = UNSET
    until: Day | UnsetType = UNSET


class OverlayFile(Shape, kw_only=True):
    """``overlay.yaml``."""

    changes: Annotated[list[Change], Meta(min_length=1)]


class BansFile(Shape, kw_only=True):
    """``bans.yaml``."""

    bans: Annotated[list[Ban], Meta(min_length=1)]

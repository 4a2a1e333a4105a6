"""Signature: what to look for, and what it shows when it is seen (DESIGN section 7)."""

import enum

import msgspec


class Shows(enum.StrEnum):
    """What a signature's sighting proves about the host, weakest first."""

    ACCESS = "access"
    EMBEDDED = "embedded"
    DEVICE = "device"
    MANAGES = "manages"
    INSTALLED = "installed"

    @property
    def rank(self) -> int:
        """Strength: a finding shows the strongest class among its evidence."""
        return list(Shows).index(self)


class Activity(enum.StrEnum):
    """What the software was doing."""

    UPDATE = "update"
    TELEMETRY = "telemetry"
    ACTIVATION = "activation"
    MANAGEMENT = "management"
    DIAGNOSTICS = "diagnostics"
    VPN = "vpn"
    REVOCATION = "revocation"
    WEB = "web"
    INSTALLER = "installer"
    INJECTED = "injected"
    DISCOVERY = "discovery"
    """Announces itself or looks for its kind on the local network."""
    SERVICE = "service"
    """The application or device talks to its own cloud: registration, push, programming interface."""


class Location(msgspec.Struct, frozen=True, order=True):
    """A place in a file written by a person; line and column count from 1."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class HttpCondition(msgspec.Struct, frozen=True):
    """Conditions on one HTTP request; all that are given must hold.

    Each value is a pattern: plain text (exact), a glob with ``*`` and ``?``, or ``re:`` and an anchored regex.
    """

    host: str | None = None
    host_suffix: str | None = None
    path: str | None = None
    user_agent: str | None = None
    method: str | None = None


class PayloadCondition(msgspec.Struct, frozen=True):
    """Bytes that stand at an offset in what one side sends first."""

    at: tuple[int, int]
    """First and last offset, inclusive, at which they may begin: the same twice for one place."""
    data: str
    """The bytes, hexadecimal."""


class ServerCondition(msgspec.Struct, frozen=True):
    """Conditions on the server's end of a flow; all that are given must hold."""

    network: tuple[str, ...] = ()
    """CIDR blocks."""
    port: tuple[tuple[int, int], ...] = ()
    """Inclusive ranges."""
    proto: str | None = None
    """``tcp`` or ``udp``."""
    payload: tuple[PayloadCondition, ...] = ()
    """What stands in a datagram, or in the first bytes that one side of a TCP conversation sends."""
    sender: str = "client"
    """Key ``from``: whose bytes, ``client`` or ``server``."""


class TlsCondition(msgspec.Struct, frozen=True):
    """Conditions on a TLS handshake; all that are given must hold. ``ja4`` is the client's, the others the server's."""

    ja4: tuple[str, ...] = ()
    """Fingerprints of a ClientHello (FoxIO/ja4), any of them."""
    subject: str | None = None
    """Pattern (exact or a glob) of the certificate's subject, as `sensor.model.bodies.Tls` writes it."""
    issuer: str | None = None


class DhcpCondition(msgspec.Struct, frozen=True):
    """What a device says of itself when it asks for an address."""

    vendor_class: str
    """Pattern of option 60 (RFC 2132 section 9.13), or of the vendor class of DHCPv6 (RFC 8415 section 21.16)."""


class Indicator(msgspec.Struct, frozen=True):
    """One entry of a signature's ``any`` list: exactly one of its conditions (host to dhcp) is set; the rest narrows it."""

    host: tuple[str, ...] = ()
    """Whole names; ``s[00-19].x`` is a numbered range, ``*``/``?`` a glob inside one label, ``re:`` an anchored regex."""
    suffix: tuple[str, ...] = ()
    """The name itself and all below it, at label boundaries."""
    http: HttpCondition | None = None
    server: ServerCondition | None = None
    tls: TlsCondition | None = None
    mac: tuple[str, ...] = ()
    """Blocks of hardware addresses: their first 6 to 12 hexadecimal digits, lower case."""
    dhcp: DhcpCondition | None = None
    fields: tuple[str, ...] = ()
    """Only in these fields (`sensor.model.fields`); empty: wherever the kind of value can stand."""
    port: tuple[tuple[int, int], ...] = ()
    """Only when the asked side's port lies in one of these inclusive ranges (for ``host``, ``suffix`` and ``tls``)."""
    excluding: tuple[str, ...] = ()
    """Key ``except``: names, and all below them, that ``suffix`` or a pattern covers and that are not meant."""
    why: str = ""
    """Why a name outside the vendor's own domains stands here; required for one."""
    at: Location | None = None


class SelfTest(msgspec.Struct, frozen=True):
    """One test inside a signature: ``see: "tls.sni s07.upd.kaspersky.com"``."""

    see: str
    match: bool
    at: Location | None = None


class Signature(msgspec.Struct, frozen=True):
    """One signature of a pack."""

    id: str
    sid: int
    revision: int
    title: str
    vendor: str
    product: str
    activity: Activity
    shows: Shows
    weight: float
    any: tuple[Indicator, ...]
    references: tuple[str, ...] = ()
    verified: str = ""
    expires: str = ""
    false_positives: tuple[str, ...] = ()
    tests: tuple[SelfTest, ...] = ()
    at: Location | None = None


class Vendor(msgspec.Struct, frozen=True):
    """``signatures/<vendor>/vendor.yaml``: who it is and which bans name it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    """Registrable domains the vendor owns; a signature of this vendor stays inside them unless it says why."""
    bans: tuple[str, ...] = ()
    """Ids of bans beside those that name it themselves: how a pack of one's own says which of the shipped bans reach it."""
    version: str = ""
    """Of the pack; empty where its file says none."""
    products: dict[str, str] = {}
    """Product id → name for people."""
    at: Location | None = None


class Ban(msgspec.Struct, frozen=True):
    """One legal basis (``signatures/bans.yaml``)."""

    id: str
    title: str
    citation: str
    jurisdiction: str
    prohibits: tuple[str, ...]
    """Verbs out of: use, procure, access, update, sell."""
    effective: str
    """First day on which it binds; a month or a year where the day is not known."""
    link: str
    vendors: tuple[str, ...] = ()
    """``vendor``, or ``vendor/product`` where it names only that product."""
    note: str = ""
    until: str = ""
    """Last day on which it binds, in the same forms; empty while no end is known."""
    at: Location | None = None

    def names(self, vendor: str, product: str) -> bool:
        """True when it names *vendor* as a whole, or *product* of it."""
        return vendor in self.vendors or f"{vendor}/{product}" in self.vendors


class PackVersion(msgspec.Struct, frozen=True):
    """Which edition of a pack was loaded."""

    pack: str
    version: str
    """What its vendor.yaml says; empty where it says none."""
    sha256: str
    """Over path (relative to its pack) and content of its files, in order."""


class Change(msgspec.Struct, frozen=True):
    """One entry of ``overlay.yaml``: what somebody changes in a signature that is not theirs, and why."""

    signature: str
    reason: str
    weight: float | None = None
    """In the place of the signature's own; None: the signature is disabled."""
    owner: str = ""
    until: str = ""
    """Last day on which it holds; empty: for ever."""
    at: Location | None = None


class SignatureSet(msgspec.Struct, frozen=True):
    """Everything loaded for a run: an immutable value, replaced whole on reload."""

    signatures: tuple[Signature, ...]
    vendors: dict[str, Vendor]
    bans: dict[str, Ban]
    packs: tuple[str, ...]
    """Names of the packs: vendor folders, or the stem of a file given alone."""
    sha256: str
    """Over path (relative to its pack) and content of every file, in order."""
    pack_versions: tuple[PackVersion, ...] = ()
    """One for each of `packs`."""
    changes: tuple[Change, ...] = ()
    """What overlays change; done to `signatures` already."""
    lapsed: tuple[Change, ...] = ()
    """Changes whose last day has passed: not done."""
    replaced: dict[str, Signature] = {}
    """Id → the signature as its pack has it, for each one that `changes` name."""

    def bans_on(self, vendor: str, product: str) -> tuple[Ban, ...]:
        """Return the bans that name *product* of *vendor*, whatever they prohibit, in order of their id."""
        known = self.vendors.get(vendor)
        claimed = known.bans if known else ()
        found = (ban for ban in self.bans.values() if ban.names(vendor, product) or ban.id in claimed)
        return tuple(sorted(found, key=lambda ban: ban.id))

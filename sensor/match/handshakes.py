"""``tls`` conditions: a client's fingerprint, and names in a server's certificate."""

from collections.abc import Iterator

import msgspec

from sensor.match.patterns import Pattern, pattern_of
from sensor.model import fields
from sensor.model.bodies import Quic, Tls
from sensor.model.signature import Indicator, Signature, TlsCondition
from sensor.signatures.anchors import longest_text
from sensor.signatures.narrow import wants_port

Rule = tuple[Signature, int]
"""A signature, and the position of one of its indicators."""

MOST_COUNTED = 0x7F
"""Cipher suites and extensions that are counted; more count as many."""
CIPHERS_SHIFT = 7
SNI_BIT = 1 << 14
"""Index of `HandshakeTable.hellos`: extensions, cipher suites above them, and this for a hello with a server name."""
COUNT_CAP = 99
"""JA4 writes no higher count."""
GREASE_CIPHERS = 1
"""Reserved ones that a client may add and JA4 does not count (RFC 8701 section 3.1)."""


class NameTest(msgspec.Struct, frozen=True):
    """A `TlsCondition` on the certificate, ready to be tried."""

    condition: TlsCondition
    subject: Pattern | None = None
    issuer: Pattern | None = None

    def failure(self, body: Tls) -> str:
        """Return which condition *body* does not fulfil, empty for none."""
        for key, pattern, text in (("subject", self.subject, body.subject), ("issuer", self.issuer, body.issuerdn)):
            if pattern is not None and (text is None or not pattern.matches(text)):
                return f"{key} is not {getattr(self.condition, key)}"
        return ""

    def sighting(self, body: Tls) -> tuple[str, str]:
        """Return the field that says most, and its value."""
        if self.subject is not None:
            return fields.TLS_SUBJECT, body.subject or ""
        return fields.TLS_ISSUER, body.issuerdn or ""


class HandshakeTable:
    """The ``tls`` conditions of a set of signatures."""

    def __init__(self) -> None:
        self.fingerprints: dict[str, list[Rule]] = {}
        self.names: list[tuple[Signature, int, NameTest]] = []
        self.hellos = bytearray(2 * SNI_BIT)
        """By counts of cipher suites and extensions and `SNI_BIT`: hellos whose fingerprint is worth making."""
        self.needles: list[bytes] = []
        """Texts of which a certificate holds one where it is worth reading."""

    def add(self, signature: Signature, position: int, condition: TlsCondition) -> None:
        """Add a condition."""
        for text in condition.ja4:
            self.fingerprints.setdefault(text, []).append((signature, position))
            self._mark(text)
        if condition.subject is None and condition.issuer is None:
            return
        test = NameTest(condition, _pattern(condition.subject), _pattern(condition.issuer))
        self.names.append((signature, position, test))
        needle = longest_text(condition.subject or condition.issuer or "").encode()
        if needle not in self.needles:
            self.needles.append(needle)

    def _mark(self, text: str) -> None:
        """Note which hellos can have the fingerprint *text*."""
        bit = SNI_BIT if text[3] == "d" else 0
        for ciphers in _counts(int(text[4:6]), GREASE_CIPHERS):
            for extensions in _counts(int(text[6:8]), 0):
                self.hellos[bit | ciphers << CIPHERS_SHIFT | extensions] = 1

    def may_name(self, certificate: bytes) -> bool:
        """Return whether a text of a condition stands anywhere in *certificate*, so that it is worth reading."""
        for needle in self.needles:
            if needle in certificate:
                return True
        return False

    def names_in(self, body: Tls) -> bool:
        """Return whether a condition on the certificate holds."""
        return any(not test.failure(body) for _, _, test in self.names)

    def find(self, body: Tls | Quic, port: int) -> Iterator[tuple[Rule, str, str]]:
        """Yield rule, field and value of each condition that a handshake on *port* fulfils."""
        if body.ja4:
            for signature, position in self.fingerprints.get(body.ja4, ()):
                if wants_port(signature.any[position], port):
                    yield (signature, position), fields.TLS_JA4, body.ja4
        if isinstance(body, Tls) and (body.subject or body.issuerdn):
            for signature, position, test in self.names:
                if not test.failure(body) and wants_port(signature.any[position], port):
                    yield (signature, position), *test.sighting(body)


def handshake_text(indicator: Indicator) -> str:
    """Return the ``tls`` condition of *indicator* as one line."""
    condition = indicator.tls
    assert condition is not None
    named = (("ja4", " ".join(condition.ja4)), ("subject", condition.subject), ("issuer", condition.issuer))
    return " ".join(["tls", *(f"{key} {value}" for key, value in named if value)])


def _counts(said: int, reserved: int) -> range:
    """Return how many there may be in a hello of whose kind JA4 says *said*."""
    return range(said, MOST_COUNTED + 1 if said >= COUNT_CAP else said + reserved + 1)


def _pattern(text: str | None) -> Pattern | None:
    return None if text is None else pattern_of(text)

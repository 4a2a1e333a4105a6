"""``tls``, ``mac`` and ``dhcp`` of an indicator: what a handshake or a device shows of itself; nodes → conditions."""

import re

from sensor.model.signature import DhcpCondition, TlsCondition
from sensor.signatures import schema
from sensor.signatures.anchors import longest_text
from sensor.signatures.names import is_glob, is_regex
from sensor.signatures.nodes import Mapping
from sensor.signatures.patterns import compile_pattern
from sensor.signatures.reader import Reader

MIN_NAME_TEXT = 4
"""Characters without wildcard that a certificate's name must have in a row: the sensor looks for them first."""

_JA4 = re.compile(r"[tqd](?:[0-9]{2}|s[23]|d[123])[di][0-9]{4}[0-9a-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}")
_MAC = re.compile(r"[0-9a-f]{6,12}")


def read_tls(reader: Reader, parent: Mapping) -> TlsCondition | None:
    """Return the condition at ``tls``; None when there is none. Problems go to *reader*."""
    mapping = reader.mapping(reader.value(parent, "tls"), "tls", schema.TLS)
    if mapping is None:
        return None
    names = [key for key in ("subject", "issuer") if key in mapping.items]
    if bool(names) == ("ja4" in mapping.items):
        reader.note(mapping, "tls: either ja4 (of the client), or subject and issuer (of the server's certificate)")
    return TlsCondition(
        ja4=reader.checked(mapping, "ja4", fingerprint, single=True),
        subject=_read_name(reader, mapping, "subject"),
        issuer=_read_name(reader, mapping, "issuer"),
    )


def read_dhcp(reader: Reader, parent: Mapping) -> DhcpCondition | None:
    """Return the condition at ``dhcp``; None when there is none. Problems go to *reader*."""
    mapping = reader.mapping(reader.value(parent, "dhcp"), "dhcp", schema.DHCP)
    if mapping is None:
        return None
    text = reader.text(mapping, "vendor_class")
    if text and (is_glob(text) or is_regex(text)):
        reader.tried(mapping.items["vendor_class"][1], "vendor_class", text, compile_pattern)
    return DhcpCondition(vendor_class=text)


def fingerprint(text: str) -> str:
    """Return a JA4 fingerprint. Raises ValueError."""
    if not _JA4.fullmatch(text):
        raise ValueError(f"{text!r} is no JA4 fingerprint such as t13d1516h2_8daaf6152771_e5627efa2ab1")
    return text


def mac_block(text: str) -> str:
    """Return the first digits of a hardware address, lower case and without separators. Raises ValueError."""
    digits = re.sub("[:. -]", "", text).lower()
    if not _MAC.fullmatch(digits):
        raise ValueError(f'{text!r} is no hardware address block; write 6 to 12 hexadecimal digits, as in "00:bc:99"')
    if int(digits[:2], 16) & 3:
        raise ValueError(f"{text!r} is a group's or a locally given address: no maker owns it")
    return digits


def _read_name(reader: Reader, mapping: Mapping, key: str) -> str | None:
    text = reader.text(mapping, key)
    if not text:
        return None
    node = mapping.items[key][1]
    if is_regex(text):
        reader.note(node, f"{key}: no regular expression is taken here", "use * and ?")
    elif len(longest_text(text)) < MIN_NAME_TEXT:
        reader.note(
            node, f"{key}: {text!r} holds for too much", f"{MIN_NAME_TEXT} characters of a name in a row at least"
        )
    return text

"""The Forwarded header (RFC 7239): whom a proxy asks for."""

from sensor.protocols.http.consts import MAX_VALUE
from sensor.wire.name import printable

MAX_HOPS = 32
"""Proxies behind one another that are told."""


def forwarded_for(value: bytes) -> str | None:
    """Return the ``for=`` nodes in the form of X-Forwarded-For, the client first; None where no address is among them.

    Obfuscated nodes (``_hidden``) and ``unknown`` are left out: they name nobody.
    """
    nodes = []
    for element in split_quoted(value[:MAX_VALUE], ord(","))[:MAX_HOPS]:
        for pair in split_quoted(element, ord(";")):
            name, equals, node = pair.strip(b" \t").partition(b"=")
            if equals and name.lower() == b"for":
                nodes.append(address(node.strip(b'"')))
    return ", ".join(node for node in nodes if node) or None


def split_quoted(value: bytes, separator: int) -> list[bytes]:
    """Split at *separator* outside quotes."""
    parts = []
    start = 0
    quoted = False
    for at, byte in enumerate(value):
        if byte == ord('"'):
            quoted = not quoted
        elif byte == separator and not quoted:
            parts.append(value[start:at])
            start = at + 1
    parts.append(value[start:])
    return parts


def address(node: bytes) -> str:
    """Return the address of a node, without brackets and port; empty for one that is none."""
    if node.startswith(b"["):
        node = node[1:].partition(b"]")[0]
    elif node.count(b":") == 1:
        node = node.partition(b":")[0]
    if node.startswith(b"_") or node.lower() == b"unknown":
        return ""
    return printable(node)

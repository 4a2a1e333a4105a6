"""A protocol file for nDPI (``ndpiReader -p``; example/protos.txt of its repository): names, and networks without conditions.

nDPI compares the end of a name with the value, without regard to labels (measured with version 4.2). Each product and class
is a protocol of its own, as far as nDPI has numbers for them.
"""

from collections import defaultdict
from collections.abc import Iterator

from sensor.model import fields
from sensor.model.signature import ServerCondition, Signature, SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, head
from sensor.signatures.export.names import Kind
from sensor.signatures.export.plain import plain_names, plain_server, server_text

SEEN = frozenset({fields.DNS_QUERY, fields.TLS_SNI, fields.TLS_CERT, fields.QUIC_SNI, fields.HTTP_HOST})
MAX_PROTOCOLS = 200
"""nDPI 4.2 has some 230 numbers for protocols of a file; some are left for those that are there already."""
PATTERN = "a protocol file knows no patterns"
ENDS = "nDPI takes every name that ends so, below it and also in the middle of a label"
EXCEPTED = "a protocol file knows no exceptions; a longer value of another protocol comes first"
SERVER_PORTS = "an address in a protocol file has at most one port, and no transport"
TOO_MANY = "nDPI has no number left for its product"
IPV6 = "nDPI 4.2 reads no IPv6 network in a protocol file"


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return a line for each name and network."""
    notes = Notes()
    protocols: dict[str, None] = {}
    values: dict[str, dict[str, None]] = defaultdict(dict)
    for signature in found.signatures:
        protocol = protocol_of(signature)
        if protocol not in protocols and len(protocols) >= MAX_PROTOCOLS:
            notes.left_out(signature, "", TOO_MANY)
            continue
        for value in _values(signature, notes):
            protocols.setdefault(protocol)
            values[value].setdefault(protocol)
            notes.carry(signature)
    lines = [f"{value}@{next(iter(protocols))}\n" for value, protocols in values.items()]
    return notes.exported(head(found, notes, settings) + "".join(lines))


def protocol_of(signature: Signature) -> str:
    """Return the name of the protocol that a signature's product and class are."""
    return f"{signature.vendor}_{signature.product}_{signature.shows}"


def _values(signature: Signature, notes: Notes) -> Iterator[str]:
    for plain in plain_names(signature, notes, SEEN, servers=True):
        if plain.name.kind is Kind.PATTERN:
            notes.left_out(signature, plain.name.text, PATTERN)
            continue
        notes.more(signature, plain.name.text, EXCEPTED if plain.name.excluding else ENDS)
        yield f'host:"{plain.name.text}"'
    for indicator in signature.any:
        if (server := plain_server(indicator)) is not None:
            yield from _networks(signature, server, notes)


def _networks(signature: Signature, server: ServerCondition, notes: Notes) -> Iterator[str]:
    if server.port or server.proto:
        notes.left_out(signature, server_text(server), SERVER_PORTS)
        return
    for network in server.network:
        if ":" in network:
            notes.left_out(signature, network, IPV6)
        else:
            yield f"ip:{network}"

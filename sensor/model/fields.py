"""Where in an observation a value was seen. Signatures, evidence and ``signatures match`` use these names."""

from collections.abc import Iterator

from sensor.model.bodies import Body, Dns, Flow, Http, Quic, Tls

DNS_QUERY = "dns.query"
"""The name in a question (or in the question section of its response)."""
DNS_ANSWER = "dns.answer"
"""A name in an answer: the owner of a record or the target of a CNAME."""
TLS_SNI = "tls.sni"
TLS_CERT = "tls.cert"
"""A host name in the server's certificate (subject CN or subjectAltName)."""
QUIC_SNI = "quic.sni"
HTTP_HOST = "http.host"
HTTP_CONNECT = "http.connect"
"""The host that a client asks a proxy to connect it to."""
HTTP_URL = "http.url"
HTTP_USER_AGENT = "http.user_agent"
FLOW_RESOLVED = "flow.resolved"
"""The name for which DNS had given the client the address that it connects to, without naming it itself."""
SERVER = "server.ip"
"""The address and port a client connects to."""
PAYLOAD = "server.payload"
"""The same, where the first bytes that one side sent were looked at."""
TLS_JA4 = "tls.ja4"
"""Fingerprint of a ClientHello, over TCP or QUIC."""
TLS_SUBJECT = "tls.subject"
"""Distinguished name in the server's certificate."""
TLS_ISSUER = "tls.issuer"
MAC = "device.mac"
"""The hardware address of a device, told by ARP, neighbour discovery or DHCP."""
DHCP_VENDOR_CLASS = "dhcp.vendor_class"
"""What a device says it is when it asks for an address."""

NAME_FIELDS = (DNS_QUERY, DNS_ANSWER, TLS_SNI, TLS_CERT, QUIC_SNI, HTTP_HOST, HTTP_CONNECT, FLOW_RESOLVED)
"""Fields that hold a host name: what the ``host`` and ``suffix`` indicators look at."""

LOOKUP_FIELDS = (DNS_QUERY, DNS_ANSWER)
"""Those that show a look-up and no connection."""

HANDSHAKE_FIELDS = (TLS_JA4, TLS_SUBJECT, TLS_ISSUER)
DEVICE_FIELDS = (MAC, DHCP_VENDOR_CLASS)

ALL_FIELDS = (*NAME_FIELDS, HTTP_URL, HTTP_USER_AGENT, SERVER, PAYLOAD, *HANDSHAKE_FIELDS, *DEVICE_FIELDS)


def names(body: Body) -> Iterator[tuple[str, str]]:
    """Yield ``(field, name)`` for each host name in *body*, lower case and without a trailing dot."""
    if isinstance(body, Dns):
        for query in body.queries:
            yield DNS_QUERY, query.rrname
        for record in body.answers:
            if record.rrtype == "CNAME" and record.rdata:
                yield DNS_ANSWER, record.rdata
    elif isinstance(body, Http) and body.hostname:
        yield (HTTP_CONNECT if body.http_method == "CONNECT" else HTTP_HOST), body.hostname
    elif isinstance(body, Tls):
        if body.sni:
            yield TLS_SNI, body.sni
        for name in certificate_names(body):
            yield TLS_CERT, name
    elif isinstance(body, Quic):
        if body.sni:
            yield QUIC_SNI, body.sni
    elif isinstance(body, Flow) and body.resolved:
        yield FLOW_RESOLVED, body.resolved


def certificate_names(body: Tls) -> Iterator[str]:
    """Yield the host names of a certificate: its alternative names, then the CN of its subject if it is another."""
    seen = set()
    for name in body.subjectaltname:
        seen.add(name)
        yield name
    for part in (body.subject or "").split(", "):
        name = part[3:].lower()
        if part.startswith("CN=") and name not in seen:
            yield name

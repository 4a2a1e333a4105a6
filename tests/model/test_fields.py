"""Where the names of an observation stand."""

import pytest

from sensor.model import fields
from sensor.model.bodies import Body, Dhcp, Dns, DnsQuery, DnsRecord, Flow, Http, Quic, Tls

ANSWERS = (
    DnsRecord("www.example.com", "CNAME", 60, "cdn.example.net"),
    DnsRecord("cdn.example.net", "A", 60, "203.0.113.9"),
    DnsRecord("broken.example", "CNAME"),
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (Dns("request", 1, "0100", queries=(DnsQuery("a.example", "A"),)), [("dns.query", "a.example")]),
        (Dns("response", 1, "8180", answers=ANSWERS), [("dns.answer", "cdn.example.net")]),
        (Tls(sni="a.example"), [("tls.sni", "a.example")]),
        (Tls(), []),
        (
            Tls(subject="C=RU, CN=B.example", subjectaltname=("a.example",)),
            [("tls.cert", "a.example"), ("tls.cert", "b.example")],
        ),
        (Tls(subject="CN=a.example", subjectaltname=("a.example",)), [("tls.cert", "a.example")]),
        (Tls(subject="CN=A.Example", subjectaltname=("a.example",)), [("tls.cert", "a.example")]),
        (Quic(sni="a.example"), [("quic.sni", "a.example")]),
        (Quic(), []),
        (Http(hostname="a.example", http_method="GET"), [("http.host", "a.example")]),
        (Http(hostname="a.example", http_method="CONNECT"), [("http.connect", "a.example")]),
        (Http(url="/"), []),
        (Dhcp("request", hostname="ws-0422"), []),
        (Flow(), []),
    ],
)
def test_names_of_each_kind_of_body(body: Body, expected: list[tuple[str, str]]) -> None:
    """Every name with the field it stood in; a device's own name is none that it looked up."""
    assert list(fields.names(body)) == expected


def test_fields_are_told_apart() -> None:
    """No two fields have the same name, and those that hold names are among all."""
    assert len(set(fields.ALL_FIELDS)) == len(fields.ALL_FIELDS)
    assert set(fields.NAME_FIELDS) < set(fields.ALL_FIELDS)

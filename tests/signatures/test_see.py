"""What tests inside signature files name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.model import fields
from sensor.model.bodies import Dns, Flow, Http
from sensor.signatures.see import FORMS, field_of, parse_see


@pytest.mark.parametrize("field", fields.NAME_FIELDS)
def test_each_name_field_is_seen_where_it_says(field: str) -> None:
    """The name comes out of the observation in that field."""
    seen = parse_see(f"{field} S07.Upd.Kaspersky.com.")
    assert (field, "s07.upd.kaspersky.com") in list(fields.names(seen.body))
    assert seen.asks_from[0] == "10.0.0.7"
    assert field_of(f"{field} x") == field


def test_a_question_may_name_its_type() -> None:
    """A unless it says otherwise."""
    body = parse_see("dns.query a.com aaaa").body
    assert isinstance(body, Dns)
    assert body.queries[0].rrtype == "AAAA"


@pytest.mark.parametrize(
    ("text", "port"),
    [("tls.sni a.com", 443), ("tls.sni a.com:23100", 23100), ("http.host a.com", 80), ("quic.sni a.com", 443)],
)
def test_the_port_that_is_asked(text: str, port: int) -> None:
    """The usual one unless it is given."""
    assert parse_see(text).asks_to[1] == port


def test_a_connect_names_the_target_not_the_proxy() -> None:
    """The port after the name is the target's."""
    body = parse_see("http.connect a.com:8443").body
    assert isinstance(body, Http)
    assert (body.hostname, body.http_port) == ("a.com", 8443)


def test_a_whole_request() -> None:
    """Method, host, path and User-Agent; a dash stands for no host."""
    body = parse_see('http post a.com:8080/p?q=1 ua="x "y""').body
    assert isinstance(body, Http)
    assert (body.http_method, body.hostname, body.url, body.http_user_agent) == ("POST", "a.com", "/p?q=1", 'x "y"')
    nobody = parse_see("http GET -/p").body
    assert isinstance(nobody, Http)
    assert nobody.hostname is None
    assert field_of("http GET -/p") is None


@pytest.mark.parametrize(
    ("text", "address", "port", "proto"),
    [
        ("server.ip 77.74.176.9:1443/tcp", "77.74.176.9", 1443, "TCP"),
        ("server.ip [2001:DB8::1]:53/udp", "2001:db8::1", 53, "UDP"),
    ],
)
def test_a_server(text: str, address: str, port: int, proto: str) -> None:
    """Address, port and protocol of the first packet."""
    seen = parse_see(text)
    assert isinstance(seen.body, Flow)
    assert (seen.dst, seen.dport, seen.proto) == (address, port, proto)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tls.sni",
        "tls.sni a b",
        "tls.sni a.com:99999",
        "tls.snj a.com",
        "http GET a.com",
        "http a.com/",
        "http GET a.com:99999/",
        "server.ip 1.2.3.4",
        "server.ip 1.2.3.4:70000/tcp",
        "server.ip 1.2.3:80/tcp",
        "server.ip 1.2.3.4:80/sctp",
    ],
)
def test_what_names_nothing_is_refused(text: str) -> None:
    """With a sentence that shows a form."""
    with pytest.raises(ValueError, match=r"NAME|HOST|ADDRESS"):
        parse_see(text)


def test_the_forms_are_those_of_the_module(repo: object) -> None:
    """Every field has a form."""
    heads = {form.partition(" ")[0] for form in FORMS}
    whole_requests = {fields.HTTP_URL, fields.HTTP_USER_AGENT}
    assert heads == {*fields.ALL_FIELDS, "http"} - whole_requests


@given(st.text(max_size=80))
def test_any_text_gives_an_observation_or_a_value_error(text: str) -> None:
    """Nothing else is raised."""
    for head in ("", *(form.partition(" ")[0] + " " for form in FORMS), "server.payload 10.0.0.1:1/udp "):
        try:
            parse_see(head + text)
        except ValueError:
            continue

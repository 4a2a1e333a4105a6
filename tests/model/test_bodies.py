"""Bodies are written as EVE wants them."""

import msgspec
import pytest

from sensor.model.bodies import Body, Dhcp, Dns, DnsQuery, Flow, Http, Quic, Tls


def test_a_dns_body_has_its_version_and_no_empty_fields() -> None:
    """Readers of EVE choose the shape by ``version``; what was not seen is left out."""
    body = Dns("request", 4660, "0100", rd=True, queries=(DnsQuery("a.example", "A"),))
    assert msgspec.json.decode(msgspec.json.encode(body)) == {
        "type": "request",
        "id": 4660,
        "flags": "0100",
        "version": 3,
        "rd": True,
        "queries": [{"rrname": "a.example", "rrtype": "A"}],
    }


@pytest.mark.parametrize("body", [Tls(), Quic(), Http(), Flow()])
def test_what_was_not_seen_is_left_out(body: Body) -> None:
    """A body without facts is an empty object."""
    assert msgspec.json.encode(body) == b"{}"


@pytest.mark.parametrize("body", [Dns("request", 1, "0000"), Tls(), Dhcp("request")])
def test_bodies_cannot_be_changed(body: Body) -> None:
    """An observation is a fact."""
    with pytest.raises(AttributeError):
        body.type = "other"  # type: ignore[union-attr, misc]


@pytest.mark.parametrize(("kind", "answers"), [("request", False), ("response", True)])
def test_which_messages_answer(kind: str, answers: bool) -> None:
    """The asking side of a response is its destination."""
    assert Dns(kind, 1, "0000").is_response is answers

"""What a DNS response makes of a lookup."""

from collections.abc import Sequence

import pytest
from findings.makers import answer

from sensor.findings.lookups import LookupResult, result_of
from sensor.model.bodies import Dns, DnsRecord
from sensor.model.outcome import Outcome


def result(rcode: str = "NOERROR", addresses: Sequence[str] = ()) -> LookupResult:
    """Return the result of a response with *rcode* and *addresses*."""
    body = answer(rcode=rcode, addresses=addresses).body
    assert isinstance(body, Dns)
    return result_of(body)


@pytest.mark.parametrize("rcode", ["NXDOMAIN", "REFUSED", "SERVFAIL", "15"])
def test_a_code_refuses(rcode: str) -> None:
    """And is the detail."""
    assert result(rcode) == (Outcome.REFUSED, rcode)


@pytest.mark.parametrize(
    "ip", ["0.0.0.0", "::", "127.0.0.1", "127.0.0.53", "10.0.0.66", "192.168.1.1", "fd00::1", "::1"]
)
def test_an_address_that_leads_nowhere_is_a_sinkhole(ip: str) -> None:
    """A public name does not lead there by itself."""
    assert result(addresses=[ip]) == (Outcome.REFUSED, f"sinkholed to {ip}")


def test_a_page_that_a_resolver_shows_instead_is_a_sinkhole() -> None:
    """At an address of its own."""
    assert result(addresses=["146.112.61.106"]) == (Outcome.REFUSED, "sinkholed to 146.112.61.106")


def test_a_public_address_succeeds() -> None:
    """One is enough."""
    assert result(addresses=["203.0.113.9"]).outcome is Outcome.SUCCEEDED
    assert result(addresses=["10.0.0.1", "203.0.113.9"]).outcome is Outcome.SUCCEEDED


def test_no_record_of_the_type_says_neither() -> None:
    """NOERROR without answers: the AAAA lookup of an IPv4 name."""
    assert result() == (Outcome.ATTEMPTED, "")


def test_nobody_knows_what_stood_in_an_answer_that_the_capture_cut() -> None:
    """What was kept of it still tells: a code, an address."""
    empty = answer(addresses=[]).body
    assert isinstance(empty, Dns)
    assert result_of(empty, cut=True) == (Outcome.UNKNOWN, "")
    refused = answer(rcode="NXDOMAIN").body
    assert isinstance(refused, Dns)
    assert result_of(refused, cut=True).outcome is Outcome.REFUSED
    kept = answer(addresses=["203.0.113.9"]).body
    assert isinstance(kept, Dns)
    assert result_of(kept, cut=True).outcome is Outcome.SUCCEEDED


def test_an_answer_without_addresses_succeeds() -> None:
    """A CNAME, or a record that carries none."""
    body = Dns("response", 1, "8180", rcode="NOERROR", answers=(DnsRecord("a.example", "CNAME", 60, "b.example"),))
    assert result_of(body).outcome is Outcome.SUCCEEDED


def test_rubbish_in_an_answer_is_no_sinkhole() -> None:
    """Text that is no address."""
    assert result(addresses=["not an address"]).outcome is Outcome.SUCCEEDED

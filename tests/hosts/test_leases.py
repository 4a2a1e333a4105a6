"""Who held an address when."""

import pytest

from sensor.hosts import leases
from sensor.hosts.leases import FOREVER, LeaseBook
from sensor.model.bodies import Dhcp

IP, MAC, SECOND_MAC = "10.0.0.7", "52:54:00:00:00:01", "52:54:00:00:00:02"


def ack(mac: str = MAC, seconds: int | None = None, name: str | None = None) -> Dhcp:
    """Return an acknowledgement."""
    return Dhcp("reply", dhcp_type="ack", client_mac=mac, assigned_ip=IP, lease_time=seconds, hostname=name)


def asked(kind: str, **fields: str) -> Dhcp:
    """Return a client's message."""
    return Dhcp("request", dhcp_type=kind, client_mac=MAC, **fields)  # type: ignore[arg-type]


def devices(book: LeaseBook, ts: int) -> list[str]:
    """Return who held the address at *ts*."""
    return [tenure.device for tenure in book.tenures(IP, ts, ts)]


def test_a_lease_holds_until_it_runs_out() -> None:
    """And not before it was given."""
    book = LeaseBook()
    book.note(leases.SECOND, ack(seconds=10))
    assert [devices(book, ts * leases.SECOND) for ts in (0, 1, 11, 12)] == [[], [MAC], [MAC], []]


def test_a_renewal_prolongs() -> None:
    """It is one hold."""
    book = LeaseBook()
    book.note(0, ack(seconds=10))
    book.note(5 * leases.SECOND, ack(seconds=10))
    (tenure,) = book.tenures(IP, 0, FOREVER)
    assert (tenure.first, tenure.last, tenure.until) == (0, 5 * leases.SECOND, 15 * leases.SECOND)


def test_the_next_device_ends_a_hold() -> None:
    """Also one without a stated end, and whatever the order of arrival."""
    for order in ((0, 1), (1, 0)):
        book = LeaseBook()
        for at in order:
            book.note(100 * at, ack((MAC, SECOND_MAC)[at]))
        assert [devices(book, ts) for ts in (50, 150)] == [[MAC], [SECOND_MAC]]


def test_a_release_ends_a_hold() -> None:
    """The device gave the address up."""
    book = LeaseBook()
    book.note(0, ack())
    book.note(100, asked("release", client_ip=IP))
    assert [devices(book, ts) for ts in (50, 150)] == [[MAC], []]


def test_a_request_counts_until_it_is_refused() -> None:
    """The acknowledgement may be unicast, past the tap."""
    book = LeaseBook()
    book.note(0, asked("request", requested_ip=IP))
    assert devices(book, 50) == [MAC]
    book.note(10, Dhcp("reply", dhcp_type="nak", client_mac=MAC))
    assert devices(book, 50) == []


def test_who_renews_had_the_address_before() -> None:
    """Evidence from before the first renewal in the capture is the device's."""
    book = LeaseBook()
    book.note(100, asked("request", client_ip=IP))
    assert devices(book, 50) == [MAC]


def test_an_offer_is_not_taken_yet() -> None:
    """Several servers may offer."""
    book = LeaseBook()
    book.note(0, Dhcp("reply", dhcp_type="offer", client_mac=MAC, assigned_ip=IP))
    assert devices(book, 50) == []


def test_the_name_may_come_before_the_lease() -> None:
    """In the discovery, which has no address."""
    book = LeaseBook()
    book.note(0, asked("discover", hostname="ws-0422."))
    book.note(1, ack())
    assert book.name_of(book.tenures(IP, 5, 5)[0]) == "ws-0422"


@pytest.mark.parametrize(
    "body", [Dhcp("request"), asked("request", client_ip="nonsense"), asked("ack", client_ip="0.0.0.0")]
)
def test_messages_that_tell_nothing_are_skipped(body: Dhcp) -> None:
    """No device, or no address."""
    book = LeaseBook()
    book.note(0, body)
    assert book._leases == {}


def test_a_client_id_stands_for_a_missing_mac() -> None:
    """DHCPv6 has a DUID."""
    book = LeaseBook()
    book.note(0, Dhcp("reply", dhcp_type="reply", client_id="00:01:00:01:aa", assigned_ip="fd00::7"))
    assert book.tenures("fd00::7", 5, 5)[0].device == "00:01:00:01:aa"


def test_all_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses, messages of one address, names."""
    for limit in ("MAX_ADDRESSES", "MAX_LEASES", "MAX_DEVICES"):
        monkeypatch.setattr(leases, limit, 2)
    book = LeaseBook()
    for i in range(5):
        for j in range(5):
            mac = f"52:54:00:00:00:0{j}"
            book.note(j, Dhcp("request", dhcp_type="request", client_mac=mac, requested_ip=f"10.0.0.{i}", hostname="x"))
    assert len(book._leases) == len(book._names) == len(book._requested) == 2
    assert all(len(messages) == 2 for messages in book._leases.values())
    assert book.cut > 0

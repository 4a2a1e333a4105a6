"""Who relays for others."""

import msgspec
import pytest
from findings.makers import CLIENT, OTHER, PROXY, RESOLVER, UPDATE, UPSTREAM, answer, hello, question, request

from sensor.hosts import roles
from sensor.hosts.home import Home
from sensor.hosts.roles import Role, RoleTracker, parents, xff_address
from sensor.model.observation import Observation

TOPIC = "kaspersky|endpoint"
OUTSIDER = "198.51.100.66"


def noted(*observations: Observation) -> RoleTracker:
    """Return a tracker that saw *observations*, all of them wanted."""
    found = RoleTracker(Home())
    for observation in observations:
        found.note(observation, TOPIC)
    return found


def test_a_box_that_is_asked_and_asks_is_a_resolver() -> None:
    """For its lookups only: what else it does is its own."""
    found = noted(question(), question(src=RESOLVER, dst=UPSTREAM))
    assert found.role(RESOLVER, dns=True) is Role.RESOLVER
    assert found.role(RESOLVER, dns=False) is None
    assert found.role(CLIENT, dns=True) is None


def test_the_order_does_not_matter() -> None:
    """The upstream question may be seen first."""
    found = noted(question(src=RESOLVER, dst=UPSTREAM), answer())
    assert found.role(RESOLVER, dns=True) is Role.RESOLVER


def test_a_box_that_walks_the_tree_is_a_resolver() -> None:
    """With only the uplink tapped, the cleared RD bit tells."""
    found = noted(question(src=RESOLVER, dst=UPSTREAM, rd=False))
    assert found.role(RESOLVER, dns=True) is Role.RESOLVER
    assert not found.answers_others(RESOLVER)


def test_a_client_is_no_resolver() -> None:
    """Asking is not answering."""
    assert noted(question(), answer()).role(CLIENT, dns=True) is None


def test_strangers_cannot_make_a_relay() -> None:
    """A question or proxy probe from outside would otherwise clear a machine."""
    found = noted(
        question(src=OUTSIDER, dst=CLIENT),
        answer(src=OUTSIDER, dst=CLIENT, rcode="REFUSED"),
        question(src=CLIENT),
        request(src=OUTSIDER, dst=CLIENT, method="CONNECT"),
    )
    assert found.role(CLIENT, dns=True) is None
    assert not found.covered(CLIENT, [UPDATE], TOPIC)


def test_a_resolver_that_answers_a_public_address_is_one() -> None:
    """Clients with addresses that the home networks leave out."""
    found = noted(answer(src=OUTSIDER), question(src=RESOLVER, dst=UPSTREAM))
    assert found.role(RESOLVER, dns=True) is Role.RESOLVER


@pytest.mark.parametrize(
    "observation",
    [
        request(dst=PROXY, method="CONNECT"),
        request(dst=PROXY, url="http://s07.upd.kaspersky.com/index"),
        msgspec.structs.replace(hello(dst=PROXY), via="proxy"),
    ],
)
def test_what_is_only_sent_to_proxies_makes_a_proxy(observation: Observation) -> None:
    """Everything it asks for is somebody else's."""
    found = noted(observation)
    assert found.role(PROXY, dns=True) is Role.PROXY
    assert found.role(PROXY, dns=False) is Role.PROXY


def test_an_ordinary_request_makes_no_proxy() -> None:
    """Origin form."""
    assert noted(request(dst=PROXY)).role(PROXY, dns=False) is None


def test_a_copy_is_covered_by_the_clients_question() -> None:
    """Of the same name, or of one below it (RFC 9156)."""
    found = noted(question(), question(src=RESOLVER, dst=UPSTREAM))
    assert found.covered(RESOLVER, [UPDATE], TOPIC)
    assert found.covered(RESOLVER, ["upd.kaspersky.com"], TOPIC)
    assert not found.covered(RESOLVER, ["s08.upd.kaspersky.com"], TOPIC)
    assert not found.covered(OTHER, [UPDATE], TOPIC)
    assert not found.covered(RESOLVER, [UPDATE], "another")


def test_an_unmatched_observation_covers_nothing() -> None:
    """It is no evidence that could stand for the copy."""
    found = RoleTracker(Home())
    found.note(question())
    assert not found.covered(RESOLVER, [UPDATE], TOPIC)


def test_a_chain_of_resolvers_leads_to_the_client() -> None:
    """Client, forwarder, resolver, upstream."""
    second = "10.0.1.53"
    found = noted(question(), question(src=RESOLVER, dst=second), question(src=second, dst=UPSTREAM))
    assert found.covered(RESOLVER, [UPDATE], TOPIC)
    assert found.covered(second, [UPDATE], TOPIC)


def test_in_a_loop_of_resolvers_one_stands() -> None:
    """Evidence never vanishes because two boxes ask each other."""
    second = "10.0.1.53"
    found = noted(question(src=RESOLVER, dst=second), question(src=second, dst=RESOLVER))
    assert sorted([found.covered(RESOLVER, [UPDATE], TOPIC), found.covered(second, [UPDATE], TOPIC)]) == [False, True]


def test_forwarded_for_names_the_nearest_client() -> None:
    """From the right, past known proxies; what strangers wrote further left does not count."""
    found = noted(request(dst=PROXY, method="CONNECT"), request(dst="10.0.0.81", method="CONNECT"))
    assert found.client_behind(PROXY, CLIENT) == CLIENT
    assert found.client_behind(PROXY, f"{OTHER}, {CLIENT}, 10.0.0.81") == CLIENT
    assert found.client_behind(PROXY, f"{CLIENT}, unknown") is None
    assert found.client_behind(PROXY, OUTSIDER) is None
    assert found.client_behind(PROXY, "224.0.0.1") is None
    assert found.client_behind(PROXY, PROXY) is None


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        (" 10.0.0.7 ", "10.0.0.7"),
        ("10.0.0.7:4711", "10.0.0.7"),
        ('"[fd00::7]:4711"', "fd00::7"),
        ("fd00::7", "fd00::7"),
        ("unknown", None),
        ("", None),
    ],
)
def test_entries_may_carry_ports(entry: str, address: str | None) -> None:
    """RFC 7239 section 6 writes them so."""
    assert xff_address(entry) == address


def test_parents_stop_at_two_labels() -> None:
    """Nobody is asked for by a top-level domain; a long name has few parents."""
    assert list(parents("a.b.c")) == ["a.b.c", "b.c"]
    assert list(parents("com")) == ["com"]
    assert len(list(parents(".".join("a" * 100)))) <= roles.MAX_PARENT_LABELS + 1


def test_hints_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What finds no room is counted."""
    monkeypatch.setattr(roles, "MAX_BOXES", 2)
    monkeypatch.setattr(roles, "MAX_ASKED", 2)
    monkeypatch.setattr(roles, "MAX_ASKERS", 1)
    found = noted(*(question(src=f"10.0.1.{i}", dst=f"10.0.2.{i}") for i in range(9)))
    assert found.cut > 0
    assert len(found._answers) == 2
    assert len(found._askers) == 2

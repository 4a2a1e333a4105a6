"""What stands beside "none found"."""

import pytest

from sensor.ledger.visibility import BLIND, not_visible, visibility, visible
from sensor.model.report import Coverage

DNS, TLS = {"queries": 311, "responses": 300}, {"hellos": 45, "sni": 42, "no_sni": 2, "incomplete": 1}


def test_a_good_capture_has_no_second_sentence() -> None:
    """All was visible."""
    coverage = Coverage(frames=1203, hosts=14, dns=DNS, tls=TLS)
    assert visibility(coverage) == [
        "1,203 frames of 14 hosts; 311 DNS questions, 45 TLS hellos (2 without a name, 1 cut short)"
    ]


def test_protocols_are_counted_in_words() -> None:
    """One is one."""
    coverage = Coverage(
        frames=1, hosts=1, dns={"queries": 1}, tls={"hellos": 1}, quic={"initials": 9, "sni": 8},
        http={"requests": 20, "connects": 3},
    )  # fmt: skip
    assert visible(coverage) == (
        "1 frame of 1 host; 1 DNS question, 1 TLS hello, 9 QUIC hellos (8 with a name), 20 HTTP requests (3 CONNECT)"
    )


def test_one_sided_captures_count_answers() -> None:
    """And say that questions are missing."""
    coverage = Coverage(frames=5, hosts=1, dns={"responses": 5}, tls={"incomplete": 2})
    assert visible(coverage) == "5 frames of 1 host; 5 DNS answers, 2 TLS hellos (2 cut short)"
    assert not_visible(coverage) == ["no DNS questions were seen, only answers"]


def test_nothing_read_says_so() -> None:
    """And nothing else."""
    assert visibility(Coverage()) == ["no frames were read"]


def test_a_capture_of_other_networks_is_said_to_be_one() -> None:
    """Whoever asked is the host then; a --home with a slip in it would go unnoticed."""
    coverage = Coverage(frames=5, dns={"queries": 5})
    assert visible(coverage) == "5 frames of no host in the home networks (see --home); 5 DNS questions"


def test_traffic_without_our_protocols() -> None:
    """Frames, and nothing to look at."""
    assert visibility(Coverage(frames=3, hosts=2)) == [
        "3 frames of 2 hosts; no DNS, TLS, QUIC or HTTP among them",
        "not visible: no DNS at all was seen: lookups may go over DoH or another path, no TLS was seen",
    ]


@pytest.mark.parametrize("part", BLIND)
def test_each_blind_spot_has_words(part: object) -> None:
    """In singular and plural."""
    key = part.key  # type: ignore[attr-defined]
    one, many = (not_visible(Coverage(frames=9000, dns=DNS, tls=TLS, blind={key: n})) for n in (1, 1500))
    assert one[0].startswith("1 ")
    assert many[0].startswith("1,500 ")


def test_blind_spots_of_the_protocols() -> None:
    """Hidden names, undecrypted and unreadable messages, missing answers."""
    coverage = Coverage(
        frames=9, dns={"queries": 3, "malformed": 2}, tls={"hellos": 4, "ech": 1}, quic={"undecrypted": 3},
        blind={"one_sided": 12, "truncated": 3},
    )  # fmt: skip
    assert not_visible(coverage) == [
        "12 flows were one-sided",
        "3 frames were cut short by the capture",
        "2 DNS messages could not be read",
        "1 TLS hello may hide its real name (ECH)",
        "3 QUIC connections could not be decrypted",
        "no DNS answers were seen: what became of lookups is unknown",
    ]


def test_a_counter_without_words_is_named_as_it_is() -> None:
    """A later engine may count more."""
    assert not_visible(Coverage(frames=9, dns=DNS, tls=TLS, blind={"odd_things": 7, "none": 0})) == ["7 odd things"]


def test_unknown_link_types_are_named() -> None:
    """So that who reads it can look the number up."""
    coverage = Coverage(
        frames=9,
        blind={"unknown_link": 5},
        weird={"link.unknown_163": 2, "link.unknown_147": 3, "tls.hello_malformed": 1},
    )
    assert "unknown link type 147, 163" in not_visible(coverage)
    assert not any("link type" in clause for clause in not_visible(Coverage(frames=5)))


def test_frames_that_nobody_can_read_are_no_silence() -> None:
    """A link type that is not known says nothing about DNS or TLS on it."""
    coverage = Coverage(frames=21, blind={"unknown_link": 21}, weird={"link.unknown_4242": 21})
    assert visibility(coverage) == [
        "21 frames; nothing could be decoded",
        "not visible: no frame came on a link that is read (link type 4242)",
    ]


def test_encrypted_links_are_said_in_words() -> None:
    """802.11 with WPA, ESP, MACsec: frames whose packets nobody on the way can read."""
    coverage = Coverage(frames=9, dns=DNS, tls=TLS, blind={"encrypted_link": 7})
    assert not_visible(coverage) == ["7 frames were encrypted by their links or tunnels"]

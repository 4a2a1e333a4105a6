"""Cards: what an address at a network card says that is new."""

from builders import frames

from sensor.decode.frame import decode
from sensor.decode.packet import Packet
from sensor.flows.cards import Cards
from sensor.flows.consts import CARD_AGAIN, CARD_MANY, CARD_SLOTS

HERE, ROUTER = "52:54:00:00:00:77", "52:54:00:00:00:01"


def decoded(frame: bytes, link: int = 1) -> Packet:
    """Return the packet in *frame*."""
    packet = Packet()
    packet.data = frame
    packet.begin(0, len(frame), len(frame), link)
    decode(packet)
    return packet


def sent(src: str = "10.0.0.7", dst: str = "10.0.0.9", *, by: str = HERE, to: str = ROUTER) -> Packet:
    """Return a packet that goes from one card to another."""
    return decoded(frames.ethernet(frames.udp(src, dst, 5, 80, b"x"), src=by, dst=to))


def test_an_address_at_a_card_is_new_once() -> None:
    """On either side, and whoever else it talks to."""
    known = Cards(1)
    assert known.fresh(sent())
    assert not known.fresh(sent())
    assert not known.fresh(sent("10.0.0.9", "10.0.0.7", by=ROUTER, to=HERE)), "the way back"
    news = [
        sent(dst="10.0.0.10"),
        sent("10.0.0.8"),
        sent(by="52:54:00:00:00:78"),
        sent(to="52:54:00:00:00:02"),
        sent("2001:db8::1", "2001:db8::2"),
    ]
    assert all(map(known.fresh, news))
    assert not any(map(known.fresh, news))


def test_of_a_card_with_many_addresses_one_more_is_no_news() -> None:
    """It is a router's. A new address at the other card still is news, and now and then a packet is told all the same."""
    known = Cards(1)
    assert all(known.fresh(sent(dst=f"203.0.113.{number}")) for number in range(CARD_MANY))
    later = [known.fresh(sent(dst=f"198.51.{number >> 8}.{number & 255}")) for number in range(2 * CARD_AGAIN)]
    assert (later.index(True), sum(later)) == (CARD_AGAIN, 1)
    assert known.fresh(sent("10.0.0.8"))


def test_a_link_without_cards_shows_none() -> None:
    """Raw IP."""
    assert not Cards(1).fresh(decoded(frames.udp("10.0.0.7", "10.0.0.9", 5, 80, b"x"), link=101))


def test_a_later_place_takes_the_slot_of_an_older() -> None:
    """Which is then new again: memory is bounded, and nothing that is new is taken for old."""
    known = Cards(7)
    made = [
        sent(f"10.{number >> 8}.{number & 255}.1", by=f"52:54:00:01:{number >> 8:02x}:{number & 255:02x}")
        for number in range(6000)
    ]
    assert all(known.fresh(packet) for packet in made)
    again = sum(known.fresh(packet) for packet in made)
    assert 6000 - CARD_SLOTS <= again <= 6000


def test_networks_of_tenants_are_told_apart() -> None:
    """The same card and address in two of them."""
    known = Cards(1)
    for tenant in (0, 5, 7):
        packet = sent()
        packet.tenant = tenant
        assert known.fresh(packet)
        assert not known.fresh(packet)

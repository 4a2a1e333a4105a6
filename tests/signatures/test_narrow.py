"""Conditions beside the name."""

from sensor.model.signature import Indicator
from sensor.signatures.narrow import in_ranges, narrows_to, wants_field, wants_name, wants_port


def test_an_indicator_without_conditions_accepts_all() -> None:
    """Empty means anywhere."""
    assert narrows_to(Indicator(suffix=("a.com",)), "tls.sni", "a.com", 443)


def test_each_condition_can_refuse() -> None:
    """Field, port, exceptions: each alone is enough."""
    indicator = Indicator(suffix=("a.com",), fields=("tls.sni",), port=((23100, 23199),), excluding=("x.a.com",))
    assert wants_field(indicator, "tls.sni")
    assert not wants_field(indicator, "dns.query")
    assert wants_port(indicator, 23199)
    assert not wants_port(indicator, 443)
    assert wants_name(indicator, "yx.a.com")
    assert not wants_name(indicator, "x.a.com")
    assert not wants_name(indicator, "y.x.a.com")
    assert narrows_to(indicator, "tls.sni", "y.a.com", 23100)
    assert not narrows_to(indicator, "tls.sni", "x.a.com", 23100)


def test_ranges_include_their_ends() -> None:
    """Both of them."""
    assert in_ranges(1, [(1, 1)])
    assert in_ranges(5, [(1, 2), (4, 5)])
    assert not in_ranges(3, [(1, 2), (4, 5)])

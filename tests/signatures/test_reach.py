"""Which names an indicator speaks of."""

from sensor.model.signature import HttpCondition, Indicator
from sensor.signatures.reach import inside, pattern_reaches, plain_names, reaches, written_names


def test_the_names_that_are_written() -> None:
    """Whole names, suffixes, and the fixed ends of patterns."""
    indicator = Indicator(host=("s[1-2].a.com", "x*.b.com", r"re:^k-[a-z]+\.c\.com$"))
    assert list(written_names(indicator)) == [
        ("s1.a.com", False),
        ("s2.a.com", False),
        ("b.com", True),
        ("c.com", True),
    ]
    assert list(plain_names(indicator)) == ["s1.a.com", "s2.a.com"]
    http = Indicator(http=HttpCondition(host="a.com", host_suffix="b.com"))
    assert list(written_names(http)) == [("a.com", False), ("b.com", True)]


def test_what_is_reached() -> None:
    """Suffixes, ranges, globs, expressions; not what is excepted."""
    indicator = Indicator(suffix=("a.com",), excluding=("x.a.com",))
    assert reaches(indicator, "y.a.com")
    assert not reaches(indicator, "x.a.com")
    assert not reaches(indicator, "b.com")
    assert pattern_reaches("s[0-9].a.com", "s7.a.com")
    assert pattern_reaches("s*.a.com", "s77.a.com")
    assert pattern_reaches(r"re:^k[0-9]\.a\.com$", "k1.a.com")
    assert not pattern_reaches(r"re:^k[0-9]\.a\.com$", "k1.a.com.b")


def test_inside_domains() -> None:
    """Itself or below."""
    assert inside("x.a.com", ("b.com", "a.com"))
    assert not inside("xa.com", ("a.com",))

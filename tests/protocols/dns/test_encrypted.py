"""The list of DNS-over-HTTPS servers is one of names in normal form."""

from sensor.protocols.dns.encrypted import RESOLVERS
from sensor.wire.name import Name


def test_resolvers_are_names_in_normal_form_sorted_and_once() -> None:
    """The table that counts them compares bytes."""
    name = Name()
    for resolver in RESOLVERS:
        raw = resolver.encode()
        assert name.read_text(raw, 0, len(raw)) == len(raw)
        assert str(name) == resolver
    assert list(RESOLVERS) == sorted(set(RESOLVERS))

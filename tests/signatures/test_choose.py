"""Signatures of some vendors alone."""

import pytest
from outputs import samples

from sensor.signatures.choose import choose_vendors


def test_only_those_that_are_asked_for() -> None:
    """None named: all."""
    assert choose_vendors(samples.SIGNATURES, ()) is samples.SIGNATURES
    assert choose_vendors(samples.SIGNATURES, ("kaspersky",)).packs == ("kaspersky",)


def test_a_vendor_without_signatures_is_refused_with_the_nearest() -> None:
    """A slip would look for nothing."""
    with pytest.raises(ValueError, match="did you mean kaspersky"):
        choose_vendors(samples.SIGNATURES, ("kapersky",))

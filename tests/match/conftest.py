"""Signatures made by hand, so that these tests depend on no pack."""

from collections.abc import Callable

import pytest
from match.acme import signature as made

from sensor.match import Matcher
from sensor.model.signature import Indicator, Signature, SignatureSet


@pytest.fixture
def signature() -> Callable[..., Signature]:
    """Make a signature from its indicators; its id is ``one`` unless given."""

    def make(*indicators: Indicator, id: str = "one") -> Signature:  # noqa: A002 - the field's own name
        return made(*indicators, id=id, sid=1, title="Update servers", product="endpoint", weight=0.9)

    return make


@pytest.fixture
def matcher(signature: Callable[..., Signature]) -> Callable[..., Matcher]:
    """Make a matcher of one signature a list of indicators, named ``s0``, ``s1`` and so on."""

    def make(*signatures: list[Indicator], search_suffixes: tuple[str, ...] = ()) -> Matcher:
        made = tuple(signature(*indicators, id=f"s{number}") for number, indicators in enumerate(signatures))
        loaded = SignatureSet(signatures=made, vendors={}, bans={}, packs=("acme",), sha256="")
        return Matcher(loaded, search_suffixes=search_suffixes)

    return make

"""A wire of our own, for what only the kernel can show."""

from collections.abc import Iterator

import pytest
from live.netns import Wire, wire_of_our_own


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    """Two namespaces and a wire between them."""
    with wire_of_our_own() as made:
        yield made

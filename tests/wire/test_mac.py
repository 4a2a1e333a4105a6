"""Hardware addresses as text."""

import pytest

from sensor.wire.mac import mac_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [("525400363eff", "52:54:00:36:3e:ff"), ("000000000000", None), ("ffffffffffff", None), ("5254", None), ("", None)],
)
def test_one_machines_address_is_text(raw: str, text: str | None) -> None:
    """Zeros, groups and other lengths are none."""
    assert mac_text(bytes.fromhex(raw)) == text

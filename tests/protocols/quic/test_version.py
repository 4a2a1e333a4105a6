"""Versions as text."""

import pytest

from sensor.protocols.quic.version import version_text


@pytest.mark.parametrize(
    ("version", "text"),
    [
        (1, "1"),
        (0x6B3343CF, "6b3343cf"),
        (0xFF00001D, "ff00001d"),
        (0x51303436, "Q046"),
        (0x54303531, "T051"),
        (0x51300001, "51300001"),
    ],
)
def test_versions_are_in_the_words_of_eve(version: int, text: str) -> None:
    """Google's are text, the others hexadecimal."""
    assert version_text(version) == text

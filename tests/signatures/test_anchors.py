"""What the sensor looks for first."""

import pytest

from sensor.model.signature import PayloadCondition, ServerCondition
from sensor.signatures.anchors import anchor_of, longest_text


def test_the_anchor_is_the_beginning_of_a_datagram() -> None:
    """Four bytes at offset 0; a range of offsets is no anchor."""
    assert anchor_of(ServerCondition(payload=(PayloadCondition((0, 0), "5054435000"),))) == b"PTCP"
    assert anchor_of(ServerCondition(payload=(PayloadCondition((0, 9), "50544350"),))) is None
    assert anchor_of(ServerCondition(payload=(PayloadCondition((0, 0), "505443"),))) is None
    assert anchor_of(ServerCondition()) is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("C=CN, O=HIKVISION, CN=www.hikvision.com", "www.hikvision.com"),
        ("*O=Acme Corp*", "Acme Corp"),
        ("*", ""),
    ],
)
def test_the_text_to_look_for_in_a_certificate_stands_in_one_attribute(pattern: str, text: str) -> None:
    """Attributes are apart in the certificate, so no text over two of them is there."""
    assert longest_text(pattern) == text

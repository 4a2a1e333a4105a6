"""The fixed parts of conditions, which the sensor looks for first because that is cheap."""

import re

from sensor.model.signature import ServerCondition
from sensor.signatures.limits import MIN_PAYLOAD_ANCHOR


def anchor_of(condition: ServerCondition) -> bytes | None:
    """Return the first `MIN_PAYLOAD_ANCHOR` bytes that *condition* asks for at offset 0; None when it asks for fewer."""
    for one in condition.payload:
        if one.at == (0, 0) and len(one.data) >= 2 * MIN_PAYLOAD_ANCHOR:
            return bytes.fromhex(one.data[: 2 * MIN_PAYLOAD_ANCHOR])
    return None


def longest_text(pattern: str) -> str:
    """Return the longest part of a certificate name's pattern that stands in one attribute, without wildcard."""
    return max((part.strip() for part in re.split(r"[*?]|, |[A-Za-z.0-9]+=", pattern)), key=len)

"""Hardware addresses as text."""

MAC_BYTES = 6
"""An EUI-48, the only kind of hardware address that a device is told by here."""


def mac_text(raw: bytes) -> str | None:
    """Return ``52:54:00:36:3e:ff`` for six bytes that are one machine's; None for any other number, zeros or a group."""
    if len(raw) != MAC_BYTES or raw[0] & 1 or not any(raw):
        return None
    return raw.hex(":")

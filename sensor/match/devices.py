"""``mac`` and ``dhcp`` conditions: what a device on the sensor's own segment shows of itself."""

from collections.abc import Iterator
from typing import NamedTuple

from sensor.match.patterns import Pattern, pattern_of
from sensor.model import fields
from sensor.model.bodies import Arp, Dhcp, Dhcpv6, Ndp
from sensor.model.observation import Observation
from sensor.model.signature import Signature

Rule = tuple[Signature, int]
"""A signature, and the position of one of its indicators."""

NOBODY = frozenset({"", "0.0.0.0", "::", "255.255.255.255"})  # noqa: S104 - nothing is bound here
"""Addresses of devices that have none yet."""


class Device(NamedTuple):
    """What one observation says of a device."""

    mac: str
    """Empty where it says none."""
    ip: str
    """Empty where it has no address yet."""
    vendor_class: str = ""


class DeviceIndex:
    """The ``mac`` and ``dhcp`` conditions of a set of signatures."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[Rule]] = {}
        self.lengths: tuple[int, ...] = ()
        """Digits of the blocks, the longest first: usually 6, 7 and 9."""
        self.classes: list[tuple[Signature, int, Pattern]] = []

    def __bool__(self) -> bool:
        """True where there is any condition: then observations of neighbours are worth a look."""
        return bool(self.blocks or self.classes)

    def add_blocks(self, signature: Signature, position: int, blocks: tuple[str, ...]) -> None:
        """Add the ``mac`` values of an indicator."""
        for block in blocks:
            self.blocks.setdefault(block, []).append((signature, position))
        self.lengths = tuple(sorted({*self.lengths, *map(len, blocks)}, reverse=True))

    def add_class(self, signature: Signature, position: int, pattern: str) -> None:
        """Add a ``dhcp`` condition."""
        self.classes.append((signature, position, pattern_of(pattern)))

    def find(self, device: Device) -> Iterator[tuple[Rule, str, str, str]]:
        """Yield rule, field, value and text of each condition that *device* fulfils."""
        digits = device.mac.replace(":", "")
        for length in self.lengths:
            for rule in self.blocks.get(digits[:length], ()):
                yield rule, fields.MAC, device.mac, f"mac {digits[:length]}"
        if device.vendor_class:
            for signature, position, pattern in self.classes:
                if pattern.matches(device.vendor_class):
                    text = condition_text(signature, position)
                    yield (signature, position), fields.DHCP_VENDOR_CLASS, device.vendor_class, text


def device_of(observation: Observation) -> Device | None:
    """Return the device that *observation* tells of, None where it tells of none.

    Of ARP and neighbour discovery the sender counts, where the frame says the same: so nobody can speak for another, and
    a relay is not taken for the one it relays for. Of DHCP it is the client, who may have been relayed.
    """
    body = observation.body
    if isinstance(body, Arp):
        true = observation.src_mac in {None, body.src_mac}
        return Device(body.src_mac, known(body.src_ip)) if true else None
    if isinstance(body, Ndp):
        true = body.src_mac is not None and observation.src_mac in {None, body.src_mac}
        return Device(body.src_mac or "", known(observation.src)) if true else None
    if isinstance(body, Dhcp):
        address = body.assigned_ip if body.dhcp_type == "ack" else body.client_ip or body.requested_ip
        return Device(
            body.client_mac or "", known(known(address) or body.client_ip), body.vendor_class_identifier or ""
        )
    if isinstance(body, Dhcpv6):
        address = body.addresses[0] if body.addresses else observation.src if body.type == "request" else ""
        return Device(body.client_mac or "", known(body.peer_ip or address), body.vendor_class_identifier or "")
    return None


def known(address: str | None) -> str:
    """Return *address*, empty for none and for those that stand for none."""
    return "" if address is None or address in NOBODY else address


def condition_text(signature: Signature, position: int) -> str:
    """Return the ``dhcp`` condition of an indicator as one line."""
    condition = signature.any[position].dhcp
    assert condition is not None
    return f"dhcp vendor_class {condition.vendor_class}"

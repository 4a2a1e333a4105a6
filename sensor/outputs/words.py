"""How the table says things: numbers, times, products, hosts. Everything returned is safe to show."""

from sensor.alerts.times import reading_time
from sensor.model.finding import Finding
from sensor.model.signature import Shows, SignatureSet
from sensor.outputs.escape import printable

UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")

SHOWS = {
    Shows.INSTALLED: "installed",
    Shows.MANAGES: "manages others",
    Shows.DEVICE: "device present",
    Shows.EMBEDDED: "embedded engine",
    Shows.ACCESS: "visited",
}
"""What was seen; whether a ban forbids it is the finding's ``bans`` to say, which knows the day."""


def size(number: float) -> str:
    """Return a number of bytes with three digits that matter: ``99.1 kB``."""
    unit = 0
    while number >= 999.5 and unit < len(UNITS) - 1:
        number /= 1000
        unit += 1
    return f"{number:.0f} {UNITS[unit]}" if unit == 0 or number >= 99.5 else f"{number:.1f} {UNITS[unit]}"


def span(first: int, last: int) -> str:
    """Return two times in UTC, the day of the second only where it is another."""
    start, end = reading_time(first), reading_time(last)
    if start == end:
        return start
    return f"{start} to {end[11:] if start[:10] == end[:10] else end}"


def product(finding: Finding, signatures: SignatureSet) -> str:
    """Return the product's name for people, with its vendor."""
    vendor = signatures.vendors.get(finding.vendor)
    vendor_name = vendor.name if vendor else finding.vendor
    name = vendor.products.get(finding.product, finding.product) if vendor else finding.product
    if not name.casefold().startswith(vendor_name.casefold()):
        name = f"{vendor_name} {name}"
    return printable(name)


def path(name: str) -> str:
    """Return where an input is: its path, or standard input."""
    return "stdin" if name == "-" else printable(name)


def host(finding: Finding) -> str:
    """Return who it is: ``10.4.7.22 (ws-0422)``, or that it is somebody behind a relay."""
    device = finding.host
    address = ", ".join(device.ip) or device.mac or "unknown host"
    if finding.attribution == "relayed":
        address = f"somebody behind {finding.via or address}"
    if device.tenant:
        address = f"{address} in {device.tenant}"
    return printable(f"{address} ({device.name})" if device.name else address)

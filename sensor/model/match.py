"""Match: an observation that a signature wants."""

import msgspec

from sensor.model.observation import Observation
from sensor.model.signature import Signature


class Match(msgspec.Struct, frozen=True):
    """One signature's interest in one observation."""

    observation: Observation
    signature: Signature
    indicator: int
    """Index in `Signature.any`."""
    field: str
    """Where the value stood (`sensor.model.fields`)."""
    value: str
    """The value that matched, as seen."""
    factor: float = 1.0
    """Multiplies the weight: below 1 when the way it was seen says less (a search suffix appended, say)."""
    note: str = ""
    """Why the factor is not 1, in words."""
    host: str | None = None
    """The address that it is about, where that is not simply the asking side: a server that shows what it is, a device
    that says who it is before it has an address to say it from."""

"""What became of an attempt. A failed attempt is evidence; one that succeeded is worse."""

import enum

import msgspec


class Outcome(enum.StrEnum):
    """The fate of an attempt, in the order in which one outweighs another (last wins)."""

    UNKNOWN = "unknown"
    """The capture does not show the other direction."""
    ATTEMPTED = "attempted"
    """Asked, and nothing came back although the other direction is visible for this sensor; or not what shows that it got
    through: a handshake without data, a redirection to somebody else (a filter's block page)."""
    REFUSED = "refused"
    """NXDOMAIN, REFUSED or a sinkhole address; RST; a TLS alert before data; an HTTP error."""
    SUCCEEDED = "succeeded"
    """An address was given; the handshake was completed and data came back; an HTTP 2xx or 3xx that stays
    with the vendor, 304 among them."""

    @property
    def rank(self) -> int:
        """Position in the order above; the outcome of several attempts is the one with the highest rank."""
        return RANKS[self]


RANKS = {outcome: rank for rank, outcome in enumerate(Outcome)}


class FlowOutcome(msgspec.Struct, frozen=True, gc=False):
    """What the rest of a watched conversation showed, once it ended or the capture did."""

    flow: int
    """`Observation.flow` of the observations that it belongs to."""
    outcome: Outcome
    ts: int
    bytes_to_client: int = 0
    detail: str = ""
    """In a few words: ``handshake completed, 5120 bytes received``, ``reset by 203.0.113.9``."""

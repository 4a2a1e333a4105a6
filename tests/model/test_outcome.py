"""Of several outcomes the gravest counts."""

from sensor.model.outcome import FlowOutcome, Outcome


def test_outcomes_in_the_order_in_which_one_outweighs_another() -> None:
    """An attempt that succeeded is worse than one that was refused, and both tell more than silence."""
    ordered = sorted(Outcome, key=lambda outcome: outcome.rank)
    assert [outcome.value for outcome in ordered] == ["unknown", "attempted", "refused", "succeeded"]


def test_the_outcome_of_a_flow_needs_no_words() -> None:
    """Bytes and detail are there where the flow showed them."""
    assert FlowOutcome(7, Outcome.REFUSED, 1) == FlowOutcome(7, Outcome.REFUSED, 1, 0, "")

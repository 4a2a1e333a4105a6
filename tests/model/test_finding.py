"""The order of verdicts."""

from sensor.model.finding import Verdict


def test_verdicts_rank_from_possible_to_confirmed() -> None:
    """``--min-verdict`` and ``--fail-on`` compare by this order."""
    assert [verdict.value for verdict in sorted(Verdict, key=lambda verdict: verdict.rank)] == [
        "possible",
        "likely",
        "confirmed",
    ]

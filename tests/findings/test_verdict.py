"""Score and verdict."""

import pytest
from findings.makers import (
    CLIENT,
    DAY,
    ENGINE,
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    TELEMETRY,
    UPDATES,
    WEBSITE,
    answer,
    connection,
    hello,
    match,
    question,
    request,
    variant,
)
from hypothesis import given
from hypothesis import strategies as st

from sensor.findings.evidence import Row, key_of, sight_of
from sensor.findings.verdict import Judgement, judge, one_sight, score, verdict_of
from sensor.model.finding import Verdict
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import Shows


def rows(*matches: Match) -> list[Row]:
    """Return the rows that *matches* of one host make."""
    made: dict[object, Row] = {}
    for found in matches:
        key = key_of(found, CLIENT)
        made.setdefault(key, Row(key, found.signature)).take(found, sight_of(found.observation))
    return list(made.values())


def scored(*matches: Match) -> float:
    """Return the score of *matches*."""
    return score(rows(*matches))


def test_a_lookup_alone_counts_less() -> None:
    """0.8 of 0.9."""
    assert scored(match(question())) == 0.72
    assert scored(match(hello())) == 0.9


@pytest.mark.parametrize("factor", [1.0, 0.5])
@pytest.mark.parametrize("seen", [question(), answer(), hello(), request()])
def test_one_sight_is_foretold(seen: Observation, factor: float) -> None:
    """As the evidence of that sight alone is judged."""
    one = match(seen, factor=factor)
    assert one_sight(one.signature.weight, factor, one.field) == scored(one)


def test_fields_with_one_name_count_once() -> None:
    """The best of them."""
    assert scored(match(question()), match(answer()), match(hello()), match(request())) == 0.9


def test_values_of_one_signature_count_once() -> None:
    """Ten update hosts are still one kind of sight."""
    assert scored(*(match(question(name=f"s0{i}.upd.kaspersky.com")) for i in range(10))) == 0.72


def test_signatures_combine() -> None:
    """1 - 0.1 * 0.28."""
    assert scored(match(hello()), match(question(), TELEMETRY)) == 0.972


def test_certainty_is_not_made_by_rounding() -> None:
    """0.9999 is not 1."""
    sure = [match(hello(), variant(UPDATES, id=f"s{i}", weight=0.9)) for i in range(9)]
    assert scored(*sure) == 0.999
    assert scored(match(hello(), variant(UPDATES, weight=1.0))) == 1.0


def test_a_lone_hello_is_enough() -> None:
    """A cached or encrypted lookup is not seen; nothing is taken off for that."""
    assert judge(rows(match(hello()))) == Judgement(Shows.INSTALLED, 0.9, Verdict.LIKELY)


def test_the_factor_multiplies() -> None:
    """A search suffix."""
    assert scored(match(question(), factor=0.5)) == 0.36


def test_what_strangers_ask_counts_half() -> None:
    """A scan of the site's own server."""
    assert scored(match(hello(src="198.51.100.66", dst=CLIENT))) == 0.45


def test_a_repeat_in_the_same_minute_raises_nothing() -> None:
    """Nor within ten."""
    assert scored(*(match(hello(ts=NOON + i * SECOND)) for i in range(50))) == 0.9
    assert scored(*(match(hello(ts=NOON + i * MINUTE)) for i in range(9))) == 0.9


def test_a_repeat_on_another_day_raises() -> None:
    """0.9 + 0.1 * 0.9 * 0.2, and 0.6 at most."""
    assert scored(match(hello()), match(hello(ts=NOON + DAY))) == 0.918
    assert scored(*(match(hello(ts=NOON + i * DAY)) for i in range(30))) == 0.954


def test_a_regular_interval_raises() -> None:
    """Three times in step, as much as another day."""
    assert scored(*(match(hello(ts=NOON + i * HOUR)) for i in range(3))) == 0.918


def test_lookups_of_one_signature_are_never_confirmed_by_repeats() -> None:
    """Nor does a weak signature become likely."""
    weak = variant(UPDATES, weight=0.3)
    assert verdict_of(scored(*(match(question(ts=NOON + i * DAY)) for i in range(30)))) is Verdict.LIKELY
    assert verdict_of(scored(*(match(hello(ts=NOON + i * DAY), weak) for i in range(30)))) is Verdict.POSSIBLE


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (0.0, Verdict.POSSIBLE),
        (0.699, Verdict.POSSIBLE),
        (0.7, Verdict.LIKELY),
        (0.949, Verdict.LIKELY),
        (0.95, Verdict.CONFIRMED),
        (1.0, Verdict.CONFIRMED),
    ],
)
def test_the_words_for_a_score(value: float, verdict: Verdict) -> None:
    """The thresholds."""
    assert verdict_of(value) is verdict


def test_visits_never_make_an_installation() -> None:
    """However many; and they add nothing to one."""
    visits = [match(hello(ts=NOON + i * DAY), variant(WEBSITE, id=f"web-{i}")) for i in range(9)]
    assert judge(rows(*visits)).shows is Shows.ACCESS
    weak = variant(UPDATES, weight=0.1)
    assert judge(rows(*visits, match(hello(), weak))) == Judgement(Shows.INSTALLED, 0.1, Verdict.POSSIBLE)


def test_classes_are_judged_apart() -> None:
    """The surest is shown, of equals the strongest."""
    both = judge(rows(match(hello()), match(hello(), ENGINE)))
    assert both == Judgement(Shows.INSTALLED, 0.9, Verdict.LIKELY)
    surer = judge(rows(match(hello(), variant(UPDATES, weight=0.2)), match(hello(), ENGINE)))
    assert surer == Judgement(Shows.EMBEDDED, 0.9, Verdict.LIKELY)


SIGNATURES = st.builds(
    lambda number, weight, shows: variant(UPDATES, id=f"s{number}-{shows}-{weight}", weight=weight, shows=shows),
    st.integers(0, 3),
    st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]),
    st.sampled_from([Shows.INSTALLED, Shows.EMBEDDED, Shows.DEVICE]),
)
OBSERVATIONS = st.builds(
    lambda make, number, ts: make(f"s{number}.example", ts=NOON + ts),
    st.sampled_from([question, answer, hello, request, connection]),
    st.integers(0, 3),
    st.integers(0, 3 * DAY),
)
MATCHES = st.builds(match, OBSERVATIONS, SIGNATURES, factor=st.sampled_from([0.5, 1.0]))


@given(st.lists(MATCHES, min_size=1, max_size=12), MATCHES)
def test_a_score_lies_between_0_and_1_and_more_evidence_never_lowers_the_verdict(some: list[Match], one: Match) -> None:
    """Within a class not even the score."""
    before, after = judge(rows(*some)), judge(rows(*some, one))
    assert 0.0 <= before.score <= 1.0
    assert after.verdict.rank >= before.verdict.rank
    if after.shows is before.shows:
        assert after.score >= before.score


@given(st.lists(MATCHES, min_size=1, max_size=12), st.randoms())
def test_the_order_of_evidence_does_not_matter(some: list[Match], random: object) -> None:
    """Captures are read in any order."""
    shuffled = random.sample(some, len(some))  # type: ignore[attr-defined]
    assert judge(rows(*some)) == judge(rows(*shuffled))

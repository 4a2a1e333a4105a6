"""Changes of an overlay: of what is there, once, while they hold."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from sensor.signatures import Problem, SignatureErrors, load
from sensor.signatures.checks import changes
from sensor.signatures.checks.context import Context
from sensor.signatures.limits import MAX_PROBLEMS

TODAY = Context(today=datetime.date(2026, 11, 22))


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ("{signature: acme-on, weight: 0.1, reason: r}", "'acme-on' is not defined (did you mean acme-one?)"),
        (
            "{signature: acme-one, weight: 0.1, reason: r}, {signature: acme-one, disable: true, reason: r}",
            "acme-one is changed twice (first at ",
        ),
    ],
)
def test_what_stops_the_load(pack: Callable[..., Path], make: Callable[..., str], entries: str, words: str) -> None:
    """An error where it stands."""
    folder = pack(make(), files={"overlay.yaml": f"changes: [{entries}]\n"})
    with pytest.raises(SignatureErrors) as caught:
        load([folder])
    (problem,) = caught.value.problems
    assert words in str(problem)
    assert (Path(problem.at.path).name, problem.at.line) == ("overlay.yaml", 1)


def test_a_long_list_of_strangers_ends_early(pack: Callable[..., Path], make: Callable[..., str]) -> None:
    """The nearest id of each is not looked for without end."""
    entries = ", ".join(f"{{signature: x{number}, disable: true, reason: r}}" for number in range(MAX_PROBLEMS + 9))
    folder = pack(make(), files={"overlay.yaml": f"changes: [{entries}]\n"})
    with pytest.raises(SignatureErrors) as caught:
        load([folder])
    assert len(caught.value.problems) == MAX_PROBLEMS


def test_an_overlay_alone_says_how_to_keep_the_packs(tmp_path: Path) -> None:
    """The likeliest slip: without the + nothing else is loaded."""
    (tmp_path / "overlay.yaml").write_text("changes: [{signature: acme-one, disable: true, reason: r}]\n")
    with pytest.raises(SignatureErrors, match=r"a \+ before its path"):
        load([tmp_path])


@pytest.mark.parametrize(("until", "told"), [("2026-11-21", True), ("2026-11-22", False), ("2026-11-23", False)])
def test_one_that_has_ended_is_warned_of(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], until: str, told: bool
) -> None:
    """It holds on its last day."""
    text = f"changes: [{{signature: acme-one, disable: true, reason: r, until: {until}}}]\n"
    found = problems_of(changes, make(), context=TODAY, files={"overlay.yaml": text})
    assert [(one.severity, one.message) for one in found] == [
        ("warning", f"the change of acme-one ended after {until} and is left out")
    ] * told

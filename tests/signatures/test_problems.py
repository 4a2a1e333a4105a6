"""Problems as people read them."""

from sensor.model.signature import Location
from sensor.signatures.problems import Problem, SignatureErrors, nearest


def test_a_problem_is_one_line() -> None:
    """Place, sentence, and in brackets what was meant."""
    problem = Problem(Location("a.yaml", 3, 5), "unknown key 'hots'", "did you mean host?")
    assert str(problem) == "a.yaml:3:5: unknown key 'hots' (did you mean host?)"
    assert str(Problem(Location("a.yaml"), "cannot be read")) == "a.yaml: cannot be read"


def test_all_problems_come_at_once_in_order() -> None:
    """By file, line and column; the text is the list."""
    late, early = Problem(Location("a", 9, 1), "late"), Problem(Location("a", 2, 1), "early")
    errors = SignatureErrors([late, early])
    assert errors.problems == (early, late)
    assert str(errors) == "a:2:1: early\na:9:1: late"


def test_the_nearest_word_is_named() -> None:
    """Or all of them when none is near; nothing when there are many."""
    assert nearest("sufix", ("host", "suffix")) == "did you mean suffix?"
    assert nearest("zzz", ("host", "suffix")) == "one of: host, suffix"
    assert nearest("zzz", [f"word{n}" for n in range(99)]) == ""

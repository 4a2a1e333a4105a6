"""Every target over its corpus and its seeds, and over a few changes of each: short, and the same every time."""

import random

import pytest
from fuzz.engine import begin, change
from fuzz.target import Finding, Target, check, corpus
from fuzz.targets import captures, pipeline, protocols, wire

TARGETS = {target.name: target for module in (wire, protocols, captures, pipeline) for target in module.TARGETS}
CHANGES = 64
"""Changed inputs for each target."""


def broken(target: Target, inputs: list[bytes]) -> list[str]:
    """Return what is wrong with the inputs that break a promise."""
    found = (check(target, data) for data in inputs)
    return [one.text for one in found if isinstance(one, Finding)]


@pytest.mark.parametrize("name", TARGETS)
def test_corpus_and_seeds_keep_every_promise(name: str) -> None:
    """What was once found, and what real traffic looks like."""
    assert broken(TARGETS[name], begin(TARGETS[name])) == []


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs_keep_every_promise(name: str) -> None:
    """A short run of the fuzzer by chance, with the same inputs every time."""
    target = TARGETS[name]
    chance = random.Random(name)
    pool = begin(target)
    assert broken(target, [change(target, chance.choice(pool), target.limit, chance) for _ in range(CHANGES)]) == []


def test_the_corpus_is_small_and_every_file_of_it_belongs_to_a_target() -> None:
    """It travels with the repository."""
    files = {name: corpus(name) for name in TARGETS}
    folder = corpus("")
    assert {path.name for path in folder if path.is_dir()} <= set(files)
    assert sum(path.stat().st_size for paths in files.values() for path in paths) < 300_000

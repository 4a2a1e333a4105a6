"""The programs that a benchmark compares."""

from pathlib import Path

from bench import programs


def test_what_nobody_reads_is_not_printed_to_a_disk(tmp_path: Path) -> None:
    """`cat` wrote every capture into the working folder, and was measured doing so."""
    known = {one.name: one for one in programs.all_programs(["vestige"], tmp_path / "names", rounds=1, quick=True)}
    assert known["cat"].prints_to(tmp_path) is None
    (tmp_path / "output").write_text("of the run before")
    place = known["nDPI"].prints_to(tmp_path)
    assert place is not None
    assert not place.exists(), "emptying it is not part of the next run"

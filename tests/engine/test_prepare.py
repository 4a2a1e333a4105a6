"""The matcher of a run, and its table of names out of the cache."""

from pathlib import Path

import pytest

from sensor.engine.prepare import make_matcher, table_key
from sensor.match import index
from sensor.model.signature import Activity, Indicator, Shows, Signature, SignatureSet
from sensor.signatures.see import parse_see


def signatures(*names: str, sha256: str = "1") -> SignatureSet:
    """Return a set of one signature with *names*."""
    one = Signature(
        id="one", sid=1, revision=1, title="One", vendor="acme", product="tool", activity=Activity.UPDATE,
        shows=Shows.INSTALLED, weight=0.5, any=(Indicator(host=names, suffix=("acme.test",)),), references=(),
        verified="", expires="", false_positives=(), tests=(),
    )  # fmt: skip
    return SignatureSet((one,), {}, {}, ("acme",), sha256)


NAMES = tuple(f"s{number}.example.test" for number in range(50))


def test_the_second_matcher_finds_what_the_first_finds(tmp_path: Path) -> None:
    """Out of the cache, which has one file then; whole names, suffixes and search suffixes."""
    first = make_matcher(signatures(*NAMES), ["corp.example"], cache=tmp_path)
    second = make_matcher(signatures(*NAMES), ["corp.example"], cache=tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".table"]
    for see in (
        "dns.query s7.example.test",
        "tls.sni a.acme.test",
        "dns.query s7.example.test.corp.example",
        "tls.sni b.test",
    ):
        assert second.explain(see) == first.explain(see)
    assert second.conditions.index.find("s49.example.test")


def test_with_the_table_kept_no_pattern_is_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a name asks for it: most patterns of a run are never tried."""
    made = signatures("cdn[0-9].acme.test", "re:^s[0-9]+\\.example\\.test$")
    make_matcher(made, cache=tmp_path)
    compiled: list[str] = []
    monkeypatch.setattr(index, "compile_host", compiled.append)
    again = make_matcher(made, cache=tmp_path)
    assert compiled == []
    assert [match.value for match in again.match(parse_see("tls.sni s12.example.test"))] == ["s12.example.test"]


def test_without_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    """The matcher is the same."""
    made = make_matcher(signatures(*NAMES))
    assert made.explain("tls.sni s7.example.test") == make_matcher(signatures(*NAMES), cache=tmp_path).explain(
        "tls.sni s7.example.test"
    )


def test_what_was_kept_is_for_the_same_only() -> None:
    """Files, which of their signatures are used, and suffixes make another table."""
    one = signatures(*NAMES)
    keys = {
        table_key(one, ()),
        table_key(one, ("corp.example",)),
        table_key(signatures(*NAMES, sha256="2"), ()),
        table_key(SignatureSet((), {}, {}, ("acme",), "1"), ()),
    }
    assert len(keys) == 4


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    """And the names are found all the same."""
    make_matcher(signatures(*NAMES), cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1])
    again = make_matcher(signatures(*NAMES), cache=tmp_path)
    assert again.conditions.index.find("s7.example.test")
    assert kept.read_bytes() == whole

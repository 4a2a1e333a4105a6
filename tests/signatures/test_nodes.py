"""YAML with places, inside limits."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures import nodes
from sensor.signatures.limits import MAX_DEPTH
from sensor.signatures.nodes import Mapping, Scalar, Sequence, parse_yaml
from sensor.signatures.problems import SignatureErrors


def test_nodes_know_their_place() -> None:
    """Line and column count from 1."""
    root = parse_yaml(b"a: 1\nb:\n  - x\n  - 'y'\n", "f.yaml")
    assert isinstance(root, Mapping)
    key, value = root.items["b"]
    assert (key.line, key.column) == (2, 1)
    assert isinstance(value, Sequence)
    assert len(value) == 2
    last = list(value)[1]
    assert isinstance(last, Scalar)
    assert (str(last.at), last.text, last.quoted) == ("f.yaml:4:5", "y", True)


def test_a_scalar_stays_the_text_that_was_written() -> None:
    """No truth values, numbers or dates are made of it."""
    root = parse_yaml(b"[no, 010, 2026-11-21, 1e3]", "f")
    assert isinstance(root, Sequence)
    assert [one.text for one in root if isinstance(one, Scalar)] == ["no", "010", "2026-11-21", "1e3"]


def test_an_empty_file_has_no_root() -> None:
    """Nothing, a comment, a byte order mark."""
    for data in (b"", b"# nothing\n", b"\xef\xbb\xbf"):
        assert parse_yaml(data, "f") is None


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"a: &x 1\nb: *x\n", "f:1:4", "anchor"),
        (b"a: *x\n", "f:1:4", "alias"),
        (b"a: 1\nb: 2\na: 3\n", "f:3:1", "twice"),
        (b"a: !!python/name:os.system x\n", "f:1:4", "tag"),
        (b"a: 1\n---\nb: 2\n", "f:2:1", "one YAML document"),
        (b"a:\n  b: \xff\n", "f:2:6", "0xff is not UTF-8"),
        (b"a: [1\n", "f:2:1", "not YAML"),
        (b"ok: 1\nx: a\x07b\n", "f:2:5", "not YAML"),
        (b"? [a]\n: b\n", "f:1:3", "single word"),
        (b"[" * 1000, f"f:1:{MAX_DEPTH + 1}", "nested deeper"),
    ],
)
def test_what_is_refused_is_refused_where_it_stands(data: bytes, place: str, words: str) -> None:
    """One problem, with its place."""
    with pytest.raises(SignatureErrors) as caught:
        parse_yaml(data, "f")
    assert str(caught.value).startswith(place + ":")
    assert words in str(caught.value)


def test_a_file_has_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes and values."""
    monkeypatch.setattr(nodes, "MAX_FILE_BYTES", 1 << 20)
    with pytest.raises(SignatureErrors, match="1 MiB"):
        parse_yaml(b"#" * ((1 << 20) + 1), "f")
    monkeypatch.setattr(nodes, "MAX_NODES", 10)
    with pytest.raises(SignatureErrors, match="more than 10 values"):
        parse_yaml(b"[1,2,3,4,5,6,7,8,9,10,11]", "f")


@given(st.binary(max_size=200))
def test_any_bytes_give_a_tree_or_a_located_problem(data: bytes) -> None:
    """Nothing else is raised."""
    with contextlib.suppress(SignatureErrors):
        parse_yaml(data, "f")


@given(st.text("ab:-[]{},&*!#'\"|> \n\t?%@`~", max_size=60))
def test_any_punctuation_gives_a_tree_or_a_located_problem(text: str) -> None:
    """Nothing else is raised."""
    with contextlib.suppress(SignatureErrors):
        parse_yaml(text.encode(), "f")

"""Loading: all or nothing, every problem at once."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensor.model.signature import SignatureSet
from sensor.signatures import SignatureErrors, load
from sensor.signatures.load import load_shared_suffixes


def test_a_pack(load_pack: Callable[..., SignatureSet], make: Callable[..., str]) -> None:
    """Signatures, vendor, pack name, and the bans that ship."""
    found = load_pack(make(), make("acme-two", 9000010))
    assert [signature.id for signature in found.signatures] == ["acme-one", "acme-two"]
    assert found.packs == ("acme",)
    assert found.vendors["acme"].products["agent"] == "Acme Agent"
    assert "us-ndaa-fy2018-1634" in found.bans
    assert len(found.sha256) == 64


def test_the_hash_follows_the_content_and_not_the_place(
    pack: Callable[..., Path], make: Callable[..., str], tmp_path: Path
) -> None:
    """The same files elsewhere hash the same; one byte more does not."""
    folder = pack(make())
    first = load([folder]).sha256
    moved = tmp_path / "elsewhere" / "acme"
    moved.parent.mkdir()
    folder.rename(moved)
    assert load([moved]).sha256 == first
    with (moved / "agent.yaml").open("a") as file:
        file.write("\n")
    assert load([moved]).sha256 != first


def test_each_pack_has_its_version_and_hash(
    pack: Callable[..., Path], make: Callable[..., str], tmp_path: Path
) -> None:
    """Whatever else is loaded; a folder may be called otherwise than its vendor."""
    folder = pack(make(), vendor="{vendor: acme, version: 1.2, name: A, domains: [acme.com], products: {agent: b}}")
    folder.rename(tmp_path / "mine")
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "x.yaml").write_text("vendor: acme\nproduct: agent\nsignatures:\n" + make("acme-two", 9000010))
    alone = load([tmp_path / "mine"])
    both = load([tmp_path / "mine", tmp_path / "flat"])
    assert [(one.pack, one.version) for one in both.pack_versions] == [("mine", "1.2"), ("flat", "")]
    assert alone.pack_versions[0] == both.pack_versions[0]
    assert both.sha256 not in {alone.sha256, *(one.sha256 for one in both.pack_versions)}


def test_every_pack_that_ships_has_a_version() -> None:
    """Which reports name."""
    assert all(one.version for one in load().pack_versions)


def test_problems_of_all_files_come_at_once(pack: Callable[..., Path], make: Callable[..., str]) -> None:
    """Located, in order, one a line."""
    folder = pack(make(weight=7), files={"b.yaml": "vendro: acme\n", "c.yaml": "a: &x 1\n", "d.yaml": "\xff"})
    (folder / "d.yaml").write_bytes(b"\xff")
    with pytest.raises(SignatureErrors) as caught:
        load([folder])
    lines = str(caught.value).splitlines()
    assert [Path(line.partition(":")[0]).name for line in lines] == ["agent.yaml", *["b.yaml"] * 4, "c.yaml", "d.yaml"]
    assert "b.yaml:1:1: unknown key 'vendro' in a signature file (did you mean vendor?)" in str(caught.value)


def test_duplicates_are_refused(pack: Callable[..., Path], make: Callable[..., str]) -> None:
    """Ids and numbers, across files too; a vendor that is defined twice."""
    other = "vendor: acme\nproduct: agent\nsignatures:\n" + make()
    folder = pack(make(), files={"b.yaml": other})
    with pytest.raises(SignatureErrors, match="id acme-one is taken") as caught:
        load([folder])
    assert "sid 9000000 is taken" in str(caught.value)


BOMB = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))


def test_all_kinds_of_damage_are_told_at_once_and_nothing_is_loaded(
    pack: Callable[..., Path], make: Callable[..., str]
) -> None:
    """A typo, a number that is taken, an expression without end, aliases that multiply, bytes of another encoding."""
    slow = make(id="acme-slow", any_="- http: {host: u.acme.com, path: 're:^(/a+)+$'}")
    typo = make(id="acme-typo", sid=9000010, any_="- hots: u.acme.com")
    folder = pack(make(), slow, typo, files={"bomb.yaml": BOMB})
    (folder / "latin.yaml").write_bytes(b"vendor: acm\xe9\n")
    with pytest.raises(SignatureErrors) as caught:
        load([folder])
    told = [str(problem) for problem in caught.value.problems]
    for words in (
        "did you mean host?",
        "sid 9000000 is taken",
        "path: ",
        "anchors are not allowed",
        "0xe9 is not UTF-8",
    ):
        assert any(words in line for line in told), (words, told)
    assert all(problem.at.line for problem in caught.value.problems)


def test_a_vendor_is_defined_once(tmp_path: Path) -> None:
    """Two files that both say who it is contradict each other sooner or later."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "vendor.yaml").write_text("{vendor: acme, name: A, domains: [a.com], products: {a: b}}")
    with pytest.raises(SignatureErrors, match="vendor acme is taken"):
        load([tmp_path])


def test_a_file_of_a_vendor_that_ships_needs_no_vendor_file(tmp_path: Path, make: Callable[..., str]) -> None:
    """Its names, products and bans are known."""
    path = tmp_path / "mine.yaml"
    path.write_text("vendor: kaspersky\nproduct: endpoint\nsignatures:\n" + make(any_="- host: x.kaspersky.com"))
    found = load([path])
    assert found.packs == ("mine",)
    assert found.vendors["kaspersky"].name == "Kaspersky"


def test_an_unknown_vendor_is_refused(tmp_path: Path, make: Callable[..., str]) -> None:
    """A finding could not say who that is."""
    path = tmp_path / "mine.yaml"
    path.write_text("vendor: kasperski\nproduct: endpoint\nsignatures:\n" + make())
    with pytest.raises(SignatureErrors, match="vendor 'kasperski' is not defined"):
        load([path])


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """A link to nowhere, say."""
    (tmp_path / "x.yaml").symlink_to(tmp_path / "gone")
    with pytest.raises(SignatureErrors, match="cannot be read"):
        load([tmp_path])


def test_shared_hosting_ships() -> None:
    """The names lint refuses."""
    assert "cloudfront.net" in load_shared_suffixes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_file_loads_or_gives_problems(tmp_path: Path, data: bytes) -> None:
    """Nothing else is raised."""
    path = tmp_path / "any.yaml"
    path.write_bytes(data)
    with contextlib.suppress(SignatureErrors):
        load([path])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_pack_loads_or_gives_problems(tmp_path: Path, data: st.DataObject) -> None:
    """Lines taken out, doubled and cut of a real file."""
    from sensor.signatures import bundled_dir  # noqa: PLC0415

    lines = (bundled_dir() / "kaspersky" / "security-center.yaml").read_text().splitlines(keepends=True)
    start = data.draw(st.integers(0, len(lines) - 1))
    part = lines[start : start + data.draw(st.integers(1, 30))]
    place = data.draw(st.integers(0, len(lines)))
    text = "".join([*lines[:place], *part, *lines[place + data.draw(st.integers(0, 5)) :]])
    path = tmp_path / "damaged.yaml"
    path.write_text(text)
    with contextlib.suppress(SignatureErrors):
        load([path])

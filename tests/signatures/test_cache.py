"""The cache of loaded signatures: found again, never out of date, never trusted more than it deserves."""

import hashlib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensor.signatures import SignatureErrors, cache, load
from sensor.signatures.cache import cache_folder, cache_key, read_cache, write_cache

Pack = Callable[..., Path]
Make = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the cache goes; it need not exist."""
    return tmp_path / "home" / "vestige"


def only_file(folder: Path) -> Path:
    """Return the one file there."""
    (found,) = folder.iterdir()
    return found


def test_the_second_load_reads_no_yaml(pack: Pack, make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same value, places in the files included."""
    path = pack(make(), make("acme-two", 9000010))
    first = load([path], cache=folder)
    monkeypatch.setitem(sys.modules, "sensor.signatures.build", None)  # importing it would fail
    second = load([path], cache=folder)
    assert second == first
    assert second.signatures[1].at == first.signatures[1].at
    assert second.signatures[0].activity is first.signatures[0].activity


def test_the_packs_that_ship_come_back_the_same(folder: Path) -> None:
    """Every kind of indicator is among them."""
    assert load(cache=folder) == load(cache=folder) == load()


def test_a_changed_file_is_read_again(pack: Pack, make: Make, folder: Path) -> None:
    """Even when size and time stay the same."""
    path = pack(make(any_="- host: u.acme.com"))
    load([path], cache=folder)
    file = path / "agent.yaml"
    before = file.stat()
    file.write_text(file.read_text().replace("u.acme.com", "v.acme.com"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert load([path], cache=folder).signatures[0].any[0].host == ("v.acme.com",)


def test_a_file_more_is_seen(pack: Pack, make: Make, folder: Path) -> None:
    """The list of files belongs to the key."""
    path = pack(make())
    load([path], cache=folder)
    (path / "b.yaml").write_text("vendor: acme\nproduct: agent\nsignatures:\n" + make("acme-two", 9000010))
    assert len(load([path], cache=folder).signatures) == 2


def test_files_with_problems_are_never_kept(pack: Pack, make: Make, folder: Path) -> None:
    """They are refused the second time too."""
    path = pack(make(weight=7))
    for _ in range(2):
        with pytest.raises(SignatureErrors):
            load([path], cache=folder)
    assert not folder.exists()


def test_a_place_moves_with_its_file(pack: Pack, make: Make, folder: Path, tmp_path: Path) -> None:
    """What is told of a signature names the file that was given, not one of the same content."""
    path = pack(make())
    load([path], cache=folder)
    other = tmp_path / "elsewhere" / "acme"
    other.parent.mkdir()
    path.rename(other)
    at = load([other], cache=folder).signatures[0].at
    assert at is not None
    assert at.path == str(other / "agent.yaml")


def test_the_key_tells_versions_and_contents_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing runs into its neighbour."""
    keys = {
        cache_key([]),
        cache_key([("a", "a", b"bc")]),
        cache_key([("a", "a", b"b"), ("c", "c", b"")]),
        cache_key([("b", "a", b"bc")]),
        cache_key([("a", "b", b"bc")]),
    }
    monkeypatch.setattr("sensor.__version__", "9.9.9")
    keys.add(cache_key([]))
    monkeypatch.setattr(cache, "edition", lambda places: ["load.py 1 2"])
    keys.add(cache_key([]))
    assert len(keys) == 7


@pytest.mark.parametrize(
    "spoil", [lambda _: b"", lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:60]]
)
def test_a_damaged_file_is_as_good_as_none(
    pack: Pack, make: Make, folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """It is written anew."""
    path = pack(make())
    first = load([path], cache=folder)
    kept = only_file(folder)
    whole = kept.read_bytes()
    kept.write_bytes(spoil(whole))
    assert load([path], cache=folder) == first
    assert kept.read_bytes() == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_any_body_is_read_or_refused(tmp_path: Path, body: bytes) -> None:
    """Even with the right checksum; nothing is raised."""
    kept = tmp_path / cache.NAME.format("key")
    kept.touch(mode=0o600)
    kept.write_bytes(cache.MAGIC + hashlib.sha256(body).digest() + body)
    assert read_cache(tmp_path, "key") is None


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    """It must not end the process."""
    body = b"\x91" * 1_000_000
    kept = tmp_path / cache.NAME.format("key")
    kept.touch(mode=0o600)
    kept.write_bytes(cache.MAGIC + hashlib.sha256(body).digest() + body)
    assert read_cache(tmp_path, "key") is None


def test_what_others_may_write_is_not_read(pack: Pack, make: Make, folder: Path) -> None:
    """Signatures of a stranger must not get in this way."""
    path = pack(make())
    load([path], cache=folder)
    kept = only_file(folder)
    key = kept.name.removeprefix("signatures-").removesuffix(".msgpack")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert read_cache(folder, key) is not None
    kept.chmod(0o620)
    assert read_cache(folder, key) is None


def test_what_another_user_owns_is_neither_read_nor_written(
    pack: Pack, make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder under a shared place may be anybody's."""
    path = pack(make())
    first = load([path], cache=folder)
    kept = only_file(folder)
    key = kept.name.removeprefix("signatures-").removesuffix(".msgpack")
    monkeypatch.setattr(os, "geteuid", lambda: kept.stat().st_uid + 1)
    assert read_cache(folder, key) is None
    assert not write_cache(folder, "other", first)
    assert only_file(folder) == kept


@pytest.mark.parametrize("make_it", [os.mkfifo, os.mkdir])
def test_something_else_than_a_file_is_not_read(tmp_path: Path, make_it: Callable[[Path], None]) -> None:
    """And not waited for."""
    make_it(tmp_path / cache.NAME.format("key"))
    assert read_cache(tmp_path, "key") is None


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """It could lead to anything."""
    assert write_cache(tmp_path, "real", load())
    (tmp_path / cache.NAME.format("key")).symlink_to(tmp_path / cache.NAME.format("real"))
    assert read_cache(tmp_path, "real") is not None
    assert read_cache(tmp_path, "key") is None


def test_a_folder_that_cannot_be_is_no_problem(pack: Pack, make: Make, tmp_path: Path) -> None:
    """A file in its place, say, or a full disk."""
    (tmp_path / "file").touch()
    assert load([pack(make())], cache=tmp_path / "file" / "vestige").signatures


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded."""
    assert write_cache(tmp_path, "key", load())
    monkeypatch.setattr(cache, "MAX_BYTES", 1000)
    assert read_cache(tmp_path, "key") is None


def test_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder does not grow; what is in use stays, and so does what is not ours."""
    monkeypatch.setattr(cache, "KEPT", 3)
    (tmp_path / "other.txt").touch()
    found = load()
    for number in range(5):
        assert write_cache(tmp_path, f"{number}", found)
        for place, name in enumerate(("1", f"{number}")):  # number 1 was read last but one
            kept = tmp_path / cache.NAME.format(name)
            if kept.exists():
                os.utime(kept, ns=(0, 1000 * number + place))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"other.txt", *(cache.NAME.format(name) for name in "134")}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/var/x", "HOME": "/home/a"}, "/var/x/vestige"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/a"}, "/home/a/.cache/vestige"),
        ({"XDG_CACHE_HOME": "", "HOME": "/home/a"}, "/home/a/.cache/vestige"),
        ({}, None),
        ({"HOME": "home"}, None),
    ],
)
def test_the_folder_is_where_the_specification_says(environment: dict[str, str], expected: str | None) -> None:
    """XDG base directories; nowhere in particular means no cache."""
    assert cache_folder(environment) == (None if expected is None else Path(expected))


def test_a_file_that_changes_meanwhile_is_kept_under_what_was_read(
    pack: Pack, make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not under the key of what it was when it was looked for."""
    path = pack(make(any_="- host: u.acme.com"))
    file = path / "agent.yaml"
    old = file.read_text()
    new = old.replace("u.acme.com", "v.acme.com")

    def change(*_: object) -> None:
        file.write_text(new)

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["sensor.signatures.load"], "read_cache", change)
        assert load([path], cache=folder).signatures[0].any[0].host == ("v.acme.com",)
    file.write_text(old)
    assert load([path], cache=folder).signatures[0].any[0].host == ("u.acme.com",)

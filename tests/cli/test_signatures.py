"""``vestige signatures``: its subcommands from outside."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sensor import engine
from sensor.cli import signature_tables
from sensor.cli.options import NO_SIGNATURES
from sensor.model.report import Coverage, InputReport
from sensor.signatures import load

GOOD = """\
vendor: kaspersky
product: endpoint
signatures:
  - id: mine
    sid: 9000000
    title: T
    activity: update
    shows: installed
    weight: 0.5
    any: [{host: mine.kaspersky.com}]
    references: ["https://acme.com"]
    verified: 2026-11-01
    expires: 2026-12-01
    tests: [{see: "tls.sni mine.kaspersky.com", match: true}, {see: "tls.sni a.com", match: false}]
"""
DAY = ("--today", "2026-11-21")


@pytest.fixture
def mine(tmp_path: Path) -> Callable[[str], str]:
    """Write a signature file and return its path."""

    def write(text: str) -> str:
        path = tmp_path / "mine.yaml"
        path.write_text(text)
        return str(path)

    return write


def test_list(vestige: Callable[..., Any]) -> None:
    """One line each: number, id, product, class, weight, count."""
    ran = vestige("signatures", "list", "--vendor", "kaspersky")
    assert ran.code == 0
    (line,) = [line for line in ran.out.splitlines() if "kaspersky-update-hosts" in line]
    wanted = ["1634000", "kaspersky-update-hosts", "kaspersky/endpoint", "installed", "update", "0.9", "2"]
    assert line.split() == wanted
    assert "drweb" not in ran.out


def test_list_as_json(vestige: Callable[..., Any]) -> None:
    """For programs."""
    found = json.loads(vestige("signatures", "list", "--format", "json").out)
    assert found["count"] == len(found["signatures"])
    assert (1634000, "kaspersky-update-hosts") in {(one["sid"], one["id"]) for one in found["signatures"]}


@pytest.mark.parametrize("identity", ["kaspersky-ksn", "1634070"])
def test_show(vestige: Callable[..., Any], identity: str) -> None:
    """By id or number: title, conditions, bans, tests."""
    ran = vestige("signatures", "show", identity)
    assert ran.code == 0
    for words in ("Kaspersky Security Network", "suffix ksn.kaspersky-labs.com", "NDAA FY2018", "tls.sni dc1.ksn"):
        assert words in ran.out
    assert json.loads(vestige("signatures", "show", identity, "--format", "json").out)["sid"] == 1634070


def test_show_of_a_slip(vestige: Callable[..., Any]) -> None:
    """Names the nearest."""
    ran = vestige("signatures", "show", "kaspersky-kns")
    assert ran.code == 2
    assert "did you mean kaspersky-ksn?" in ran.err


def test_lint_of_the_packs_that_ship(vestige: Callable[..., Any]) -> None:
    """Nothing to say, on the day they were verified."""
    ran = vestige("signatures", "lint", "--strict", *DAY)
    assert (ran.code, ran.err) == (0, "")
    assert "0 errors, 0 warnings" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("weight: 0.5", "wieght: 0.5", "mine.yaml:9:5: unknown key 'wieght' in signature (did you mean weight?)"),
        ("sid: 9000000", "sid: 9000001", "error: sid 9000001 is no multiple of 10"),
        ("host: mine.kaspersky.com", "suffix: co.uk", "error: co.uk is a public suffix"),
        ('"tls.sni a.com", match: false', '"tls.sni a.com", match: true', "error: mine must match 'tls.sni a.com'"),
        ("activity: update", "activity: web", "cannot show installed"),
    ],
)
def test_lint_refuses(vestige: Callable[..., Any], mine: Callable[[str], str], old: str, new: str, words: str) -> None:
    """Exit 2, the problem with its place on standard error."""
    ran = vestige("signatures", "lint", mine(GOOD.replace(old, new)), *DAY)
    assert ran.code == 2
    assert words in ran.err


def test_warnings_fail_only_when_strict(vestige: Callable[..., Any], mine: Callable[[str], str]) -> None:
    """An expired signature still works."""
    path = mine(GOOD)
    assert vestige("signatures", "lint", path, "--today", "2026-12-02").code == 0
    ran = vestige("signatures", "lint", path, "--today", "2026-12-02", "--strict")
    assert ran.code == 2
    assert "warning: mine expired on 2026-12-01" in ran.err
    assert vestige("signatures", "lint", path, "--today", "tomorrow").code == 2


def test_test(vestige: Callable[..., Any], mine: Callable[[str], str]) -> None:
    """Runs the tests in the files; a failing one is exit 2."""
    path = mine(GOOD)
    ran = vestige("signatures", "test", "--signatures", path, "-v")
    assert ran.code == 0
    assert "ok     mine: tls.sni mine.kaspersky.com" in ran.out
    assert "2 tests passed, 0 failed" in ran.out
    ran = vestige("signatures", "test", "--signatures", mine(GOOD.replace("a.com", "mine.kaspersky.com")))
    assert ran.code == 2
    assert "1 test passed, 1 failed" in ran.out


def test_test_replays_captures(vestige: Callable[..., Any], mine: Callable[[str], str], capture: str) -> None:
    """An empty capture matches nothing."""
    ran = vestige("signatures", "test", "--signatures", mine(GOOD), capture)
    assert ran.code == 0
    assert "1 of 1 signatures matched nothing" in ran.out


def test_match(vestige: Callable[..., Any]) -> None:
    """Signature, indicator, class, weight, fields."""
    ran = vestige("signatures", "match", "s07.upd.kaspersky.com")
    assert ran.code == 0
    assert (
        "matches kaspersky-update-hosts: suffix upd.kaspersky.com; shows installed, weight 0.9; in dns.query" in ran.out
    )


def test_match_says_what_one_sight_would_make_of_a_host(vestige: Callable[..., Any]) -> None:
    """The verdict's word and score: 0.8 of the weight for a look-up, half for a search suffix."""
    assert (
        "alone: likely (0.9), likely (0.72) where DNS alone"
        in vestige("signatures", "match", "s07.upd.kaspersky.com").out
    )
    ran = vestige("signatures", "match", "dns.query s07.upd.kaspersky.com.lan", "tls.sni s07.upd.kaspersky.com")
    assert "one such sight alone: possible (0.36)" in ran.out
    assert "one such sight alone: likely (0.9)\n" in ran.out
    ran = vestige("signatures", "match", "dns.query s07.upd.kaspersky.com", "--format", "json")
    (hit,) = json.loads(ran.out)[0]["hits"]
    assert (hit["score"], hit["verdict"]) == (0.72, "likely")


def test_match_of_a_look_alike(vestige: Callable[..., Any]) -> None:
    """Nothing, and why not."""
    ran = vestige("signatures", "match", "kaspersky.com.evil.com")
    assert "matches nothing" in ran.out
    assert "not kaspersky-website" in ran.out


def test_match_of_an_address_and_of_what_tests_see(vestige: Callable[..., Any]) -> None:
    """Both forms; as JSON for programs."""
    ran = vestige("signatures", "match", "77.74.176.9:1443/tcp", "tls.sni ds.kaspersky.com", "--format", "json")
    first, second = json.loads(ran.out)
    assert first["hits"][0]["signature"] == "kaspersky-network-ksn-port"
    assert second["hits"][0]["signature"] == "kaspersky-discovery"


@pytest.mark.parametrize("address", ["77.74.176.9", "77.74.176.9:1443", "2001:db8::1", "[2001:db8::1]:443"])
def test_match_of_an_address_without_its_port(vestige: Callable[..., Any], address: str) -> None:
    """To say that it matches nothing would be wrong: no name is like that."""
    ran = vestige("signatures", "match", address)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"vestige: {address}: an address is looked for with its port and protocol")


def test_match_of_a_hardware_address(vestige: Callable[..., Any]) -> None:
    """Alone, in either way of writing it; and why one that was given locally is none of the maker's."""
    ran = vestige("signatures", "match", "00:BC:99:12:34:56", "02-bc-99-12-34-56")
    assert "matches hikvision-hardware: mac 00bc99; shows device" in ran.out
    assert "not hikvision-hardware: mac 00bc99: the address was given locally, by no maker" in ran.out


def test_match_of_nonsense(vestige: Callable[..., Any]) -> None:
    """Exit 2 with the forms."""
    ran = vestige("signatures", "match", "no such form")
    assert ran.code == 2
    assert "tls.sni NAME" in ran.err


def test_an_interrupted_replay_says_so(
    vestige: Callable[..., Any], capture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted is printed, and the exit code is that of Ctrl-C."""
    unread = InputReport(capture, complete=False, error="not read: interrupted before it")
    result = engine.ScanResult(
        inputs=[unread], coverage=Coverage(), findings=[], signatures=NO_SIGNATURES, interrupted=True
    )
    monkeypatch.setattr(engine, "scan", lambda *_: result)
    ran = vestige("signatures", "test", capture)
    assert ran.code == 130
    assert "signatures matched nothing" in ran.out
    assert "interrupted before it" in ran.err


def test_the_list_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """No id is broken in two: what is needed less is left out."""
    monkeypatch.setattr(signature_tables, "WIDE", 80)
    found = load()
    signature_tables.print_list(found)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["sid", "id", "product", "shows", "weight"]
    assert len(lines) == len(found.signatures) + len(found.packs) + 5
    assert max(map(len, lines)) <= 80


def test_an_overlay_beside_the_packs_that_ship(vestige: Callable[..., Any], tmp_path: Path) -> None:
    """Named by list and show; one that is disabled can still be looked at."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "changes:\n"
        "  - {signature: kaspersky-website, disable: true, reason: buyers, owner: soc, until: 2999-01-31}\n"
        "  - {signature: kaspersky-ksn, weight: 0.3, reason: guests}\n"
    )
    beside = ("--signatures", f"+{overlay}")
    listed = vestige("signatures", "list", *beside).out
    assert f"kaspersky-website disabled: buyers; soc; until 2999-01-31 ({overlay}:2:5)" in listed
    assert "  kaspersky-website " not in listed
    found = json.loads(vestige("signatures", "list", "--format", "json", *beside).out)
    assert [(one["signature"], one["disabled"], one["weight"]) for one in found["changes"]] == [
        ("kaspersky-website", True, None),
        ("kaspersky-ksn", False, 0.3),
    ]
    assert {one["version"] for one in found["pack_versions"] if one["pack"] == "kaspersky"} != {""}
    assert "weight 0.3 instead of 0.9: guests" in vestige("signatures", "show", "kaspersky-ksn", *beside).out
    shown = json.loads(vestige("signatures", "show", "kaspersky-website", "--format", "json", *beside).out)
    assert shown["change"]["reason"] == "buyers"
    ended = vestige("signatures", "lint", f"+{overlay}", "--today", "2999-02-01")
    assert "overlay.yaml:2:5: warning: the change of kaspersky-website ended after 2999-01-31" in ended.err


def test_an_overlay_is_used_whole_or_not_at_all(vestige: Callable[..., Any], tmp_path: Path) -> None:
    """The nearest id is named; a folder that is not there is wrong usage, with a + before it too."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("changes: [{signature: kaspersky-websit, disable: true, reason: ours}]\n")
    ran = vestige("signatures", "list", "--signatures", f"+{overlay}")
    assert (ran.code, ran.out) == (2, "")
    assert "signature 'kaspersky-websit' is not defined (did you mean kaspersky-website?)" in ran.err
    assert vestige("signatures", "list", "--signatures", "+nowhere").code == 2

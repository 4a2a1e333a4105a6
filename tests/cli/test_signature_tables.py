"""What the commands of ``vestige signatures`` print."""

from typing import Any

import msgspec
import pytest

from sensor.cli import signature_tables
from sensor.cli.signature_tables import Replay, indicator_text
from sensor.match import Matcher
from sensor.model.signature import HttpCondition, Indicator, ServerCondition
from sensor.signatures import load
from sensor.signatures.see import parse_see


@pytest.mark.parametrize(
    ("indicator", "text"),
    [
        (Indicator(host=("a.com", "b.com")), "host a.com b.com"),
        (
            Indicator(suffix=("a.com",), fields=("tls.sni",), port=((1, 9), (443, 443)), excluding=("x.a.com",)),
            "suffix a.com; in tls.sni; port 1-9 443; except x.a.com",
        ),
        (Indicator(http=HttpCondition(host_suffix="a.com", path="/x")), "http below a.com, path /x"),
        (Indicator(server=ServerCondition(port=((53, 53),), proto="udp")), "server port 53, udp"),
        (Indicator(server=ServerCondition(network=("192.0.2.0/24",))), "server 192.0.2.0/24"),
    ],
)
def test_an_indicator_in_one_line(indicator: Indicator, text: str) -> None:
    """Every condition is said."""
    assert indicator_text(indicator) == text


def test_a_replay_is_counted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """By signature and value; values are bounded."""
    found = load()
    matcher = Matcher(found)
    replay = Replay()
    monkeypatch.setattr(signature_tables, "REPLAY_VALUES", 2)
    for name in ("s01.upd.kaspersky.com", "s01.upd.kaspersky.com", "ds.kaspersky.com", "s02.upd.kaspersky.com"):
        seen = parse_see(f"tls.sni {name}")
        replay.add(seen, matcher.match(seen))
    replay.print(found)
    out = capsys.readouterr().out
    assert "kaspersky-update-hosts: 2 matches, 1 value" in out
    assert "kaspersky-discovery: 1 match, 1 value" in out
    assert "2 x tls.sni s01.upd.kaspersky.com" in out
    assert f"{len(found.signatures) - 2} of {len(found.signatures)} signatures matched nothing" in out


def test_texts_of_files_are_made_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """A title may hold escape sequences; the terminal never sees them."""
    found = load()
    evil: Any = msgspec.structs.replace(found.signatures[0], title="\x1b[31mred\x1b[0m", id="evil\x1b")
    signature_tables.print_signature(evil, found)
    signature_tables.print_list(msgspec.structs.replace(found, signatures=(evil,)))
    assert "\x1b" not in capsys.readouterr().out

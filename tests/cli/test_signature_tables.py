"""What the commands of ``vestige signatures`` print."""

from typing import Any

import msgspec
import pytest

from sensor.cli import signature_tables
from sensor.cli.signature_tables import indicator_text
from sensor.model.signature import HttpCondition, Indicator, ServerCondition
from sensor.signatures import load


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


def test_texts_of_files_are_made_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """A title may hold escape sequences; the terminal never sees them."""
    found = load()
    evil: Any = msgspec.structs.replace(found.signatures[0], title="\x1b[31mred\x1b[0m", id="evil\x1b")
    signature_tables.print_signature(evil, found)
    signature_tables.print_list(msgspec.structs.replace(found, signatures=(evil,)))
    assert "\x1b" not in capsys.readouterr().out

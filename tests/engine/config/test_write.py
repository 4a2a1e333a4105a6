"""The configuration as it is shown."""

import pytest
import yaml
from engine.config.test_read import WHOLE

from sensor.engine.config.model import Config
from sensor.engine.config.read import read_config
from sensor.engine.config.write import BYTES, SECONDS, plain, quantity


@pytest.mark.parametrize("text", [b"", WHOLE])
def test_what_is_shown_reads_the_same(text: bytes) -> None:
    """Every key, and no other."""
    config = read_config(text, "f")
    shown = yaml.safe_dump(plain(config), sort_keys=False)
    assert read_config(shown.encode(), "f") == config


def test_defaults_are_shown() -> None:
    """Who reads it learns what can be set."""
    assert plain(Config())["capture"] == {
        "workers": 1,
        "promiscuous": True,
        "ring": "64MB",
        "hardware_time": False,
        "bypass": True,
    }
    assert plain(Config())["stats"] == "1m"


def test_quantities() -> None:
    """In the largest unit that fits."""
    assert [quantity(number, SECONDS) for number in (0, 90, 3600, 172_800)] == ["0s", "90s", "1h", "2d"]
    assert [quantity(number, BYTES) for number in (1000, 64_000_000, 1_500_000_000)] == ["1kB", "64MB", "1500MB"]

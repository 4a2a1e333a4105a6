"""Configuration and signatures of one moment."""

from pathlib import Path

import msgspec
import pytest

from sensor.engine.config.model import Config
from sensor.engine.live.loading import Loader
from sensor.signatures.problems import SignatureErrors


def test_the_command_line_stands_above_the_file(tmp_path: Path) -> None:
    """And the packs that ship are used where none are named."""
    path = tmp_path / "vestige.yaml"
    path.write_text("workers: 1\n".replace("workers", "name") + "vendors: kaspersky\n")
    loader = Loader(str(path), lambda config: msgspec.structs.replace(config, name="flag"))
    loaded = loader.load()
    assert loaded.config.name == "flag"
    assert {signature.vendor for signature in loaded.signatures.signatures} == {"kaspersky"}
    assert loader.watched(loaded.config)[0] == str(path)
    assert loader.watched(Config(signatures=("x",))) == [str(path), "x", "x.minisig"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("nam: x\n", "unknown key"),
        ("vendors: kapersky\n", "did you mean kaspersky"),
        ("signatures: /none\n", "no such file"),
    ],
)
def test_what_is_wrong_stops_all_of_it(tmp_path: Path, text: str, wrong: str) -> None:
    """Whether it is in the configuration or in a pack."""
    path = tmp_path / "vestige.yaml"
    path.write_text(text)
    with pytest.raises(SignatureErrors, match=wrong):
        Loader(str(path), lambda config: config).load()


def test_an_overlay_and_a_key_in_the_configuration(tmp_path: Path) -> None:
    """Beside what ships; with a key, packs that are not signed with it stop all of it."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("changes: [{signature: kaspersky-website, disable: true, reason: ours}]\n")
    config = Config(signatures=(f"+{overlay}",), vendors=("kaspersky",))
    loaded = Loader(None, lambda _: config).load()
    assert [one.signature for one in loaded.signatures.changes] == ["kaspersky-website"]
    assert Loader(None, lambda _: config).watched(config)[1] == str(overlay)
    line = "RWRJUODa+v4/Odls6TSHhoTCpw85bSfXtQjFcufXVZXA6T9WB0vbGGPn"
    for key, wrong in ((line, "not signed"), ("x", "signature key: ")):
        refused = msgspec.structs.replace(config, signature_key=key)
        with pytest.raises(SignatureErrors, match=wrong):
            Loader(None, lambda _, refused=refused: refused).load()  # type: ignore[misc]


def test_a_pack_without_a_signature_looks_for_nothing(tmp_path: Path) -> None:
    """Which is never what somebody wants."""
    (tmp_path / "bans.yaml").write_text("")
    config = Config(signatures=(str(tmp_path),))
    with pytest.raises(SignatureErrors, match="no signature to look for"):
        Loader(None, lambda _: config).load()
    assert Loader(None, lambda _: config).watched(Config())[0].endswith(("signatures", "_packs"))

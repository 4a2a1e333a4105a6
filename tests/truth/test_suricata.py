"""The exported rules load in a real Suricata 7 without a warning, and hit in pcaps/ what Vestige matches there."""

import shutil
import subprocess
from pathlib import Path

import pytest
from truth import suricata

from sensor.model.signature import SignatureSet
from sensor.signatures import load


@pytest.fixture(scope="module")
def found() -> SignatureSet:
    """The packs that ship."""
    return load()


@pytest.fixture(scope="module")
def rules(found: SignatureSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported rules, where there is a Suricata 7 to load them."""
    if shutil.which("suricata") is None:
        pytest.skip("Suricata is not installed (apt-get install suricata)")
    version = subprocess.run(["suricata", "-V"], capture_output=True, text=True, check=False).stdout
    if "version 7." not in version:
        pytest.skip(f"not Suricata 7: {version.strip()}")
    return suricata.write_rules(found, tmp_path_factory.mktemp("rules"))


def test_the_rules_load_without_a_warning(rules: Path, tmp_path: Path) -> None:
    """`suricata -T` complains of nothing."""
    assert suricata.check_rules(rules, tmp_path) == []


def test_a_broken_rule_is_complained_of(rules: Path, tmp_path: Path) -> None:
    """The test above can fail."""
    broken = tmp_path / "broken.rules"
    broken.write_text(rules.read_text().replace("dns.query;", "dns.quarry;", 1))
    assert suricata.check_rules(broken, tmp_path) != []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_they_hit_what_vestige_matches(found: SignatureSet, rules: Path) -> None:
    """Host and name, for each signature and kind of field; each difference is explained, and each explanation is needed."""
    apart, together = suricata.differences(found, rules, suricata.captures())
    unexplained = [one for one in apart if not any(suricata.explains(entry, one) for entry in suricata.EXPLANATIONS)]
    assert unexplained == []
    idle = [entry for entry in suricata.EXPLANATIONS if not any(suricata.explains(entry, one) for one in apart)]
    assert idle == []
    assert together > 100


def test_unread_captures_are_there(repo: Path) -> None:
    """An entry whose capture is gone must go too."""
    assert [name for name in suricata.UNREAD if not (repo / "pcaps" / name).is_file()] == []

"""Response Policy Zones, read by dnspython and by BIND's own checker."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import dns.name
import dns.zone
import pytest

from sensor.model.signature import SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, Settings

ORIGIN = "rpz.example."


def policies(text: str) -> dict[str, str]:
    """Return what the zone does, by name, as dnspython reads it."""
    zone = dns.zone.from_text(text, origin=ORIGIN, relativize=True)
    found = {}
    for name, _ttl, data in zone.iterate_rdatas("CNAME"):
        target: dns.name.Name = data.target  # type: ignore[attr-defined]  # of every CNAME
        found[name.to_text()] = target.derelativize(dns.name.from_text(ORIGIN)).to_text()
    return found


def test_names_suffixes_and_exceptions(exported: Callable[..., Exported]) -> None:
    """NXDOMAIN for a name, for a name and all below it; what is excepted passes."""
    found = policies(exported("rpz").text)
    assert found == {
        "s08.acme.com": ".",
        "s09.acme.com": ".",
        "s10.acme.com": ".",
        "upd.acme.com": ".",
        "*.upd.acme.com": ".",
        "old.upd.acme.com": "rpz-passthru.",
        "*.old.upd.acme.com": "rpz-passthru.",
    }


def test_an_exception_of_one_signature_does_not_free_what_another_blocks(exported: Callable[..., Exported]) -> None:
    """The website excepts the update hosts."""
    found = policies(exported("rpz", everything=True).text)
    assert found["*.acme.com"] == "."
    assert found["*.upd.acme.com"] == "."
    assert found["mail.acme.com"] == "rpz-passthru."


def test_the_serial_is_the_time_it_is_made(exported: Callable[..., Exported]) -> None:
    """So that it grows, and fits into 32 bits."""
    zone = dns.zone.from_text(exported("rpz").text, origin=ORIGIN)
    assert zone.get_soa().serial == 1_800_000_000


@pytest.mark.parametrize("everything", [False, True])
def test_the_shipped_packs_load_in_bind(shipped: SignatureSet, tmp_path: Path, everything: bool) -> None:
    """`named-checkzone` takes the zone."""
    text = export("rpz", shipped, Settings(made=1_800_000_000, everything=everything)).text
    assert len(policies(text)) > 50
    if shutil.which("named-checkzone") is None:
        pytest.skip("named-checkzone is not installed (apt-get install bind9-utils)")
    path = tmp_path / "zone"
    path.write_text(text)
    ran = subprocess.run(["named-checkzone", ORIGIN, str(path)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.strip().endswith("OK")

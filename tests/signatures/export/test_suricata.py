"""Rules for Suricata: numbers, heads, metadata. What they hit is compared in tests/truth/test_suricata.py."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from sensor.model.signature import Indicator, SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, Settings


def numbers(text: str) -> list[int]:
    """Return the numbers of the rules in a file."""
    return [int(found) for found in re.findall(r" sid:(\d+);", text)]


@pytest.mark.parametrize("form", ["suricata7", "suricata8"])
def test_numbers_belong_to_the_signature_and_come_once(shipped: SignatureSet, form: str) -> None:
    """Each from its signature's own to nine more."""
    found = numbers(export(form, shipped, Settings(made=0, to_file=True)).text)
    assert len(found) == len(set(found)) > 200
    assert {number - number % 10 for number in found} <= {signature.sid for signature in shipped.signatures}


def test_numbers_stay_where_a_field_has_one(exported: Callable[..., Exported]) -> None:
    """A site that silences 9000001 silences the TLS names, whatever else is added."""
    text = exported("suricata7").text
    assert re.search(r"^alert tls .*tls\.sni;.* sid:9000001; rev:3;\)$", text, re.MULTILINE)


def test_too_many_rules_are_told(acme: SignatureSet) -> None:
    """Ten numbers, no more."""
    ports = tuple(Indicator(host=(f"h{port}.acme.com",), port=((port, port),)) for port in range(1, 9))
    signature = msgspec.structs.replace(acme.signatures[0], any=ports)
    made = export("suricata7", msgspec.structs.replace(acme, signatures=(signature,)), Settings(made=0))
    assert len(numbers(made.text)) == 10
    assert any("ten numbers" in gap.why for gap in made.gaps)


def test_nothing_of_a_text_leaves_its_option(exported: Callable[..., Exported]) -> None:
    """Quotes, semicolons and backslashes of a title; references that would need escapes."""
    text = exported("suricata7").text
    assert "Update 'servers', all / of them" in text
    assert "reference:url,acme.com/network;" in text
    assert "paper" not in text
    assert (
        "metadata:vestige acme-update, vendor acme, product agent, activity update, shows installed, weight 0.9" in text
    )


def test_the_pack_loads_with_its_datasets(acme: SignatureSet, tmp_path: Path) -> None:
    """In a real Suricata, without a warning."""
    if shutil.which("suricata") is None:
        pytest.skip("Suricata is not installed (apt-get install suricata)")
    long = Indicator(host=tuple(f"h{number}.acme.com" for number in range(100)))
    signature = msgspec.structs.replace(acme.signatures[0], id="long", sid=9_000_900, any=(long,))
    found = msgspec.structs.replace(acme, signatures=(*acme.signatures, signature))
    made = export("suricata7", found, Settings(made=0, to_file=True))
    for name, text in {"acme.rules": made.text, **made.companions}.items():
        (tmp_path / name).write_text(text)
    assert made.companions
    ran = subprocess.run(
        ["suricata", "-T", "-S", str(tmp_path / "acme.rules"), "-l", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    said = (ran.stdout + ran.stderr).splitlines()
    assert [line for line in said if line.startswith(("W:", "E:"))] == []

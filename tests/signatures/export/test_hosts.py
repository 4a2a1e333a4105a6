"""Hosts files."""

import re
from collections.abc import Callable

import pytest

from sensor.model.signature import SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, Settings


def test_whole_names_only(exported: Callable[..., Exported]) -> None:
    """Of a suffix the name itself; patterns are left out and told."""
    found = exported("hosts")
    lines = [line for line in found.text.splitlines() if not line.startswith("#")]
    assert lines == [f"0.0.0.0 {name}.acme.com" for name in ("s08", "s09", "s10", "upd")]
    assert "# Left out: a hosts file knows no patterns:\n#   acme-update: dl-*.cdn.acme.com, re:" in found.text
    assert "acme.com" not in [line.split()[-1] for line in lines]


@pytest.mark.parametrize("everything", [False, True])
def test_every_line_of_the_shipped_packs_is_a_line_of_a_hosts_file(shipped: SignatureSet, everything: bool) -> None:
    """An address and a name, or a comment."""
    text = export("hosts", shipped, Settings(made=0, everything=everything)).text
    line = re.compile(r"#.*|0\.0\.0\.0 [a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
    assert [one for one in text.splitlines() if not line.fullmatch(one)] == []

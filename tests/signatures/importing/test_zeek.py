"""Files for Zeek's Intelligence Framework."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures.importing.entries import Entries, ImportRefused
from sensor.signatures.importing.zeek import read

HEAD = "#fields\tindicator\tindicator_type\tmeta.source\tmeta.url\n"


def test_items() -> None:
    """Domains, addresses and subnets by source; other types are left out."""
    entries = Entries()
    text = (
        HEAD
        + "a.acme.com\tIntel::DOMAIN\tfeed\thttps://acme.com/x\n#c\n1.1.1.0/24\tIntel::SUBNET\t-\t-\nx\tIntel::EMAIL\t-\t-\n"
    )
    read(text.encode(), entries)
    assert {title: [*group.hosts, *group.networks] for title, group in entries.groups.items()} == {
        "Imported from Zeek: feed": ["a.acme.com"],
        "Imported from Zeek": ["1.1.1.0/24"],
    }
    assert list(entries.groups["Imported from Zeek: feed"].sources) == ["https://acme.com/x"]
    assert list(entries.places.values()) == [["line 5"]]


@pytest.mark.parametrize("text", ["", "a.acme.com\n", "#fields indicator indicator_type\n", "#fields\ta\tb\n"])
def test_another_file_is_refused(text: str) -> None:
    """Without its head it could be anything."""
    with pytest.raises(ImportRefused):
        read(text.encode(), Entries())


@given(rows=st.text("a.\t#\n-:", max_size=100))
def test_no_rows_break_it(rows: str) -> None:
    """Read to the end."""
    read((HEAD + rows.replace("#", "")).encode(), Entries())

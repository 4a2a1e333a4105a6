"""Plain lists, hosts files and AdGuard rules."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures.importing.entries import Entries, ImportRefused
from sensor.signatures.importing.lists import TITLE, read

TEXT = """\
# a comment
a.acme.com
b.acme.com   # and why
*.c.acme.com, rest
0.0.0.0 d.acme.com e.acme.com
127.0.0.1 localhost
|f.acme.com^
||g.acme.com^$denyallow=h.g.acme.com
/^dl\\-[^.]*\\.acme\\.com$/
@@||i.acme.com^
||j.acme.com^$important
"""


def test_every_form() -> None:
    """What is no name is left out, with its line."""
    entries = Entries()
    read(TEXT.encode(), entries)
    group = entries.groups[TITLE]
    assert list(group.hosts) == [f"{letter}.acme.com" for letter in "abdef"]
    assert group.suffixes == {"c.acme.com": (), "g.acme.com": ("h.g.acme.com",)}
    assert list(group.patterns) == ["dl-*.acme.com"]
    assert [place for places in entries.places.values() for place in places] == ["line 4", "line 10", "line 11"]


def test_long_lines_are_left_out() -> None:
    """A megabyte without a line break holds no name."""
    entries = Entries()
    read(b"a" * 1_000_000, entries)
    assert entries.count == 0


@given(data=st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    """Read or refused."""
    with contextlib.suppress(ImportRefused):
        read(data, Entries())

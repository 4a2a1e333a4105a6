"""Lookup tables for Splunk and Elastic."""

import csv
import fnmatch
import io
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from sensor.model.signature import Activity, Indicator, Shows, Signature, SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, Settings
from sensor.signatures.export.lookup import COLUMNS
from sensor.signatures.export.names import names_of

NAMES = st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=4).map(
    lambda all_: ".".join([*all_, "acme.com"])
)
INDICATOR = Indicator(host=("a.b.acme.com",), suffix=("b.acme.com",), excluding=("a.a.b.acme.com", "bb.b.acme.com"))
SIGNATURE = Signature("one", 10, 1, "=cmd()", "acme", "agent", Activity.UPDATE, Shows.INSTALLED, 0.9, (INDICATOR,))
FOUND = SignatureSet(signatures=(SIGNATURE,), vendors={}, bans={}, packs=("acme",), sha256="")


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(text)))


def look_up(text: str, name: str) -> str:
    """Return the signature of the first row whose wildcard fits, as Splunk does with ``max_matches = 1``."""
    return next((row["signature"] for row in rows(text) if fnmatch.fnmatchcase(name, row["match"])), "")


@given(name=NAMES)
def test_the_first_row_that_fits_is_the_right_one(name: str) -> None:
    """Exceptions included."""
    text = export("csv", FOUND, Settings(made=0)).text
    assert (look_up(text, name) == "one") == any(one.reaches(name) for one in names_of(INDICATOR))


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    """A title that begins like a formula is quoted."""
    (title,) = {row["title"] for row in rows(export("csv", FOUND, Settings(made=0)).text) if row["signature"]}
    assert title == "'=cmd()"


def test_rows_of_every_kind(exported: Callable[..., Exported]) -> None:
    """Names, networks and requests, with what else must hold beside them."""
    found = {(row["match"], row["kind"]): row for row in rows(exported("csv").text)}
    assert tuple(next(iter(found.values()))) == COLUMNS
    assert found["*.cloud.acme.com", "suffix"]["port"] == "23100-23199, 443"
    assert found["192.0.2.0/24", "network"]["port"] == "1443, 8000-8010"
    assert found["*.acme.com", "request"]["path"] == "/index/u*.xml"
    assert found["*", "request"]["user_agent"] in ("AcmeAgent", "AcmeAlone")
    assert found["proxied.acme.com", "host"]["fields"] == "http.connect"
    assert found["upd.acme.com", "suffix"]["level"] == "high"
    assert found["*.mail.acme.com", "exception"]["signature"] == ""


def test_what_is_not_carried_is_noted(exported: Callable[..., Exported]) -> None:
    """A table has no comments."""
    assert {gap.value for gap in exported("csv").gaps} == {
        "re:^edge[0-9]{1,2}\\.acme\\.com$",
        "dl-*.cdn.acme.com",
        "server port 1999 udp payload of 1",
        "mac 000c29",
        "tls subject CN=acme-*",
        "dhcp vendor class acme-box",
    }

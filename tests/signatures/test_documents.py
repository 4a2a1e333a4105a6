"""Whole files: signatures, a vendor, bans, the list of shared names."""

import pytest

from sensor.model.signature import Activity, Shows
from sensor.signatures.documents import Documents, read_document
from sensor.signatures.nodes import parse_yaml
from sensor.signatures.reader import Reader

SIGNATURES = """\
vendor: acme
product: agent
signatures:
  - id: acme-one
    sid: 9000000
    title: Update servers
    activity: update
    shows: installed
    weight: 0.9
    any: [{host: u.acme.com}]
    references: ["https://acme.com/doc"]
    verified: 2026-11-21
    tests: [{see: "tls.sni u.acme.com", match: true}]
"""


def read(text: str, name: str = "agent.yaml") -> tuple[Documents, list[str]]:
    """Return what *text* says as a file called *name*, and its problems."""
    reader, into = Reader(), Documents()
    read_document(reader, parse_yaml(text.encode(), "f"), name, into)
    return into, [str(problem) for problem in reader.problems]


def test_a_signature() -> None:
    """Everything it says, with its place."""
    into, problems = read(SIGNATURES)
    assert problems == []
    (one,) = into.signatures
    assert (one.id, one.sid, one.revision, one.vendor, one.product) == ("acme-one", 9000000, 1, "acme", "agent")
    assert (one.activity, one.shows, one.weight) == (Activity.UPDATE, Shows.INSTALLED, 0.9)
    assert (one.tests[0].see, one.tests[0].match) == ("tls.sni u.acme.com", True)
    assert str(one.at) == "f:4:5"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    sid: 9000000", "    sid: 9e6", "f:5:10: sid: '9e6' is not a whole number"),
        ("    weight: 0.9", "    weight: 90", "f:9:13: weight: '90' is not a number above 0 and up to 1"),
        ("activity: update", "activity: updates", "f:7:15: activity: 'updates' is not known (did you mean update?)"),
        ("shows: installed", "shows: instaled", "f:8:12: shows: 'instaled' is not known (did you mean installed?)"),
        ("    title: Update servers\n", "", "f:4:5: key 'title' is missing in signature"),
        ("titel", "titel", ""),
        ("verified: 2026-11-21", "verified: yesterday", "f:12:15: verified: 'yesterday' is no date"),
        ('"tls.sni u.acme.com"', '"tls.sni"', "names no observation"),
        ("match: true", "match: yes", "neither true nor false"),
        ("match: true", "mach: true", "did you mean match?"),
        ("signatures:", "signature:", "did you mean signatures?"),
        ("vendor: acme", "vendor: Acme Inc", "no id"),
    ],
)
def test_what_is_wrong_with_a_signature(old: str, new: str, words: str) -> None:
    """The problem says where and what was meant."""
    _into, problems = read(SIGNATURES.replace(old, new))
    assert any(words in problem for problem in problems) or not words


def test_all_problems_are_reported_together() -> None:
    """One run shows them all."""
    text = SIGNATURES.replace("weight: 0.9", "weight: 2").replace("update\n", "updat\n").replace("true", "maybe")
    assert len(read(text)[1]) == 3


def test_a_vendor() -> None:
    """Names, domains, products."""
    into, problems = read("{vendor: acme, name: Acme, domains: [acme.com], products: {agent: Agent}}", "vendor.yaml")
    assert problems == []
    assert into.vendors[0].products == {"agent": "Agent"}
    assert into.vendors[0].domains == ("acme.com",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{vendor: acme, name: A, domains: [a..b], products: {a: b}}", "no host name"),
        ("{vendor: acme, name: A, domains: [a.b], products: [a]}", "a mapping of product id"),
        ("{vendor: acme, name: A, domains: [a.b], products: {a: [b]}}", "single value"),
        ("[a]", "a mapping"),
    ],
)
def test_what_is_wrong_with_a_vendor(text: str, words: str) -> None:
    """The problem says what."""
    assert any(words in problem for problem in read(text, "vendor.yaml")[1])


def test_a_ban() -> None:
    """Dates may be a month or a year; verbs are known ones."""
    text = (
        "bans: [{id: x-1, title: T, citation: C, jurisdiction: J, prohibits: [use], effective: 2023-01,"
        " link: 'https://a', vendors: [acme]}]"
    )
    into, problems = read(text, "bans.yaml")
    assert problems == []
    assert (into.bans[0].id, into.bans[0].effective, into.bans[0].until) == ("x-1", "2023-01", "")
    into, problems = read(text.replace("2023-01", "2023-01, until: 2024-06-30"), "bans.yaml")
    assert (into.bans[0].until, problems) == ("2024-06-30", [])
    assert "one of: use, procure" in read(text.replace("[use]", "[own]"), "bans.yaml")[1][0]
    assert read("bans: {a: b}", "bans.yaml")[1] == ["f:1:7: bans: a list is wanted here"]
    assert "a mapping" in read("[]", "bans.yaml")[1][0]


def test_shared_names() -> None:
    """A list of names."""
    into, problems = read("suffixes: [cdn.example]", "shared-hosting.yaml")
    assert (into.shared, problems) == (["cdn.example"], [])


def test_an_overlay_of_another_name_is_told_its_own() -> None:
    """Instead of all that it lacks as a signature file."""
    into, problems = read("changes: [{signature: a, disable: true, reason: r}]\n", "ov.yaml")
    assert problems == ["f:1:1: a file with changes has to be called overlay.yaml (give it that name)"]
    assert into.signatures == []


def test_an_empty_file_says_nothing() -> None:
    """And is no error."""
    assert read("# nothing\n")[1] == []

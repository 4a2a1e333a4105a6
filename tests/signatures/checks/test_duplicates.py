"""Ids, numbers, vendors and bans stand once."""

import copy
from collections.abc import Callable

import msgspec

from sensor.model.signature import Ban, Location, SignatureSet, Vendor
from sensor.signatures.checks import duplicates
from sensor.signatures.checks.context import Context
from sensor.signatures.documents import Documents


def test_a_repeated_id_and_sid(load_pack: Callable[..., SignatureSet], make: Callable[..., str]) -> None:
    """The later one is the problem; the place of the first is told."""
    found = load_pack(make(), make("acme-two", 9000010))
    assert list(duplicates.check(found, Context())) == []
    doubled = msgspec.structs.replace(found, signatures=(*found.signatures, copy.copy(found.signatures[0])))
    problems = list(duplicates.check(doubled, Context()))
    assert [problem.message for problem in problems] == ["id acme-one is taken", "sid 9000000 is taken"]
    assert "agent.yaml:4:5" in problems[0].hint


def test_a_repeated_vendor_and_ban() -> None:
    """Across files."""
    vendors = [Vendor("a", "A", at=Location("1")), Vendor("a", "A", at=Location("2"))]
    bans = [Ban("b", "t", "c", "j", (), "", "", at=Location(str(number))) for number in (1, 2)]
    problems = list(duplicates.repeated_documents(Documents(vendors=vendors, bans=bans)))
    assert [problem.message for problem in problems] == ["vendor a is taken", "ban b is taken"]

"""``tls``, ``mac`` and ``dhcp``: what each key accepts and refuses."""

import pytest

from sensor.model.signature import DhcpCondition, Indicator, TlsCondition
from sensor.signatures.indicators import read_indicator
from sensor.signatures.nodes import parse_yaml
from sensor.signatures.reader import Reader

JA4 = "t13d1516h2_8daaf6152771_e5627efa2ab1"


def read(text: str) -> tuple[Indicator, list[str]]:
    """Return the indicator that *text* is, and the messages of its problems."""
    reader = Reader()
    node = parse_yaml(text.encode(), "f")
    assert node is not None
    return read_indicator(reader, node), [str(problem) for problem in reader.problems]


def test_good_conditions() -> None:
    """Values in normal form."""
    assert read(f"tls: {{ja4: {JA4}}}\nport: 443")[0].tls == TlsCondition(ja4=(JA4,))
    found, problems = read("tls: {subject: 'CN=a.example, O=Acme*', issuer: '*O=Acme*'}")
    assert (found.tls, problems) == (TlsCondition(subject="CN=a.example, O=Acme*", issuer="*O=Acme*"), [])
    found, problems = read("mac: ['00BC99', '2C:C4:4F:9', 00-bc-99-00-00-01]")
    assert (found.mac, problems) == (("00bc99", "2cc44f9", "00bc99000001"), [])
    found, problems = read("dhcp: {vendor_class: 'HUAWEI:android:*'}")
    assert (found.dhcp, problems) == (DhcpCondition("HUAWEI:android:*"), [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tls: {}", "either ja4"),
        (f"tls: {{ja4: {JA4}, subject: Acme Inc}}", "either ja4"),
        ("tls: {ja4: 72482b17ece7c66c9dcb08ed79399cf1}", "no JA4 fingerprint"),
        ("tls: {subject: 're:^CN=acme$'}", "no regular expression"),
        ("tls: {issuer: '*O=AB*'}", "holds for too much"),
        ("tls: {issuers: Acme}", "did you mean issuer?"),
        ("{tls: {issuer: Acme}, except: a.example}", "narrows host or suffix"),
        ("mac: 00BC9", "no hardware address block"),
        ("mac: 00BC99X", "no hardware address block"),
        ("mac: '02:00:00'", "a group's or a locally given address"),
        ("mac: '01:00:5e'", "a group's or a locally given address"),
        ("dhcp: {}", "'vendor_class' is missing"),
        ("dhcp: {vendor_class: 're:(a+)+$'}", "vendor_class"),
        ("{mac: '00BC99', port: 1}", "narrows host or suffix"),
    ],
)
def test_bad_conditions(text: str, words: str) -> None:
    """Each says what is wrong, where."""
    _indicator, problems = read(text)
    assert any(words in problem for problem in problems), problems

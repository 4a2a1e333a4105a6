"""Fingerprints and names in certificates reach the signatures that ask for them, and nothing else is read for their sake."""

import struct
from collections import Counter
from pathlib import Path

import pytest
from builders import tls
from engine.stage import SYN, SYN_ACK, Stage, Talk, client
from match.acme import alone, signature

from sensor.engine import ScanOptions, handshakes, scan
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import Activity, Indicator, SignatureSet, TlsCondition

NO_SIGNATURES = SignatureSet(signatures=(), vendors={}, bans={}, packs=(), sha256="")


def signatures(condition: TlsCondition) -> SignatureSet:
    """Return one signature with *condition*."""
    return alone(signature(Indicator(tls=condition), activity=Activity.TELEMETRY))


def matched(path: Path, condition: TlsCondition) -> Counter[tuple[str, str]]:
    """Return field and value of what *condition* matches in a capture."""
    found: Counter[tuple[str, str]] = Counter()

    def add(_observation: Observation, matches: list[Match]) -> None:
        found.update((match.field, match.value) for match in matches)

    scan([str(path)], ScanOptions(signatures=signatures(condition)), add)
    return found


def bodies(path: Path, attribute: str) -> Counter[str]:
    """Return the values of *attribute* in all TLS and QUIC observations of a capture."""
    found: Counter[str] = Counter()

    def add(observation: Observation, _matches: list[Match]) -> None:
        value = getattr(observation.body, attribute, None)
        if value:
            found[value] += 1

    scan([str(path)], ScanOptions(signatures=NO_SIGNATURES, observe_all=True), add)
    return found


@pytest.mark.parametrize("file", ["clean/office.pcap", "protocols/quic-v1.pcap", "protocols/ech.pcap"])
def test_every_fingerprint_that_is_observed_is_found_by_a_signature(repo: Path, file: str) -> None:
    """As often as it was sent, over TCP and QUIC."""
    path = repo / "pcaps" / file
    fingerprints = bodies(path, "ja4")
    assert fingerprints
    for fingerprint, count in fingerprints.items():
        assert matched(path, TlsCondition(ja4=(fingerprint,))) == {("tls.ja4", fingerprint): count}


def test_a_hello_of_another_size_is_not_read_for_its_fingerprint(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The count of cipher suites tells before: the parser is not called."""
    if handshakes.__file__.endswith(".so"):
        pytest.skip("calls inside compiled modules cannot be watched")
    monkeypatch.setattr(handshakes, "parse_client_hello", lambda _message: pytest.fail("read in vain"))
    absent = TlsCondition(ja4=("t13i010100_000000000000_000000000000",))
    assert matched(repo / "pcaps/clean/office.pcap", absent) == {}


def test_names_in_certificates_are_found(repo: Path) -> None:
    """Of the subject and of the issuer, each as often as it was shown."""
    path = repo / "pcaps/kaspersky/certificate-only.pcap"
    for name, count in bodies(path, "subject").items():
        assert matched(path, TlsCondition(subject=f"*{name[3:]}")) == {("tls.subject", name): count}
    for name, count in bodies(path, "issuerdn").items():
        assert matched(path, TlsCondition(issuer=f"*{name[3:]}")) == {("tls.issuer", name): count}
    assert bodies(path, "subject")
    assert bodies(path, "issuerdn")
    assert matched(path, TlsCondition(subject="*Nobody Ltd*")) == {}


def test_the_outer_name_of_ech_is_no_evidence() -> None:
    """A provider's name hides that of the site; beside any other name the extension may be filler."""
    stage = Stage(["cloudflare-ech.com", "a.example"], only=True)
    for sport, (name, ech) in enumerate(
        [("cloudflare-ech.com", True), ("cloudflare-ech.com", False), ("a.example", True)], 1
    ):
        stage.play(SYN, SYN_ACK, client(tls.record(tls.client_hello(name, ech=ech))), talk=Talk(sport=sport))
    assert stage.seen == ["tls cloudflare-ech.com", "tls a.example"]
    assert (stage.tally.tls_ech, stage.tally.tls_hidden) == (2, 1)


def test_hellos_are_counted_by_what_they_show() -> None:
    """A hello cut before its name is not one without a name."""
    stage = Stage()
    hellos = [
        tls.client_hello("a.example"),
        tls.client_hello(None),
        tls.client_hello("outer.example", ech=True),
        tls.handshake(1, b"\3\3" + bytes(32) + b"\x21" + bytes(33)),
    ]
    for sport, hello in enumerate(hellos, 1):
        stage.play(SYN, SYN_ACK, client(tls.record(hello)), talk=Talk(sport=sport))
    stage.play(SYN, client(tls.record(hellos[0])[:60]), talk=Talk(sport=99))
    tally = stage.tally
    assert (tally.tls_hellos, tally.tls_sni, tally.tls_no_sni, tally.tls_ech, tally.tls_incomplete) == (5, 2, 1, 1, 1)
    assert tally.weird == {"tls.hello_malformed": 1}
    assert stage.seen[:3] == ["tls a.example", "tls None", "tls outer.example"]


def test_what_follows_a_hello_in_its_record_is_not_read() -> None:
    """A second message there is no part of it, however the records are cut."""
    hello = tls.handshake(1, b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0")
    behind = tls.server_name("fake.example")
    both = hello + struct.pack("!H", len(behind)) + behind
    for stream in (tls.record(both), tls.records(both, [10])):
        assert Stage().play(SYN, client(stream)).seen == ["tls None"]

"""JA3 and JA4: published examples, and the fingerprints that others computed of the shared captures."""

import hashlib
import json
from pathlib import Path

import pytest
from builders import tls
from hypothesis import given
from hypothesis import strategies as st
from protocols.handshake.hellos import hello, scanned

from sensor.engine.scan import ScanOptions, scan
from sensor.model.bodies import Tls
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import SignatureSet
from sensor.protocols.handshake.fingerprint import alpn_mark, is_grease, ja3, ja4

GREASE = [0x0A0A + 0x1010 * step for step in range(16)]
CHROME = (
    0x1301,
    0x1302,
    0x1303,
    0xC02B,
    0xC02F,
    0xC02C,
    0xC030,
    0xCCA9,
    0xCCA8,
    0xC013,
    0xC014,
    0x9C,
    0x9D,
    0x2F,
    0x35,
)
LARGE = 2_000_000
"""Captures above this many bytes are left to `make score`."""
SIGNATURES = (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)


def chrome(*, grease: bool = True, name: str | None = "a.example") -> bytes:
    """Return a hello with the lists that stand in the description of JA4."""
    extensions = tls.extension(0x1A1A, b"") if grease else b""
    extensions += tls.extension(0x001B, b"\2\0\2")
    extensions += tls.server_name(name) if name else b""
    for kind in (0x0033, 0x4469, 0x0017, 0x002D, 0x0005, 0x0023, 0x0012, 0xFF01):
        extensions += tls.extension(kind, b"")
    extensions += tls.alpn_extension(("h2", "http/1.1"))
    extensions += tls.extension(0x000D, tls.vector16((0x2A2A, *SIGNATURES) if grease else SIGNATURES))
    extensions += tls.extension(0x002B, b"\6\x7a\x7a\3\4\3\3" if grease else b"\4\3\4\3\3")
    extensions += tls.extension(0x000B, b"\1\0") + tls.extension(0x000A, tls.vector16((0x3A3A, 29, 23, 24)))
    extensions += tls.extension(0x0015, bytes(8)) + (tls.extension(0x8A8A, b"\0") if grease else b"")
    return hello(0x0303, (0x5A5A, *CHROME) if grease else CHROME, extensions)


@pytest.mark.parametrize(
    ("message", "string", "digest"),
    [
        (
            hello(
                769,
                (47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4),
                tls.server_name("a.example")
                + tls.extension(10, tls.vector16((23, 24, 25)))
                + tls.extension(11, b"\1\0"),
            ),
            "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0",
            "ada70206e40642a3e4461f35503241d5",
        ),
        (
            hello(769, (4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99), None),
            "769,4-5-10-9-100-98-3-6-19-18-99,,,",
            "de350869b8c85de67a350c8d186f11e6",
        ),
    ],
    ids=["extensions", "none"],
)
def test_ja3_of_the_published_examples(message: bytes, string: str, digest: str) -> None:
    """Both stand in the README of salesforce/ja3."""
    found = ja3(message, scanned(message))
    assert (found.string, found.hash) == (string, digest)


def test_ja4_of_the_published_example() -> None:
    """The one that stands in FoxIO's description; GREASE changes nothing, wherever it stands."""
    for grease in (True, False):
        message = chrome(grease=grease)
        assert ja4(message, scanned(message), "t") == "t13d1516h2_8daaf6152771_e5627efa2ab1"
    message = chrome(name=None)
    assert ja4(message, scanned(message), "q") == "q13i1515h2_8daaf6152771_e5627efa2ab1"


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ([], "00"),
        ([b""], "00"),
        ([b"h2"], "h2"),
        ([b"http/1.1", b"h2"], "h1"),
        ([b"x"], "xx"),
        ([b"\xab"], "ab"),
        ([b"\xab\xcd"], "ad"),
        ([b"\x30\xab"], "3b"),
        ([b"\x30\x31\xab\xcd"], "3d"),
        ([b"\x30\xab\xcd\x31"], "01"),
        ([b"\x0a\x0a"], "0a"),
    ],
)
def test_ja4_marks_the_protocol(names: list[bytes], mark: str) -> None:
    """First and last character, or their digits where one is no letter and no digit: FoxIO's own table."""
    assert alpn_mark(names) == mark


def test_versions_of_ja4() -> None:
    """By the extension where there is one, else by the field."""
    for version, mark in ((0x0303, "12"), (0x0302, "11"), (0x0301, "10"), (0x0300, "s3"), (0x0999, "00")):
        message = hello(version, [47], None)
        assert ja4(message, scanned(message), "t")[:3] in {f"t{mark}", "t00"}
    message = hello(0x0303, [47], tls.extension(43, b"\4\3\2\3\1"))
    assert ja4(message, scanned(message), "t").startswith("t11i0101")


def test_nothing_to_hash_is_zeros() -> None:
    """No ciphers but GREASE, no extensions."""
    message = hello(0x0303, [0x0A0A], None)
    assert ja4(message, scanned(message), "t") == "t12i000000_000000000000_000000000000"


def test_counts_stop_at_99() -> None:
    """Two digits are all there is room for."""
    message = hello(0x0303, range(1000, 1120), b"".join(tls.extension(kind, b"") for kind in range(200, 320)))
    assert ja4(message, scanned(message), "t").startswith("t12i9999")


def test_grease_is_sixteen_values() -> None:
    """RFC 8701 section 2."""
    assert [value for value in range(65536) if is_grease(value)] == GREASE


@given(
    st.lists(st.integers(0, 65535), max_size=30),
    st.lists(st.integers(50, 65535), unique=True, max_size=30),
    st.lists(st.integers(0, 65535), max_size=10),
)
def test_fingerprints_are_those_of_the_lists(ciphers: list[int], kinds: list[int], signatures: list[int]) -> None:
    """Computed here once more, in another way, from the numbers that went in."""
    plain = [kind for kind in kinds if kind != 0xFE0D]
    extensions = b"".join(tls.extension(kind, b"") for kind in plain) + tls.extension(13, tls.vector16(signatures))
    message = hello(0x0303, ciphers, extensions)
    scan_of = scanned(message)

    def kept(values: list[int]) -> list[int]:
        return [value for value in values if value not in GREASE]

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()[:12] if text else "0" * 12

    types = kept([*plain, 13])
    string = f"771,{'-'.join(map(str, kept(ciphers)))},{'-'.join(map(str, types))},,"
    assert ja3(message, scan_of).string == string
    named = ",".join(sorted(f"{value:04x}" for value in types))
    if signatures:
        named += "_" + ",".join(f"{value:04x}" for value in kept(signatures))
    assert ja4(message, scan_of, "t") == (
        f"t12i{len(kept(ciphers)):02}{len(types):02}00"
        f"_{digest(','.join(sorted(f'{value:04x}' for value in kept(ciphers))))}_{digest(named)}"
    )


def hashes_by_frame(truth: Path) -> dict[int, set[str]]:
    """Return the JA3 that tshark gives for the hellos of each frame."""
    found: dict[int, set[str]] = {}
    for line in truth.read_text().splitlines():
        fact = json.loads(line)
        if fact["kind"] == "tls_sni" and "ja3" in (fact.get("extra") or {}):
            found.setdefault(fact["frame"], set()).add(fact["extra"]["ja3"])
    return found


def test_ja3_of_the_shared_captures(shared: Path) -> None:
    """Each hello that tshark and we find in the same frame has the same JA3 for both."""
    compared = 0
    for truth in sorted((shared / "captures/truth").rglob("*.jsonl")):
        capture = shared / "captures" / truth.relative_to(shared / "captures/truth").with_suffix("")
        theirs = hashes_by_frame(truth)
        if not theirs or capture.stat().st_size > LARGE:
            continue
        ours: list[tuple[int, str]] = []

        def keep(observation: Observation, _: list[Match], ours: list[tuple[int, str]] = ours) -> None:
            if isinstance(observation.body, Tls) and observation.body.ja3 is not None:
                ours.append((observation.frame, observation.body.ja3.hash))

        scan([str(capture)], ScanOptions(signatures=SignatureSet((), {}, {}, (), ""), observe_all=True), keep)
        for frame, digest in ours:
            if frame in theirs:
                assert digest in theirs[frame], (capture, frame)
                compared += 1
    assert compared > 100

"""The header of a pcap file and the variants it announces."""

import struct

import pytest
from capture.forge import MAGIC, SECOND, parse, pcap_header, record

from sensor.capture.errors import BadHeader
from sensor.capture.limits import MAX_FRAME, MAX_RECORD
from sensor.capture.pcap_header import IXIA_HARDWARE, IXIA_SOFTWARE, MODIFIED, NANOSECOND, PcapHeader, parse_header

FRAMES = [bytes([i]) * (60 + i) for i in range(12)]


def header(**keywords: int) -> PcapHeader:
    """Return the header that the bytes made from *keywords* parse to."""
    parsed = parse_header(pcap_header(**keywords))  # type: ignore[arg-type]  # the keywords are those of the builder
    assert parsed is not None
    return parsed


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("magic", "fraction", "nanoseconds"), [(MAGIC, 7, 7000), (NANOSECOND, 7, 7)])
def test_both_resolutions_in_both_byte_orders(order: str, magic: int, fraction: int, nanoseconds: int) -> None:
    """The magic number says microseconds or nanoseconds, and the byte order."""
    data = pcap_header(order=order, magic=magic, network=113) + record(5, fraction, b"frame", order=order)
    frames, report = parse(data)
    assert [(frame.ts, frame.data, frame.link) for frame in frames] == [(5 * SECOND + nanoseconds, b"frame", 113)]
    assert report.complete


@pytest.mark.parametrize(
    ("magic", "extra"),
    [(MAGIC, 0), (MAGIC, 4), (MAGIC, 8), (MODIFIED, 8), (MODIFIED, 12)],
    ids=["standard", "nokia", "ss990417", "modified", "ss990915"],
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_longer_record_headers_are_told_from_the_records(magic: int, extra: int, order: str) -> None:
    """Nokia and three patched libpcaps put more behind the lengths, not all under a magic number of their own."""
    records = [
        record(1_700_000_000 + i, 400_000 + i, frame, order=order, extra=b"\x00\x00\x00\x02" * (extra // 4))
        for i, frame in enumerate(FRAMES)
    ]
    frames, report = parse(pcap_header(order=order, magic=magic) + b"".join(records))
    assert [frame.data for frame in frames] == FRAMES
    assert report.error is None


def test_a_damaged_second_record_does_not_change_the_layout() -> None:
    """Another layout needs records that hold together; damage alone does not speak for one."""
    data = pcap_header() + record(1_700_000_000, 0, FRAMES[0]) + b"\xff" * 200
    frames, report = parse(data)
    assert [frame.data for frame in frames] == FRAMES[:1]
    assert report.error is not None
    assert "the record at byte 100 has an impossible length" in report.error


@pytest.mark.parametrize("magic", [IXIA_HARDWARE, IXIA_SOFTWARE])
@pytest.mark.parametrize(("fraction", "nanoseconds"), [(999_999, 999_999_000), (1_000_000, 1_000_000)])
def test_ixia_files_have_a_longer_file_header(magic: int, fraction: int, nanoseconds: int) -> None:
    """Their unit of time differs from writer to writer: the first fraction tells."""
    frames, report = parse(pcap_header(magic=magic) + struct.pack("<I", 99) + record(5, fraction, b"frame"))
    assert [(frame.ts, frame.data) for frame in frames] == [(5 * SECOND + nanoseconds, b"frame")]
    assert report.complete


@pytest.mark.parametrize("network", [0x00010001, 0xF8000001, 0x08200001, 0x03FF0001])
def test_bits_above_the_link_type_mask_off(network: int) -> None:
    """Reserved bits, and a length of a check sequence that is said to be absent."""
    one = header(network=network)
    assert (one.walker(b"").link, one.fcs) == (1, 0)


@pytest.mark.parametrize(("network", "fcs"), [(0x24000001, 4), (0x14000001, 2), (0xFC000001, 30), (0x04000001, 0)])
def test_the_length_of_the_check_sequence_is_in_words(network: int, fcs: int) -> None:
    """Four bits, counted in 16-bit words, when the bit beside them says so."""
    assert header(network=network).fcs == fcs


def test_the_check_sequence_is_not_part_of_the_frame() -> None:
    """Whole frames lose it; the bytes of the file are walked all the same."""
    data = pcap_header(network=0x24000001) + record(1, 0, b"frameFCS!") + record(2, 0, b"cut", wirelen=90)
    frames, _ = parse(data)
    assert [(frame.data, frame.wirelen) for frame in frames] == [(b"frame", 5), (b"cut", 90)]


@pytest.mark.parametrize(
    ("snaplen", "network", "limit"),
    [
        (65_535, 1, MAX_FRAME),
        (0, 1, MAX_FRAME),
        (MAX_FRAME + 1, 1, MAX_FRAME + 1),
        (MAX_RECORD, 1, MAX_RECORD),
        (MAX_RECORD + 1, 1, MAX_FRAME),
        (0xFFFFFFFF, 1, MAX_FRAME),
        (65_535, 249, MAX_RECORD),
    ],
)
def test_how_long_a_record_may_be(snaplen: int, network: int, limit: int) -> None:
    """As libpcap: an ordinary frame, unless the file says more within reason, or holds USB transfers."""
    assert header(snaplen=snaplen, network=network).limit == limit


@pytest.mark.parametrize("version", [(2, 0), (2, 1), (2, 2), (543, 0)])
def test_old_versions_have_the_lengths_the_other_way_round(version: tuple[int, int]) -> None:
    """Before 2.3 the original length came first."""
    data = pcap_header(version=version) + struct.pack("<4I", 1, 0, 60, 3) + b"abc"
    frames, report = parse(data)
    assert [(frame.data, frame.wirelen) for frame in frames] == [(b"abc", 60)]
    assert report.complete


def test_an_unknown_version_is_read_and_said() -> None:
    """The frames are worth more than the number in front of them."""
    frames, report = parse(pcap_header(version=(7, 3)) + record(1, 0, b"abc"))
    assert len(frames) == 1
    assert report.error is not None
    assert "unknown version 7.3" in report.error


@pytest.mark.parametrize("length", range(4, 24))
def test_a_cut_file_header_is_no_capture(length: int) -> None:
    """The magic number alone holds nothing."""
    with pytest.raises(BadHeader, match=f"the pcap header is cut: {length} of 24 bytes"):
        parse(pcap_header()[:length])


def test_a_cut_ixia_header_is_no_capture() -> None:
    """It is four bytes longer."""
    with pytest.raises(BadHeader, match="the pcap header is cut"):
        parse(pcap_header(magic=IXIA_SOFTWARE))


def test_other_bytes_are_no_header() -> None:
    """Nor is less than a header."""
    assert parse_header(bytes(24)) is None
    assert parse_header(pcap_header()[:23]) is None

"""The walker of pcap records, in whichever build is under test."""

import struct

import pytest
from capture.forge import SECOND, record

from sensor.capture.pcap import IN_ORDER, SWAPPED, SWAPPED_IF_LARGER, PcapWalker
from sensor.capture.status import BAD, FULL, SHORT, SPECIAL
from sensor.wire.batch import Batch


def walker(
    *, big: bool = False, header: int = 16, tick: int = 1000, lengths: int = IN_ORDER, fcs: int = 0
) -> PcapWalker:
    """Return a walker for Ethernet frames of at most 1000 bytes."""
    return PcapWalker(1, big, header, tick, lengths, 1000, fcs, 0xA1B2C3D4)


def walk(one: PcapWalker, data: bytes) -> tuple[Batch, int]:
    """Walk *data* from its start."""
    batch = Batch()
    batch.start(data, 1)
    return batch, one.walk(batch, data, 0, len(data))


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_record_becomes_a_frame(order: str) -> None:
    """Offset, lengths and time of a record in either byte order."""
    one = walker(big=order == ">")
    batch, pos = walk(one, record(1_700_000_000, 5, b"abc", wirelen=60, order=order))
    assert (batch.count, batch.offset[0], batch.caplen[0], batch.wirelen[0]) == (1, 16, 3, 60)
    assert batch.ts[0] == 1_700_000_000 * SECOND + 5000
    assert (pos, one.status, one.need) == (19, SHORT, 16)


@pytest.mark.parametrize("order", ["<", ">"])
def test_numbers_with_the_highest_bit_set_stay_positive(order: str) -> None:
    """C shifts a byte into the sign of an int; a time after 2038 and a huge length must not notice."""
    batch, _ = walk(walker(big=order == ">"), record(0xFFFFFFFF, 0xFFFFFFFF, b"a", wirelen=0xFFFFFFFF, order=order))
    assert batch.ts[0] == 0xFFFFFFFF * SECOND + 0xFFFFFFFF * 1000
    assert batch.wirelen[0] == 0xFFFFFFFF


def test_a_fraction_of_a_second_or_more_is_carried_over() -> None:
    """Some writers put nanoseconds where microseconds belong; libpcap and we add up what is there."""
    batch, _ = walk(walker(), record(10, 2_500_000, b"a"))
    assert batch.ts[0] == 12 * SECOND + SECOND // 2


def test_a_huge_length_stops_the_walk() -> None:
    """The frames before it are there, the position is that of the record."""
    one = walker()
    data = record(1, 0, b"abc") + struct.pack("<4I", 1, 0, 0xFFFFFFFF, 60) + bytes(100)
    batch, pos = walk(one, data)
    assert (batch.count, pos, one.status) == (1, 19, BAD)


@pytest.mark.parametrize("have", [0, 1, 15, 16, 17, 18])
def test_a_cut_record_says_what_it_needs(have: int) -> None:
    """Header first, then the whole record."""
    one = walker()
    batch, pos = walk(one, record(1, 0, b"abc")[:have])
    assert (batch.count, pos, one.status) == (0, 0, SHORT)
    assert one.need == (16 if have < 16 else 19)


def test_a_batch_is_filled_and_no_further() -> None:
    """What does not fit comes with the next batch."""
    one = walker()
    batch = Batch()
    room = len(batch.offset)
    data = record(1, 0, b"x") * (room + 1)
    batch.start(data, 1)
    pos = one.walk(batch, data, 0, len(data))
    assert (batch.count, pos, one.status) == (room, room * 17, FULL)
    batch.start(data, 1 + room)
    assert one.walk(batch, data, pos, len(data)) == len(data)
    assert batch.count == 1


def test_the_header_of_an_appended_file_is_no_frame() -> None:
    """Read as a record, it would be an empty frame in 2055."""
    one = walker()
    batch, pos = walk(one, struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    assert (batch.count, pos, one.status) == (0, 0, SPECIAL)


@pytest.mark.parametrize(
    ("lengths", "first", "second", "caplen", "wirelen"),
    [
        (IN_ORDER, 3, 60, 3, 60),
        (IN_ORDER, 3, 2, 3, 2),
        (SWAPPED, 60, 3, 3, 60),
        (SWAPPED_IF_LARGER, 60, 3, 3, 60),
        (SWAPPED_IF_LARGER, 3, 60, 3, 60),
    ],
)
def test_lengths_stand_either_way_round(lengths: int, first: int, second: int, caplen: int, wirelen: int) -> None:
    """By version; a frame longer in the file than on the wire is odd and kept as it is."""
    batch, _ = walk(walker(lengths=lengths), struct.pack("<4I", 1, 0, first, second) + b"abc")
    assert (batch.caplen[0], batch.wirelen[0]) == (caplen, wirelen)


@pytest.mark.parametrize(("caplen", "wirelen", "kept", "said"), [(64, 64, 60, 60), (64, 1500, 64, 1500), (3, 3, 3, 3)])
def test_a_check_sequence_is_taken_off_whole_frames(caplen: int, wirelen: int, kept: int, said: int) -> None:
    """A frame that the snapshot length cut has none at its end; one shorter than the sequence has none at all."""
    batch, pos = walk(walker(fcs=4), record(1, 0, bytes(caplen), wirelen=wirelen))
    assert (batch.caplen[0], batch.wirelen[0], pos) == (kept, said, 16 + caplen)


def test_totals_are_kept_over_batches() -> None:
    """Bytes, earliest and latest time, in whatever order the frames come."""
    one = walker(tick=1)
    walk(one, record(5, 0, b"abc") + record(3, 7, b"") + record(9, 0, b"ab"))
    walk(one, record(4, 0, b"x"))
    assert (one.bytes, one.first, one.last, one.now) == (6, 3 * SECOND + 7, 9 * SECOND, 4 * SECOND)


def test_a_time_of_zero_is_a_time() -> None:
    """Made captures begin at the epoch."""
    one = walker()
    assert (one.first, one.last) == (-1, -1)
    walk(one, record(0, 0, b"x"))
    assert (one.first, one.last) == (0, 0)

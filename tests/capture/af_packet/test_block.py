"""The walk over one block: where frames are, and nothing copied."""

from capture.af_packet.rings import FRAME_AT, NOON, Frame, MemoryRing

from sensor.capture.af_packet.block import BlockWalker
from sensor.wire.batch import BATCH_FRAMES, TAG_PRESENT, Batch


def walk(ring: MemoryRing, first: int = 1) -> tuple[BlockWalker, list[tuple[bytes, int, int, int, int]]]:
    """Return the walker, and of each frame of the next block its bytes, length on the wire, time, tag and number."""
    walker = BlockWalker(ring.data, 1, 3)
    seen = []
    for batch in ring.batches(walker, Batch(), first):
        for at in range(batch.count):
            data = bytes(batch.data[batch.offset[at] : batch.offset[at] + batch.caplen[at]])
            seen.append((data, batch.wirelen[at], batch.ts[at], batch.tag[at], batch.first_frame + at))
            assert (batch.link[at], batch.iface[at]) == (1, 3)
    return walker, seen


def test_frames_lie_where_the_kernel_wrote_them() -> None:
    """With their length on the wire, their time to the nanosecond, and the numbers going on."""
    ring = MemoryRing()
    ring.put([Frame(b"first", ts=NOON + 1), Frame(b"second frame", length=1500, ts=NOON + 999_999_999)])
    walker, seen = walk(ring, 11)
    assert seen == [(b"first", 5, NOON + 1, 0, 11), (b"second frame", 1500, NOON + 999_999_999, 0, 12)]
    assert (walker.frames, walker.bytes, walker.last) == (2, 17, NOON + 999_999_999)


def test_a_tag_that_was_taken_out_is_told() -> None:
    """Its priority is nobody's business; number 0 is a tag too."""
    ring = MemoryRing()
    ring.put([Frame(b"a", tag=0x6000 | 42), Frame(b"b", tag=0), Frame(b"c")])
    assert [tag for _, _, _, tag, _ in walk(ring)[1]] == [TAG_PRESENT | 42, TAG_PRESENT, 0]


def test_a_tag_does_not_stay_in_a_batch_that_is_filled_again() -> None:
    """The batch is the same one over and over."""
    ring = MemoryRing()
    ring.put([Frame(b"a", tag=42)])
    ring.put([Frame(b"b")])
    walker, batch = BlockWalker(ring.data, 1, 0), Batch()
    tags = []
    for _ in range(2):
        tags += [one.tag[0] for one in ring.batches(walker, batch, 1)]
        ring.release()
    assert tags == [TAG_PRESENT | 42, 0]


def test_a_block_of_more_frames_than_a_batch_gives_several() -> None:
    """None is lost between them."""
    ring = MemoryRing()
    count = BATCH_FRAMES + 7
    ring.put([Frame(at.to_bytes(2, "big")) for at in range(count)])
    walker, seen = walk(ring)
    assert [int.from_bytes(data, "big") for data, *_ in seen] == list(range(count))
    assert [number for *_, number in seen] == list(range(1, count + 1))
    assert walker.frames == count


def test_an_empty_block_has_no_frames() -> None:
    """The kernel hands one over when nothing came for a while."""
    ring = MemoryRing()
    ring.put([])
    assert walk(ring)[1] == []


def test_nothing_is_copied() -> None:
    """What changes in the ring changes in the batch."""
    ring = MemoryRing()
    ring.put([Frame(b"before")])
    batch = next(ring.batches(BlockWalker(ring.data, 1, 0), Batch(), 1))
    ring.data[48 + FRAME_AT : 48 + FRAME_AT + 6] = b"behind"
    assert bytes(batch.data[batch.offset[0] : batch.offset[0] + 6]) == b"behind"

"""The batch: columns over one buffer."""

import mmap

import pytest

from sensor.wire.batch import BATCH_FRAMES, Batch


def test_a_new_batch_is_empty() -> None:
    """Frames are numbered from 1, and there is none yet."""
    batch = Batch()
    assert (batch.count, batch.first_frame) == (0, 1)


def test_frames_stand_in_the_order_in_which_they_were_added() -> None:
    """All that is known of a frame stands at its index; negative and large times are kept."""
    batch = Batch()
    batch.start(b"abcdef", 17)
    assert batch.add(0, 2, 9, -5, 1, 0) == BATCH_FRAMES - 1
    assert batch.add(2, 4, 4, 1 << 62, 276, 3) == BATCH_FRAMES - 2
    assert (batch.count, batch.first_frame) == (2, 17)
    assert [batch.offset[1], batch.caplen[1], batch.wirelen[0], batch.ts[0], batch.ts[1]] == [2, 4, 9, -5, 1 << 62]
    assert [batch.link[1], batch.iface[1]] == [276, 3]
    assert bytes(batch.data[2:6]) == b"cdef"


def test_a_full_batch_takes_no_more() -> None:
    """The last frame leaves no room; one more is an error, and a fresh start makes room again."""
    batch = Batch()
    batch.start(b"", 1)
    room = [batch.add(0, 0, 0, 0, 1, 0) for _ in range(BATCH_FRAMES)]
    assert room[-1] == 0
    with pytest.raises(IndexError):
        batch.add(0, 0, 0, 0, 1, 0)
    assert batch.count == BATCH_FRAMES
    batch.start(b"", BATCH_FRAMES + 1)
    assert batch.add(0, 0, 0, 0, 1, 0) == BATCH_FRAMES - 1


@pytest.mark.parametrize("data", [b"xyz", bytearray(b"xyz"), memoryview(b"-xyz-")[1:4]])
def test_any_buffer_of_bytes_serves(data: bytes | bytearray | memoryview) -> None:
    """Readers hand over what they have."""
    batch = Batch()
    batch.start(data, 1)
    assert bytes(batch.data[0:3]) == b"xyz"


def test_mapped_memory_serves() -> None:
    """Plain files are mapped, never read."""
    with mmap.mmap(-1, 16) as memory:
        memory[:3] = b"xyz"
        batch = Batch()
        batch.start(memory, 1)
        assert bytes(batch.data[0:3]) == b"xyz"
        batch.start(b"", 1)  # lets go of the memory, which cannot be unmapped before

"""The ring: blocks in their order, and where to go on when another process has read it before."""

import struct

import pytest
from capture.af_packet.rings import Frame, MemoryRing

from sensor.capture.af_packet.ring import FRAME_BYTES, MIN_BLOCK, RETIRE_MS, RETIRE_OF_SEVERAL_MS, ring_request, shape


def test_blocks_are_read_in_their_order_and_go_round() -> None:
    """Each is the kernel's again before the next is looked at."""
    ring = MemoryRing(blocks=4)
    numbers = []
    for at in range(10):
        ring.put([Frame(bytes([at]))])
        assert ring.ready()
        numbers.append((ring.sequence, ring.held))
        ring.release()
        assert not ring.ready()
    assert numbers == [(number, 1) for number in range(1, 11)]


def test_a_new_reader_goes_on_with_the_oldest_block_that_waits() -> None:
    """Also where the numbers go round the end of the ring."""
    ring = MemoryRing(blocks=4)
    for _ in range(6):
        ring.put([Frame(b"read")])
        ring.release()
    for _ in range(3):
        ring.put([Frame(b"waits")])
    ring.at = 0
    ring.find()
    assert (ring.sequence, ring.ready()) == (7, True)


def test_a_new_reader_waits_for_the_block_that_is_being_filled() -> None:
    """Where none waits."""
    ring = MemoryRing(blocks=4)
    for _ in range(6):
        ring.put([Frame(b"read")])
        ring.release()
    ring.open_next()
    ring.at = 0
    ring.find()
    assert (ring.at, ring.ready()) == (2, False)
    ring.put([Frame(b"new")])
    assert (ring.ready(), ring.sequence) == (True, 7)


def test_a_ring_is_half_full_when_half_of_its_blocks_wait_behind_the_next() -> None:
    """Wherever the next one stands."""
    ring = MemoryRing(blocks=4)
    for _ in range(3):
        for expected in (False, False, True):
            ring.put([Frame(b"waits")])
            assert ring.half_full is expected
        for _ in range(3):
            ring.release()
        assert not ring.half_full


def test_a_fresh_ring_begins_at_its_beginning() -> None:
    """No block has a number yet but the first."""
    ring = MemoryRing(blocks=4)
    ring.open_next()
    ring.find()
    assert ring.at == 0


@pytest.mark.parametrize(
    ("megabytes", "block", "blocks"),
    [(64, 4 << 20, 16), (5, 5 << 16, 16), (4, MIN_BLOCK, 16), (1, MIN_BLOCK, 4), (0, MIN_BLOCK, 4)],
)
def test_a_ring_has_few_large_blocks(megabytes: int, block: int, blocks: int) -> None:
    """None smaller than the longest frame, each whole pages."""
    assert shape(megabytes << 20) == (block, blocks)
    assert block % 4096 == 0


@pytest.mark.parametrize("retire", [RETIRE_MS, RETIRE_OF_SEVERAL_MS])
def test_the_kernel_is_asked_for_what_fits_together(retire: int) -> None:
    """Frames are counted in units that divide the block; the whole is blocks times their size."""
    request = ring_request(MIN_BLOCK, 64, retire)
    size, blocks, frame, frames, timeout, private, features = struct.unpack("@7I", request)
    assert (size, blocks, frame, frames) == (MIN_BLOCK, 64, FRAME_BYTES, 64 * MIN_BLOCK // FRAME_BYTES)
    assert timeout == retire
    assert 0 < timeout <= 250  # milliseconds, of which a frame may wait two: an alert is to be there within two seconds
    assert (private, features) == (0, 0)

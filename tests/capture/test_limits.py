"""The limits fit one another; that each holds is tested where it is used."""

from sensor.capture import limits


def test_limits_fit_one_another() -> None:
    """A search behind damage must be able to see the records that have to follow one another."""
    assert limits.MAX_FRAME <= limits.MAX_RECORD
    assert limits.RESYNC_CHAIN * (limits.MAX_FRAME + 28) <= limits.RESYNC_WINDOW
    assert limits.INPUT_PIECE <= limits.CHUNK <= limits.PROBE_LIMIT


def test_the_buffers_of_a_reader_leave_room_for_the_rest() -> None:
    """A scan stays below 200 MB: a record, its successor and a decompressor."""
    assert 2 * limits.MAX_RECORD + limits.MAX_DECODER_MEMORY < 200_000_000

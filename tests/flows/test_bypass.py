"""The table of conversations of which nothing more is wanted."""

from builders import frames

from sensor.decode.frame import decode
from sensor.decode.packet import Packet
from sensor.flows.bypass import BypassTable, bypass_key
from sensor.flows.consts import BYPASS_SLOTS, DONE, FRESH_ONE, MARK_BITS, MIX_SHIFT, MULTIPLIER, SLOT_SHIFT, WANTED

SEED = 0x0123456789ABCDEF


def packet_of(source: str, target: str, sport: int, dport: int, flags: int = 0x18) -> Packet:
    """Return a decoded segment."""
    frame = frames.ethernet(frames.tcp(source, target, sport, dport, b"x", flags=flags))
    packet = Packet()
    packet.data = frame
    packet.begin(0, len(frame), len(frame), 1)
    decode(packet)
    return packet


THERE = packet_of("10.0.0.1", "203.0.113.9", 50000, 443)
BACK = packet_of("203.0.113.9", "10.0.0.1", 443, 50000)


def empty_table(seed: int = SEED) -> tuple[BypassTable, memoryview]:
    """Return a table and its numbers."""
    words = memoryview(bytearray(8 * (BYPASS_SLOTS + 2))).cast("Q")
    return BypassTable(words, seed), words


def own_word(packet: Packet, marks: int = 0) -> int:
    """Return the word of the packet's direction with some marks."""
    return bypass_key(packet, SEED) << MARK_BITS & (1 << 64) - 1 | marks


def place(packet: Packet) -> int:
    """Return where it stands."""
    return bypass_key(packet, SEED) >> SLOT_SHIFT


def taken(words: memoryview) -> dict[int, int]:
    """Return what stands in the table, by place."""
    return {at: word for at, word in enumerate(words) if word}


def test_the_key_is_what_the_kernels_program_computes() -> None:
    """Protocol, addresses and ports by words of 32 bits, also with a port that sets the highest bit."""
    words = [6, 0x0A000001, 0xCB007109, 50000 << 16 | 443]
    value = SEED
    for word in words:
        value = (value ^ word) * MULTIPLIER & (1 << 64) - 1
        value ^= value >> MIX_SHIFT
    assert bypass_key(THERE, SEED) == value


def test_each_direction_has_its_own_entry() -> None:
    """At the place that its upper bits name, and nowhere else."""
    table, words = empty_table()
    table.add(THERE)
    assert taken(words) == {place(THERE): own_word(THERE, DONE)}
    table.add(BACK)
    assert len(taken(words)) == 2


def test_any_difference_makes_another_key() -> None:
    """Addresses, ports, protocol, version of IP, seed."""
    udp = packet_of("10.0.0.1", "203.0.113.9", 50000, 443)
    udp.proto = 17
    keys = {
        bypass_key(THERE, SEED),
        bypass_key(THERE, SEED + 1),
        bypass_key(BACK, SEED),
        bypass_key(udp, SEED),
        bypass_key(packet_of("10.0.0.2", "203.0.113.9", 50000, 443), SEED),
        bypass_key(packet_of("10.0.0.1", "203.0.113.9", 50001, 443), SEED),
        bypass_key(packet_of("2001:db8::1", "2001:db8::9", 50000, 443), SEED),
        bypass_key(packet_of("2001:db8::2", "2001:db8::9", 50000, 443), SEED),
    }
    assert len(keys) == 8
    assert all(0 < key < 1 << 64 for key in keys)


def test_a_fresh_place_is_not_taken_before_it_is_released() -> None:
    """Frames of the old conversation may still wait to be read when the kernel lets the SYN of the next one pass."""
    table, words = empty_table()
    at = place(THERE)
    words[at] = own_word(THERE, FRESH_ONE | 5)
    table.add(THERE)
    assert taken(words) == {at: own_word(THERE, FRESH_ONE | 5)}
    table.release(THERE)
    assert taken(words) == {at: own_word(THERE, 5)}  # the kernel goes on counting
    table.add(THERE)
    assert taken(words) == {at: own_word(THERE, DONE)}


def test_each_syn_that_waits_is_released_by_itself() -> None:
    """Ports were used again before the first was read."""
    table, words = empty_table()
    at = place(THERE)
    words[at] = own_word(THERE, 2 * FRESH_ONE)
    table.release(THERE)
    table.add(THERE)
    assert taken(words) == {at: own_word(THERE, FRESH_ONE)}
    table.release(THERE)
    table.add(THERE)
    assert taken(words) == {at: own_word(THERE, DONE)}


def test_the_syn_of_another_conversation_keeps_its_place_too() -> None:
    """And is not released by one that shares it."""
    table, words = empty_table()
    word = own_word(BACK, FRESH_ONE)
    words[place(THERE)] = word
    table.add(THERE)
    table.release(THERE)
    assert taken(words) == {place(THERE): word}


def test_what_is_wanted_is_marked_whatever_the_count() -> None:
    """Also where the kernel has not counted yet, or the reader had enough of it before."""
    for before in (0, own_word(THERE, 7), own_word(THERE, DONE)):
        table, words = empty_table()
        words[place(THERE)] = before
        table.keep(THERE)
        assert taken(words) == {place(THERE): own_word(THERE, WANTED)}
        table.add(THERE)
        assert taken(words) == {place(THERE): own_word(THERE, DONE)}


def test_what_is_followed_is_wanted_in_both_directions() -> None:
    """As an answer will be hashed."""
    table, words = empty_table()
    table.keep_both(THERE)
    assert taken(words) == {place(one): own_word(one, WANTED) for one in (THERE, BACK)}


def test_a_wish_leaves_a_new_conversation_fresh_and_another_one_alone() -> None:
    """The frame that is wanted may be the old one's; of a place that is taken the kernel lets all others pass."""
    table, words = empty_table()
    for before, after in (
        (own_word(THERE, FRESH_ONE | 3), own_word(THERE, FRESH_ONE | WANTED)),
        (own_word(BACK, DONE), own_word(BACK, DONE)),
    ):
        words[place(THERE)] = before
        table.keep(THERE)
        assert taken(words) == {place(THERE): after}


def test_what_is_entered_is_not_released_by_a_late_syn() -> None:
    """Only what the kernel held is."""
    table, words = empty_table()
    table.add(THERE)
    before = taken(words)
    table.release(THERE)
    assert taken(words) == before


def test_clear_forgets_all_and_leaves_the_counters_alone() -> None:
    """They stand behind the table."""
    table, words = empty_table()
    table.add(THERE)
    words[BYPASS_SLOTS] = 7
    words[BYPASS_SLOTS + 1] = 9
    table.clear()
    assert taken(words) == {BYPASS_SLOTS: 7, BYPASS_SLOTS + 1: 9}

"""FlowTable: what is known of each conversation, in columns of plain numbers.

Set-associative: a key belongs to one bucket of eight slots, one cache line of keys. When a bucket is full, the slot that
was silent longest goes. So memory is bounded, nothing is ever rehashed under load but while the table still grows, and
no pattern of keys makes a look-up long.
"""

from array import array

from sensor.flows.consts import STATE_START

WAYS = 8
MIN_SLOTS = 1 << 12
MAX_SLOTS = 1 << 20
"""About a million conversations, 32 MB: more than a 10 Gbit/s tap holds open in a minute."""


class FlowTable:
    """Columns over slots; a slot's index is valid until the next call of `slot`. Typed in ``table.pxd``.

    *limit* is the most slots it may have: a power of two, at least WAYS; another number is taken as the one below it.
    """

    def __init__(self, limit: int = MAX_SLOTS) -> None:
        self.limit = 1 << max(limit, WAYS).bit_length() - 1
        self.size = 0
        self.count = 0
        """Slots in use."""
        self.evicted = 0
        """Key of the conversation that the last `slot` pushed out, or 0."""
        self.evicted_flags = 0
        self.evictions = 0
        self.fresh = False
        """True when the last `slot` made a new entry."""
        self.allocate(min(MIN_SLOTS, self.limit))

    def allocate(self, size: int) -> None:
        """Make empty columns of *size* slots."""
        self.size = size
        self.key = array("Q", bytes(8 * size))
        self.seen = array("I", bytes(4 * size))
        self.next0 = array("I", bytes(4 * size))
        self.next1 = array("I", bytes(4 * size))
        self.flags = array("H", bytes(2 * size))
        self.state0 = array("B", bytes(size))
        self.state1 = array("B", bytes(size))

    def slot(self, key: int, now: int) -> int:
        """Return the slot of *key*, a new one where it has none; *now* is a time in any unit, for choosing whom to push out."""
        if key == 0:
            key = 1  # 0 marks an empty slot
        first = (key & (self.size - 1)) & ~(WAYS - 1)
        self.fresh = False
        self.evicted = 0
        for at in range(first, first + WAYS):
            if self.key[at] == key:
                self.seen[at] = now
                return at
        return self.new_slot(key, now, first)

    def new_slot(self, key: int, now: int, first: int) -> int:
        """Take a free slot of the bucket that begins at *first*, or grow, or push the oldest out."""
        free = -1
        oldest = first
        for at in range(first, first + WAYS):
            if self.key[at] == 0:
                free = at
                break
            if self.seen[at] < self.seen[oldest]:
                oldest = at
        if free < 0 and self.size < self.limit:
            self.grow()
            return self.slot(key, now)
        if free < 0:
            free = oldest
            self.evicted = self.key[free]
            self.evicted_flags = self.flags[free]
            self.evictions += 1
        else:
            self.count += 1
        self.fresh = True
        self.key[free] = key
        self.seen[free] = now
        self.flags[free] = 0
        self.next0[free] = 0
        self.next1[free] = 0
        self.state0[free] = STATE_START
        self.state1[free] = STATE_START
        return free

    def grow(self) -> None:
        """Double the table. Keys keep their order in a bucket, so a bucket splits into two and never overflows."""
        old_size = self.size
        key = self.key
        seen = self.seen
        next0 = self.next0
        next1 = self.next1
        flags = self.flags
        state0 = self.state0
        state1 = self.state1
        self.allocate(old_size * 2)
        for at in range(old_size):
            if key[at]:
                to = (key[at] & (self.size - 1)) & ~(WAYS - 1)
                while self.key[to]:
                    to += 1
                self.key[to] = key[at]
                self.seen[to] = seen[at]
                self.next0[to] = next0[at]
                self.next1[to] = next1[at]
                self.flags[to] = flags[at]
                self.state0[to] = state0[at]
                self.state1[to] = state1[at]

    def tally(self, wanted: int, mask: int) -> int:
        """Count the slots in use whose flags under *mask* equal *wanted*."""
        total = 0
        for at in range(self.size):
            if self.key[at] and self.flags[at] & mask == wanted:
                total += 1
        return total

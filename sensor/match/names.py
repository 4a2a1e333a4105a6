"""NameTable: tells whether any signature wants a host name, and which entry does.

A name is walked label by label from the right: ``com``, ``kaspersky.com``, ``upd.kaspersky.com`` … Each step adds a
label to a running 64-bit hash and looks it up in an open-addressing table, which also holds every parent of what was
added; so the walk ends at the first label below which nothing is registered, for nearly all traffic at the second.

The table keeps hashes and no names: 12.5 bytes a slot. The half byte holds hints, so that most names that are not there
are known not to be without a look at the big arrays, which with a million names lie outside the processor's caches.

The hash has no seed: results are the same in every run. Two names with one hash (for a million names: 1 in 30 million
tables) share a slot and its payloads; a hit is therefore a candidate, and `sensor.match.index` compares it with the
text it was made from before anything is called a match. Types stand in ``names.pxd``.
"""

from array import array
from collections.abc import Iterable

from sensor.wire.buffer import Buffer

_MASK = 0xFFFFFFFFFFFFFFFF
_START = 0xCBF29CE484222325
_STEP = 0x9FB21C651E98DF25
"""Odd, so that a step is reversible and loses nothing; its bits are as good as random."""
_SPREAD = 0x9E3779B97F4A7C15
_FOLD = 29

_EXACT = 1
"""The name itself is wanted."""
_SUFFIX = 2
"""The name and all below it are wanted."""
_MAYBE = 4
"""A pattern ends in this name: what stands below it has to be tried against the pattern."""
_SEARCH = 8
"""A resolver's search list may append this: the rest of the name is looked up anew."""
_PUBLIC = 16
"""A public top-level domain: what stands before it is somebody's registered name."""
_BELOW = 32
"""Something is registered below."""
_WANTED_BELOW = _SUFFIX | _MAYBE
_FLAG_BITS = 6

PAYLOAD_LIMIT = (1 << (32 - _FLAG_BITS)) - 1
"""Largest payload: 26 bits beside the flags in one 32-bit word, for 67 million entries."""
NAME_LIMIT = 1024
"""Longest text that is looked up: a name has 255 bytes (RFC 1035 section 2.3.4), of which each may be written ``\\xNN``."""
_NAME_LIMIT = NAME_LIMIT
_DOT = 46
_FIRST_SIZE = 1024


class NameTable:
    """Wanted names by hash. Names are ASCII, lower case, dotted, without a trailing dot; payloads count from 1.

    ``used`` is the number of names held (parents included), ``everything`` the payload of an entry that no literal
    ending narrows down (0: none), ``also`` the further payloads of a name that was added more than once, by its first.
    """

    def __init__(self) -> None:
        self.used = 0
        self.everything = 0
        self.also: dict[int, tuple[int, ...]] = {}
        self._allot(_FIRST_SIZE)

    def wants(self, data: Buffer, start: int, end: int) -> bool:
        """Return whether something is registered for the name at ``data[start:end]``, a search suffix taken off or not."""
        if self.everything:
            return True
        return self._walk(data, start, end, True, True) != 0

    def find(self, data: Buffer, start: int, end: int) -> int:
        """Return the payload of the longest entry for the name at ``data[start:end]``, 0 for none.

        The whole name beats a suffix, a suffix beats what is left of the name once a search suffix is taken away.
        """
        return self._walk(data, start, end, True, False) or self.everything

    def payloads(self, raw: bytes) -> list[int]:
        """Return every payload on the way down to *raw*, the longest name's last; no search suffixes."""
        found = [self.everything, *self.also.get(self.everything, ())] if self.everything else []
        h = _START
        i = len(raw) if len(raw) <= _NAME_LIMIT else 0
        while i > 0:
            i -= 1
            byte = raw[i]
            at = i + 1
            if byte != _DOT:
                h = (h ^ byte) * _STEP & _MASK
                if i > 0:
                    continue
                at = 0
            value = self._get(h)
            if value & _WANTED_BELOW or (value & _EXACT and at == 0):
                found += [value >> _FLAG_BITS, *self.also.get(value >> _FLAG_BITS, ())]
            if not value & _BELOW:
                break
            h = ((h ^ (h >> _FOLD)) ^ byte) * _STEP & _MASK
        return found

    def cuts(self, name: str) -> list[int]:
        """Return the dots of *name* behind which a search suffix stands, so that ``name[:dot]`` is what was meant."""
        found = []
        last = name.rfind(".")
        dot = last
        while dot > 0:
            value = self._flags(name[dot + 1 :].encode("ascii", "replace"))
            if value & _SEARCH or (dot == last and not value & _PUBLIC):
                found.append(dot)
            dot = name.rfind(".", 0, dot)
        return found

    def add_exact(self, name: str, payload: int) -> None:
        """Want *name* itself."""
        self._add(name.encode("ascii"), _EXACT, _checked(payload))

    def add_suffix(self, name: str, payload: int) -> None:
        """Want *name* and all names below it."""
        self._add(name.encode("ascii"), _SUFFIX, _checked(payload))

    def add_maybe(self, ending: str, payload: int) -> None:
        """Let whoever asks decide about *ending* and all names below it; the empty ending stands for every name."""
        if ending:
            self._add(ending.encode("ascii"), _MAYBE, _checked(payload))
        elif not self.everything:
            self.everything = _checked(payload)
        else:
            self._note(self.everything, _checked(payload))

    def add_many(self, names: Iterable[str], first: int, *, below: bool = False) -> int:
        """Want *names* (*below*: and all below them) with payloads from *first* upwards; return the next payload."""
        flag = _SUFFIX if below else _EXACT
        payload = _checked(first)
        for name in names:
            self._add(name.encode("ascii"), flag, _checked(payload))
            payload += 1
        return payload

    def add_search(self, suffix: str) -> None:
        """Let *suffix* be taken off a name, as a resolver's search list may have put it there."""
        self._add(suffix.encode("ascii"), _SEARCH, 0)

    def add_public(self, domains: Iterable[str]) -> None:
        """Name the public top-level domains; any other last label counts as a search suffix."""
        for domain in domains:
            self._add(domain.encode("ascii"), _PUBLIC, 0)

    def reserve(self, count: int) -> None:
        """Make room for *count* names more, so that adding them copies less."""
        size = self.size
        while (self.used + count) * 4 > size * 3:
            size *= 2
        if size > self.size:
            self._resize(size)

    def adopt(
        self,
        keys: "array[int]",
        values: "array[int]",
        hints: "array[int]",
        used: int,
        everything: int,
        also: dict[int, tuple[int, ...]],
    ) -> None:
        """Take over the arrays of another table (`sensor.match.cache`); the length of the first two is a power of two."""
        self.used = used
        self.everything = everything
        self.also = also
        self.keys = keys
        self.values = values
        self.hints = hints
        self.size = len(keys)
        self.shift = 64 - (self.size.bit_length() - 1)

    def _walk(self, data: Buffer, start: int, end: int, search: bool, first: bool) -> int:
        """Return the payload of the longest entry, or with *first* of any; with *search* also behind a search suffix."""
        h = _START
        best = 0
        under = 0
        last = search
        i = end if end - start <= _NAME_LIMIT else start
        while i > start:
            i -= 1
            byte = data[i]
            at = i + 1
            if byte != _DOT:
                h = (h ^ byte) * _STEP & _MASK
                if i > start:
                    continue
                at = start
            value = self._get(h)
            if search and at > start and (value & _SEARCH or (last and not value & _PUBLIC)):
                under = self._walk(data, start, at - 1, False, first) or under
                if first and under:
                    return under
            last = False
            if value & _WANTED_BELOW or (value & _EXACT and at == start):
                best = value >> _FLAG_BITS
                if first:
                    return best
            if not value & _BELOW:
                break
            h = ((h ^ (h >> _FOLD)) ^ byte) * _STEP & _MASK
        return best or under

    def _flags(self, raw: bytes) -> int:
        """Return the word of *raw*, 0 for none."""
        h = _START
        for byte in reversed(raw):
            if byte == _DOT:
                h ^= h >> _FOLD
            h = (h ^ byte) * _STEP & _MASK
        return self._get(h)

    def _get(self, h: int) -> int:
        """Return payload and flags of the name with hash *h*, 0 for none."""
        if h == 0:
            h = 1
        key = (h ^ (h >> 32)) * _SPREAD & _MASK
        slot = key >> self.shift
        if not self.hints[slot >> 1] >> ((slot & 1) << 2 | (key & 3)) & 1:
            return 0
        while True:
            key = self.keys[slot]
            if key == h:
                return self.values[slot]
            if key == 0:
                return 0
            slot = (slot + 1) & (self.size - 1)

    def _put(self, h: int, flag: int, payload: int) -> int:
        """Add *flag* and *payload* to the name with hash *h*; return 0."""
        if h == 0:
            h = 1
        if (self.used + 1) * 4 > self.size * 3:
            self._resize(self.size * 2)
        slot = self._slot(h)
        if self.keys[slot] == 0:
            self.keys[slot] = h
            self.used += 1
        value = self.values[slot] | flag
        if payload and value >> _FLAG_BITS == 0:
            value |= payload << _FLAG_BITS
        elif payload and value >> _FLAG_BITS != payload:
            self._note(value >> _FLAG_BITS, payload)
        self.values[slot] = value
        return 0

    def _slot(self, h: int) -> int:
        """Return the slot where *h* is or belongs, and leave the hint that it is there."""
        key = (h ^ (h >> 32)) * _SPREAD & _MASK
        slot = key >> self.shift
        self.hints[slot >> 1] |= 1 << ((slot & 1) << 2 | (key & 3))
        key = self.keys[slot]
        while key != h and key:
            slot = (slot + 1) & (self.size - 1)
            key = self.keys[slot]
        return slot

    def _note(self, first: int, payload: int) -> None:
        """Remember one more payload for the name that has *first*."""
        known = self.also.get(first, ())
        if payload != first and payload not in known:
            self.also[first] = (*known, payload)

    def _add(self, raw: bytes, flag: int, payload: int) -> int:
        """Register *raw* and its parents; return 0."""
        if not 0 < len(raw) <= _NAME_LIMIT:
            raise ValueError(f"a name has 1 to {_NAME_LIMIT} bytes, not {len(raw)}")
        h = _START
        i = len(raw)
        while i > 0:
            i -= 1
            byte = raw[i]
            if byte == _DOT:
                self._put(h, _BELOW, 0)
                h ^= h >> _FOLD
            h = (h ^ byte) * _STEP & _MASK
        return self._put(h, flag, payload)

    def _resize(self, size: int) -> int:
        """Move everything to arrays of *size* slots; return 0."""
        keys = self.keys
        values = self.values
        self._allot(size)
        for i in range(len(keys)):
            key = keys[i]
            if key:
                slot = self._slot(key)
                self.keys[slot] = key
                self.values[slot] = values[i]
        return 0

    def _allot(self, size: int) -> None:
        """Begin empty arrays of *size* slots, a power of two."""
        self.keys = array("Q", [0]) * size
        self.values = array("I", [0]) * size
        self.hints = array("B", [0]) * (size // 2)
        self.size = size
        self.shift = 64 - (size.bit_length() - 1)


def _checked(payload: int) -> int:
    """Return *payload*, or raise ValueError where it does not fit beside the flags."""
    if not 0 < payload <= PAYLOAD_LIMIT:
        raise ValueError(f"a payload is 1 to {PAYLOAD_LIMIT}, not {payload}")
    return payload

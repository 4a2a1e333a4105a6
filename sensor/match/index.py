"""NameIndex: from a host name to the indicators that name it, exactly.

The table of names says which entries a name may belong to; the text each was written as is then compared, so that what
comes out never depends on a hash. Entries are numbered through: an indicator has as many as it lists values, and a number
leads back to the value, so a million names cost the table and nothing else.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sensor.match.names import NameTable
from sensor.match.patterns import compile_host, host_matches, is_plain
from sensor.match.tlds import public_domains
from sensor.model.signature import Indicator, Signature
from sensor.signatures.names import covers

HOST = 2
"""Kind of a candidate: a whole name or a pattern of one."""
SUFFIX = 1
"""Kind of a candidate: a name and all below it."""

SEARCH_SUFFIXES = ("home.arpa",)
"""The one search suffix under a public domain that needs no configuration: RFC 8375 keeps it for home networks."""

MAX_FOUND = 1024
"""Wanted names whose entries are remembered, under 1 MB; forgotten when full."""


class Entry(msgspec.Struct, frozen=True):
    """One value of an indicator that covers a name."""

    signature: Signature
    position: int
    """Index of the indicator in `Signature.any`."""
    kind: int
    text: str

    def __str__(self) -> str:
        return f"{'suffix' if self.kind == SUFFIX else 'host'} {self.text}"

    @property
    def indicator(self) -> Indicator:
        """The indicator that holds the value."""
        return self.signature.any[self.position]

    @property
    def rank(self) -> tuple[int, int]:
        """How narrow it is: a whole name before a suffix, the longer before the shorter."""
        return self.kind, len(self.text)

    def covers(self, name: str) -> bool:
        """Return whether the value covers *name*, lower case and without a trailing dot."""
        return covers(self.text, name) if self.kind == SUFFIX else host_matches(self.text, name)


class _Block(msgspec.Struct, frozen=True, gc=False):
    """Values with consecutive numbers."""

    signature: Signature
    position: int
    kind: int
    texts: tuple[str, ...]


class NameIndex:
    """All host names, host patterns and suffixes of a set of signatures."""

    def __init__(self, search_suffixes: Iterable[str] = (), table: NameTable | None = None) -> None:
        """Begin an empty index. *table* is what an index of the same signatures and suffixes, in their order, came to."""
        self.table = NameTable() if table is None else table
        self._made = table is not None
        self._blocks: list[_Block] = []
        self._firsts: list[int] = []
        self._next = 1
        self._found: dict[str, list[Entry]] = {}
        if self._made:
            return
        self.table.add_public(public_domains())
        for suffix in (*SEARCH_SUFFIXES, *search_suffixes):
            self.table.add_search(_ascii(suffix))

    def add_hosts(self, signature: Signature, position: int, texts: tuple[str, ...]) -> None:
        """Add the ``host`` values of an indicator. Raises ValueError for a pattern that the loader would refuse."""
        first = self._begin(signature, position, HOST, texts)
        if self._made:
            return
        self.table.reserve(len(texts))
        if all(map(is_plain, texts)):
            self.table.add_many(texts, first)
            return
        for number, text in enumerate(texts, first):
            self._add_pattern(text, number)

    def add_suffixes(self, signature: Signature, position: int, texts: tuple[str, ...]) -> None:
        """Add the ``suffix`` values of an indicator."""
        texts = tuple(_ascii(text) for text in texts)
        first = self._begin(signature, position, SUFFIX, texts)
        if self._made:
            return
        self.table.reserve(len(texts))
        self.table.add_many(texts, first, below=True)

    def find(self, name: str) -> Sequence[Entry]:
        """Return the entries that cover *name*, search suffixes aside."""
        known = self._found.get(name)
        if known is not None:
            return known
        numbers = self.table.payloads(name.encode("ascii", "replace"))
        found = [entry for entry in map(self._entry, numbers) if entry.covers(name)]
        if numbers:  # what is wanted is asked for again and again; what is not costs no more than this
            if len(self._found) >= MAX_FOUND:
                self._found.clear()
            self._found[name] = found
        return found

    def meant(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield ``(name, suffix)`` for each way in which a resolver's search list may have made *name*."""
        for dot in self.table.cuts(name):
            yield name[:dot], name[dot + 1 :]

    def entries(self) -> Iterator[Entry]:
        """Yield everything, in the order in which it was added."""
        for block in self._blocks:
            for text in block.texts:
                yield Entry(block.signature, block.position, block.kind, text)

    def _begin(self, signature: Signature, position: int, kind: int, texts: tuple[str, ...]) -> int:
        """Number *texts* and return the first number."""
        first = self._next
        self._found.clear()
        self._blocks.append(_Block(signature, position, kind, texts))
        self._firsts.append(first)
        self._next += len(texts)
        return first

    def _add_pattern(self, text: str, number: int) -> None:
        """Add one ``host`` value of any form."""
        if is_plain(text):
            self.table.add_exact(text, number)
            return
        pattern = compile_host(text)
        for name in pattern.names:
            self.table.add_exact(name, number)
        for ending in pattern.endings:
            self.table.add_maybe(ending, number)

    def _entry(self, number: int) -> Entry:
        """Return the entry with *number*."""
        place = bisect_right(self._firsts, number) - 1
        block = self._blocks[place]
        return Entry(block.signature, block.position, block.kind, block.texts[number - self._firsts[place]])


def _ascii(name: str) -> str:
    """Return *name* as it stands on the wire: A-labels, lower case, no dot at either end."""
    name = name.strip().strip(".").lower()
    return name if name.isascii() else name.encode("idna").decode("ascii")

"""YAML text → a tree of nodes that know their line and column, inside limits.

Built from the parser's events, not by a loader that makes Python objects: a scalar stays the text that was written (no
``no`` that becomes False, no date that becomes a date), every node has its place, and aliases, tags, duplicate keys, deep
nesting and huge files are refused where they stand.
"""

import codecs
from array import array
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml

from sensor.model.signature import Location
from sensor.signatures.limits import MAX_DEPTH, MAX_FILE_BYTES, MAX_NODES
from sensor.signatures.problems import Problem, SignatureErrors

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it; the same events otherwise."""


QUOTES = ("'", '"', "|", ">")
MAX_COLUMN = (1 << 23) - 1
"""Columns beyond 8 million are all said to be this one."""


class Node:
    """A place in a file."""

    __slots__ = ("column", "line", "path")

    def __init__(self, path: str, line: int, column: int) -> None:
        """Remember the place; *line* and *column* count from 0, as the parser's do."""
        self.path = path
        self.line = line + 1
        self.column = column + 1

    @property
    def at(self) -> Location:
        """The place as a value."""
        return Location(self.path, self.line, self.column)


class Scalar(Node):
    """A text as written, quotes removed."""

    __slots__ = ("quoted", "text")

    def __init__(self, path: str, line: int, column: int, text: str, *, quoted: bool) -> None:
        super().__init__(path, line, column)
        self.text = text
        self.quoted = quoted


class Sequence(Node):
    """A list. Scalars are kept as text and place only, and made into nodes one by one: there may be a million."""

    __slots__ = ("_entries", "_places")

    def __init__(self, path: str, line: int, column: int) -> None:
        super().__init__(path, line, column)
        self._entries: list[Node | str] = []
        self._places = array("Q")
        """Line, column and whether quoted, packed: 40, 23 and 1 bits."""

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Node]:
        """Yield the entries in order."""
        for entry, place in zip(self._entries, self._places, strict=True):
            if isinstance(entry, Node):
                yield entry
            else:
                yield Scalar(self.path, place >> 24, place >> 1 & MAX_COLUMN, entry, quoted=bool(place & 1))

    def plain_texts(self, longest: int) -> list[str]:
        """Return the entries where all are texts with no white space around them and up to *longest* characters; else none."""
        texts = [entry for entry in self._entries if isinstance(entry, str)]
        plain = len(texts) == len(self._entries) and all(texts) and max(map(len, texts), default=0) <= longest
        return texts if plain and list(map(str.strip, texts)) == texts else []

    def add(self, node: Node) -> None:
        """Append *node*."""
        if isinstance(node, Scalar):
            self.add_text(node.text, node.line - 1, node.column - 1, quoted=node.quoted)
        else:
            self._entries.append(node)
            self._places.append(0)

    def add_text(self, text: str, line: int, column: int, *, quoted: bool) -> None:
        """Append a scalar; *line* and *column* count from 0."""
        self._entries.append(text)
        self._places.append(line << 24 | min(column, MAX_COLUMN) << 1 | quoted)


class Mapping(Node):
    """Keys and values; each key once."""

    __slots__ = ("items",)

    def __init__(self, path: str, line: int, column: int) -> None:
        super().__init__(path, line, column)
        self.items: dict[str, tuple[Scalar, Node]] = {}


def parse_yaml(data: bytes, path: str) -> Node | None:
    """Return the tree of the one document in *data*; None for an empty file. Raises SignatureErrors with one problem."""
    if len(data) > MAX_FILE_BYTES:
        _refuse(Location(path), f"the file has more than {MAX_FILE_BYTES >> 20} MiB", "split it")
    _check_utf8(data, path)
    try:
        return _Builder(path, yaml.parse(data.removeprefix(codecs.BOM_UTF8), Loader=LOADER)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        _refuse(at, f"not YAML: {error.problem or error.context}")
    except yaml.reader.ReaderError as error:
        before = data[: error.position] if isinstance(error.position, int) else b""
        at = Location(path, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        _refuse(at, f"not YAML: {error.reason}")


class _Builder:
    """Turns events into nodes; the depth of the calls is bounded by `MAX_DEPTH`."""

    def __init__(self, path: str, events: Iterator[Any]) -> None:
        self.path = path
        self.events = events
        self.nodes = 0

    def document(self) -> Node | None:
        """Return the first document's root; a second document is refused."""
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a file is one YAML document")
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, 1)
        return root

    def node(self, event: Any, depth: int) -> Node:
        """Return the node that *event* begins."""
        self.count(event)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"alias *{event.anchor}: aliases are not allowed", "write the value again")
        if event.anchor is not None:
            self.refuse(event, f"anchor &{event.anchor}: anchors are not allowed")
        if event.tag is not None:
            self.refuse(event, f"tag {event.tag}: tags are not allowed")
        if depth > MAX_DEPTH:
            self.refuse(event, f"nested deeper than {MAX_DEPTH}")
        if isinstance(event, yaml.ScalarEvent):
            mark: Any = event.start_mark
            return Scalar(self.path, mark.line, mark.column, event.value, quoted=event.style in QUOTES)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def count(self, event: Any) -> None:
        """Count one value; too many are refused."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(event, f"more than {MAX_NODES} values in one file", "split it")

    def sequence(self, start: Any, depth: int) -> Sequence:
        """Return the list that *start* begins."""
        found = Sequence(self.path, start.start_mark.line, start.start_mark.column)
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None and depth < MAX_DEPTH:
                mark: Any = event.start_mark  # the quick way for long lists
                self.count(event)
                found.add_text(event.value, mark.line, mark.column, quoted=event.style in QUOTES)
            else:
                found.add(self.node(event, depth + 1))
        return found

    def mapping(self, start: Any, depth: int) -> Mapping:
        """Return the mapping that *start* begins."""
        found = Mapping(self.path, start.start_mark.line, start.start_mark.column)
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, depth + 1)
            if not isinstance(key, Scalar):
                self.refuse(event, "a key is a single word")
            if key.text in found.items:
                first = found.items[key.text][0]
                self.refuse(event, f"key {key.text!r} stands here twice", f"first in line {first.line}")
            found.items[key.text] = (key, self.node(next(self.events), depth + 1))
        return found

    def refuse(self, event: Any, message: str, hint: str = "") -> NoReturn:
        """Raise a problem at *event*."""
        mark = event.start_mark
        _refuse(Location(self.path, mark.line + 1, mark.column + 1), message, hint)


def _check_utf8(data: bytes, path: str) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before) - before.rfind(b"\n")
        _refuse(Location(path, before.count(b"\n") + 1, column), f"byte 0x{data[error.start]:02x} is not UTF-8")


def _refuse(at: Location, message: str, hint: str = "") -> NoReturn:
    raise SignatureErrors([Problem(at, message, hint)])

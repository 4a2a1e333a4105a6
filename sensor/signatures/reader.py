"""Typed reading of nodes: every value that is missing, of the wrong type or out of bounds is noted with its place.

A method that fails notes a problem and returns a harmless value, so that one run shows all problems of a file. Nobody
uses the values then: the loader refuses the whole load when there is any problem.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from sensor.model.signature import Location
from sensor.signatures.limits import MAX_PROBLEMS, MAX_TEXT
from sensor.signatures.nodes import Mapping as MappingNode
from sensor.signatures.nodes import Node, Scalar
from sensor.signatures.nodes import Sequence as SequenceNode
from sensor.signatures.problems import Problem, nearest
from sensor.signatures.schema import Key

T = TypeVar("T")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_INTEGER = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,9})?|\.[0-9]{1,9}")
_NULLS = ("", "~", "null", "Null", "NULL")


class Reader:
    """Reads one file's nodes and collects its problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def note(self, at: Node | Location, message: str, hint: str = "") -> None:
        """Collect a problem; after `MAX_PROBLEMS` the rest of the file is not reported."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(at if isinstance(at, Location) else at.at, message, hint))

    def mapping(self, node: Node | None, level: str, keys: Mapping[str, Key]) -> MappingNode | None:
        """Return *node* as a mapping after checking its keys against *keys*; None when it is none."""
        if not isinstance(node, MappingNode):
            if node is not None:
                self.note(node, f"{level}: a mapping (key: value) is wanted here")
            return None
        for name, (key, _value) in node.items.items():
            if name not in keys:
                self.note(key, f"unknown key {name!r} in {level}", nearest(name, tuple(keys)))
        for name, wanted in keys.items():
            if wanted.required and name not in node.items:
                self.note(node, f"key {name!r} is missing in {level}", f"{wanted.kind}: {wanted.meaning}")
        return node

    def items(self, parent: MappingNode, key: str, *, single: bool = False) -> Iterator[Node]:
        """Yield the entries of the list at *key*; with *single* a value alone is a list of one."""
        node = self.value(parent, key)
        if node is None:
            return
        if isinstance(node, SequenceNode):
            if not len(node):
                self.note(node, f"{key}: the list is empty")
            yield from node
        elif single:
            yield node
        else:
            self.note(node, f"{key}: a list is wanted here")

    def value(self, parent: MappingNode, key: str) -> Node | None:
        """Return the node at *key*, or None when the key is absent; an empty value is a problem."""
        found = parent.items.get(key)
        if found is None:
            return None
        if isinstance(found[1], Scalar) and not found[1].quoted and found[1].text in _NULLS:
            self.note(found[0], f"{key}: the value is missing")
            return None
        return found[1]

    def scalar(self, node: Node | None, what: str) -> str:
        """Return the text of *node*; empty when it is none."""
        if isinstance(node, Scalar):
            if not node.text.strip():
                self.note(node, f"{what}: the value is empty")
            if len(node.text) > MAX_TEXT:
                self.note(node, f"{what}: more than {MAX_TEXT} characters")
                return ""
            return node.text.strip()
        if node is not None:
            self.note(node, f"{what}: a single value is wanted here")
        return ""

    def text(self, parent: MappingNode, key: str) -> str:
        """Return the text at *key*; empty when absent."""
        return self.scalar(self.value(parent, key), key)

    def texts(self, parent: MappingNode, key: str, *, single: bool = False) -> tuple[str, ...]:
        """Return the list of texts at *key*."""
        return tuple(text for node in self.items(parent, key, single=single) if (text := self.scalar(node, key)))

    def checked(
        self, parent: MappingNode, key: str, check: Callable[[str], str], *, single: bool = False
    ) -> tuple[str, ...]:
        """Return the list of texts at *key*, each passed through *check*, whose ValueError becomes a problem."""
        node = parent.items[key][1] if key in parent.items else None
        if isinstance(node, SequenceNode) and (texts := node.plain_texts(MAX_TEXT)):
            try:
                return tuple(map(check, texts))
            except ValueError:
                pass  # which one, and where, is found below
        found = []
        for node in self.items(parent, key, single=single):
            text = self.scalar(node, key)
            if text:
                found.append(self.tried(node, key, text, check))
        return tuple(found)

    def tried(self, node: Node, what: str, text: str, check: Callable[[str], T]) -> T:
        """Return ``check(text)``; a ValueError becomes a problem, and the text itself is returned."""
        try:
            return check(text)
        except ValueError as error:
            self.note(node, f"{what}: {error}")
            return text  # type: ignore[return-value]  # never used: the file has a problem

    def identifier(self, parent: MappingNode, key: str) -> str:
        """Return the id at *key*: lower-case letters, digits and single hyphens."""
        text = self.text(parent, key)
        if text and not _ID.fullmatch(text):
            self.note(parent.items[key][1], f"{key}: {text!r} is no id", "lower-case letters, digits and hyphens")
        return text

    def choice(self, parent: MappingNode, key: str, allowed: Sequence[str]) -> str:
        """Return the word at *key*, one of *allowed*; the first of them when it is another."""
        text = self.text(parent, key)
        if text in allowed:
            return text
        if text:
            self.note(parent.items[key][1], f"{key}: {text!r} is not known", nearest(text, allowed))
        return allowed[0]

    def choices(self, parent: MappingNode, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """Return the words at *key*, each one of *allowed*."""
        found = []
        for node in self.items(parent, key):
            text = self.scalar(node, key)
            if text and text not in allowed:
                self.note(node, f"{key}: {text!r} is not known", nearest(text, allowed))
            found.append(text)
        return tuple(found)

    def integer(self, parent: MappingNode, key: str, *, default: int, low: int, high: int) -> int:
        """Return the whole number at *key*, between *low* and *high*."""
        node = self.value(parent, key)
        if node is None:
            return default
        text = self.scalar(node, key)
        if _INTEGER.fullmatch(text) and low <= int(text) <= high:
            return int(text)
        self.note(node, f"{key}: {text!r} is not a whole number from {low} to {high}")
        return default

    def fraction(self, parent: MappingNode, key: str) -> float:
        """Return the number at *key*, above 0 and up to 1."""
        node = self.value(parent, key)
        if node is None:
            return 0.0
        text = self.scalar(node, key)
        if _NUMBER.fullmatch(text) and 0 < float(text) <= 1:
            return float(text)
        self.note(node, f"{key}: {text!r} is not a number above 0 and up to 1")
        return 0.0

    def boolean(self, parent: MappingNode, key: str) -> bool:
        """Return the truth value at *key*: ``true`` or ``false``, nothing else."""
        node = self.value(parent, key)
        if node is None:
            return False
        text = self.scalar(node, key)
        if text not in ("true", "false"):
            self.note(node, f"{key}: {text!r} is neither true nor false")
        return text == "true"

    def date(self, parent: MappingNode, key: str, *, partial: bool = False) -> str:
        """Return the day at *key*, ``YYYY-MM-DD``; with *partial* a month or a year will do. Empty when absent."""
        node = self.value(parent, key)
        if node is None:
            return ""
        text = self.scalar(node, key)
        whole = text + "-01-01"[len(text) - 4 :] if partial and len(text) in (4, 7) else text
        try:
            if len(whole) != 10:
                raise ValueError(whole)
            datetime.date.fromisoformat(whole)
        except ValueError:
            self.note(node, f"{key}: {text!r} is no date", "write YYYY-MM-DD")
        return text

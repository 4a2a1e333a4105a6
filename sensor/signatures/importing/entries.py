"""What an import found: values in groups, and what it left out, with the reason."""

import ipaddress
import re
from collections import Counter

import msgspec

from sensor.signatures.checks.broad_names import takes_in
from sensor.signatures.importing.examples import example_of
from sensor.signatures.limits import MAX_FILE_BYTES
from sensor.signatures.names import covers, fixed_labels, glob_to_regex, is_glob, is_regex, normal_name, normal_pattern
from sensor.signatures.regex import host_anchor

MAX_VALUES = 1_000_000
"""Values of one file: as many as a pack is measured with (docs/performance.md); a longer list is cut, and that is said."""
MAX_GROUPS = 1_000
"""Groups of one file, each a signature; what comes after goes into the last."""
MAX_SKIPPED = 20
"""Places named for one reason; of the rest the number is told."""
WIDEST = {4: 8, 6: 20}
"""Shortest prefix of a network that lint lets pass (`sensor.signatures.checks.broad_conditions`)."""

_GLOB_PIECE = re.compile(r"\[\^\.\]\*?|\\.|.", re.DOTALL)


class ImportRefused(Exception):
    """The file is not what it was said to be. The text says why, in a sentence without the file's name."""


class Group(msgspec.Struct):
    """Values that came together."""

    title: str
    hosts: dict[str, None] = {}
    suffixes: dict[str, tuple[str, ...]] = {}
    """With what each excepts."""
    patterns: dict[str, tuple[str, ...]] = {}
    """Regular expressions of whole names, as ``host`` writes them, with what each excepts."""
    networks: dict[str, None] = {}
    sources: dict[str, None] = {}
    """Pages that the file names as its sources."""

    @property
    def is_empty(self) -> bool:
        """True if there is no value in it."""
        return not (self.hosts or self.suffixes or self.patterns or self.networks)


class Entries:
    """Gathers values while a file is read. A value that Vestige would refuse is left out, with its place and the reason."""

    def __init__(self, shared_suffixes: tuple[str, ...] = ()) -> None:
        self.groups: dict[str, Group] = {}
        self.skipped: Counter[str] = Counter()
        self.places: dict[str, list[str]] = {}
        self.count = 0
        self._shared = shared_suffixes

    def group(self, title: str) -> Group:
        """Return the group of that title, made when it is new."""
        if title not in self.groups and len(self.groups) >= MAX_GROUPS:
            return self.groups[next(reversed(self.groups))]
        return self.groups.setdefault(title, Group(title))

    def skip(self, place: str, why: str) -> None:
        """Note that what stands at *place* is left out."""
        self.skipped[why] += 1
        places = self.places.setdefault(why, [])
        if len(places) < MAX_SKIPPED:
            places.append(place)

    def add(self, group: Group, text: str, place: str) -> None:
        """Add a name, ``*.name`` for all below it, an address or a network."""
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            if text.startswith("*."):
                self.add_suffix(group, text[2:], place)
            else:
                self.add_host(group, text, place)
            return
        self._add_network(group, network, place)

    def add_host(self, group: Group, text: str, place: str) -> None:
        """Add a whole name."""
        name = self._name(text, place)
        if name and self._room(place):
            group.hosts.setdefault(name)

    def add_suffix(self, group: Group, text: str, place: str, excluding: tuple[str, ...] = ()) -> None:
        """Add a name and all below it."""
        name = self._name(text.removeprefix("."), place)
        if not name:
            return
        why = takes_in(name, self._shared)
        excepted = self._excepted(excluding, place)
        if why:
            self.skip(place, f"a name that {why}")
        elif any(covers(one, name) for one in excepted):
            self.skip(place, "a name that excepts itself")
        elif self._room(place):
            group.suffixes.setdefault(name, excepted)

    def add_pattern(self, group: Group, expression: str, place: str, excluding: tuple[str, ...] = ()) -> None:
        """Add a regular expression of a whole name."""
        text = glob_of(expression) or f"re:{expression}"
        try:
            anchor = host_anchor(text) if is_regex(text) else fixed_labels(normal_pattern(text))
        except ValueError as error:
            self.skip(place, str(error))
            return
        why = takes_in(anchor, self._shared)
        if not example_of(text):
            self.skip(place, "an expression that means no name")
        elif why:
            self.skip(place, f"an expression that ends in what {why}")
        elif self._room(place):
            group.patterns.setdefault(text, self._excepted(excluding, place))

    def _excepted(self, excluding: tuple[str, ...], place: str) -> tuple[str, ...]:
        return tuple(name for one in excluding if (name := self._name(one, place)))

    def _add_network(self, group: Group, network: ipaddress.IPv4Network | ipaddress.IPv6Network, place: str) -> None:
        if network.is_private:
            self.skip(place, "a network that is everybody's")
        elif network.prefixlen < WIDEST[network.version]:
            self.skip(place, "a network too wide to name anybody")
        elif self._room(place):
            group.networks.setdefault(str(network))

    def _name(self, text: str, place: str) -> str:
        try:
            name = normal_name(text)
        except ValueError:
            self.skip(place, "neither a host name nor a network")
            return ""
        if "." not in name or name.rsplit(".", 1)[1].isdigit():
            self.skip(place, "a name of one label, or no name")
            return ""
        return name

    def _room(self, place: str) -> bool:
        if self.count >= MAX_VALUES:
            self.skip(place, f"one value more than {MAX_VALUES}")
            return False
        self.count += 1
        return True


def glob_of(expression: str) -> str:
    """Return the ``host`` pattern whose expression this is (`sensor.signatures.names.glob_to_regex`); empty if of none."""
    pieces = _GLOB_PIECE.findall(expression.removeprefix("^").removesuffix("$"))
    glob = "".join({"[^.]*": "*", "[^.]": "?"}.get(piece, piece[-1]) for piece in pieces)
    return glob if is_glob(glob) and glob_to_regex(glob) == expression else ""


def text_of(data: bytes) -> str:
    """Return the text of a file. Raises ImportRefused for one that is too large or is no text in UTF-8."""
    if len(data) > MAX_FILE_BYTES:
        raise ImportRefused(f"larger than {MAX_FILE_BYTES // 2**20} MiB: cut it into several files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(f"not UTF-8: byte {error.start} is 0x{data[error.start]:02x}") from None
    if "\0" in text:
        raise ImportRefused(f"not text: character {text.index(chr(0))} is a NUL")
    return text

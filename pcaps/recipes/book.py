"""The book: which recipes there are, and what each capture is for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .builders import pcapfile
from .story import Story

LICENCE = "Apache-2.0"
"""All captures are made by the recipes here; none holds traffic of a real network."""

Expected = dict[str, object]
"""A finding that a scan must report: ``host`` (address) and any of vendor, product, shows, verdict, attribution, via,
outcome, name, mac, tenant, sights (all evidence counted)."""


@dataclass
class Recipe:
    """One capture: its file under ``pcaps/``, what it shows, and how it is made."""

    file: str
    shows: str
    make: Callable[[], bytes]
    findings: Sequence[Expected] = ()
    error: bool = False
    """The file is damaged: a scan reports it and goes on (exit status 3)."""
    container: bool = False
    """A compressed copy: compared by what is inside, for compressors differ between versions."""
    module: str = ""

    @property
    def name(self) -> str:
        """Return where the recipe stands: module and function."""
        return f"{self.module}.{self.make.__name__}"


RECIPES: dict[str, Recipe] = {}
"""File → recipe, in the order of the book."""

Teller = Callable[[Story], None]


def capture(
    file: str,
    shows: str,
    *,
    findings: Sequence[Expected] = (),
    link: int = pcapfile.ETHERNET,
    order: str = "<",
    nano: bool = False,
) -> Callable[[Teller], Teller]:
    """Enter a story into the book: it becomes a classic pcap."""

    def enter(tell: Teller) -> Teller:
        def make() -> bytes:
            story = Story(file)
            tell(story)
            return pcapfile.pcap(story.frames(), link, order=order, nano=nano)

        make.__name__ = tell.__name__
        RECIPES[file] = Recipe(file, shows, make, findings, module=tell.__module__.rpartition(".")[2])
        return tell

    return enter


def raw(
    file: str, shows: str, *, findings: Sequence[Expected] = (), error: bool = False, container: bool = False
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a function into the book that gives the file's bytes itself."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        module = make.__module__.rpartition(".")[2]
        RECIPES[file] = Recipe(file, shows, make, findings, error, container, module)
        return make

    return enter


def recording(file: str, shows: str, *, findings: Sequence[Expected] = ()) -> None:
    """Enter a recording of a real program (`recipes.record`), which stays as it was made: its bytes are its recipe."""

    def recorded() -> bytes:
        return (Path(__file__).resolve().parents[1] / file).read_bytes()

    RECIPES[file] = Recipe(file, shows, recorded, findings, module="recordings")


def finding(host: str, shows: str, verdict: str, outcome: str | None = None, **more: object) -> Expected:
    """Say that a finding on *host* is expected; vendor and product unless given: Kaspersky's endpoint.

    *outcome* is the best that its conversations came to; that of its lookups only where nothing but lookups was seen.
    """
    expected = {"host": host, "vendor": "kaspersky", "product": "endpoint", "shows": shows, "verdict": verdict, **more}
    return expected if outcome is None else {**expected, "outcome": outcome}

"""``python -m pcaps.recipes [--check] [--only NAME]``: make the captures of ``pcaps/``, or see whether they are as made."""

import argparse
import sys

from . import shelf
from .pages import RECIPES


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status: 1 when ``--check`` finds a difference, 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python -m pcaps.recipes", description=__doc__)
    parser.add_argument("--check", action="store_true", help="rebuild in memory and compare with files and manifest")
    parser.add_argument("--only", metavar="NAME", help="only the captures whose file name contains NAME")
    options = parser.parse_args(arguments)

    def wanted(file: str) -> bool:
        return options.only is None or options.only in file

    if not any(map(wanted, RECIPES)):
        print(f"no capture is called {options.only}", file=sys.stderr)
        return 2
    if options.check:
        found = shelf.differences(wanted)
        print("\n".join(found) if found else f"{sum(map(wanted, RECIPES))} captures are as their recipes make them")
        return 1 if found else 0
    changed = shelf.build(wanted)
    print("\n".join(f"wrote {file}" for file in changed) if changed else "nothing changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write the pages that are derived from the code, or check that they are up to date.

usage: generate.py [--check]

``docs/reference/cli.md``: every command's ``--help``. ``docs/reference/config.md``: the keys of ``vestige.yaml``.
``docs/signatures/``: the schemas of the files, what is in the packs, what they cover and what they hit. With ``--check``
nothing is written, and the exit status is 1 when a page differs from what would be written.

Two pages need the lists in ``../shared`` (or where ``VESTIGE_SHARED`` says): without those they are left as they are.
"""

import difflib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from sensor.cli.program import cli
from sensor.engine.config.schema import LEVELS
from sensor.signatures import load
from sensor.signatures.json_schema import FILES, schema_text

DOCS = Path(__file__).resolve().parent
sys.path += [str(DOCS), str(DOCS.parent / "tests")]  # what the tests know of the packs stands there

from packs import counts_page, coverage_page, everyday_page  # noqa: E402 - the path is set above

SHARED = Path(os.environ.get("VESTIGE_SHARED", DOCS.parent.parent / "shared"))
WIDTH = 100
"""Columns of the help texts, whatever the terminal."""

CLI_HEAD = """\
# Command line

<!-- Made by docs/generate.py from the program's own help. Edit that. -->

Results go to standard output, everything else (progress, warnings) to standard error.

| exit status | meaning |
|---|---|
| 0 | done |
| 1 | done, and a finding is at or above `--fail-on`; visits (`shows: access`) do not count |
| 2 | wrong usage, configuration or signature file; or the output cannot be written |
| 3 | an input could not be read to its end; the rest was processed, and the report says which; given in place of 1 as well |
| 130 | interrupted; what was found so far is printed |
| 141 | the reader of the output went away (`vestige scan … \\| head`) |
"""


CONFIG_HEAD = """\
# Configuration

<!-- Made by docs/generate.py from sensor/engine/config/schema.py and docs/reference/vestige.yaml. Edit those. -->

`vestige watch` reads `/etc/vestige/vestige.yaml`, or what `--config` names; flags stand above it. `vestige config check`
says what is wrong with it, each mistake with its line and column and the nearest key; `vestige config show` prints it whole,
with the defaults. Durations are written `60s`, `5m`, `24h`, `7d`, sizes `500kB`, `100MB`, `2GB`.

The file and the signatures are read again on SIGHUP and when one of them changes. Either all of it is taken over or, when
anything is wrong, none: the old stays in use, and an `engine` event says why. `interfaces`, `directory`, `capture`, `user`,
`home`, `state`, `metrics` and `name` take effect at the next start.

An example with most keys ([vestige.yaml](vestige.yaml)):
"""
EXAMPLE = DOCS / "reference" / "vestige.yaml"


def leaf_commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """Yield the path and the help text of *command* and of everything below it."""
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from leaf_commands(child, click.Context(child, info_name=name, parent=context))


def cli_page() -> str:
    """Return ``reference/cli.md``."""
    settings = {**cli.context_settings, "max_content_width": WIDTH}
    context = click.Context(cli, info_name="vestige", terminal_width=WIDTH, **settings)
    parts = [CLI_HEAD]
    for path, text in leaf_commands(cli, context):
        parts.append(f"## {path}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


def config_page() -> str:
    """Return ``reference/config.md``."""
    parts = [CONFIG_HEAD, f"```yaml\n{EXAMPLE.read_text().rstrip()}\n```\n"]
    for level, keys in LEVELS.items():
        rows = [
            f"| `{name}` | {key.kind} | {'yes' if key.required else ''} | {key.meaning} |" for name, key in keys.items()
        ]
        title = "The file" if level == "vestige.yaml" else f"`{level}`"
        parts.append(
            "\n".join([f"## {title}\n", "| key | value | required | meaning |", "|---|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def stale(page: Path, text: str) -> list[str]:
    """Return the difference between *page* as it stands and *text*, line by line."""
    current = page.read_text() if page.exists() else ""
    return list(difflib.unified_diff(current.splitlines(), text.splitlines(), str(page), "as generated", lineterm=""))


def all_pages() -> dict[Path, str]:
    """Return the text of every page; those that cannot be made here are left out and named on standard error."""
    shipped = load()
    made = {
        "reference/cli.md": cli_page(),
        "reference/config.md": config_page(),
        **{f"signatures/{name}.schema.json": schema_text(name) for name in FILES},
        "signatures/counts.md": counts_page(shipped),
        "signatures/coverage.md": coverage_page(shipped, SHARED),
        "signatures/everyday.md": everyday_page(shipped, SHARED),
    }
    for name, text in made.items():
        if text is None:
            print(f"docs/{name} was not checked and stays as it is: its lists are not in {SHARED}", file=sys.stderr)
    return {DOCS / name: text for name, text in made.items() if text is not None}


def run(arguments: list[str]) -> int:
    """Write or check all pages and return the exit status."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    pages = all_pages()
    if not arguments:
        for page, text in pages.items():
            page.write_text(text)
        return 0
    differences = [line for page, text in pages.items() for line in stale(page, text)]
    if differences:
        print("\n".join(differences))
        print("a generated page is stale: run `make docs` and commit it", file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

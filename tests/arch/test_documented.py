"""The documentation says only what the program can do."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from sensor.cli.program import cli
from sensor.model.fields import ALL_FIELDS

FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(vestige .*)$", re.MULTILINE)


def commands(repo: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each ``vestige …`` line inside the code blocks of README and docs, with the place it stands at."""
    for page in [repo / "README.md", *sorted((repo / "docs").rglob("*.md"))]:
        for block in FENCE.findall(page.read_text()):
            for line in COMMAND.findall(block.replace("\\\n", " ")):
                if not line.startswith("vestige: "):
                    yield f"{page.relative_to(repo)}: {line}", shlex.split(line, comments=True)[1:]


def cut_at_shell(words: list[str]) -> list[str]:
    """Return the words of the command itself, before a pipe or a redirection."""
    ends = [index for index, word in enumerate(words) if word in {"|", "&&", ";", "||"} or word.startswith((">", "2>"))]
    return words[: ends[0]] if ends else words


def unknown_words(words: list[str]) -> list[str]:
    """Return what in *words* the program has not: a command, an option."""
    command: click.Command = cli
    context = click.Context(command, info_name="vestige")
    rest = list(cut_at_shell(words))
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        found = command.get_command(context, name)
        if found is None:
            return [name]
        command, context = found, click.Context(found, info_name=name, parent=context)
    known = {name for parameter in command.get_params(context) for name in (*parameter.opts, *parameter.secondary_opts)}
    return [word for word in rest if word.startswith("-") and word != "-" and word.split("=")[0] not in known]


def test_commands_in_the_documentation_exist(repo: Path) -> None:
    """Every command line in README and docs names commands and options that the program has."""
    wrong = [(place, unknown) for place, words in commands(repo) if (unknown := unknown_words(words))]
    assert wrong == []


def test_every_field_of_evidence_is_documented(repo: Path) -> None:
    """A program that reads reports meets no value that the page does not name."""
    (row,) = re.findall(r"^\| `field` \| (.*) \|$", (repo / "docs/reference/json.md").read_text(), re.MULTILINE)
    assert set(re.findall(r"`([a-z_.0-9]+)`", row)) == set(ALL_FIELDS)


def test_the_documentation_shows_commands(repo: Path) -> None:
    """The test above looks at something."""
    assert len(list(commands(repo))) > 5


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("scan a.pcap", []),
        ("scan --no-such a.pcap", ["--no-such"]),
        ("scna a.pcap", ["scna"]),
        ("scan - | head -n 3", []),
    ],
)
def test_a_wrong_word_is_noticed(line: str, wrong: list[str]) -> None:
    """What the check above is able to see."""
    assert unknown_words(line.split()) == wrong

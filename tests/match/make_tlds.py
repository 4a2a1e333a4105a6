"""Write ``sensor/match/tlds.py`` anew from the installed publicsuffixlist: ``python tests/match/make_tlds.py``."""

import textwrap
from importlib import resources
from pathlib import Path

MODULE = Path(__file__).parents[2] / "sensor/match/tlds.py"
WIDTH = 116


def listed() -> list[str]:
    """Return the last labels of the list's ICANN part, A-labels in order."""
    text = resources.files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    rules = text.partition("===BEGIN PRIVATE")[0].splitlines()
    names = {rule.strip().rpartition(".")[2] for rule in rules if rule.strip() and not rule.startswith("//")}
    return sorted(name.encode("idna").decode() for name in names)


def rewritten(module: str) -> str:
    """Return the text of the module with the list in place of the one it has."""
    head, _, rest = module.partition('TLDS = """\n')
    tail = rest.partition('"""\n')[2]
    body = textwrap.fill(" ".join(listed()), WIDTH, break_on_hyphens=False, break_long_words=False)
    return f'{head}TLDS = """\n{body}\n"""\n{tail}'


if __name__ == "__main__":
    MODULE.write_text(rewritten(MODULE.read_text()))

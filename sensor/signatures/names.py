"""Host names and host patterns as signature files write them: normal form, numbered ranges, globs."""

import itertools
import re

from sensor.signatures.limits import MAX_EXPANSION, MAX_LABEL, MAX_NAME

REGEX_PREFIX = "re:"
"""A value that starts so is a regular expression (see `sensor.signatures.regex`)."""

_RANGE = re.compile(r"\[(\d+)-(\d+)\]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
_NORMAL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*")
_GLOB_LABEL = re.compile(r"[a-z0-9_*?-]+")


def is_regex(pattern: str) -> bool:
    """Tell whether *pattern* is written as a regular expression."""
    return pattern.startswith(REGEX_PREFIX)


def is_glob(pattern: str) -> bool:
    """Tell whether *pattern* has a wildcard; meant for patterns that are no regular expressions."""
    return "*" in pattern or "?" in pattern


def is_range(pattern: str) -> bool:
    """Tell whether *pattern* holds a numbered range such as ``s[00-19]``."""
    return "[" in pattern


def is_normal(text: str) -> bool:
    """Tell whether *text* is a host name in normal form: the quick way for long lists."""
    return len(text) <= MAX_NAME and _NORMAL.fullmatch(text) is not None


def normal_name(text: str) -> str:
    """Return the host name *text* in normal form: lower case, no trailing dot, checked label by label.

    Raises ValueError with a sentence that says what is wrong and, for another script, the ASCII form to write.
    """
    if is_normal(text):
        return text
    name = text.strip().lower().removesuffix(".")
    if not name.isascii():
        raise ValueError(f"{text!r} is not ASCII: write its A-label form{_a_label_hint(name)}")
    _check_length(name)
    for label in name.split("."):
        if not _LABEL.fullmatch(label):
            raise ValueError(f"{text!r} is no host name: label {label!r}")
        if len(label) > MAX_LABEL:
            raise ValueError(f"{text!r} is no host name: a label has more than {MAX_LABEL} characters")
    return name


def normal_pattern(text: str) -> str:
    """Return a ``host`` value that is no regular expression in normal form, after checking its ranges and wildcards.

    Raises ValueError.
    """
    if is_normal(text):
        return text
    pattern = text.strip().lower().removesuffix(".")
    for name in expand(pattern):
        if is_glob(name):
            _check_glob(name)
        else:
            normal_name(name)
    return pattern


def expand(pattern: str) -> tuple[str, ...]:
    """Return the names that the numbered ranges in *pattern* stand for, lowest first; zero padding is kept.

    ``s[08-10].x`` gives ``s08.x s09.x s10.x``. A pattern without a range gives itself. Raises ValueError for a range
    that runs backwards, whose ends are padded differently, or that stands for more than `MAX_EXPANSION` names.
    """
    pieces = _RANGE.split(pattern)
    if any("[" in piece or "]" in piece for piece in pieces[::3]):
        raise ValueError(f"{pattern!r}: a bracket holds two numbers, as in s[00-19].example.com")
    choices: list[list[str]] = [[pieces[0]]]
    total = 1
    for low, high, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        total *= _range_size(pattern, low, high)
        if total > MAX_EXPANSION:
            raise ValueError(f"{pattern!r} stands for more than {MAX_EXPANSION} names")
        choices += [[str(number).zfill(len(low)) for number in range(int(low), int(high) + 1)], [rest]]
    return tuple("".join(parts) for parts in itertools.product(*choices))


def fixed_labels(glob: str) -> str:
    """Return the labels at the right end of *glob* that have no wildcard: what a matcher can look up."""
    fixed = list(itertools.takewhile(lambda label: not is_glob(label), reversed(glob.split("."))))
    return ".".join(reversed(fixed))


def glob_to_regex(glob: str) -> str:
    """Return the anchored regular expression of *glob*: ``*`` and ``?`` stay inside their label."""
    return "^" + "".join({"*": "[^.]*", "?": "[^.]"}.get(char, re.escape(char)) for char in glob) + "$"


def covers(suffix: str, name: str) -> bool:
    """Tell whether *name* is *suffix* or lies below it, at a label boundary."""
    return name == suffix or name.endswith("." + suffix)


def _check_length(name: str) -> None:
    if not name or len(name) > MAX_NAME:
        raise ValueError(f"a host name has 1 to {MAX_NAME} characters, this has {len(name)}")


def _check_glob(name: str) -> None:
    _check_length(name)
    if "**" in name:
        raise ValueError(f"{name!r}: a wildcard stays inside one label; for everything below a name use suffix")
    for label in name.split("."):
        if not _GLOB_LABEL.fullmatch(label) or len(label) > MAX_LABEL:
            raise ValueError(f"{name!r} is no host pattern: label {label!r}")
    if fixed_labels(name).count(".") < 1:
        raise ValueError(f"{name!r}: the last two labels must be without wildcards, so that the name can be looked up")


def _range_size(pattern: str, low: str, high: str) -> int:
    if len(low) > 9 or len(high) > 9 or int(high) < int(low):
        raise ValueError(f"{pattern!r}: [{low}-{high}] runs from the lower to the higher number")
    if len(low) != len(high) and low.startswith("0") and low != "0":
        raise ValueError(f"{pattern!r}: both ends of [{low}-{high}] are padded to the same length")
    return int(high) - int(low) + 1


def _a_label_hint(name: str) -> str:
    try:
        return f" ({name.encode('idna').decode()})"
    except UnicodeError:
        return ""

"""What goes wrong with an input, in words for its user."""


class InputError(Exception):
    """An input cannot be opened as a capture. ``str()`` is one sentence that names the input."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NotACapture(InputError):
    """The input can be read, and its content is something else than a capture."""


class DamagedStream(Exception):
    """Compressed data ends early or is corrupt; what was decompressed before it has been handed out. ``str()`` says what."""


def reason_of(error: OSError) -> str:
    """Return the operating system's words for *error*, without path and number."""
    return (error.strerror or str(error)).lower() or type(error).__name__


class BadHeader(Exception):
    """The head of an input names a format and then breaks it. ``str()`` says how."""


class Unrecognised(BadHeader):
    """The head of an input names no format that is read here. ``str()`` says what it is instead."""


class Damage(Exception):
    """What stands at the reader's position is broken. ``str()`` is the rest of a sentence that begins "the record at byte N"."""


class Ended(Exception):
    """Nothing more can be read; the reason, if there is one, is already in the report."""

"""Text from the wire, from files and from their names, made harmless for the medium that shows it.

Names from the wire arrive with every byte outside printable ASCII escaped already; paths and texts of signature files
do not. Whatever its source, nothing is shown before it has gone through here.
"""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is taken for a formula by spreadsheets (OWASP, "CSV Injection")."""

PLAIN_MARKS = str.maketrans({"×": "x", "·": "-", "§": "S", "–": "-", "—": "-", "…": "~"})
"""Marks that the table draws with, for an output that is not Unicode."""


def printable(text: str) -> str:
    """Return *text* with each character that is not visible replaced by its escape.

    Control bytes steer a terminal, format characters (bidirectional overrides, zero width) make a name look like
    another one, line breaks forge lines of a report; ``str.isprintable`` excludes them all.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def cell(value: object) -> str:
    """Return *value* as the text of a CSV cell that no spreadsheet runs; None is an empty cell."""
    if value is None:
        return ""
    text = str(value)
    dangerous = text.startswith(FORMULA_STARTS)
    text = printable(text)
    return "'" + text if dangerous else text


def in_encoding(text: str, encoding: str) -> bytes:
    """Return the bytes of *text*; what *encoding* cannot carry becomes a plain mark or a question mark."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(PLAIN_MARKS).encode(encoding, "replace")

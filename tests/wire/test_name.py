"""Names: DNS wire format and text to one normal form, whatever the bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.wire.name import MAX_TEXT, Name, printable

# Of the compiled module these cannot be imported: they are C integers there.
NAME_CUT = -1
NAME_BAD = -2
MAX_WIRE = 255
MAX_POINTERS = 32


def wire(*labels: bytes) -> bytes:
    """Return *labels* as a whole name."""
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def escaped(label: bytes) -> str:
    """Write a label as the documentation says, in the slow and plain way."""
    plain = "abcdefghijklmnopqrstuvwxyz0123456789!\"#$%&'()*+,-/:;<=>?@[]^_`{|}~"
    return "".join(chr(byte) if chr(byte) in plain else f"\\x{byte:02x}" for byte in label.lower())


def read(data: bytes, pos: int = 0, start: int = 0, end: int | None = None) -> tuple[int, str, bool]:
    """Read a name and return the position behind it, its text and whether it is plain."""
    name = Name()
    after = name.read_dns(data, pos, start, len(data) if end is None else end)
    return after, str(name), name.plain


LONGEST = (b"a" * 63, b"b" * 63, b"c" * 63, b"d" * 61)
"""Four labels that fill all 255 bytes."""


@pytest.mark.parametrize(
    ("title", "data", "text", "plain"),
    [
        ("the root", b"\0", "", True),
        ("one label", wire(b"com"), "com", True),
        ("several", wire(b"s07", b"upd", b"kaspersky", b"com"), "s07.upd.kaspersky.com", True),
        ("upper case becomes lower", wire(b"UPD", b"KasperskY", b"Com"), "upd.kaspersky.com", True),
        ("hyphen, underscore, digits", wire(b"_dmarc", b"a-1"), "_dmarc.a-1", True),
        ("a dot inside a label", wire(b"a.b", b"c"), "a\\x2eb.c", False),
        ("a backslash inside a label", wire(b"a\\b"), "a\\x5cb", False),
        ("space, NUL, high bytes", wire(b" \0\xff\x7f"), "\\x20\\x00\\xff\\x7f", False),
        ("printable, in no host name", wire(b"a*b@c"), "a*b@c", False),
        ("a label of 63 bytes", wire(b"x" * 63), "x" * 63, True),
        ("255 bytes", wire(*LONGEST), b".".join(LONGEST).decode(), True),
        ("127 labels of one byte", wire(*[b"a"] * 127), ".".join("a" * 127), True),
    ],
)
def test_whole_names(title: str, data: bytes, text: str, plain: bool) -> None:
    """The text says where the labels end; the position is behind the name, whatever follows."""
    assert read(data) == (len(data), text, plain)
    assert read(data + b"\xff\xff") == (len(data), text, plain)


@pytest.mark.parametrize(
    ("title", "data", "expected"),
    [
        ("nothing", b"", NAME_CUT),
        ("no end", b"\x03com", NAME_CUT),
        ("inside a label", b"\x03co", NAME_CUT),
        ("half a pointer", b"\x01a\xc0", NAME_CUT),
        ("a label of 64 bytes", b"\x40" + b"a" * 64 + b"\0", NAME_BAD),
        ("a label type 10", b"\x80a\0", NAME_BAD),
        ("256 bytes", wire(b"a" * 63, b"b" * 63, b"c" * 63, b"d" * 62), NAME_BAD),
        ("128 labels", wire(*[b"a"] * 128), NAME_BAD),
        ("a pointer to itself", b"\xc0\x00", NAME_BAD),
        ("a pointer past the end", b"\xc0\x02", NAME_BAD),
        ("a circle of two", b"\xc0\x02\xc0\x00", NAME_BAD),
        ("a circle with labels in it", b"\x01a\xc0\x00", NAME_BAD),
    ],
)
def test_no_names(title: str, data: bytes, expected: int) -> None:
    """What ends early is told from what can never be a name."""
    assert read(data)[0] == expected


def test_compression_backwards() -> None:
    """The position behind a pointer counts, wherever the name went on."""
    data = wire(b"kaspersky", b"com") + b"\x03upd\xc0\x00" + b"\x03s07\xc0\x0f" + b"tail"
    assert read(data, 15) == (21, "upd.kaspersky.com", True)
    assert read(data, 21) == (27, "s07.upd.kaspersky.com", True)


def test_compression_forwards() -> None:
    """Some resolvers take a pointer that leads forward, so a name must not hide behind one."""
    data = b"\x03upd\xc0\x06" + wire(b"kaspersky", b"com")
    assert read(data) == (6, "upd.kaspersky.com", True)


def test_pointers_count_from_the_beginning_of_the_message() -> None:
    """A message in the middle of a buffer neither starts at 0 nor goes on to the buffer's end."""
    message = wire(b"com") + b"\x01a\xc0\x00"
    data = wire(b"evil") * 3 + message + b"\x04tail\0"
    start = len(data) - len(message) - 6
    end = start + len(message)
    assert read(data, start + 5, start, end) == (end, "a.com", True)
    assert read(b"\x01a\xc0\x04" + wire(b"b"), 0, 0, 4)[0] == NAME_BAD


@pytest.mark.parametrize(("pointers", "good"), [(MAX_POINTERS, True), (MAX_POINTERS + 1, False)])
def test_a_chain_of_pointers_has_its_limit(pointers: int, good: bool) -> None:
    """Pointer after pointer, then a label."""
    data = b"".join((0xC000 + 2 * at + 2).to_bytes(2, "big") for at in range(pointers)) + wire(b"a")
    assert read(data)[:2] == ((2, "a") if good else (NAME_BAD, ""))


def test_the_longest_text_fits() -> None:
    """255 bytes of which each needs four characters, from the wire and from text."""
    labels = [b"\xff" * 63] * 3 + [b"\xff" * 61]
    after, text, plain = read(wire(*labels))
    assert (after, plain) == (255, False)
    assert text == ".".join("\\xff" * len(label) for label in labels)
    assert len(text) <= MAX_TEXT
    name = Name()
    assert name.read_text(b"\xff" * MAX_WIRE, 0, MAX_WIRE) == 4 * MAX_WIRE <= MAX_TEXT
    assert str(name) == "\\xff" * MAX_WIRE


@given(st.lists(st.binary(min_size=1, max_size=63), max_size=130))
def test_any_labels(labels: list[bytes]) -> None:
    """Labels up to 255 bytes are a name with this text; more are none."""
    data = wire(*labels)
    after, text, plain = read(data)
    if len(data) > MAX_WIRE:
        assert after == NAME_BAD
        return
    assert after == len(data)
    assert text == ".".join(map(escaped, labels))
    host = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    assert plain == all(byte in host for label in labels for byte in label)


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=8), st.data())
def test_compressing_a_name_changes_nothing(labels: list[bytes], data: st.DataObject) -> None:
    """The same name in pieces, each of which points to the next, in any order in the message."""
    cuts = data.draw(st.permutations(range(len(labels))))
    message = bytearray()
    at: dict[int, int] = {}
    for label in cuts:
        at[label] = len(message)
        message += bytes([len(labels[label])]) + labels[label] + b"\xff\xff"
    at[len(labels)] = len(message)
    message += b"\0"
    for label in cuts:
        pointer = at[label] + 1 + len(labels[label])
        message[pointer : pointer + 2] = (0xC000 | at[label + 1]).to_bytes(2, "big")
    assert read(bytes(message), at[0])[1] == read(wire(*labels))[1]


@given(st.binary(max_size=80), st.integers(0, 90), st.binary(max_size=5), st.binary(max_size=5))
def test_any_bytes(data: bytes, pos: int, before: bytes, behind: bytes) -> None:
    """Nothing raises, and what stands around the message is never read."""
    start = len(before)
    name = Name()
    after = name.read_dns(before + data + behind, start + pos, start, start + len(data))
    alone = Name()
    expected = alone.read_dns(data, pos, 0, len(data))
    assert after == (expected + start if expected >= 0 else expected)
    assert expected in (NAME_CUT, NAME_BAD) or pos < expected <= len(data)
    assert str(name) == str(alone)
    assert name.length <= MAX_TEXT


@pytest.mark.parametrize("size", range(len(wire(b"upd", b"com"))))
def test_a_name_that_is_cut_anywhere(size: int) -> None:
    """Each beginning of a name is cut, none is bad."""
    assert read(wire(b"upd", b"com")[:size])[0] == NAME_CUT


@pytest.mark.parametrize(
    ("title", "text", "expected", "plain"),
    [
        ("nothing", b"", "", True),
        ("a host name", b"S07.UPD.Kaspersky.com", "s07.upd.kaspersky.com", True),
        ("a trailing dot", b"a.b.", "a.b", True),
        ("several", b"a.b...", "a.b", True),
        ("only dots", b"...", "", True),
        ("an empty label", b"a..b", "a..b", True),
        ("an IPv6 address", b"[2001:DB8::1]", "[2001:db8::1]", False),
        ("escapes", b"a\\b \xe4", "a\\x5cb\\x20\\xe4", False),
    ],
)
def test_names_in_text(title: str, text: bytes, expected: str, plain: bool) -> None:
    """SNI and Host: dots separate labels, and those at the end say nothing."""
    name = Name()
    assert name.read_text(b"(" + text + b")", 1, 1 + len(text)) == len(expected)
    assert (str(name), name.plain) == (expected, plain)


@pytest.mark.parametrize(("size", "dots", "good"), [(255, 0, True), (255, 9, True), (256, 0, False), (4000, 0, False)])
def test_text_of_more_than_255_bytes_is_no_name(size: int, dots: int, good: bool) -> None:
    """Dots at the end do not count."""
    name = Name()
    assert name.read_text(b"a" * size + b"." * dots, 0, size + dots) == (size if good else NAME_BAD)


def test_a_name_is_refilled() -> None:
    """Nothing of the name before is left, nor of one that failed."""
    name = Name()
    name.read_dns(wire(b"a long\xff name"), 0, 0, 13)
    assert name.read_dns(wire(b"b"), 0, 0, 3) == 3
    assert (str(name), name.plain, name.length) == ("b", True, 1)
    name.read_text(b"x" * 300, 0, 300)
    assert str(name) == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"", ""), (b"Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)"), (b"a\\b\r\n\xff", "a\\x5cb\\x0d\\x0a\\xff")],
)
def test_text_from_the_wire_is_printable(raw: bytes, text: str) -> None:
    """One character for a byte of printable ASCII, four for every other; case and spaces stay."""
    assert printable(raw) == text


@given(st.binary(), st.binary())
def test_no_two_texts_print_alike(one: bytes, other: bytes) -> None:
    """The backslash is escaped too, so that nobody can write what another byte becomes."""
    assert (printable(one) == printable(other)) == (one == other)
    assert printable(one).isascii()
    assert printable(one).isprintable()

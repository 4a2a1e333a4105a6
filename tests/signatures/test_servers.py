"""``server``: networks, ports, and the bytes that one side sends first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.signature import PayloadCondition, ServerCondition
from sensor.signatures.indicators import read_indicator
from sensor.signatures.limits import MAX_PAYLOAD, MAX_PAYLOAD_CONDITIONS, MAX_PAYLOAD_DATA
from sensor.signatures.nodes import parse_yaml
from sensor.signatures.reader import Reader
from sensor.signatures.servers import hexadecimal


def read(text: str) -> tuple[ServerCondition | None, list[str]]:
    """Return the condition of the indicator ``server: TEXT``, and the messages of its problems."""
    reader = Reader()
    node = parse_yaml(f"server: {text}".encode(), "f")
    assert node is not None
    return read_indicator(reader, node).server, [str(problem) for problem in reader.problems]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            '{port: 13000, proto: tcp, payload: [{bytes: "16 03:01"}, {at: 5, text: "A b"}]}',
            ServerCondition(
                port=((13000, 13000),),
                proto="tcp",
                payload=(PayloadCondition((0, 0), "160301"), PayloadCondition((5, 5), "412062")),
            ),
        ),
        (
            '{network: 10.0.0.0/8, from: server, payload: [{text: " x ", at: "0-512"}]}',
            ServerCondition(network=("10.0.0.0/8",), sender="server", payload=(PayloadCondition((0, 512), "207820"),)),
        ),
        (
            "{proto: udp, payload: [{text: PTCP}]}",
            ServerCondition(proto="udp", payload=(PayloadCondition((0, 0), "50544350"),)),
        ),
    ],
)
def test_good_conditions(text: str, wanted: ServerCondition) -> None:
    """Bytes in hexadecimal digits, offsets as ranges; blanks inside a quoted text count."""
    assert read(text) == (wanted, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{port: 1, payload: []}", "the list is empty"),
        ("{port: 1, payload: x}", "a list is wanted"),
        ("{port: 1, payload: [x]}", "a mapping"),
        ("{port: 1, payload: [{at: 1}]}", "exactly one of bytes, text"),
        ("{port: 1, payload: [{bytes: '00', text: a}]}", "exactly one of bytes, text"),
        ("{port: 1, payload: [{byte: '00'}]}", "did you mean bytes?"),
        ("{port: 1, payload: [{bytes: 160}]}", "are no bytes"),
        ("{port: 1, payload: [{text: ü}]}", "is not ASCII"),
        ("{port: 1, payload: [{text: a, at: -1}]}", "is no offset"),
        ("{port: 1, payload: [{text: a, at: 9-1}]}", "offsets run upwards"),
        (f"{{port: 1, payload: [{{text: a, at: {MAX_PAYLOAD}}}]}}", "offsets run upwards"),
        (f"{{port: 1, payload: [{{text: ab, at: {MAX_PAYLOAD - 1}}}]}}", "ends behind byte"),
        (f"{{port: 1, payload: [{{text: {'a' * (MAX_PAYLOAD_DATA + 1)}}}]}}", f"more than {MAX_PAYLOAD_DATA} bytes"),
        (f"{{port: 1, payload: [{'{text: a}, ' * (MAX_PAYLOAD_CONDITIONS + 1)}]}}", "more than 8 conditions"),
        ("{port: 1, from: server}", "there is no payload"),
        ("{port: 1, payload: [{text: abcd}], from: servr}", "did you mean server?"),
        ("{proto: tcp, payload: [{text: abcd}]}", "a network or a port is wanted with payload"),
        ("{proto: udp, payload: [{text: abc}]}", "a network or a port is wanted with payload"),
        ("{proto: udp, payload: [{text: abcd, at: 1}]}", "a network or a port is wanted with payload"),
    ],
)
def test_bad_conditions(text: str, words: str) -> None:
    """Each says what is wrong, where."""
    _condition, problems = read(text)
    assert any(words in problem for problem in problems), problems
    assert all(problem.startswith("f:1:") for problem in problems)


@given(st.binary(min_size=1, max_size=64))
def test_bytes_come_back_from_their_digits(data: bytes) -> None:
    """With any of the separators."""
    for separator in ("", " ", ":"):
        assert bytes.fromhex(hexadecimal(data.hex(separator) if separator else data.hex())) == data

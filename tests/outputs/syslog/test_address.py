"""Addresses of receivers."""

import pytest

from sensor.outputs.syslog.address import Receiver, resolve, split_url


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("udp://10.0.0.1", ("udp", "10.0.0.1", 514)),
        ("tcp://siem.example:1514", ("tcp", "siem.example", 1514)),
        ("tls://[2001:db8::1]", ("tls", "2001:db8::1", 6514)),
    ],
)
def test_a_url_names_transport_host_and_port(url: str, parts: tuple[str, str, int]) -> None:
    """The port is the transport's own where none is given."""
    assert split_url(url) == parts


@pytest.mark.parametrize(
    "url",
    ["10.0.0.1", "http://h", "tcp://", "tcp://h:0", "tcp://h:x", "tcp://h:99999", "udp://h/path", "tls://u@h", "tcp://[::1"],
)  # fmt: skip
def test_anything_else_is_refused_in_words(url: str) -> None:
    """With what is wanted."""
    with pytest.raises(ValueError, match="write tls://host:6514"):
        split_url(url)


def test_a_literal_address_needs_no_look_up() -> None:
    """One address of one family."""
    receiver = Receiver(url="udp://127.0.0.1:9", transport="udp", host="127.0.0.1", port=9)
    ((_, address),) = resolve(receiver)
    assert address == ("127.0.0.1", 9)

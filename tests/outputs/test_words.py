"""How numbers, times, products and hosts are said."""

import pytest
from outputs import samples

from sensor.model.finding import Host
from sensor.model.signature import Shows
from sensor.outputs import words


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (99_120, "99.1 kB"), (99_990, "100 kB"), (999_600, "1.0 MB"),
     (4 * 10**12, "4.0 TB"), (10**19, "10000 PB")],
)  # fmt: skip
def test_sizes_show_three_digits(number: int, text: str) -> None:
    """In the unit that fits."""
    assert words.size(number) == text


def test_a_span_names_the_day_once() -> None:
    """Twice only where it is another."""
    assert words.span(samples.NOON, samples.NOON) == "2026-08-21 12:00:00"
    assert words.span(samples.NOON, samples.NOON + 60 * samples.SECOND) == "2026-08-21 12:00:00 to 12:01:00"
    day = 86_400 * samples.SECOND
    assert words.span(samples.NOON, samples.NOON + day) == "2026-08-21 12:00:00 to 2026-08-22 12:00:00"


def test_a_product_has_its_vendor_before_it_once() -> None:
    """Also where no file explains the vendor or the product."""
    assert words.product(samples.finding(), samples.SIGNATURES) == "Kaspersky Endpoint Security"
    assert words.product(samples.finding(product="other"), samples.SIGNATURES) == "Kaspersky other"
    assert words.product(samples.finding(vendor="nobody", product="x"), samples.SIGNATURES) == "nobody x"
    assert words.product(samples.finding(product="Kaspersky VPN"), samples.SIGNATURES) == "Kaspersky VPN"


def test_a_host_is_its_addresses_and_name() -> None:
    """Or its MAC; or somebody behind a relay."""
    assert words.host(samples.finding()) == "10.4.7.22 (ws-0422)"
    assert words.host(samples.finding(host=Host(ip=("10.0.0.1", "fe80::1")))) == "10.0.0.1, fe80::1"
    assert words.host(samples.finding(host=Host(ip=(), mac="52:54:00:36:3e:ff"))) == "52:54:00:36:3e:ff"
    assert words.host(samples.visit(attribution="relayed", via="10.0.0.53")) == "somebody behind 10.0.0.53"


def test_standard_input_is_named() -> None:
    """A dash alone says nothing in a report."""
    assert words.path("-") == "stdin"
    assert words.path("a\x1b.pcap") == r"a\x1b.pcap"


def test_a_name_cannot_steer_the_terminal() -> None:
    """Wherever it came from."""
    assert "\x1b" not in words.host(samples.finding(host=Host(ip=("10.0.0.1",), name="\x1b[2J")))


def test_every_class_has_its_words() -> None:
    """None is forgotten when one is added."""
    assert set(words.SHOWS) == set(Shows)


def test_a_host_in_a_virtual_network_says_so() -> None:
    """The same address may be another host elsewhere."""
    host = Host(ip=("10.0.0.1",), name="ws-one", tenant="vxlan/5001")
    assert words.host(samples.finding(host=host)) == "10.0.0.1 in vxlan/5001 (ws-one)"
    relayed = samples.finding(host=host, attribution="relayed", via="10.0.0.53")
    assert words.host(relayed) == "somebody behind 10.0.0.53 in vxlan/5001 (ws-one)"

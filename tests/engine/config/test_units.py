"""Quantities with their unit."""

import pytest

from sensor.engine.config import units


@pytest.mark.parametrize(("text", "seconds"), [("0s", 0), ("90s", 90), ("5m", 300), ("24 h", 86_400), ("7d", 604_800)])
def test_durations(text: str, seconds: int) -> None:
    """In whole seconds."""
    assert units.duration(text) == seconds


@pytest.mark.parametrize(("text", "number"), [("1kB", 1000), ("100MB", 100_000_000), ("2 GB", 2_000_000_000)])
def test_sizes(text: str, number: int) -> None:
    """Decimal, as disks are sold."""
    assert units.size(text) == number


@pytest.mark.parametrize("text", ["", "5", "s", "-5s", "5 weeks", "99999d", "1.5h", "٣s"])
def test_no_durations(text: str) -> None:
    """A number without a unit is ambiguous."""
    with pytest.raises(ValueError, match="duration such as"):
        units.duration(text)


@pytest.mark.parametrize("text", ["5", "5 mb", "5TB", "999999999GB"])
def test_no_sizes(text: str) -> None:
    """Nor other spellings."""
    with pytest.raises(ValueError, match="size such as"):
        units.size(text)


def test_networks_and_addresses() -> None:
    """Both families."""
    assert units.network("10.0.0.1/8") == "10.0.0.1/8"
    assert units.address("2001:db8::1") == "2001:db8::1"
    with pytest.raises(ValueError, match="no network"):
        units.network("10.0.0.0/33")
    with pytest.raises(ValueError, match="no address"):
        units.address("10.0.0.0/8")


@pytest.mark.parametrize(("text", "parts"), [("127.0.0.1:9477", ("127.0.0.1", 9477)), ("[::1]:80", ("::1", 80))])
def test_endpoints(text: str, parts: tuple[str, int]) -> None:
    """Address and port."""
    assert units.endpoint(text) == parts


@pytest.mark.parametrize(
    "text", ["", ":80", "127.0.0.1", "localhost:80", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:²"]
)
def test_no_endpoints(text: str) -> None:
    """A name may lead anywhere."""
    with pytest.raises(ValueError, match="address and port"):
        units.endpoint(text)


def test_domains_are_in_lower_case_without_outer_dots() -> None:
    """As they are looked for; anything else is refused."""
    assert units.domain(".Corp.Example.") == "corp.example"
    for text in ("", ".", "*.lan", "a b", "m\u00fcller.example", "a..b"):
        with pytest.raises(ValueError, match="is no domain name such as corp"):
            units.domain(text)


@pytest.mark.parametrize(("text", "number"), [("1MB", 10**6), ("16GB", 16 * 10**9)])
def test_sizes_of_rings(text: str, number: int) -> None:
    """The kernel's limits are out of reach."""
    assert units.ring(text) == number


@pytest.mark.parametrize("text", ["0kB", "999kB", "16001MB", "900GB"])
def test_no_sizes_of_rings(text: str) -> None:
    """Nothing that the kernel, or its header's numbers, could not take."""
    with pytest.raises(ValueError, match="from 1MB to 16GB"):
        units.ring(text)

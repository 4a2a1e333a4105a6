"""Vendors, products and bans that are named are defined."""

from collections.abc import Callable

import pytest

from sensor.signatures import SignatureErrors

VENDOR = "{vendor: acme, name: A, domains: [acme.com], products: {agent: A}"


def test_a_product_is_one_of_its_vendor(load_pack: Callable[..., object], make: Callable[..., str]) -> None:
    """Said once for a file."""
    head = "vendor: acme\nproduct: agnet\nsignatures:\n"
    with pytest.raises(
        SignatureErrors, match=r"product 'agnet' is not in vendor.yaml \(did you mean agent\?\)"
    ) as caught:
        load_pack(make(), make("acme-two", 9000010), head=head)
    assert len(caught.value.problems) == 1


def test_a_ban_is_defined(load_pack: Callable[..., object], make: Callable[..., str]) -> None:
    """A slip is named."""
    with pytest.raises(SignatureErrors, match="did you mean us-bod-17-01"):
        load_pack(make(), vendor=VENDOR + ", bans: [us-bod-17-10]}")


def test_a_vendor_is_defined(load_pack: Callable[..., object], make: Callable[..., str]) -> None:
    """By a vendor.yaml."""
    with pytest.raises(SignatureErrors, match="vendor 'acne' is not defined"):
        load_pack(make(), head="vendor: acne\nproduct: agent\nsignatures:\n")

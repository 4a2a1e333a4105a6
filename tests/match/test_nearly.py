"""Near misses of devices and handshakes."""

from collections.abc import Callable

import pytest

from sensor.match import Matcher
from sensor.model.signature import DhcpCondition, Indicator, TlsCondition

JA4 = "t13d1516h2_8daaf6152771_e5627efa2ab1"
CONDITIONS = (
    [Indicator(mac=("00bc99",))],
    [Indicator(mac=("00bc98a",))],
    [Indicator(dhcp=DhcpCondition("HUAWEI:android:*"))],
    [Indicator(dhcp=DhcpCondition(r"re:^dhcpcd-5\.2\.10:Acme.*"))],
    [Indicator(tls=TlsCondition(ja4=(JA4,)), port=((443, 443),))],
    [Indicator(tls=TlsCondition(subject="*O=Acme Devices*", issuer="*CN=Acme Root*"))],
)


@pytest.mark.parametrize(
    ("see", "misses"),
    [
        ("device.mac 00:bc:97:12:34:56", {"s0": "shares the first 5 digits, not 9", "s1": "first 5 digits, not 8a"}),
        ("device.mac 00:bc:98:12:34:56", {"s1": "shares the first 6 digits, not a"}),
        ("device.mac 02:bc:99:12:34:56", {"s0": "the address was given locally, by no maker"}),
        ("device.mac 00:ab:99:12:34:56", {}),
        ("dhcp.vendor_class huawei:ANDROID:ELE", {"s2": "begins with huawei:ANDROID:, but the whole is not wanted"}),
        ("dhcp.vendor_class dhcpcd-5.5.6", {"s3": "begins with dhcpcd-5, but the whole is not wanted"}),
        ("dhcp.vendor_class MSFT 5.0", {}),
        (f"tls.ja4 {JA4}:8443", {"s4": "port 8443 is not wanted"}),
        ("tls.ja4 t13i1516h2_8daaf6152771_e5627efa2ab1", {"s4": "another client: what the hello offers differ"}),
        ("tls.ja4 t13d1516h2_8daaf6152771_000000000000", {"s4": "another client: its extensions differ"}),
        ("tls.ja4 t13d1516h2_000000000000_000000000000", {}),
        ("tls.subject CN=x, O=Acme Devices", {"s5": "issuer is not *CN=Acme Root*"}),
        ("tls.issuer CN=acme root", {"s5": "subject is not *O=Acme Devices*"}),
        ("tls.subject CN=x, O=Somebody", {}),
    ],
)
def test_what_is_missing_is_told(matcher: Callable[..., Matcher], see: str, misses: dict[str, str]) -> None:
    """And nothing that only looks like it by chance."""
    found = {miss.signature: miss.why for miss in matcher(*CONDITIONS).explain(see).near_misses}
    assert found.keys() == misses.keys()
    assert all(why in found[signature] for signature, why in misses.items())


@pytest.mark.parametrize(
    ("see", "wanted"),
    [
        ("device.mac 00:bc:99:12:34:56", "s0"),
        ("device.mac 00:bc:98:a2:34:56", "s1"),
        ("dhcp.vendor_class HUAWEI:android:ELE", "s2"),
        (f"tls.ja4 {JA4}", "s4"),
    ],
)
def test_a_hit_is_no_near_miss(matcher: Callable[..., Matcher], see: str, wanted: str) -> None:
    """What holds is told as a hit only."""
    explanation = matcher(*CONDITIONS).explain(see)
    assert [hit.signature for hit in explanation.hits] == [wanted]
    assert wanted not in {miss.signature for miss in explanation.near_misses}

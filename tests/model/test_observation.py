"""Who asks whom, whichever direction was seen."""

import pytest

from sensor.model.bodies import Body, Dns, Http, Tls
from sensor.model.observation import Observation

CLIENT, SERVER = ("10.4.7.22", 51022), ("203.0.113.9", 443)


@pytest.mark.parametrize(
    ("body", "src", "dst"),
    [
        (Dns("request", 1, "0100"), CLIENT, SERVER),
        (Dns("response", 1, "8180"), SERVER, CLIENT),
        (Tls(sni="a.example"), CLIENT, SERVER),
        (Http(hostname="a.example"), CLIENT, SERVER),
    ],
)
def test_the_asking_side(body: Body, src: tuple[str, int], dst: tuple[str, int]) -> None:
    """A DNS response is sent by the side that was asked; everything else by the side that asks."""
    seen = Observation(0, "dns", *src, *dst, "UDP", body)
    assert (seen.asks_from, seen.asks_to) == (CLIENT, SERVER)

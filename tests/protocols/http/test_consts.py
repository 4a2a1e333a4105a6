"""Methods and limits."""

from sensor.flows.consts import STREAM_BYTES
from sensor.protocols.http import consts


def test_methods_are_tokens_that_fit() -> None:
    """Capitals and underscores; a buffer of MAX_METHOD bytes shows the space behind each."""
    for method in consts.METHODS:
        assert method.replace(b"_", b"").isalpha()
        assert method == method.upper()
        assert len(method) < consts.MAX_METHOD
    assert len(set(consts.METHODS)) == len(consts.METHODS)


def test_the_methods_that_matter_are_known() -> None:
    """Those of RFC 9110 section 9 and RFC 5789."""
    assert {b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"CONNECT", b"OPTIONS", b"TRACE", b"PATCH"} <= set(
        consts.METHODS
    )


def test_a_head_fits_what_a_stream_keeps() -> None:
    """Else one of the two limits would never be reached."""
    assert consts.MAX_HEAD <= STREAM_BYTES

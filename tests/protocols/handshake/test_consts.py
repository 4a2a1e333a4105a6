"""The numbers of the handshake."""

from scapy.layers.tls.extensions import _tls_ext
from scapy.layers.tls.handshake import _tls_handshake_type

from sensor.protocols.handshake import consts


def test_messages_and_extensions_have_the_numbers_that_everybody_uses() -> None:
    """As in IANA's lists, which scapy has."""
    for number, name in (
        (consts.EXT_SERVER_NAME, "server_name"),
        (consts.EXT_GROUPS, "supported_groups"),
        (consts.EXT_POINT_FORMATS, "ec_point_formats"),
        (consts.EXT_SIGNATURES, "signature_algorithms"),
        (consts.EXT_ALPN, "alpn"),
        (consts.EXT_VERSIONS, "supported_versions"),
    ):
        assert _tls_ext[number] == name
    for number, name in (
        (consts.CLIENT_HELLO, "client_hello"),
        (consts.SERVER_HELLO, "server_hello"),
        (consts.CERTIFICATE, "certificate"),
    ):
        assert _tls_handshake_type[number] == name

"""The numbers of the record layer."""

from scapy.layers.tls.basefields import _tls_type

from sensor.protocols.tls import consts


def test_records_have_the_numbers_that_everybody_uses() -> None:
    """As in IANA's list of content types, which scapy has."""
    assert _tls_type[consts.RECORD_CHANGE_CIPHER] == "change_cipher_spec"
    assert _tls_type[consts.RECORD_ALERT] == "alert"
    assert _tls_type[consts.RECORD_HANDSHAKE] == "handshake"
    assert _tls_type[consts.RECORD_DATA] == "application_data"

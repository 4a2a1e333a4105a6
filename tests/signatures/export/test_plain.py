"""Names without conditions, and words for what has others."""

from sensor.model import fields
from sensor.model.signature import SignatureSet
from sensor.signatures.export.exported import Notes
from sensor.signatures.export.plain import blocked_names, describe, exceptions, plain_names, plain_server

DNS = frozenset({fields.DNS_QUERY})


def test_names_that_need_more_are_noted(acme: SignatureSet) -> None:
    """Ports, fields that are not seen, requests and servers: nothing of them is taken for a bare name."""
    notes = Notes()
    names = [str(one.name) for signature in acme.signatures[1:5] for one in plain_names(signature, notes, DNS)]
    assert names == []
    assert {gap.signature for gap in notes.gaps} == {"acme-cloud", "acme-requests", "acme-networks", "acme-devices"}
    assert len(notes.gaps) == 2 + 4 + 3 + 3


def test_blocked_names_leave_out_visits_and_hints(acme: SignatureSet) -> None:
    """Unless everything is asked for."""
    notes = Notes()
    assert {one.signature.id for one in blocked_names(acme, notes, everything=False)} == {"acme-update"}
    assert {gap.signature for gap in notes.gaps if not gap.value} == {"acme-networks", "acme-site"}
    everything = blocked_names(acme, Notes(), everything=True)
    assert {one.signature.id for one in everything} == {"acme-update", "acme-site"}


def test_exceptions_that_another_signature_means_are_none(acme: SignatureSet) -> None:
    """The website excepts the update hosts, which are a signature of their own."""
    names = blocked_names(acme, Notes(), everything=True)
    assert exceptions(names) == ["old.upd.acme.com", "mail.acme.com"]  # upd.acme.com is meant by another
    assert exceptions([one for one in names if one.signature.id == "acme-update"]) == ["old.upd.acme.com"]


def test_every_condition_is_described(acme: SignatureSet) -> None:
    """In the words of the file."""
    texts = [describe(indicator) for signature in acme.signatures for indicator in signature.any]
    assert "suffix cloud.acme.com port 23100-23199, 443" in texts
    assert "server 192.0.2.0/24 port 1443, 8000-8010 tcp" in texts
    assert "server port 1999 udp payload of 1" in texts
    assert "mac 000c29" in texts
    assert "tls subject CN=acme-*" in texts
    assert "dhcp vendor class acme-box" in texts


def test_a_server_with_payload_is_more_than_an_address(acme: SignatureSet) -> None:
    """Its address alone would say more than is meant."""
    kinds = [plain_server(indicator) is not None for indicator in acme.signatures[3].any]
    assert kinds == [True, True, False]

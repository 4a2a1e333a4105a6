"""The numbers of the DNS are those that IANA's list gives, as dnspython has it."""

import dns.rcode
import dns.rdatatype

from sensor.protocols.dns import consts


def test_types_have_the_names_that_everybody_uses() -> None:
    """Both ways: the name that we print and the constant that we compare with."""
    for number, name in consts.TYPES.items():
        assert dns.rdatatype.to_text(dns.rdatatype.RdataType(number)) in {name, f"TYPE{number}"}
    for name in dir(consts):
        if name.startswith("TYPE_"):
            assert consts.TYPES[getattr(consts, name)] == name.removeprefix("TYPE_")


def test_codes_have_the_names_that_everybody_uses() -> None:
    """Those that fit the header's four bits."""
    for number, name in consts.RCODES.items():
        assert dns.rcode.to_text(dns.rcode.Rcode(number)) in {name, str(number)}

"""DNS messages made by dnspython, and what it reads in them: the other opinion of these tests."""

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
from hypothesis import strategies as st

LABEL = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_", min_size=1, max_size=20)
HOST = st.lists(LABEL, min_size=1, max_size=6).map(".".join)
"""Names as hosts have them, at most 125 bytes long."""

RDATA = {
    "A": st.sampled_from(["192.0.2.1", "203.0.113.255"]),
    "AAAA": st.sampled_from(["2001:db8::1", "fe80::ff"]),
    "CNAME": HOST.map(lambda name: name + "."),
    "DNAME": HOST.map(lambda name: name + "."),
    "NS": HOST.map(lambda name: name + "."),
    "PTR": HOST.map(lambda name: name + "."),
    "MX": HOST.map(lambda name: f"10 {name}."),
    "SRV": HOST.map(lambda name: f"0 5 443 {name}."),
    "TXT": st.text("abc =;", min_size=1, max_size=40).map(lambda text: f'"{text}"'),
    "SOA": HOST.map(lambda name: f"{name}. hostmaster.{name}. 1 2 3 4 5"),
    "HTTPS": HOST.map(lambda name: f"1 {name}. alpn=h2"),
    "CAA": st.just('0 issue "ca.example"'),
}


@st.composite
def queries(draw: st.DrawFn) -> dns.message.QueryMessage:
    """Return a query for one name, with EDNS or without."""
    message = dns.message.make_query(
        draw(HOST) + ".",
        draw(st.sampled_from(["A", "AAAA", "TXT", "HTTPS", "SRV", "PTR", "ANY", "MX"])),
        id=draw(st.integers(0, 65535)),
        flags=draw(st.sampled_from([0, dns.flags.RD, dns.flags.RD | dns.flags.AD, dns.flags.RD | dns.flags.CD])),
    )
    if draw(st.booleans()):
        message.use_edns(
            0,
            0,
            1232,
            options=[dns.edns.GenericOption(dns.edns.OptionType.COOKIE, draw(st.binary(min_size=8, max_size=8)))],
        )
    return message


@st.composite
def responses(draw: st.DrawFn) -> dns.message.Message:
    """Return a response with records of any kind in any section."""
    message = dns.message.make_response(draw(queries()), recursion_available=draw(st.booleans()))
    message.set_rcode(dns.rcode.Rcode(draw(st.sampled_from([0, 2, 3, 5]))))
    for section in (message.answer, message.authority, message.additional):
        for kind in draw(st.lists(st.sampled_from(sorted(RDATA)), max_size=4, unique=True)):
            section.append(
                dns.rrset.from_text(draw(HOST) + ".", draw(st.integers(0, 86400)), "IN", kind, draw(RDATA[kind]))
            )
    return message


def text(name: dns.name.Name) -> str:
    """Return a name as we write it."""
    return name.to_text(omit_final_dot=True).lower()

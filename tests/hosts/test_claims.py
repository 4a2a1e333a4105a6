"""The names that devices give themselves."""

import msgspec
import pytest
from findings.makers import CLIENT, DAY, NOON, OTHER, RESOLVER

from sensor.hosts import claims
from sensor.hosts.claims import Claim, ClaimBook, claims_of, names_sender
from sensor.model.bodies import Body, Dhcpv6, Dns, DnsQuery, DnsRecord, Krb5, Nbdgm, Nbns, NetbiosName, Ntlmssp, Smb
from sensor.model.finding import HostName
from sensor.model.observation import Observation

MAC = "52:54:00:36:3e:ff"
A = DnsRecord("ws-1.local", "A", 120, CLIENT)
ELSEWHERE = DnsRecord("ws-2.local", "A", 120, OTHER)


def says(body: Body, kind: str = "mdns", src: str = CLIENT, mac: str | None = MAC) -> list[Claim]:
    """Return what *src* claims with *body*."""
    return list(claims_of(Observation(NOON, kind, src, 5353, "224.0.0.251", 5353, "UDP", body, src_mac=mac)))


def response(*records: DnsRecord, rcode: str = "NOERROR", additionals: tuple[DnsRecord, ...] = ()) -> Dns:
    """Return an announcement."""
    return Dns("response", 0, "8400", rcode=rcode, aa=True, answers=records, additionals=additionals)


def registration(**changes: object) -> Nbns:
    """Return a NetBIOS registration."""
    whole = Nbns("request", 1, "registration", "ws-1", "00", "NB", broadcast=True, addresses=(CLIENT,))
    return msgspec.structs.replace(whole, **changes)


@pytest.mark.parametrize("kind", ["mdns", "llmnr"])
def test_an_answer_with_its_own_address_is_a_claim(kind: str) -> None:
    """Whatever it was asked."""
    assert says(response(A), kind) == [Claim(CLIENT, "ws-1.local", kind, "")]


def test_an_answer_with_another_address_needs_a_mac() -> None:
    """The sender may have both; without a frame nobody can tell."""
    assert says(response(ELSEWHERE)) == [Claim(OTHER, "ws-2.local", "mdns", MAC)]
    assert says(response(ELSEWHERE), mac=None) == []


def test_addresses_beside_the_answers_count() -> None:
    """A service is answered with its host's address."""
    service = DnsRecord("p._ipp._tcp.local", "SRV", 120, "ws-1.local")
    assert says(response(service, additionals=(A,))) == [Claim(CLIENT, "ws-1.local", "mdns", "")]


def test_a_service_names_its_host() -> None:
    """Where no address contradicts."""
    service = DnsRecord("p._ipp._tcp.local", "SRV", 120, "ws-1.local")
    assert says(response(service)) == [Claim(CLIENT, "ws-1.local", "mdns", "")]
    elsewhere = DnsRecord("p._ipp._tcp.local", "SRV", 120, "ws-2.local")
    assert [claim.ip for claim in says(response(elsewhere, ELSEWHERE))] == [OTHER]


def test_the_reverse_name_of_the_sender_is_a_claim() -> None:
    """That of others is not, nor is any other pointer."""
    own = DnsRecord("7.0.0.10.in-addr.arpa", "PTR", 120, "ws-1.local")
    assert says(response(own)) == [Claim(CLIENT, "ws-1.local", "mdns", "")]
    assert says(response(own), src=OTHER) == []
    assert says(response(DnsRecord("_ipp._tcp.local", "PTR", 120, "p._ipp._tcp.local"))) == []
    assert not names_sender("7.0.0.10.in-addr.arpa", "fe80::7")


@pytest.mark.parametrize(
    "body",
    [
        Dns("request", 0, "0", queries=(DnsQuery("ws-1.local", "A"),), answers=(A,)),
        response(A, rcode="NXDOMAIN"),
        response(DnsRecord("ws-1.local", "A", 0, CLIENT)),
        response(DnsRecord("ws-1.local", "A", 120, None)),
        response(DnsRecord(".", "A", 120, CLIENT)),
        response(DnsRecord("x" * 300, "A", 120, CLIENT)),
    ],
    ids=["question", "failure", "goodbye", "nothing", "root", "long"],
)
def test_what_is_no_claim(body: Dns) -> None:
    """A host is never named after what it asks for."""
    assert says(body) == []


@pytest.mark.parametrize("opcode", ["registration", "refresh", "multihomed"])
def test_a_netbios_registration_is_a_claim(opcode: str) -> None:
    """And so is holding on to it."""
    assert says(registration(opcode=opcode), "nbns") == [Claim(CLIENT, "ws-1", "nbns", "")]


@pytest.mark.parametrize(
    "changes",
    [
        {"group": True},
        {"suffix": "03"},
        {"suffix": "1b"},
        {"opcode": "release"},
        {"opcode": "query"},
        {"type": "response", "rcode": 6},
        {"type": "response", "opcode": "query", "rcode": 3},
        {"rrname": "*"},
    ],
)
def test_groups_users_and_refusals_are_none(changes: dict[str, object]) -> None:
    """Workgroups, people, domains, what is given up, asked for or refused."""
    assert says(registration(**changes), "nbns") == []


def test_netbios_answers_are_claims() -> None:
    """Of its own address; those of a name server are of others."""
    answer = registration(type="response", opcode="query", rcode=0)
    assert says(answer, "nbns") == [Claim(CLIENT, "ws-1", "nbns", "")]
    assert says(answer, "nbns", src=RESOLVER) == [Claim(CLIENT, "ws-1", "nbns", MAC)]


def test_a_nodes_table_names_it() -> None:
    """By what is neither a group nor a user."""
    table = (NetbiosName("ws-1", "00"), NetbiosName("corp", "00", True), NetbiosName("jane", "03"))
    status = Nbns("response", 1, "query", "*", "00", "NBSTAT", rcode=0, names=table)
    assert says(status, "nbns") == [Claim(CLIENT, "ws-1", "nbns", "")]


@pytest.mark.parametrize(("suffix", "count"), [("00", 1), ("20", 1), ("1d", 0), ("03", 0)])
def test_datagrams_name_their_sender(suffix: str, count: int) -> None:
    """Browser announcements come from the machine's own name."""
    assert len(says(Nbdgm("broadcast", 1, "ws-1", suffix, CLIENT), "nbdgm")) == count


def test_dhcpv6_names_the_address_that_asks() -> None:
    """Also where it asks for no address; a relay's is not the client's."""
    asks = Dhcpv6("request", dhcp_type="information_request", hostname="ws-1")
    assert says(asks, "dhcpv6", "fe80::7") == [Claim("fe80::7", "ws-1", "dhcp", "")]
    assert says(msgspec.structs.replace(asks, peer_ip="fe80::9"), "dhcpv6", "fe80::1") == []
    assert says(Dhcpv6("reply", hostname="ws-1"), "dhcpv6", "fe80::1") == []


@pytest.mark.parametrize(
    ("account", "workstation", "name"),
    [
        ("WS-1$", None, "ws-1"),
        ("jane", "ws-1", "ws-1"),
        ("SQL$", "ws-1", "ws-1"),
        ("jane", None, None),
        (None, None, None),
    ],
)
def test_kerberos_names_the_machine_that_logs_on(
    account: str | None, workstation: str | None, name: str | None
) -> None:
    """By its address, else by its account; people have none."""
    request = Krb5("KRB_AS_REQ", account, "CORP", workstation=workstation)
    assert [claim.name for claim in says(request, "krb5")] == ([name] if name else [])


def test_sessions_name_the_machine_that_opens_them() -> None:
    """As it says."""
    assert says(Smb(Ntlmssp("ws-1")), "smb") == [Claim(CLIENT, "ws-1", "smb", "")]


def book(*made: tuple[int, Claim]) -> ClaimBook:
    """Return a book with claims."""
    found = ClaimBook()
    for ts, claim in made:
        found.note(ts, claim)
    return found


def names(found: ClaimBook, first: int = NOON, last: int = NOON, ip: str = CLIENT, mac: str = "") -> list[HostName]:
    """Return the names of *ip*, which is at *mac*."""
    return found.names(ip, first, last, lambda claimed: claimed == mac)


OWN = Claim(CLIENT, "ws-1", "nbns", "")


def test_a_claim_holds_a_day_around_it() -> None:
    """From the first to the last time it was made."""
    found = book((NOON, OWN), (NOON + 5, OWN))
    assert names(found) == [HostName("ws-1", "nbns", NOON, NOON + 5)]
    assert names(found, NOON + DAY, NOON + DAY)
    assert names(found, NOON + 2 * DAY, NOON + 3 * DAY) == []


def test_a_claim_of_others_counts_where_the_mac_agrees() -> None:
    """And always once the address itself has made it."""
    other = OWN._replace(mac=MAC)
    assert names(book((NOON, other))) == []
    assert names(book((NOON, other)), mac=MAC)
    assert names(book((NOON, other), (NOON, OWN), (NOON, other)))


def test_who_answers_to_everything_has_no_name() -> None:
    """Poisoning tools do; an alias or two are fine."""
    some = [(NOON, OWN._replace(name=f"ws-{i}")) for i in range(4)]
    assert len(names(book(*some))) == 4
    assert names(book(*some, (NOON, OWN._replace(name="wpad")))) == []


def test_all_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses, and the names of each: the latest stay."""
    monkeypatch.setattr(claims, "MAX_CLAIMERS", 2)
    monkeypatch.setattr(claims, "MAX_CLAIMS", 2)
    found = book(*((NOON + i, OWN._replace(name=f"ws-{i}")) for i in range(5)))
    assert [name.name for name in names(found)] == ["ws-3", "ws-4"]
    for i in range(5):
        found.note(NOON, OWN._replace(ip=f"10.0.9.{i}"))
    assert (len(found._claims), found.cut) == (2, 3 + 4)

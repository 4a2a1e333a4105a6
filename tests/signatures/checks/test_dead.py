"""What can never match."""

from collections.abc import Callable

import pytest

from sensor.match import Matcher
from sensor.model.signature import SignatureSet
from sensor.signatures import Problem
from sensor.signatures.checks import dead
from sensor.signatures.see import parse_see

HTTP = "- http: {{host: u.acme.com, {}}}"
SERVER = "- server: {{{}}}"
JA4 = "1516h2_8daaf6152771_e5627efa2ab1"


@pytest.mark.parametrize(
    ("any_", "words"),
    [
        ("- suffix: u.acme.com\n  except: acme.com", "u.acme.com never matches: except acme.com takes all of it away"),
        ("- suffix: u.acme.com\n  except: u.acme.com", "u.acme.com never matches"),
        ("- host: [u.acme.com, v.acme.com]\n  except: u.acme.com", "u.acme.com never matches"),
        ("- host: 's[0-9].u.acme.com'\n  except: u.acme.com", "s[0-9].u.acme.com never matches"),
        ("- host: 's*.u.acme.com'\n  except: u.acme.com", "s*.u.acme.com never matches"),
        ("- host: 're:^s[0-9]+\\.u\\.acme\\.com$'\n  except: acme.com", "never matches: except acme.com"),
        ("- suffix: u.acme.com\n  except: v.acme.com", "except v.acme.com takes nothing away"),
        ("- host: 's[0-9].u.acme.com'\n  except: t1.u.acme.com", "except t1.u.acme.com takes nothing away"),
        (HTTP.format("path: '/a#b'"), "path '/a#b' never matches, a request has no fragment"),
        (HTTP.format("path: '/a?b=1'"), "path '/a?b=1' never matches, the path is compared without its query"),
        (HTTP.format("path: /a, method: connect"), "path '/a' never matches, a CONNECT has none"),
        (SERVER.format("network: 239.1.0.0/16, port: 9000, proto: tcp"), "239.1.0.0/16 is multicast: nobody there"),
        (
            SERVER.format("network: 'ff02::/16', port: 9000, from: server, payload: [{text: hello}]"),
            "multicast: nobody there sends",
        ),
        (
            SERVER.format("port: 9000, payload: [{text: hello}, {at: 4, text: aa}]"),
            "two payload conditions want different bytes at 4",
        ),
        (f"- tls: {{ja4: dd2d{JA4}}}", "DTLS is not read"),
        ("- host: [u.acme.com, u.acme.com]", "u.acme.com stands twice in acme-one: the second never counts"),
        ("- mac: '00:bc:99'\n- mac: ['00:bc:98', 00bc99]", "00bc99 stands twice"),
    ],
)
def test_what_never_matches_is_told(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], any_: str, words: str
) -> None:
    """As one warning each, which names the value."""
    (problem,) = problems_of(dead, make(any_=any_))
    assert words in problem.message


@pytest.mark.parametrize(
    "any_",
    [
        "- suffix: acme.com\n  except: [u.acme.com, v.acme.com]",
        "- host: 's[0-9].u.acme.com'\n  except: s1.u.acme.com",
        "- host: 's*.u.acme.com'\n  except: s1.u.acme.com",
        "- host: 're:^s[0-9]+\\.u\\.acme\\.com$'\n  except: s1.u.acme.com",
        "- host: u.acme.com\n  fields: [dns.query]\n- host: u.acme.com\n  fields: [tls.sni]\n  port: 8443",
        HTTP.format("path: '/a?b'"),
        HTTP.format("path: 're:^/a'"),
        HTTP.format("path: '*', method: CONNECT"),
        SERVER.format("network: 239.1.0.0/16, port: 9000, proto: udp"),
        SERVER.format("network: [239.1.0.0/16, 192.0.2.0/24], port: 9000, proto: tcp"),
        SERVER.format("network: 23.0.0.0/16, port: 9000, proto: tcp"),
        SERVER.format("port: 9000, payload: [{text: hello}, {at: 4, text: o!}, {at: 2-9, text: x}]"),
        f"- tls: {{ja4: t13d{JA4}}}",
    ],
)
def test_what_can_match_is_left_alone(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], any_: str
) -> None:
    """Narrow as it may be."""
    assert problems_of(dead, make(any_=any_)) == []


@pytest.mark.parametrize(
    ("any_", "see"),
    [
        ("- host: 's*.u.acme.com'\n  except: u.acme.com", "dns.query s1.u.acme.com"),
        (HTTP.format("path: '/a#b'"), "http GET u.acme.com/a#b"),
        (HTTP.format("path: '/a?b=1'"), "http GET u.acme.com/a?b=1"),
        (HTTP.format("path: /a, method: connect"), "http.connect u.acme.com:443"),
    ],
)
def test_the_matcher_agrees(
    load_pack: Callable[..., SignatureSet], make: Callable[..., str], any_: str, see: str
) -> None:
    """What the check calls dead, the matcher does not see in the very traffic that the author meant."""
    assert Matcher(load_pack(make(any_=any_))).match(parse_see(see)) == []

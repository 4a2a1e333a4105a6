"""Relays: boxes whose own traffic is somebody else's errand.

What is inferred, and from what (the observations that reach `RoleTracker.note`):

- **resolver**: the box answered a DNS question of another machine (any code but REFUSED), or a machine at home asked it
  on port 53; and it asks other servers itself. Or it asks with recursion switched off (RD clear, RFC 1035 section
  4.1.1): a stub never does, a server that walks the tree always does. That holds where only the uplink is tapped. Its
  DNS questions are relayed; its TLS, QUIC and HTTP stay its own.
- **proxy**: a machine at home sent it a CONNECT or an absolute-URI request (RFC 9112 section 3.2.2 and 3.2.3), or spoke
  inside a tunnel to it. Everything it asks for is relayed.

What strangers outside the home networks ask of a box makes no relay of it: otherwise anybody could clear a machine from afar.
Roles may be learnt after the evidence, so they are asked for when findings are computed.
"""

import enum
import functools
from collections.abc import Iterable

from sensor.hosts.home import Home, parse_address
from sensor.model.bodies import Dns, Http
from sensor.model.fields import names
from sensor.model.observation import Observation

DNS_PORT = 53

MAX_BOXES = 65_536
"""Boxes with a hint of a role: more machines than one tap sees; the rest keep no role and are counted."""
MAX_ASKED = 50_000
"""Boxes and wanted names that somebody asked them for; beyond it a relayed copy stands as a finding of its own."""
MAX_ASKERS = 8
"""Askers kept for each: one is enough to know that the copy is not news, a few to see through loops."""
MAX_PARENT_LABELS = 8
"""Labels of the longest parent name remembered: RFC 9156 section 2.3 has a resolver stop splitting at about ten steps."""
MAX_KEPT = 1024
"""Wanted names whose parents are kept: the same few are asked for all the time."""
MAX_XFF_ENTRIES = 16
"""Addresses read from one X-Forwarded-For, from the right: longer chains of proxies are not built by honest people."""


class Role(enum.StrEnum):
    """Why a box's traffic is not its own."""

    RESOLVER = "resolver"
    PROXY = "proxy"


class RoleTracker:
    """Collects hints and answers who is a relay."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.cut = 0
        """Hints that found no room."""
        self._answers: set[str] = set()
        self._asks: set[str] = set()
        self._iterates: set[str] = set()
        self._proxies: set[str] = set()
        self._askers: dict[tuple[str, str, str], tuple[str, ...]] = {}

    def note(self, observation: Observation, topic: str = "") -> None:
        """Take the hints of *observation*; one that matched also says who asked whom for which name on its *topic*.

        The topic is whatever must agree for one request to stand for another: the product.
        """
        if topic:
            self.note_wanted(observation, topic)
        body = observation.body
        proxied = observation.via == "proxy" or (isinstance(body, Http) and is_proxy_request(body))
        if not (proxied or isinstance(body, Dns)):
            return  # nearly every request: it says nothing of whom it went to
        asker, (asked, port) = observation.asks_from[0], observation.asks_to
        if asker == asked:
            return
        insider = self._is_insider(asker, asked)
        if isinstance(body, Dns):
            if port == DNS_PORT and self.home.can_be_host(asked):
                self._note_dns(body, asker, asked, insider)
        elif insider:
            self._remember(self._proxies, asked)

    def note_wanted(self, observation: Observation, topic: str) -> None:
        """Take who asked whom for which name in *observation*, which matched."""
        body = observation.body
        asker, asked = observation.asks_from[0], observation.asks_to[0]
        if asker == asked or not self._is_insider(asker, asked) or not self.home.can_be_host(asked):
            return
        for _, name in names(body):
            for parent in parents(name) if isinstance(body, Dns) else (name,):
                self._note_name((asked, parent, topic), asker)

    def _is_insider(self, asker: str, asked: str) -> bool:
        """False for a stranger who asks a machine at home."""
        return self.home.inside(asker) or not self.home.inside(asked)

    def _note_dns(self, body: Dns, asker: str, asked: str, insider: bool) -> None:
        if insider or (body.is_response and body.rcode != "REFUSED"):
            self._remember(self._answers, asked)
        self._remember(self._asks, asker)
        if not body.is_response and not body.rd:
            self._remember(self._iterates, asker)

    def _remember(self, boxes: set[str], box: str) -> None:
        if len(boxes) < MAX_BOXES:
            boxes.add(box)
        elif box not in boxes:
            self.cut += 1

    def _note_name(self, request: tuple[str, str, str], asker: str) -> None:
        askers = self._askers.get(request, ())
        if not askers and len(self._askers) >= MAX_ASKED:
            self.cut += 1
        elif asker not in askers and len(askers) < MAX_ASKERS:
            self._askers[request] = (*askers, asker)

    def role(self, box: str, *, dns: bool) -> Role | None:
        """Return the role in which *box* sends DNS questions (*dns*) or other requests, None when they are its own."""
        if box in self._proxies:
            return Role.PROXY
        if dns and box in self._asks and (box in self._answers or box in self._iterates):
            return Role.RESOLVER
        return None

    def answers_others(self, box: str) -> bool:
        """True when *box* was seen to serve DNS to others (and does not only walk the tree itself)."""
        return box in self._answers

    def asked_by(self, box: str, wanted: Iterable[str], topic: str, client: str) -> bool:
        """True when *client* itself was seen to ask *box* for one of the *wanted* names."""
        return any(client in self._askers.get((box, name, topic), ()) for name in wanted)

    def covered(self, box: str, wanted: Iterable[str], topic: str) -> bool:
        """True when somebody else stands for one of the *wanted* names that *box* passed on, by the same *topic*.

        Then the box's own copy says nothing new. The askers are followed through further relays; of relays that only
        ask each other the lowest address stands, so that a loop never makes evidence vanish.
        """
        return any(self._covered(box, name, topic) for name in wanted)

    def _covered(self, box: str, name: str, topic: str) -> bool:
        reached: set[str] = set()
        todo = [box]
        while todo:
            for asker in self._askers.get((todo.pop(), name, topic), ()):
                if asker in reached:
                    continue
                reached.add(asker)
                if asker != box and not (self.role(asker, dns=True) and (asker, name, topic) in self._askers):
                    return True
                todo.append(asker)
        return bool(reached) and min(reached) != box

    def client_behind(self, box: str, forwarded_for: str) -> str | None:
        """Return the client that *box* names in its X-Forwarded-For, None when the header does not tell.

        Each proxy appends whom it heard, so the list is read from the right, past other known proxies; what stands
        further left was written by strangers. A client outside the home networks is not ours to name.
        """
        for entry in reversed(forwarded_for.split(",")[-MAX_XFF_ENTRIES:]):
            client = xff_address(entry)
            if client is None or not self.home.can_be_host(client):
                return None
            if client != box and client not in self._proxies:
                return client if self.home.inside(client) or not self.home.inside(box) else None
        return None


@functools.lru_cache(MAX_KEPT)
def parents(name: str) -> tuple[str, ...]:
    """Return *name* and the names above it down to two labels.

    A resolver that minimises its questions (RFC 9156) asks for these on the way to the name that its client wants.
    """
    labels = name.split(".")
    starts = range(max(1, len(labels) - MAX_PARENT_LABELS), len(labels) - 1)
    return name, *(".".join(labels[start:]) for start in starts)


def is_proxy_request(body: Http) -> bool:
    """True for a request that is only ever sent to a proxy."""
    return body.http_method == "CONNECT" or (body.url or "")[:8].lower().startswith(("http://", "https://"))


def xff_address(entry: str) -> str | None:
    """Return the address of one X-Forwarded-For entry (a port and brackets may follow it), None when it is none."""
    text = entry.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    address = parse_address(text)
    return str(address) if address else None

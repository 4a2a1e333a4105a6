"""The rules that one signature becomes in Suricata: conditions → protocol, ports and options."""

import base64
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sensor.model import fields
from sensor.model.signature import HttpCondition, Indicator, ServerCondition, Signature
from sensor.signatures.export.exported import Notes
from sensor.signatures.export.expressions import (
    common_literal,
    flags,
    in_quotes,
    name_expression,
    path_expression,
    text_expression,
)
from sensor.signatures.export.names import Kind, Name, fields_of, names_of, names_of_http
from sensor.signatures.export.plain import NOT_A_NAME, describe, has_names, plain_server

DATASET_FROM = 33
"""Whole names from which on a dataset is quicker than one expression."""
MAX_EXPRESSION = 4_000
"""Characters of one expression: a rule has 8192 at most (detect-engine-loader.h, DETECT_MAX_RULE_SIZE)."""
NEEDS_FILE = "a long list becomes a dataset, a file beside the rules, which standard output cannot be: use -o FILE"
JA4 = "fingerprints of handshakes need a Suricata that was built with them"
NO_BUFFER = "Suricata 7 has no buffer for them"
LIMITS_7 = "Suricata 7 has no buffer for names in DNS answers, for questions repeated in them, and for a certificate's other names."

Ports = tuple[tuple[int, int], ...]


class Buffer(msgspec.Struct, frozen=True):
    """Where Suricata holds a field: protocol of the rule, sticky buffer, what stands around the name in it."""

    place: int
    """Added to the signature's number where that is free."""
    words: str
    protocol: str
    keyword: str
    start: str = "^"
    end: str = "$"
    lower: bool = False
    """Its text is in lower case already; Suricata refuses ``nocase`` there."""
    answers: bool = False
    """It is seen in what the server sends."""


BUFFERS = {
    fields.DNS_QUERY: Buffer(0, "DNS question", "dns", "dns.query"),
    fields.TLS_SNI: Buffer(1, "TLS name", "tls", "tls.sni"),
    fields.QUIC_SNI: Buffer(2, "QUIC name", "quic", "quic.sni"),
    fields.HTTP_HOST: Buffer(3, "HTTP host", "http", "http.host", lower=True),
    fields.TLS_CERT: Buffer(4, "certificate", "tls", "tls.cert_subject", "(?:^|, )CN=", "(?:,|$)", answers=True),
}
"""Suricata 7, by field. `http.connect` goes with `http.host`: both are the host of a request."""
BUFFERS_8 = {
    fields.DNS_QUERY: Buffer(0, "DNS question", "dns", "dns.queries.rrname"),
    fields.DNS_ANSWER: Buffer(5, "DNS answer", "dns", "dns.response.rrname"),
    fields.TLS_CERT: Buffer(6, "certificate", "tls", "tls.subjectaltname", answers=True),
}
"""What Suricata 8 adds. Of TLS_CERT the subject is looked at as before, too."""


class Rule(msgspec.Struct):
    """One rule without its number."""

    place: int
    """The number it would like, added to the signature's; -1 for any."""
    words: str
    protocol: str
    options: list[str]
    destination: str = "any"
    ports: str = "any"
    answers: bool = False
    once: bool = False
    """It says something of a whole flow, and is told once in it."""
    values: str = ""
    """What it looks for, for a note in case there is no number left."""


class Maker:
    """Makes the rules of signatures. `datasets` gathers the lists that stand beside them, by file name."""

    def __init__(self, notes: Notes, version: int, to_file: bool) -> None:
        self.notes = notes
        self.version = version
        self.to_file = to_file
        self.datasets: dict[str, str] = {}

    def rules(self, signature: Signature) -> list[Rule]:
        """Return the rules of *signature*, those of names first."""
        made = [*self._names(signature), *self._requests(signature), *self._servers(signature)]
        for indicator in signature.any:
            if indicator.tls is not None:
                made += self._handshakes(signature, indicator)
            elif indicator.server is not None and indicator.server.payload:
                made += payload_rules(indicator.server)
            elif not (has_names(indicator) or indicator.http or indicator.server):
                self.notes.left_out(signature, describe(indicator), NOT_A_NAME)
        return made

    def _names(self, signature: Signature) -> Iterator[Rule]:
        wanted: dict[tuple[Buffer, str, Ports], dict[Name, None]] = defaultdict(dict)
        for indicator in signature.any:
            if not has_names(indicator):
                continue
            for buffer, method in self._buffers(signature, fields_of(indicator)):
                wanted[buffer, method, indicator.port].update(dict.fromkeys(names_of(indicator)))
        for (buffer, method, ports), names in wanted.items():
            extra = [f"http.method; {method};"] if method else []
            for rule in self._of_names(signature, buffer, list(names)):
                rule.options += extra
                rule.ports = port_list(ports)
                rule.place = -1 if ports or method else rule.place
                yield rule

    def _buffers(self, signature: Signature, looked_at: Sequence[str]) -> Iterator[tuple[Buffer, str]]:
        """Yield the buffers of the fields in *looked_at*, with what is asked of the method beside."""
        for field in looked_at:
            if field == fields.HTTP_CONNECT:
                if fields.HTTP_HOST not in looked_at:
                    yield BUFFERS[fields.HTTP_HOST], 'content:"CONNECT"'
                continue
            if field == fields.HTTP_HOST and fields.HTTP_CONNECT not in looked_at:
                yield BUFFERS[field], 'content:!"CONNECT"'
                continue
            newer = BUFFERS_8.get(field) if self.version >= 8 else None
            if field in BUFFERS and (newer is None or field == fields.TLS_CERT):
                yield BUFFERS[field], ""
            if newer is not None:
                yield newer, ""
        if self.version < 8 and set(looked_at) == {fields.DNS_ANSWER}:
            self.notes.left_out(signature, "names in answers", NO_BUFFER)

    def _of_names(self, signature: Signature, buffer: Buffer, names: list[Name]) -> Iterator[Rule]:
        whole = [name for name in names if name.kind is Kind.WHOLE]
        if len(whole) >= DATASET_FROM and buffer.start == "^":
            names = [name for name in names if name.kind is not Kind.WHOLE]
            if self.to_file:
                yield self._dataset(signature, buffer, whole)
            else:
                self.notes.left_out(signature, f"{len(whole)} names", NEEDS_FILE)
        for part in parts(names):
            options = name_options(buffer, part)
            yield Rule(
                buffer.place, buffer.words, buffer.protocol, options, answers=buffer.answers, values=listed(part)
            )

    def _dataset(self, signature: Signature, buffer: Buffer, names: list[Name]) -> Rule:
        file = f"vestige-{signature.sid}.lst"
        lines = dict.fromkeys([*self.datasets.get(file, "").splitlines(), *(encoded(name.text) for name in names)])
        self.datasets[file] = "".join(f"{line}\n" for line in lines)
        lower = "" if buffer.lower else "to_lowercase; "
        option = f"{buffer.keyword}; {lower}dataset:isset,vestige-{signature.sid},type string,load {file};"
        return Rule(buffer.place, buffer.words, buffer.protocol, [option], answers=buffer.answers, values=listed(names))

    def _requests(self, signature: Signature) -> Iterator[Rule]:
        """Yield a rule for each set of conditions beside the host: hosts that share them share the rule."""
        wanted: dict[HttpCondition, list[Name]] = {}
        for indicator in signature.any:
            if indicator.http is not None:
                rest = msgspec.structs.replace(indicator.http, host=None, host_suffix=None)
                anywhere = indicator.http.host is None and indicator.http.host_suffix is None
                key = msgspec.structs.replace(rest, host="" if anywhere else None)
                wanted.setdefault(key, []).extend(names_of_http(indicator.http))
        for rest, names in wanted.items():
            for part in parts(names) or [[]]:
                options = name_options(BUFFERS[fields.HTTP_HOST], part) if part else []
                yield Rule(-1, "HTTP request", "http", [*options, *request_options(rest)], values=listed(part))

    def _servers(self, signature: Signature) -> Iterator[Rule]:
        """Yield a rule for each set of ports and protocol."""
        wanted: dict[tuple[str, Ports], dict[str, None]] = {}
        for indicator in signature.any:
            if (server := plain_server(indicator)) is not None:
                for proto in protocols(server):
                    wanted.setdefault((proto, server.port), {}).update(dict.fromkeys(server.network or ("any",)))
        for (proto, ports), networks in wanted.items():
            destination = network_list(networks)
            values = f"{len(networks)} networks, {proto} port {port_list(ports)}"
            yield Rule(
                -1, "server", proto, ["flow:to_server;"], destination, port_list(ports), once=True, values=values
            )

    def _handshakes(self, signature: Signature, indicator: Indicator) -> Iterator[Rule]:
        """Yield the rule of a condition on a TLS handshake."""
        tls = indicator.tls
        assert tls is not None
        if tls.ja4:  # Suricata 8 has ja4.hash, but its build need not: a rule that does not load would take all down
            self.notes.left_out(signature, describe(indicator), JA4)
            return
        options = []
        for keyword, pattern in (("tls.cert_subject", tls.subject), ("tls.cert_issuer", tls.issuer)):
            if pattern is not None:
                options.append(f'{keyword}; pcre:"/{in_quotes(text_expression(pattern))}/{flags(pattern)}";')
        yield Rule(
            -1, "handshake", "tls", options, ports=port_list(indicator.port), answers=True, values=describe(indicator)
        )


def payload_rules(server: ServerCondition) -> Iterator[Rule]:
    """Yield the rules of a condition on the first bytes that one side sends, one a transport."""
    contents = [
        f'content:"|{" ".join(re.findall("..", one.data))}|"; offset:{one.at[0]};'
        f" depth:{one.at[1] - one.at[0] + len(one.data) // 2};"
        for one in server.payload
    ]
    answers = server.sender == "server"
    for proto in protocols(server):
        flow = ["to_client" if answers else "to_server", *(["only_stream"] if proto == "tcp" else [])]
        yield Rule(
            -1,
            "payload",
            proto,
            [f"flow:{','.join(flow)};", *contents],
            network_list(server.network),
            port_list(server.port),
            answers=answers,
            once=True,
            values=f"{len(contents)} pieces of payload over {proto}",
        )


def protocols(server: ServerCondition) -> list[str]:
    """Return the transports that a condition means."""
    return [server.proto] if server.proto else ["tcp", "udp"]


def network_list(networks: Iterable[str]) -> str:
    """Return networks as a rule's head writes them."""
    every = list(networks)
    return f"[{','.join(every)}]" if every and "any" not in every else "any"


def name_options(buffer: Buffer, names: Sequence[Name]) -> list[str]:
    """Return the options that compare a buffer with *names*: a text to look for first, then the expression."""
    case = "" if buffer.lower else " nocase;"
    literal = common_literal(name.literal for name in names)
    found = [f"{buffer.keyword};"]
    if literal:
        found.append(f'content:"{literal}";{case} fast_pattern;')
    expression = in_quotes(name_expression(names, buffer.start, buffer.end))
    found.append(f'pcre:"/{expression}/{"" if buffer.lower else "i"}";')
    return found


def request_options(http: HttpCondition) -> list[str]:
    """Return the options for path, User-Agent and method."""
    found = []
    if http.path is not None:
        found.append(f'http.uri.raw; pcre:"/{in_quotes(path_expression(http.path))}/{flags(http.path)}";')
    if http.user_agent is not None:
        agent = in_quotes(text_expression(http.user_agent))
        found.append(f'http.user_agent; pcre:"/{agent}/{flags(http.user_agent)}";')
    if http.method is not None:
        found.append(f'http.method; pcre:"/{in_quotes(text_expression(http.method.upper()))}/";')
    return found


def parts(names: list[Name]) -> list[list[Name]]:
    """Return *names* in parts whose expressions fit into a rule."""
    if not names:
        return []
    if len(names) == 1 or len(in_quotes(name_expression(names))) <= MAX_EXPRESSION:
        return [names]
    half = len(names) // 2
    return parts(names[:half]) + parts(names[half:])


def port_list(ports: Ports) -> str:
    """Return ports as a rule's head writes them."""
    if not ports:
        return "any"
    texts = [str(low) if low == high else f"{low}:{high}" for low, high in ports]
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"


def listed(names: Iterable[Name]) -> str:
    """Return names for a note."""
    return ", ".join(str(name) for name in names)


def encoded(name: str) -> str:
    """Return a line of a dataset of strings."""
    return base64.b64encode(name.encode()).decode()

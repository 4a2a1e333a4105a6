"""One entry of ``any``: nodes → `Indicator`."""

from sensor.model import fields
from sensor.model.signature import HttpCondition, Indicator
from sensor.signatures import schema
from sensor.signatures.devices import mac_block, read_dhcp, read_tls
from sensor.signatures.names import is_glob, is_range, is_regex, normal_name, normal_pattern
from sensor.signatures.nodes import Mapping, Node
from sensor.signatures.patterns import compile_pattern
from sensor.signatures.reader import Reader
from sensor.signatures.regex import host_anchor
from sensor.signatures.servers import read_ports, read_server


def read_indicator(reader: Reader, node: Node) -> Indicator:
    """Return the indicator at *node*; problems go to *reader*."""
    mapping = reader.mapping(node, "indicator", schema.INDICATOR)
    if mapping is None:
        return Indicator(at=node.at)
    given = [key for key in schema.CONDITIONS if key in mapping.items]
    if len(given) != 1:
        found = f"this has {' and '.join(given)}" if given else "this has none"
        reader.note(mapping, f"an indicator has exactly one of {', '.join(schema.CONDITIONS)}; {found}")
    _check_narrowing(reader, mapping, given)
    return Indicator(
        host=reader.checked(mapping, "host", host_pattern, single=True),
        suffix=reader.checked(mapping, "suffix", suffix_name, single=True),
        http=_read_http(reader, mapping),
        server=read_server(reader, mapping),
        tls=read_tls(reader, mapping),
        mac=reader.checked(mapping, "mac", mac_block, single=True),
        dhcp=read_dhcp(reader, mapping),
        fields=reader.choices(mapping, "fields", fields.NAME_FIELDS),
        port=read_ports(reader, mapping),
        excluding=reader.checked(mapping, "except", normal_name, single=True),
        why=reader.text(mapping, "why"),
        at=mapping.at,
    )


def host_pattern(text: str) -> str:
    """Return a ``host`` value in normal form. Raises ValueError."""
    if is_regex(text):
        host_anchor(text)
        return text
    return normal_pattern(text)


def suffix_name(text: str) -> str:
    """Return a ``suffix`` value in normal form: a name of two labels or more. Raises ValueError."""
    name = normal_name(text.removeprefix("."))
    if "." not in name:
        raise ValueError(f"{text!r} has one label only and would match a whole top-level domain")
    return name


def _check_narrowing(reader: Reader, mapping: Mapping, given: list[str]) -> None:
    if "host" in given or "suffix" in given:
        return
    for key in ("fields", "port", "except"):
        if key in mapping.items and not (key == "port" and "tls" in given):
            reader.note(mapping.items[key][0], f"{key} narrows host or suffix; {'/'.join(given) or 'this'} is neither")


def _read_http(reader: Reader, parent: Mapping) -> HttpCondition | None:
    mapping = reader.mapping(reader.value(parent, "http"), "http", schema.HTTP)
    if mapping is None:
        return None
    if not mapping.items:
        reader.note(mapping, "http: at least one condition is wanted")
    host, suffix = _read_http_host(reader, mapping)
    return HttpCondition(
        host=host,
        host_suffix=suffix,
        path=_read_pattern(reader, mapping, "path"),
        user_agent=_read_pattern(reader, mapping, "user_agent"),
        method=_read_pattern(reader, mapping, "method"),
    )


def _read_http_host(reader: Reader, mapping: Mapping) -> tuple[str | None, str | None]:
    node = reader.value(mapping, "host")
    if isinstance(node, Mapping):
        inner = reader.mapping(node, "http.host", schema.HTTP_HOST)
        value = reader.value(node, "suffix") if inner else None
        text = reader.scalar(value, "suffix")
        return None, (reader.tried(value, "suffix", text, suffix_name) if value and text else None)
    text = reader.scalar(node, "host")
    if node is None or not text:
        return None, None
    if is_range(text) and not is_regex(text):
        reader.note(node, "host: a numbered range is not known here", "use a wildcard, re: or {suffix: NAME}")
    return reader.tried(node, "host", text, host_pattern), None


def _read_pattern(reader: Reader, mapping: Mapping, key: str) -> str | None:
    node = reader.value(mapping, key)
    text = reader.scalar(node, key)
    if node is None or not text:
        return None
    if key == "path" and not is_regex(text) and not text.startswith(("/", "*")):
        reader.note(node, f"path: {text!r} never matches, a path starts with /")
    if is_glob(text) or is_regex(text):
        reader.tried(node, key, text, compile_pattern)
    return text

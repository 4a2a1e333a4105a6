"""JSON Schema of the files, for editors: made from their msgspec types, with the meaning of each key.

The loader says more (names, places, what was probably meant) and is what counts; an editor completes keys, shows what they
mean and marks what cannot be right while a file is written.

`msgspec.json.schema` is not used: version 0.22 leaves types with `Meta` inside unions in a state in which the interpreter
crashes when it exits.
"""

import enum
import json
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from sensor.signatures import schema, shapes
from sensor.signatures.schema import Key

DIALECT = "https://json-schema.org/draft/2020-12/schema"

FILES: dict[str, type[msgspec.Struct]] = {
    "signatures": shapes.SignatureFile,
    "vendor": shapes.Vendor,
    "bans": shapes.BansFile,
    "overlay": shapes.OverlayFile,
}
"""The types by the name of their schema."""

KEYS: dict[str, Mapping[str, Key]] = {
    "SignatureFile": schema.FILE,
    "Signature": schema.SIGNATURE,
    "Indicator": schema.INDICATOR,
    "Http": schema.HTTP,
    "HttpHost": schema.HTTP_HOST,
    "Server": schema.SERVER,
    "Payload": schema.PAYLOAD,
    "Tls": schema.TLS,
    "Dhcp": schema.DHCP,
    "Test": schema.TEST,
    "Vendor": schema.VENDOR,
    "BansFile": schema.BANS,
    "Ban": schema.BAN,
    "OverlayFile": schema.OVERLAY,
    "Change": schema.CHANGE,
}
"""The table of keys of each type."""


PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
LIMITS = {
    list: {"min_length": "minItems", "max_length": "maxItems"},
    str: {"min_length": "minLength", "max_length": "maxLength", "pattern": "pattern"},
    int: {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum"},
    float: {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum"},
}
"""For each type, what a limit of `msgspec.Meta` is called in JSON Schema."""


def schema_text(name: str) -> str:
    """Return the schema called *name* (a key of `FILES`) as JSON text."""
    definitions: dict[str, Any] = {}
    root = schema_of(FILES[name], definitions)
    if name == "signatures":
        definitions["Indicator"]["oneOf"] = [{"required": [key]} for key in schema.CONDITIONS]
        definitions["Payload"]["oneOf"] = [{"required": [key]} for key in ("bytes", "text")]
    if name == "overlay":
        definitions["Change"]["oneOf"] = [{"required": [key]} for key in ("disable", "weight")]
    head = {"$schema": DIALECT, "title": f"Vestige {name} file", **root, "$defs": definitions}
    return json.dumps(head, indent=1, ensure_ascii=False) + "\n"


def schema_of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the type *kind*; those of mappings go to *definitions*."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if origin is Annotated:
        return {**schema_of(arguments[0], definitions), **limits(arguments[0], arguments[1])}
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(arguments[1], definitions)}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        options = [schema_of(one, definitions) for one in arguments if one is not msgspec.UnsetType]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if issubclass(kind, enum.Enum):
        return {"enum": [one.value for one in kind]}
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = mapping_of(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def mapping_of(kind: type[msgspec.Struct], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping: its keys, what they mean, and which must be there."""
    hints = get_type_hints(kind, include_extras=True)
    names = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    keys = KEYS[kind.__name__]
    return {
        "type": "object",
        "properties": {
            key: {"description": keys[key].meaning, **schema_of(hints[attribute], definitions)}
            for attribute, key in names.items()
        },
        "required": [key for key in names.values() if keys[key].required],
        "additionalProperties": False,
    }


def limits(kind: Any, meta: msgspec.Meta) -> dict[str, Any]:
    """Return what *meta* asks of a value of type *kind*."""
    named = LIMITS[get_origin(kind) or kind]
    return {word: getattr(meta, name) for name, word in named.items() if getattr(meta, name, None) is not None}

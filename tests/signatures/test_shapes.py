"""The types that editors' schemas are made from agree with the tables that the reader goes by."""

from typing import get_args

import msgspec
import pytest

from sensor.model import fields
from sensor.signatures import schema, shapes
from sensor.signatures.json_schema import KEYS


@pytest.mark.parametrize("name", sorted(KEYS))
def test_types_and_tables_have_the_same_keys(name: str) -> None:
    """As many of which must be there."""
    shape = getattr(shapes, name)
    assert set(shape.__struct_encode_fields__) == set(KEYS[name])
    defaults = shape.__struct_defaults__
    optional = len(defaults) - list(defaults).count(msgspec.NODEFAULT)
    assert sum(not wanted.required for wanted in KEYS[name].values()) == optional


def test_choices_are_the_tables() -> None:
    """Literal types cannot be made of them."""
    assert get_args(shapes.NameField) == fields.NAME_FIELDS
    assert get_args(shapes.Verb) == schema.PROHIBITS

"""Evidence as bytes, to outlive the process that gathered it."""

from collections.abc import Iterable, Mapping

import msgspec

from sensor.findings.evidence import Row, RowKey, Sight
from sensor.model.outcome import Outcome
from sensor.model.signature import Signature


class KeptTimes(msgspec.Struct, array_like=True):
    """All of a `Times`."""

    minutes: list[int]
    days: list[int]
    first: int
    last: int


class KeptRow(msgspec.Struct, array_like=True):
    """All of a `Row` under the same names, but its signature, which is found again by its id."""

    key: RowKey
    first: Sight
    asked: int
    answered: int
    refused: int
    factor: float
    note: str
    outcome: Outcome
    details: tuple[tuple[int, str], ...]
    names: tuple[str, ...]
    servers: tuple[str, ...]
    proxied: bool
    times: KeptTimes


PLAIN = tuple(name for name in KeptRow.__struct_fields__ if name not in {"key", "times"})
"""Fields that are copied as they are."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[KeptRow]).decode


def freeze(rows: Iterable[Row]) -> bytes:
    """Return *rows* as bytes."""
    return _encode([_frozen(row) for row in rows])


def _frozen(row: Row) -> KeptRow:
    times = KeptTimes(row.times.minutes, row.times.days, row.times.first, row.times.last)
    return KeptRow(key=row.key, times=times, **{name: getattr(row, name) for name in PLAIN})


def thaw(body: bytes, signatures: Mapping[str, Signature]) -> list[Row]:
    """Return the rows in *body* whose signature is among *signatures* (by id) still; none where the bytes are not ours."""
    try:
        kept = _decode(body)
    except msgspec.DecodeError:
        return []
    return [_thawed(one, signatures[one.key.signature]) for one in kept if one.key.signature in signatures]


def _thawed(kept: KeptRow, signature: Signature) -> Row:
    row = Row(kept.key, signature)
    for name in PLAIN:
        setattr(row, name, getattr(kept, name))
    for name in KeptTimes.__struct_fields__:
        setattr(row.times, name, getattr(kept.times, name))
    return row

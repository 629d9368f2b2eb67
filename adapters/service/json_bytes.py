"""JSON as programs exchange it, by orjson where that is exact, and else as Python reads and writes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from adapters import json_text

if TYPE_CHECKING:
    from decimal import Decimal


def read(data: bytes, depth: int) -> Any:
    """What `json_text.read_exact` reads, but numbers may be floats, of which each prints as what was written.

    Whether orjson has lost something (a key given twice, a digit too many) shows when its value is written again: but
    for spaces it is the same text. Raises `Malformed`.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return json_text.read_exact(data, depth)
    if data.count(b"{") + data.count(b"[") > depth or _packed(orjson.dumps(value)) != _packed(data):
        return json_text.read_exact(data, depth)
    return value


def write(value: Any) -> str:
    """A value on one line; decimals in digits, as text."""
    try:
        return orjson.dumps(value, default=_numeral).decode()
    except orjson.JSONEncodeError:  # an integer of more than 64 bits
        return _ENCODER.encode(value)


def _packed(data: bytes) -> bytes:
    return data.replace(b" ", b"")


def _numeral(number: Decimal) -> str:
    return f"{number:f}"


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_numeral)

"""JSON as people write it: exact numbers, and for each fault of the text its line, column and remedy.

A number with a point or an exponent becomes a decimal, so that 0.1 stays 0.1; a key given twice is a fault. NaN and the
infinities, which are no JSON, are read as what they are: refusing them, fact by fact, is the engine's.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from adapters.cli.faults import fault
from engine.diagnostics import Source, Span

if TYPE_CHECKING:
    from adapters.cli.faults import UsageFault

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_BRACKETS = ("}", "]")
_UNCLOSED = ("Unterminated string", "Invalid control character")
_WIDE = "“”‘’：，｛｝［］"
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"))


def read(data: bytes, path: str) -> Any:
    """The value of a JSON text; `path` is the name to show. Raises `UsageFault`."""
    text = _decoded(data, path)
    source = Source(path, text)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _syntax(error, source) from None
    except RecursionError:
        raise fault("GJ719", path=path) from None
    except _Double as double:
        raise _fault_at("GJ716", source, _place_of_double(text, double.key), word=double.key) from None


class _Double(Exception):
    """A key that stands twice in one object, which the JSON grammar lets pass."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Double(next(key for index, key in enumerate(keys) if key in keys[:index]))
    return found


def _integer(digits: str) -> int | Decimal:
    """Python refuses to read integers of thousands of digits, decimals it reads."""
    return int(digits) if len(digits) <= _READABLE else Decimal(digits)


_READABLE = 100
_DECODER = json.JSONDecoder(
    parse_float=Decimal, parse_int=_integer, parse_constant=Decimal, object_pairs_hook=_no_doubles
)


def _decoded(data: bytes, path: str) -> str:
    encoding = next(encoding for mark, encoding in _ENCODINGS if data.startswith(mark))
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise fault("GJ709", path=path, line=data.count(b"\n", 0, error.start) + 1) from None


def _syntax(error: json.JSONDecodeError, source: Source) -> UsageFault:
    """The fault behind a decoding error, told by the character at its place and by the last one before it."""
    text, place = source.text, error.pos
    here = text[place : place + 1]
    before = text[:place].rstrip()
    if error.msg.startswith(_UNCLOSED):
        return _fault_at("GJ723", source, place)
    if before.endswith(",") and (here in _BRACKETS or not here):
        return _fault_at("GJ711", source, len(before) - 1)
    if not text[place:].strip():
        return _fault_at("GJ715", source, max(len(before) - 1, 0))
    if here == "," and text[place + 1 :].lstrip()[:1] in _BRACKETS:
        return _fault_at("GJ711", source, place)
    return _fault_at(_CODES.get(here, "GJ710"), source, place, word=here)


_CODES = {"'": "GJ712", "#": "GJ714", "/": "GJ714"} | dict.fromkeys(_WIDE, "GJ713")


def _place_of_double(text: str, key: str) -> int:
    """The offset of the second `key` of one object, in a text that is JSON so far as it was read."""
    seen: list[set[str]] = []
    for token, after in pairwise(_TOKEN.finditer(text)):
        word = token.group()
        if word in ("{", "["):
            seen.append(set())
        elif word in _BRACKETS:
            seen.pop()
        elif after.group() == ":":
            name = json.loads(word)
            if name == key and name in seen[-1]:
                return token.start()
            seen[-1].add(name)
    return 0


def _fault_at(code: str, source: Source, offset: int, **args: object) -> UsageFault:
    line = source.text.count("\n", 0, offset) + 1
    column = offset - source.text.rfind("\n", 0, offset)
    span = Span(source.path, line, column, line, column + 1)
    return fault(code, span, source.line(line), **args)

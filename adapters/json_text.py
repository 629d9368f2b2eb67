"""JSON as people write it: exact numbers, and for each fault of the text its line, column and remedy.

A number with a point or an exponent becomes a decimal, so that 0.1 stays 0.1; a key given twice is a fault.

`read` takes what a person has saved: a byte order mark, UTF-16; NaN and the infinities, which are no JSON, are read as
what they are: refusing them, fact by fact, is the engine's. `read_exact` takes what RFC 8259 lets programs exchange.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any, NoReturn

from engine.diagnostics import Diagnostic, GuijuError, Source, Span

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_BRACKETS = ("}", "]")
_UNCLOSED = ("Unterminated string", "Invalid control character")
_WIDE = "“”‘’：，｛｝［］"
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"))
_MARK = b"\xef\xbb\xbf"


class Malformed(GuijuError):
    """A text that can't be read as JSON."""


def read(data: bytes, path: str) -> Any:
    """The value of a JSON text; `path` is the name to show. Raises `Malformed`."""
    text = _decoded(data, path)
    try:
        return _value(_DECODER, text, Source(path, text))
    except RecursionError:
        raise _fault("GJ719", path=path) from None


def read_exact(data: bytes, depth: int) -> Any:
    """The value of a JSON text in UTF-8, arrays and objects at most `depth` deep. Raises `Malformed`."""
    text = _exactly_decoded(data)
    try:
        value = _value(_EXACT, text, Source("", text))
    except RecursionError:
        raise _fault("GJ849", depth=depth) from None
    if "\\u" in text:
        _refuse_half_characters(value)
    if text.count("{") + text.count("[") > depth and _deeper(value, depth):
        raise _fault("GJ849", depth=depth)
    return value


def write(value: Any) -> str:
    """The value as JSON on one line: what `read_exact` reads is the same again, decimals to the last digit."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except TypeError:
        return _written(value)


def _written(value: Any) -> str:
    """The same where decimals are in it, of which Python's own writer knows nothing."""
    match value:
        case dict():
            return "{" + ",".join(f"{write(key)}:{write(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(write, value)) + "]"
        case _:
            return str(value)


def _value(decoder: json.JSONDecoder, text: str, source: Source) -> Any:
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        raise _syntax(error, source) from None
    except _Double as double:
        raise _fault_at("GJ716", source, _place_of_double(text, double.key), word=double.key) from None
    except _NoNumber as constant:
        raise _fault_at("GJ855", source, _place_of(text, constant.word), word=constant.word) from None


class _Double(Exception):
    """A key that stands twice in one object, which the JSON grammar lets pass."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class _NoNumber(Exception):
    """NaN or an infinity."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        raise _Double(next(key for key, count in counted.items() if count > 1))
    return found


def _integer(digits: str) -> int | Decimal:
    """Python refuses to read integers of thousands of digits, decimals it reads."""
    return int(digits) if len(digits) <= _READABLE else Decimal(digits)


def _no_number(word: str) -> NoReturn:
    raise _NoNumber(word)


_READABLE = 100
_DECODER = json.JSONDecoder(
    parse_float=Decimal, parse_int=_integer, parse_constant=Decimal, object_pairs_hook=_no_doubles
)
_EXACT = json.JSONDecoder(
    parse_float=Decimal, parse_int=_integer, parse_constant=_no_number, object_pairs_hook=_no_doubles
)


def _decoded(data: bytes, path: str) -> str:
    encoding = next(encoding for mark, encoding in _ENCODINGS if data.startswith(mark))
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _fault("GJ709", path=path, line=data.count(b"\n", 0, error.start) + 1) from None


def _exactly_decoded(data: bytes) -> str:
    if data.startswith(_MARK):
        raise _fault("GJ854")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _fault("GJ853", offset=error.start) from None


def _deeper(value: Any, depth: int) -> bool:
    """Whether there are arrays or objects on more levels than `depth`, the value's own being the first."""
    level = [value]
    for _ in range(depth):
        below = (each.values() if type(each) is dict else each for each in level)
        level = [child for children in below for child in children if type(child) in _NESTING]
    return bool(level)


_NESTING = (dict, list)


def _refuse_half_characters(value: Any) -> None:
    """Of a character beyond the 65,536 first an escape is half; by itself, no text in UTF-8 can hold it."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise _fault("GJ853") from None


def _syntax(error: json.JSONDecodeError, source: Source) -> Malformed:
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


def _place_of(text: str, word: str) -> int:
    """The offset of a word that is no part of a string."""
    return next((token.start() for token in _TOKEN.finditer(text) if token.group() == word), 0)


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


def _fault_at(code: str, source: Source, offset: int, **args: object) -> Malformed:
    line = source.text.count("\n", 0, offset) + 1
    column = offset - source.text.rfind("\n", 0, offset)
    span = Span(source.path, line, column, line, column + 1)
    return Malformed([_diagnostic(code, args, span, source.line(line))])


def _fault(code: str, **args: object) -> Malformed:
    return Malformed([_diagnostic(code, args)])


def _diagnostic(code: str, args: dict[str, object], span: Span | None = None, excerpt: str = "") -> Diagnostic:
    return Diagnostic(code, span, tuple((name, str(value)) for name, value in args.items()), excerpt)

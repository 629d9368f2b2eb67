"""JSON read by a faster reader: the same values, to the last digit, and the same refusals."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters import json_text
from adapters.service import json_bytes

DEPTH = 64
LEAVES = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False)
TEXTS = some.text(some.characters(exclude_categories=["Cs"]))
VALUES = some.recursive(
    LEAVES | TEXTS,
    lambda below: some.lists(below, max_size=3) | some.dictionaries(TEXTS, below, max_size=3),
    max_leaves=10,
)
NUMERALS = some.from_regex(r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)


def exact(value: Any) -> Any:
    """Every float as the decimal that it prints as, which is what an engine takes it for."""
    match value:
        case float():
            return Decimal(repr(value))
        case list():
            return [exact(each) for each in value]
        case dict():
            return {name: exact(each) for name, each in value.items()}
        case _:
            return value


@given(VALUES, some.booleans(), some.sampled_from([(",", ":"), (", ", ": "), (",\n", " :\t")]))
def test_values_are_those_of_the_exact_reader(value: Any, ascii_only: bool, separators: tuple[str, str]) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only, separators=separators).encode()
    assert exact(json_bytes.read(data, DEPTH)) == exact(json_text.read_exact(data, DEPTH))


@given(NUMERALS)
def test_numbers_keep_every_digit(numeral: str) -> None:
    (read,) = json_bytes.read(f"[{numeral}]".encode(), DEPTH)
    assert exact(read) == Decimal(numeral)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a": {"b": 1e2, "b": 100.0}}',
        b'{"a":1,"\\u0061":2}',
        b"[NaN]",
        b"[1e400, Infinity]",
        b'["\xff"]',
        b'["\\ud800"]',
        b"\xef\xbb\xbf{}",
        b"[" * 65 + b"]" * 65,
        b"[" * 5000 + b"]" * 5000,
        b"{'a':1}",
        b"",
    ],
)
def test_what_is_refused_is_refused_in_the_same_words(data: bytes) -> None:
    with pytest.raises(json_text.Malformed) as expected:
        json_text.read_exact(data, DEPTH)
    with pytest.raises(json_text.Malformed) as refused:
        json_bytes.read(data, DEPTH)
    assert refused.value.diagnostics == expected.value.diagnostics


@given(VALUES)
def test_what_is_written_reads_the_same(value: Any) -> None:
    assert exact(json.loads(json_bytes.write(value))) == exact(value)


def test_decimals_are_written_in_digits() -> None:
    assert json_bytes.write({"a": Decimal("1.50"), "b": Decimal("1E+3"), "c": 10**30}) == (
        '{"a":"1.50","b":"1000","c":1000000000000000000000000000000}'
    )

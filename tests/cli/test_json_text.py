"""What is wrong with a JSON text, and where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters import json_text
from adapters.json_text import Malformed
from engine.diagnostics.catalog import catalog

FAULTY = {
    "trailing comma": ('{"a": 1,}', "GJ711", 1, 8),
    "trailing comma on its own line": ('{\n  "a": [1, 2,\n  ]\n}', "GJ711", 2, 13),
    "single quotes": ("{'a': 1}", "GJ712", 1, 2),
    "full-width colon": ('{"a"：1}', "GJ713", 1, 5),
    "full-width quotes": ("{“a”: 1}", "GJ713", 1, 2),
    "comment": ('{\n"a": 1 // no\n}', "GJ714", 2, 8),
    "nothing": ("", "GJ715", 1, 1),
    "unfinished": ('{"a": 1', "GJ715", 1, 7),
    "unclosed text": ('{"a": "x}', "GJ723", 1, 7),
    "line break in a text": ('{"a": "x\ny"}', "GJ723", 1, 9),
    "key twice": ('{"a": {"b": 1}, "b": "a", "b": 2}', "GJ716", 1, 27),
    "key twice, once escaped": ('{"a": 1,\n "\\u0061": 2}', "GJ716", 2, 2),
    "key twice, deeper": ('{"b": 0, "c": [{"a": "}", "a": 2}]}', "GJ716", 1, 27),
    "bare key": ("{a: 1}", "GJ710", 1, 2),
    "two values": ('{"a": 1} {}', "GJ710", 1, 10),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_has_its_code_and_place(name: str) -> None:
    text, code, line, column = FAULTY[name]
    with pytest.raises(Malformed) as raised:
        json_text.read(text.encode(), "facts.json")
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.span is not None
    assert (diagnostic.code, str(diagnostic.span)) == (code, f"facts.json:{line}:{column}")
    assert diagnostic.excerpt == (text.splitlines() or [""])[line - 1]


def test_a_key_twice_among_very_many_is_found() -> None:
    text = "{" + ", ".join(f'"k{number}": 1' for number in range(100_000)) + ', "k99999": 2}'
    with pytest.raises(Malformed, match="GJ716"):
        json_text.read_exact(text.encode(), 64)


PLACELESS = {
    "too deep": (b'{"a":' * 100_000, "GJ719"),
    "another encoding": ('{\n"a": "测"}'.encode("gb18030"), "GJ709"),
}


@pytest.mark.parametrize("name", PLACELESS)
def test_a_text_beyond_reading_has_its_code(name: str) -> None:
    data, code = PLACELESS[name]
    with pytest.raises(Malformed, match=code):
        json_text.read(data, "facts.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_numbers_are_exact_in_every_encoding(encoding: str) -> None:
    read = json_text.read('{"分": 0.1, "n": 79, "e": 1E2}'.encode(encoding), "facts.json")
    assert read == {"分": Decimal("0.1"), "n": 79, "e": Decimal(100)}
    assert [type(value) for value in read.values()] == [Decimal, int, Decimal]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "9" * 5_000, "1E400"])
def test_what_no_fact_may_be_is_read_for_the_engine_to_refuse(number: str) -> None:
    read = json_text.read(f'{{"a": {number}}}'.encode(), "facts.json")
    assert str(read["a"]) == str(Decimal(number))


def test_every_code_of_the_command_line_speaks_both_languages() -> None:
    codes = [code for code in catalog() if code.startswith("GJ7")]
    assert codes
    for code in codes:
        assert all(catalog()[code][part][lang] for part in ("cause", "fix") for lang in ("zh", "en")), code

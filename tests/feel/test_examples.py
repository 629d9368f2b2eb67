"""Every example of the operator table gives what it says; every row of the table can be explained in both languages."""

from __future__ import annotations

import re

import pytest

from engine.feel.operators import FUNCTIONS, PROPERTIES, Example, Function, Overload
from engine.feel.runtime import NAMESPACE
from tests.feel.reading import value

EXAMPLES = [example for function in FUNCTIONS for example in function.examples]
OVERLOADS = [o for f in FUNCTIONS for o in f.overloads] + [o for overloads in PROPERTIES.values() for o in overloads]
_NAME = re.compile(r"\b[A-Z][A-Z_]+\b")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.expression)
def test_example(example: Example) -> None:
    assert value(example.expression) == value(example.value)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_explained(function: Function) -> None:
    assert {lang for lang, text in function.doc if text} == {"zh", "en"}
    assert function.hidden or function.examples


def test_ids_are_unique() -> None:
    ids = [overload.id for overload in OVERLOADS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("overload", OVERLOADS, ids=lambda overload: overload.id)
def test_templates(overload: Overload) -> None:
    """Python templates use names that are bound and compile; what SQL can't do says why, and only that."""
    assert set(_NAME.findall(re.sub(r"'[^']*'", "", overload.python))) <= NAMESPACE.keys()
    compile(overload.python.format(*(f"a{index}" for index in range(len(overload.params)))), overload.id, "eval")
    assert (overload.sql is None) == bool(overload.why_not_sql)
    assert not overload.variadic or len(overload.params) >= 1

"""Two judges of one schema: what the quick one lets pass is what jsonschema has nothing against."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.document import read_library
from engine.document.schema import is_valid, plain, schema
from tests.document.reading import composed

POLICIES = Path(__file__).parents[2] / "policies"
KINDS = ("policy", "overlay", "cases", "vocabulary", "clauses", "library", "branch", "calendar")
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    19,
    1.5,
    "",
    "x",
    "Not Kebab",
    "2026-02-30",
    "2026-01-01",
    [],
    ["a", "a"],
    {},
    {"a": 1, "B": 2},
)
"""What stands where something else should."""


@cache
def shipped(kind: str) -> list[Any]:
    documents, _ = read_library(POLICIES, "policies")
    return [plain(document.root) for document in documents if document.kind == kind]


@cache
def reference(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)


def places(value: Any, holder: Any = None, step: Any = None) -> list[tuple[Any, Any]]:
    """Every (holder, key or index) within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [] if holder is None else [(holder, step)]
    return found + [place for key, item in inner for place in places(item, value, key)]


def spoilt(data: st.DataObject, value: Any) -> Any:
    """The value with one to three things replaced, taken away or renamed."""
    value = copy.deepcopy(value)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, step = data.draw(st.sampled_from(places(value) or [({"": None}, "")]))
        match data.draw(st.sampled_from(("replace", "drop", "rename"))):
            case "drop":
                del holder[step]
            case "rename" if isinstance(holder, dict):
                holder[data.draw(st.sampled_from(("tilte", "Not Kebab", "when", "then")))] = holder.pop(step)
            case _:
                holder[step] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    return value


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_they_agree(kind: str, data: st.DataObject) -> None:
    examples = shipped(kind) or [{"branch": "xian", "title": {"zh": "西安", "en": "Xi'an"}, "extends": "base"}]
    root, _, report = composed(json.dumps(spoilt(data, data.draw(st.sampled_from(examples))), ensure_ascii=False))
    assert root is not None, report.found
    assert is_valid(kind, plain(root)) == reference(kind).is_valid(plain(root))

"""The schemas as documents: valid, explained in both languages, the same wherever they define the same thing."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from engine.document.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = (
    "policy",
    "overlay",
    "cases",
    "vocabulary",
    "clauses",
    "guardrails",
    "library",
    "branch",
    "calendar",
    "decision",
)
READ = KINDS[:-1]
SUBSCHEMAS = ("items", "additionalProperties", "propertyNames")
CHINESE = re.compile("[\u4e00-\u9fff]")


def written(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("schemas") / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return found


def target(reference: str, kind: str) -> dict[str, Any]:
    """What a reference in the schema of a kind leads to, in that file or in another."""
    file, _, name = reference.partition("#/$defs/")
    other = file.removesuffix(".schema.json") or kind
    found: dict[str, Any] = written(other)["$defs"][name]
    return {**(target(found["$ref"], other) if "$ref" in found else {}), **found}


def properties(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property's schema that is more than a reference, and every definition, with its path."""
    if not isinstance(value, dict):
        return
    for group in ("properties", "$defs"):
        for name, sub in value.get(group, {}).items():
            yield f"{path}/{name}", sub
            yield from properties(sub, f"{path}/{name}")
    for keyword in SUBSCHEMAS:
        yield from properties(value.get(keyword), f"{path}/{keyword}")


@pytest.mark.parametrize("kind", KINDS)
def test_valid(kind: str) -> None:
    Draft202012Validator.check_schema(written(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_is_explained_in_both_languages(kind: str) -> None:
    for path, found in properties(written(kind)):
        told = {**(target(found["$ref"], kind) if "$ref" in found else {}), **found}
        for keyword in ("title", "description"):
            text = told.get(keyword, "")
            assert CHINESE.search(text), f"{path}: no Chinese {keyword}"
            assert re.search(r"[A-Za-z]{2}", text), f"{path}: no English {keyword}"
        assert " / " in told["title"], path
        assert "\n" in told["description"], path


@pytest.mark.parametrize("kind", READ)
def test_every_property_has_an_example_that_it_allows(kind: str) -> None:
    for path, found in properties(schema(kind)):
        if "not" not in found:
            assert found.get("examples"), path
        for example in found.get("examples", ()):
            errors = list(Draft202012Validator(found).iter_errors(example))
            assert not errors, f"{path}: {errors}"


@pytest.mark.parametrize("kind", KINDS)
def test_no_mazes(kind: str) -> None:
    text = json.dumps(written(kind))
    assert '"oneOf"' not in text
    assert '"anyOf"' not in text


def test_shared_definitions_are_the_same() -> None:
    shared = written("policy")["$defs"]
    own = {("cases", "event"), ("vocabulary", "event")}
    for kind in READ:
        for name, definition in written(kind)["$defs"].items():
            if name in shared and (kind, name) not in own:
                referred = {"$ref": f"policy.schema.json#/$defs/{name}"}
                assert definition in (shared[name], referred), f"{kind}: {name}"


@pytest.mark.parametrize("kind", READ)
def test_inlined_schemas_mean_the_same(kind: str) -> None:
    """No keyword of a definition is lost because one beside the reference hides it."""
    allowed = {"title", "description", "examples", "$ref"}
    for path, found in properties(written(kind)):
        if "$ref" in found:
            hidden = found.keys() & target(found["$ref"], kind).keys()
            assert hidden <= allowed, path


@pytest.mark.parametrize("kind", READ)
def test_references_are_replaced(kind: str) -> None:
    assert "$ref" not in json.dumps(schema(kind))


DECISION = {
    "decision": "5d41402abc4b2a76b9719d911017c592",
    "policy": "drawing-review",
    "branch": "xian",
    "revision": "7d793037a0760186574b0282f2f435e7",
    "as_of": "2026-11-22",
    "currency": "CNY",
    "outcomes": [{"do": "warning", "to": "designer", "rule": "below-pass", "cites": ["MAN-02"], "rate": "0.005"}],
    "outputs": {"grade": "qualified"},
    "matched": ["below-pass"],
    "undecided": [{"rule": "not-all-fixed", "needs": ["revision"]}],
    "held": [{"do": "x", "to": None, "rule": "y", "cites": [], "missing": ["photos"], "next": None}],
}


def test_a_decision() -> None:
    assert Draft202012Validator(written("decision")).is_valid(DECISION)


@pytest.mark.parametrize("key", written("decision")["required"])
def test_a_decision_lacks_nothing(key: str) -> None:
    assert not Draft202012Validator(written("decision")).is_valid({k: v for k, v in DECISION.items() if k != key})


def test_numbers_of_a_decision_are_strings() -> None:
    decision = DECISION | {"outputs": {"points": 3}}
    assert not Draft202012Validator(written("decision")).is_valid(decision)

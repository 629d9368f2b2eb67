"""The OpenAPI document of the shipped policies: valid, whole, true to the routes and to the cases."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from adapters.http.app import ROOMS
from adapters.http.openapi import Documents, document
from adapters.service.live import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.service.live import Served

    Json = dict[str, Any]

POLICIES = Path(__file__).parents[2] / "policies"
BUNDLE = f"sha256:{'0' * 64}"


@cache
def served() -> Served:
    return compiled(BUNDLE, POLICIES, "policies")


@cache
def described(lang: str) -> Json:
    """The document as callers get it."""
    found: Json = json.loads(json.dumps(document(served(), served().library.branches, lang)))
    return found


@pytest.fixture(params=["zh", "en"])
def found(request: pytest.FixtureRequest) -> Json:
    return described(request.param)


def objects(value: Any) -> Iterator[Json]:
    """Every object within a value."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(item)


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def validator(document: Json, schema: Json) -> jsonschema_rs.Draft202012Validator:
    """Of a schema whose references lead into the document."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]}, validate_formats=True)


def test_it_is_an_openapi_document(found: Json) -> None:
    problems = list(jsonschema_rs.Draft202012Validator(OPENAPI_31, validate_formats=True).iter_errors(found))
    assert not problems, problems[0]


def test_every_schema_is_one(found: Json) -> None:
    for name, schema in found["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name


def test_every_reference_leads_somewhere(found: Json) -> None:
    for reference in {each["$ref"] for each in objects(found) if isinstance(each.get("$ref"), str)}:
        place: Any = found
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_nothing_is_left_to_be_filled_in(found: Json) -> None:
    texts = [text for each in objects(found) for text in each.values() if isinstance(text, str)]
    assert not [text for text in texts if "{{" in text or "[[" in text]


def test_nothing_is_left_in_two_languages(found: Json) -> None:
    assert not [each for each in objects(found) if set(each) == {"zh", "en"} and isinstance(each["zh"], str)]


def test_every_policy_of_every_branch_has_its_path() -> None:
    paths = described("zh")["paths"]
    for branch, policy in served().policies:
        assert f"/v1/branches/{branch}/policies/{policy}/decide" in paths
        assert f"/v1/branches/{branch}/policies/{policy}/decide/bulk" in paths
        assert f"/v1/policies/{policy}/decide" in paths


def test_it_has_what_is_routed_and_nothing_else() -> None:
    routes = [route for room in ROOMS for route in room.ROUTES]
    reached = set()
    for path, method, _ in operations(described("zh")):
        known = [route for route in routes if route.path_regex.match(path) and method.upper() in (route.methods or ())]
        assert known, f"{method} {path}"
        reached.add(known[0].path)
    assert reached == {route.path for route in routes}


def test_operations_have_ids_of_their_own(found: Json) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(found)]
    assert len(ids) == len(set(ids))


def test_examples_are_what_their_schemas_say(found: Json) -> None:
    bodies = [
        *found["components"]["requestBodies"].values(),
        *(each[2].get("requestBody", {}) for each in operations(found)),
    ]
    contents = [content for body in bodies for content in body.get("content", {}).values()]
    given = [
        (content["schema"], example["value"])
        for content in contents
        for example in content.get("examples", {}).values()
    ]
    assert len(given) > 100
    validators = {name: validator(found, json.loads(name)) for name in {json.dumps(schema) for schema, _ in given}}
    for schema, value in given:
        problems = [str(error) for error in validators[json.dumps(schema)].iter_errors(value)]
        assert not problems, (value, problems)


def test_a_key_of_one_branch_sees_that_branch() -> None:
    text = json.dumps(document(served(), ("yibin",), "en"))
    assert "/v1/branches/yibin/policies/drawing-review/decide" in text
    assert "/v1/branches/base/" not in text
    assert "/v1/branches/xian/" not in text


def test_a_key_for_all_branches_is_asked_for_where_all_are_concerned(found: Json) -> None:
    """What does so to a key of one branch: tests/http/test_admin.py."""
    needs = {path: operation.get("description", "") for path, _, operation in operations(found)}
    asking = {path for path, said in needs.items() if "要管全部分公司" in said or "a key for all branches" in said}
    assert asking == {"/v1/reload", "/metrics"}


def test_documents_are_made_once() -> None:
    documents = Documents()
    first = documents.get(served(), ("yibin",), "en")
    assert documents.get(served(), ("yibin",), "en") is first
    assert documents.get(served(), ("yibin",), "zh") != first

"""What all operations have in common: the language of answers, and how they may end."""

from __future__ import annotations

from typing import Any

PROBLEMS = {
    400: "bad",
    401: "unauthorized",
    403: "forbidden",
    404: "unknown",
    406: "unacceptable",
    409: "conflict",
    413: "too-large",
    415: "unsupported",
    422: "unusable",
    429: "too-fast",
    503: "unavailable",
}
"""The component that describes an answer, by its status."""
WITH_A_KEY = (401, 403, 429, 503)


def completed(path: dict[str, Any]) -> dict[str, Any]:
    """A path's operations with the parameter that all have, and with all their answers.

    What they have of their own stands under `problems` among the responses.
    """
    return {method: _completed(operation) for method, operation in path.items()}


def _completed(operation: dict[str, Any]) -> dict[str, Any]:
    own = dict(operation["responses"])
    statuses = {*own.pop("problems", ()), *(WITH_A_KEY if "security" not in operation else ())}
    problems = {str(status): _response(PROBLEMS[status]) for status in sorted(statuses)}
    parameters = [*operation.get("parameters", ()), {"$ref": "#/components/parameters/language"}]
    responses = {**own, **problems, "default": _response("problem")}
    return {**operation, "parameters": parameters, "responses": responses}


def _response(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{name}"}

"""What schemathesis is told about the service that its document can't say, and what is held against it besides."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import schemathesis

from adapters.service.cases import is_name

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, DeserializationContext, HookContext, Response, SerializationContext

NDJSON = "application/x-ndjson"
UNSAID = {
    "GJ434": "a number of more than 34 digits, those behind the point counted from it",
    "GJ436": "a check that holds facts against one another",
    "GJ454": "two different events with one id",
    "GJ456": "a schedule without end, asked for thousands of years on",
    "GJ471": "a policy that isn't in force on that day",
    "GJ472": "an event without what a clock of its policies goes by",
    "GJ473": "a target that the facts make nothing of",
    "GJ474": "a month that is none, by which a ladder counts",
    "GJ476": "a deadline beyond the year 9999",
    "GJ876": "an event's id that was used for another event before",
}
"""Refusals of what every schema takes, by code."""
_KEY = re.compile('([!#-~][!-~]{0,254}|"([!-~]{0,253}[!#-~])?|"[!-~]{1,253}")')


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: Any) -> None:
    """A key that was used before would be answered as before; where a list goes on, only the service can say.

    Of a case that was told of, facts are known that no schema can count on: each decision has a case of its own.
    """
    if _KEY.fullmatch(str(case.headers.get("Idempotency-Key", ""))):
        case.headers["Idempotency-Key"] = str(uuid4())
    case.query.pop("after", None)
    if isinstance(case.body, dict) and is_name(case.body.get("case")):
        case.body = {**case.body, "case": str(uuid4())}


@schemathesis.check
def refused_for_what_no_schema_says(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What fits its schema is refused for one of a few reasons only."""
    meta = case.meta
    if response.status_code != 422 or meta is None or not meta.generation.mode.is_positive:
        return
    codes = {error["code"] for error in response.json().get("errors", [])}
    assert codes
    assert codes <= UNSAID.keys(), f"refused for {sorted(codes - UNSAID.keys())}"


@schemathesis.serializer(NDJSON)
def one_line(context: SerializationContext, value: Any) -> bytes:
    """A body of one line."""
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


@schemathesis.deserializer(NDJSON)
def first_line(context: DeserializationContext, response: Response) -> Any:
    """An answer of one line."""
    return json.loads(response.content.partition(b"\n")[0])

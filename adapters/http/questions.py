"""What is asked when a case is to be decided: the body of a request, or a line of many."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.http.limits import NAME
from adapters.http.problems import SHOWN, found, refused
from adapters.service import cases
from engine.diagnostics import did_you_mean
from engine.diagnostics.pointers import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine import Diagnostic

MEMBERS: dict[str, type[Any]] = {"facts": dict, "as_of": str, "now": str, "horizon": str, "case": str}
"""The members of a question, each with the type of its JSON value; `facts` must be there."""


class Question(NamedTuple):
    """`facts`: by name, with the case's `events`; the dates as text, None where they aren't given; `case`: its id."""

    facts: dict[str, Any]
    as_of: str | None = None
    now: str | None = None
    horizon: str | None = None
    case: str = ""


def question_of(value: Any) -> Question:
    """The question that a JSON value is. Raises `Refused`: 422, with what is wrong."""
    faults = [*islice(_faults(value), SHOWN)]
    if faults:
        raise refused(422, "GJ846", faults)
    return Question(**value)


def _faults(value: Any) -> Iterator[Diagnostic]:
    if type(value) is not dict:
        yield found("GJ848", "", type="object")
        return
    if "facts" not in value:
        yield found("GJ848", "/facts", type="object")
    given: Any
    for name, given in value.items():
        if type(given) is not MEMBERS.get(name):
            yield _misfit(name)
        elif name == "case" and not cases.is_name(given):
            yield _no_case(given)
        elif name == "facts" and "events" in given and _length(given["events"]) > cases.HISTORY:
            yield found("GJ856", "/facts/events", given=len(given["events"]), limit=cases.HISTORY)


def _misfit(name: str) -> Diagnostic:
    """Why a member can't be there, or not with its value."""
    if name in MEMBERS:
        return found("GJ848", f"/{name}", type=_NAMES[MEMBERS[name]])
    shown = name[:NAME]
    near = did_you_mean(shown, MEMBERS)
    return found("GJ847", f"/{escaped(shown)}", name=shown, near=near, known=", ".join(MEMBERS))


def _no_case(name: str) -> Diagnostic:
    """Why a text can't be the id of a case."""
    odd = cases.odd_character(name)
    if odd:
        return found("GJ880", "/case", character=f"U+{ord(odd):04X}")
    return found("GJ856", "/case", given=len(name), limit=cases.NAME)


_NAMES: dict[type[object], str] = {dict: "object", str: "string"}


def _length(events: Any) -> int:
    return len(events) if type(events) is list else 0

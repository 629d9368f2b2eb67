"""What schemathesis found, held fast."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import FactError, Library

if TYPE_CHECKING:
    from engine import Policy

POLICIES = Path(__file__).parents[2] / "policies"
AT = "2026-03-02T09:00:00+08:00"


@cache
def policy(name: str) -> Policy:
    return Library.load(POLICIES).branch("base").policy(name)


def codes(error: pytest.ExceptionInfo[FactError]) -> list[tuple[str, str | None]]:
    return [(found.code, found.pointer) for found in error.value.diagnostics]


@pytest.mark.parametrize("name", ["duty-roster", "reports"])
def test_duties_for_thousands_of_years_are_refused(name: str) -> None:
    with pytest.raises(FactError) as error:
        policy(name).decide({}, now=AT, horizon="9999-12-31")
    assert {code for code, _ in codes(error)} == {"GJ456"}


def test_duties_end_with_the_calendar() -> None:
    decision = policy("reports").decide({}, now="9999-11-30T09:00:00+08:00", horizon="9999-12-31")
    assert all(occurrence.reading.date <= dt.date.max for occurrence in decision.schedule)


@pytest.mark.parametrize(
    ("given", "code"), [(True, "GJ414"), ([], "GJ414"), ({}, "GJ414"), ("\ud800", "GJ437"), ("", "GJ451")]
)
def test_an_id_is_a_text(given: object, code: str) -> None:
    with pytest.raises(FactError) as error:
        policy("complaint-handling").decide({"events": [{"id": given, "type": "complaint.registered", "at": AT}]})
    assert code in {code for code, _ in codes(error)}


def test_a_number_counts_as_the_id_that_it_prints_as() -> None:
    (event,) = (
        policy("complaint-handling").decide({"events": [{"id": 17, "type": "complaint.registered", "at": AT}]}).events
    )
    assert event.id == "17"


def test_instants_of_long_ago_have_offsets_in_whole_minutes() -> None:
    """Shanghai's first offset is +08:05:43, which RFC 3339 has no way to write."""
    events = [{"id": "e1", "type": "complaint.registered", "at": "1800-03-02T09:00:00"}]
    told = json.loads(policy("complaint-handling").decide({"events": events}, now="1800-03-02T10:00:00").to_json())
    assert told["clocks"]["handover"]["started"].endswith("+08:06")
    assert dt.datetime.fromisoformat(told["now"]) == dt.datetime.fromisoformat("1800-03-02T10:00:00+08:05:43")

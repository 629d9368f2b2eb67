"""Clocks, schedules and ladders of a decision in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.cli.language import phrase
from adapters.cli.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.cli.columns import Row

AHEAD = 6
"""How many occurrences to come are shown."""


def timed_sections(decision: Mapping[str, Any], lang: str) -> dict[str, list[Row]]:
    """The rows of each section, by the name of its heading; a decision of a policy without such has none."""
    come, ahead = _parted(decision.get("schedule", ()))
    return {
        "clocks": [row for name, clock in decision.get("clocks", {}).items() for row in _clocks(name, clock, lang)],
        "schedule": [_occurrence(each, lang) for each in (*come, *ahead[:AHEAD])],
        "ladders": [(_named(ladder["id"], ladder), shown(ladder["count"])) for ladder in decision.get("ladders", ())],
    }


def left_out(decision: Mapping[str, Any], lang: str) -> dict[str, str]:
    """By section what it doesn't show, in a line."""
    _, ahead = _parted(decision.get("schedule", ()))
    more = len(ahead) - AHEAD
    return {"schedule": phrase("more_occurrences", lang, count=more)} if more > 0 else {}


def _parted(occurrences: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Those that have come, and those to come."""
    come = [each for each in occurrences if each["state"] != "upcoming"]
    return come, [each for each in occurrences if each["state"] == "upcoming"]


def _clocks(name: str, read: Any, lang: str) -> Iterator[Row]:
    for clock in read if isinstance(read, list) else (read,):
        yield (_named(name, clock), clock["words"][lang])


def _occurrence(told: Mapping[str, Any], lang: str) -> Row:
    planned = phrase("planned", lang, planned=told["planned"]) if told["planned"] != told["date"] else ""
    state = phrase(told["state"], lang)
    return (told["date"], _named(told["id"], told), state, planned, *_provisional(told, lang))


def _provisional(read: Mapping[str, Any], lang: str) -> Row:
    return (phrase("provisional", lang),) if read["provisional"] else ()


def _named(name: str, read: Mapping[str, Any]) -> str:
    return f"{name} ({shown(read['key'])})" if "key" in read else name

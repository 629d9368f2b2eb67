"""The cases of `cases/`, as `answer` takes them: a topic's groups share a calendar, a convention and a why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent / "cases"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Case = dict[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    """Every case with its id: `<topic>/<case>`."""
    calendars = {name: _calendar(stated) for name, stated in _read("calendars").items()}
    for path in sorted(HERE.glob("*.yaml")):
        if path.stem == "calendars":
            continue
        for group in _read(path.stem):
            shared = {"calendar": calendars[group["calendar"]], "convention": group.get("convention", {})}
            for name, stated in group["cases"].items():
                yield f"{path.stem}/{name}", shared | _case(stated)


def _read(topic: str) -> Any:
    """Scalars as they are written: `09:00` is a text, and so is a date."""
    return yaml.load((HERE / f"{topic}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 the base loader makes nothing but texts


def _case(stated: Case) -> Case:
    case = dict(stated)
    if "elapsed" in stated:
        return case | {"op": "elapsed", "expected_elapsed": _amount(stated["elapsed"])}
    if "dates" in stated:
        return case | {"op": "recurrence", "count": int(stated["count"]), "expected_due": stated["dates"]}
    if "next_open" in stated:
        return case | {"op": "next_open", "expected_due": stated["next_open"]}
    return case | {"op": "due", "duration": _amount(stated["add"]), "expected_due": stated["due"]}


def _amount(text: str) -> Case:
    n, unit = text.split()
    return {"n": int(n), "unit": unit}


def _calendar(stated: Case) -> Case:
    weekly = {day: hours for days, text in stated["weekly"].items() for day, hours in _days(days, _hours(text))}
    overrides = {day: _hours(text) for day, text in stated.get("overrides", {}).items()}
    return stated | {
        "weekly": weekly,
        "overrides": overrides,
        "workday_hours": _hours(stated.get("workday_hours", "")),
    }


def _days(days: str, hours: list[list[str]]) -> Iterator[tuple[str, list[list[str]]]]:
    first, _, last = days.partition("-")
    for day in WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]:
        yield day, hours


def _hours(text: str) -> list[list[str]]:
    return [window.split("-") for window in text.split()]

"""The schema of calendar files, narrowed: the calendars to build on, and how times, days and weekdays are written.

The shipped schema lets any text pass there, for `guiju check` says what is wrong with it; an editor has only this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.workshop.schemas.choices import picked
from engine.workshop.schemas.citations import narrow_cites
from engine.workshop.schemas.written import written

if TYPE_CHECKING:
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Known

_HOUR = "([01]?[0-9]|2[0-4])"
_WINDOW = rf"\s*{_HOUR}:[0-5][0-9]\s*-\s*{_HOUR}:[0-5][0-9]\s*"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAYS = {"pattern": rf"^\s*{_DATE}(\s*\.\.\s*{_DATE})?\s*$"}
_SPECIAL = ("holidays", "workdays", "overrides")


def calendar_schema(known: Known) -> Schema:
    schema = written("calendar")
    keys, parts = schema["properties"], schema["$defs"]
    narrow_cites(schema, known)
    keys["extends"] = picked(keys["extends"], known.calendars)
    parts["window"]["pattern"] = f"^{_WINDOW}$"
    for part in ("hours", "override"):
        parts[part]["pattern"] = f"^({_WINDOW}|closed|round-the-clock)$"
    for section in _SPECIAL:
        keys[section]["propertyNames"] = _DAYS
    return schema

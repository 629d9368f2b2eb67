"""What reading one policy needs at every place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.model.timed.calendar_names import NONE_KNOWN, Calendars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Report
    from engine.feel.scope import Scope
    from engine.model.policy import Param
    from engine.model.timed.shapes import Ladder
    from engine.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    """`scope` holds what is declared so far, `ladders` those that are typed so far, by name."""

    vocabulary: Vocabulary
    report: Report
    scope: Scope
    params: Mapping[str, Param] = field(default_factory=dict)
    calendars: Calendars = NONE_KNOWN
    ladders: Mapping[str, Ladder] = field(default_factory=dict)

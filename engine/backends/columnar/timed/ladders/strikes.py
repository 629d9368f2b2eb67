"""Which events a ladder's patterns mean, and which lives of it they are about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.columnar.files import literal
from engine.backends.columnar.rows import quote
from engine.backends.columnar.timed.ladders.periods import number_of
from engine.backends.columnar.timed.openings import Cte
from engine.backends.columnar.timed.patterns import data_column, fields_of
from engine.ir.demands import STRUCK
from engine.ir.timed import Between, Consecutive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.columnar.timed.ladders.setting import Setting
    from engine.backends.columnar.timed.patterns import Role
    from engine.ir.timed import EventPattern


def strike_ctes(setting: Setting) -> Iterator[Cte]:
    """What each pattern means, by life."""
    ladder, life = setting.ladder, setting.life
    told = _told(setting)
    opens = [ladder.window.stretch.opens] if isinstance(ladder.window, Between) else []
    yield Cte("lives", _lives(setting, [told, *([_role(setting, opens)] if opens else [])]))
    yield Cte("strikes", life.about(told.marks(*_words(setting)), "period", "counts"))
    yield Cte("removals", _removals(setting))
    yield from _marks(setting, "resets", ladder.resets)
    if isinstance(ladder.window, Between):
        yield from _marks(setting, "opens", opens)
        yield from _marks(setting, "closes", [one for one in [ladder.window.stretch.closes] if one])
    for place, excuse in enumerate(ladder.excuses):
        yield from _marks(setting, f"excused_{place}", [excuse.opens])
        yield from _marks(setting, f"back_{place}", [one for one in [excuse.closes] if one])


def _role(setting: Setting, patterns: Sequence[EventPattern]) -> Role:
    return setting.reader.role(patterns, setting.ladder.per)


def _marks(setting: Setting, name: str, patterns: Sequence[EventPattern]) -> Iterator[Cte]:
    yield Cte(name, setting.life.about(_role(setting, patterns).marks()))


def _lives(setting: Setting, roles: Sequence[Role]) -> str:
    """Those that a strike names in full, or the opening of a window: in it, too few can be none."""
    life = setting.life
    if not life.per:
        return 'SELECT "case" FROM cases'
    marks = " UNION ALL ".join(role.marks() for role in roles)
    return f"SELECT DISTINCT {life.columns} FROM ({marks}) WHERE {life.named}"


def _told(setting: Setting) -> Role:
    """The strikes; of periods, all events of their types: those that don't count break runs."""
    patterns = setting.ladder.counts
    if isinstance(setting.ladder.window, Consecutive):
        patterns = tuple(replace(one, where=None) for one in patterns)
    return _role(setting, patterns)


def _words(setting: Setting) -> tuple[str, str]:
    """What each strike says: of which period, and whether it counts."""
    window = setting.ladder.window
    if not isinstance(window, Consecutive):
        return "CAST(NULL AS BIGINT) AS period", "TRUE AS counts"
    return f"{_period(setting, window)} AS period", f"{_role(setting, setting.ladder.counts).condition} AS counts"


def no_period(setting: Setting) -> Iterator[str]:
    """The events that should be about a period and are about none, as faults of their cases."""
    window, types = setting.ladder.window, {pattern.event for pattern in setting.ladder.counts}
    if isinstance(window, Consecutive):
        named = ", ".join(map(literal, sorted(types)))
        yield f"""
            SELECT "case", id AS event, {literal(f"GJ555 {setting.ladder.name}")} AS fault FROM history
            WHERE type IN ({named}) AND ({_period(setting, window)}) IS NULL"""


def _period(setting: Setting, window: Consecutive) -> str:
    """The number of the period that an event is about; null where what it says is none."""
    types = dict.fromkeys(pattern.event for pattern in setting.ladder.counts)
    read = {event: setting.reader.of_event(window.period, event) for event in types}
    numbers = (
        f"WHEN {literal(event)} THEN {number_of(term, window.unit, setting.zone)}" for event, term in read.items()
    )
    return f"CASE type {' '.join(numbers)} END"


def _removals(setting: Setting) -> str:
    """With the ids of the strikes that they undo."""
    program, removes = setting.reader.program, setting.ladder.removes
    types = {pattern.event for pattern in removes}
    said = [
        data_column(kind.name, STRUCK) for kind in program.events if kind.name in types and STRUCK in fields_of(kind)
    ]
    struck = f"coalesce({', '.join(map(quote, said))})" if said else "CAST(NULL AS VARCHAR)"
    return setting.life.about(_role(setting, removes).marks(f"{struck} AS struck"), "struck")

"""What is wrong with a case: its events, its facts, what can't be read of it in SQL. Such a case answers nothing else.

A fault is a text: its code and what it is about, a column or a step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.columnar.files import literal
from engine.backends.columnar.query import select_text
from engine.backends.columnar.rows import quote
from engine.backends.columnar.timed.history import NAMES, given, rows_select
from engine.backends.columnar.timed.patterns import data_column, fields_of
from engine.backends.columnar.timed.wall import settled_since
from engine.ir.demands import demands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.columnar.timed.history import Source
    from engine.backends.columnar.timed.patterns import Reader
    from engine.feel.types import Type
    from engine.ir.program import Fact, Timed


class Fault(NamedTuple):
    """A condition that an event has a fault, and the SQL of the fault's text."""

    condition: str
    text: str


def listed(found: Iterable[Fault]) -> str:
    """An event's faults as a list, null where there are none."""
    faults = list(found)
    any_of = " OR ".join(f"({fault.condition})" for fault in faults)
    texts = ", ".join(f"CASE WHEN {fault.condition} THEN {fault.text} END" for fault in faults)
    return f"CASE WHEN {any_of} THEN list_filter([{texts}], lambda one: one IS NOT NULL) END"


def event_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with an event by itself."""
    for name in NAMES:
        yield Fault(f"coalesce({quote(name)}, '') = ''", _text("GJ545", name))
    yield Fault("moment IS NULL", _text("GJ545", "at") if source.is_events else "'GJ545 ' || id")
    known = ", ".join(literal(event.name) for event in source.program.events)
    yield Fault(f"type NOT IN ({known})", "'GJ546 ' || type")
    since = settled_since(source.program.zone)
    if since is not None:
        yield Fault(f"moment < {since}", _text("GJ553", "at"))
    yield from _unread(source)


def _unread(source: Source) -> Iterator[Fault]:
    """Data that isn't of its type."""
    for name in source.data if source.columns else ():
        for static, types in _declared(source, name).items():
            reading = source.reading(name, static)
            if not reading.always:
                there = f"{quote(given(name))} IS NOT NULL AND type IN ({', '.join(map(literal, types))})"
                yield Fault(f"{there} AND ({select_text(reading.value)}) IS NULL", _text("GJ545", name))


def _declared(source: Source, name: str) -> dict[Type, list[str]]:
    """The types that data of a name has, and of which events."""
    found: dict[Type, list[str]] = {}
    for kind in source.program.events:
        if name in (fields := fields_of(kind)):
            found.setdefault(fields[name], []).append(kind.name)
    return found


def lacking(step: Timed, reader: Reader) -> Iterator[str]:
    """The events that a step's patterns mean and that don't say what it goes by, as faults of their cases."""
    for event, needed in demands(step, reader.program.events).items():
        for name, patterns in needed:
            meant = " OR ".join(reader.condition(pattern) for pattern in patterns)
            yield f"""
                SELECT "case", id AS event, {_text("GJ545", name)} AS fault FROM history
                WHERE ({meant}) AND {quote(data_column(event, name))} IS NULL"""


def _text(code: str, about: str) -> str:
    return literal(f"{code} {about}")


def faults_select(source: Source, facts: Sequence[Fact], of_steps: Iterable[str]) -> str:
    """All faults: "case", "event" (null where it isn't about one), "fault". `of_steps`: SELECTs of these columns."""
    selects = [
        'SELECT "case", id AS event, unnest(faults) AS fault FROM told WHERE faults IS NOT NULL',
        _UNFIT,
        _TWICE,
        *(_differing(source, fact.name) for fact in facts if source.has(fact.name)),
        *of_steps,
    ]
    return " UNION ALL ".join(selects)


_UNFIT = """
    SELECT "case", NULL AS event, 'GJ545 ' || split_part(unnest(faults), ' ', 2) AS fault FROM cases
    WHERE faults IS NOT NULL"""
"""Facts that can't be used, by their names."""
_TWICE = """
    SELECT "case", id AS event, 'GJ547 ' || id AS fault FROM told WHERE id IS NOT NULL
    GROUP BY "case", id HAVING count(*) > 1 AND min(content) <> max(content)"""


def _differing(source: Source, fact: str) -> str:
    """A case's rows that say different things of a fact."""
    return f"""
        SELECT "case", NULL AS event, {_text("GJ548", fact)} AS fault FROM ({rows_select(source, (fact,))})
        GROUP BY "case" HAVING count(DISTINCT {quote(fact)}) > 1"""

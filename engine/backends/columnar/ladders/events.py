"""Which events a ladder's patterns mean, and which lives of it they are about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.columnar.expressions import translate
from engine.backends.columnar.ladders.clock import local_day
from engine.backends.columnar.ladders.periods import number_of
from engine.backends.columnar.nodes import text
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.terms import Term, column
from engine.backends.columnar.widths import stored
from engine.feel.typed import Field, Ref
from engine.feel.types import DATE, DATE_TIME, STRING, Kind
from engine.feel.walk import transform, walk
from engine.ir.timed import EVENT, Between, Consecutive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.columnar.ladders.setting import Setting
    from engine.feel.typed import Expr, Expression
    from engine.feel.types import Type
    from engine.ir.timed import EventPattern

STRUCK = "of"
"""The data of an appeal that names the strike which it undoes."""
_KEYED = (Kind.STRING, Kind.ENUM)
"""Kinds of data by which keys go: those that are texts already."""
_OWN: dict[str, Type] = {"id": STRING, "type": STRING, "at": DATE_TIME}


def event_stages(setting: Setting, events: str, cases: str) -> Iterator[tuple[str, str]]:
    """The stages from the relation of events to what each pattern means, by life."""
    ladder = setting.ladder
    yield "heard", _heard(events, cases)
    yield "any strikes", _strikes(setting)
    if isinstance(ladder.window, Between):
        yield "any opens", _marks(setting, [ladder.window.stretch.opens])
    yield "lives", _lives(setting, cases)
    yield "strikes", _by_life(setting, "any strikes", '"period"', '"counts"')
    yield from _kind(setting, "removals", ladder.removes, f'"{STRUCK}"')
    yield from _kind(setting, "resets", ladder.resets)
    if isinstance(ladder.window, Between):
        yield "opens", _by_life(setting, "any opens")
        yield from _kind(setting, "closes", [one for one in [ladder.window.stretch.closes] if one])
    for place, excuse in enumerate(ladder.excuses):
        yield from _kind(setting, f"excused {place}", [excuse.opens])
        yield from _kind(setting, f"back {place}", [one for one in [excuse.closes] if one])


def _kind(setting: Setting, name: str, patterns: Sequence[EventPattern], *data: str) -> Iterator[tuple[str, str]]:
    yield f"any {name}", _marks(setting, patterns, *data)
    yield name, _by_life(setting, f"any {name}", *data)


def _heard(events: str, cases: str) -> str:
    return f"""
        SELECT e.*, c."now" FROM {events} AS e JOIN {cases} AS c ON e."case" = c."case" WHERE e."at" <= c."now"
        QUALIFY ROW_NUMBER() OVER (PARTITION BY e."case", e."id" ORDER BY e."at") = 1"""


def _lives(setting: Setting, cases: str) -> str:
    """Those that a strike names in full, or the opening of a window: in it, too few can be none."""
    if not setting.ladder.per:
        return f'SELECT "case", "now" FROM {cases}'
    named = " AND ".join(f"{key} IS NOT NULL" for key in setting.keys)
    kinds = ["any strikes", *(["any opens"] if isinstance(setting.ladder.window, Between) else [])]
    marks = " UNION ".join(f'SELECT {setting.life}, "now" FROM "{kind}" WHERE {named}' for kind in kinds)
    return f"SELECT DISTINCT * FROM ({marks})"


def _marks(setting: Setting, patterns: Sequence[EventPattern], *data: str) -> str:
    """The events that any of the patterns means; what tells lives apart is null where an event doesn't say."""
    types = _types(patterns)
    keys = [
        f"{_key(setting, name, types)} AS {key}" for key, name in zip(setting.keys[1:], setting.ladder.per, strict=True)
    ]
    columns = ", ".join(['"case"', '"id"', '"at"', '"now"', *keys, *data])
    return f'SELECT {columns} FROM "heard" WHERE {_any_of(setting, patterns)}'


def _strikes(setting: Setting) -> str:
    """The strikes; of periods, all events of their types, with what each says: those that don't count break runs."""
    patterns, window = setting.ladder.counts, setting.ladder.window
    if not isinstance(window, Consecutive):
        return _marks(setting, patterns, 'CAST(NULL AS BIGINT) AS "period"', 'TRUE AS "counts"')
    period = number_of(_term(setting, window.period, _types(patterns)), window.unit, setting.program.zone)
    every = [replace(one, where=None) for one in patterns]
    return _marks(setting, every, f'{period} AS "period"', f'{_any_of(setting, patterns)} AS "counts"')


def _types(patterns: Sequence[EventPattern]) -> set[str]:
    return {pattern.event for pattern in patterns}


def _by_life(setting: Setting, marks: str, *data: str) -> str:
    """Each mark for every life that it is about: all, where it names none."""
    agree = "".join(f" AND (m.{key} IS NULL OR m.{key} = l.{key})" for key in setting.keys[1:])
    life = ", ".join(f"l.{key}" for key in setting.keys)
    columns = "".join(f", m.{name}" for name in ('"id"', '"at"', *data))
    return f'SELECT {life}{columns} FROM "lives" AS l JOIN "{marks}" AS m ON l."case" = m."case"{agree}'


def _any_of(setting: Setting, patterns: Sequence[EventPattern]) -> str:
    """Whether an event is one of those meant: never null."""
    return " OR ".join(_one_of(setting, pattern) for pattern in patterns) or "FALSE"


def _one_of(setting: Setting, pattern: EventPattern) -> str:
    named = f'"type" = {text(pattern.event).sql("duckdb")}'
    if pattern.where is None:
        return f"({named})"
    condition = _term(setting, pattern.where, {pattern.event}).sql.sql("duckdb")
    return f"({named} AND ({condition}) IS TRUE)"


def _key(setting: Setting, name: str, types: set[str]) -> str:
    having = [event for event in setting.program.events if event.name in types and name in dict(event.fields)]
    if any(dict(event.fields)[name].kind not in _KEYED for event in having):
        raise Refused("GJ551", data=name)
    named = ", ".join(text(event.name).sql("duckdb") for event in having)
    return f'CASE WHEN "type" IN ({named}) THEN "{name}" END' if having else "CAST(NULL AS VARCHAR)"


def _term(setting: Setting, expression: Expression, types: set[str]) -> Term:
    """An expression over an event, as columns of events see it."""
    scope, root = setting.scope(), transform(expression.root, _flat)
    for node in walk(root):
        if isinstance(node, Ref) and node.kind == "local":
            scope = scope.bind("local", node.name, _data(setting, node.name, types))
    return translate(root, scope)


def _flat(expr: Expr) -> Expr:
    """`event.grade` as a name of its own."""
    if isinstance(expr, Field) and isinstance(expr.base, Ref) and expr.base.name == EVENT:
        return Ref(expr.name, "local", expr.type, expr.at)
    return expr


def _data(setting: Setting, name: str, types: set[str]) -> Term:
    declared = {name: type_ for event in setting.program.events if event.name in types for name, type_ in event.fields}
    if name in declared:
        return column(name, stored(declared[name]).or_null())
    if name == "date":
        return Term(local_day('"at"', setting.program.zone), DATE)
    return column(name, _OWN[name])

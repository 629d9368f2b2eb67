"""Patterns of events as conditions over the relation `history`: which events they mean, about which key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from engine.backends.columnar.expressions import translate
from engine.backends.columnar.files import literal
from engine.backends.columnar.nodes import call, quoted
from engine.backends.columnar.query import select_text
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.rows import quote
from engine.backends.columnar.stages import Pipeline
from engine.backends.columnar.terms import Scope, Term, column
from engine.backends.columnar.timed.wall import local_day
from engine.backends.columnar.widths import stored
from engine.feel.typed import Field, Ref
from engine.feel.types import DATE, DATE_TIME, NULL, STRING, Kind
from engine.feel.walk import references, transform, walk
from engine.ir.demands import STRUCK
from engine.ir.timed import EVENT, of_events, patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from engine.backends.columnar.refusal import Refusals
    from engine.feel.typed import Expr, Expression
    from engine.feel.types import Type
    from engine.ir.program import EventType, Program
    from engine.ir.timed import EventPattern, Timed

NEVER = "FALSE"
_KEYED = (Kind.STRING, Kind.ENUM)
"""Kinds of data by which keys go: those that are texts already."""


def data_column(event: str, name: str) -> str:
    """The column of a type's data: only its own events have a value there."""
    return f"{event}.{name}"


def fields_of(event: EventType) -> dict[str, Type]:
    """What events of a type may say, as SQL holds it."""
    declared = {"by": STRING, **dict(event.fields)}
    return {name: stored(static.required()).or_null() for name, static in declared.items()}


def fields_read(program: Program, steps: Iterable[Timed]) -> dict[tuple[str, str], Type]:
    """The data that steps read, by type of event and name."""
    types = {event.name: fields_of(event) for event in program.events}
    found: dict[tuple[str, str], Type] = {}
    for step in steps:
        said = {node.name for item in of_events(step) for node in walk(item.root) if isinstance(node, Field)}
        for pattern in patterns(step):
            fields = types[pattern.event]
            names = [name for name in fields if name in said or name in (*step.per, STRUCK)]
            found |= {(pattern.event, name): fields[name] for name in names}
    return found


class Role(NamedTuple):
    """What events of some patterns are to a step: a condition, and per key what such an event says of it."""

    condition: str
    keys: tuple[tuple[str, str], ...]

    def marks(self, *data: str) -> str:
        """These events; what tells lives apart is null where an event doesn't say."""
        columns = ", ".join(['"case"', "id", "moment", *(f"{sql} AS {key}" for key, sql in self.keys), *data])
        return f"SELECT {columns} FROM history WHERE {self.condition}"

    def only(self, condition: str) -> Role:
        return Role(f"({self.condition}) AND {condition}", self.keys)


@dataclass(frozen=True, slots=True)
class Reader:
    """A program's words for the history. `scope`: parameters, and the names that a case has a column for."""

    program: Program
    scope: Scope
    refusals: Refusals

    def role(self, events: Sequence[EventPattern], per: Sequence[str]) -> Role:
        """Any of several patterns."""
        types = {pattern.event for pattern in events}
        condition = " OR ".join(self.condition(pattern) for pattern in events) or NEVER
        return Role(condition, tuple((f'"key {n}"', self.key(name, types)) for n, name in enumerate(per, 1)))

    def condition(self, pattern: EventPattern) -> str:
        """Whether an event is one that a pattern means: never null."""
        of_type = f"type = {literal(pattern.event)}"
        if pattern.where is None:
            return of_type
        condition = self.of_event(pattern.where, pattern.event)
        return f"({of_type} AND ({select_text(condition.sql)}) IS TRUE)"

    def key(self, name: str, types: Collection[str]) -> str:
        """What events say of a key."""
        having = [event for event in self.program.events if event.name in types and name in dict(event.fields)]
        if any(dict(event.fields)[name].kind not in _KEYED for event in having):
            raise Refused("GJ551", data=name)
        said = ", ".join(quote(data_column(event.name, name)) for event in having)
        return f"coalesce({said})" if having else "CAST(NULL AS VARCHAR)"

    def of_event(self, expression: Expression, event: str) -> Term:
        """An expression over an event of a type."""
        kind = next(each for each in self.program.events if each.name == event)
        scope = self.scope
        for name in {node.name for node in walk(expression.root) if isinstance(node, Field)}:
            scope = scope.bind("local", f"{EVENT}.{name}", self._said(kind, name))
        return self._read(expression, scope)

    def of_case(self, expression: Expression) -> Term:
        """An expression over what a case has."""
        return self._read(expression, self.scope)

    def _read(self, expression: Expression, scope: Scope) -> Term:
        strange = next((ref for ref in references(expression.root) if (ref.kind, ref.name) not in scope.terms), None)
        if strange:
            self.refusals.add_in(expression, Refused("GJ542", strange.at, name=strange.name))
            raise Refused
        return Pipeline(self.refusals, scope).reading(expression, _over_event)

    def _said(self, kind: EventType, name: str) -> Term:
        """What an event says. Its `date` is the day that it happened on, unless it says another."""
        fields = fields_of(kind)
        said = column(data_column(kind.name, name), fields[name]) if name in fields else None
        match name:
            case "id" | "type":
                return column(name, STRING)
            case "at":
                return Term(call("MAKE_TIMESTAMPTZ", quoted("moment")), DATE_TIME)
            case "date":
                day: exp.Expr = exp.maybe_parse(local_day("moment", self.program.zone), dialect="duckdb")
                return Term(exp.func("COALESCE", said.sql, day) if said else day, DATE)
            case _:
                return said or Term(exp.null(), NULL)


def _over_event(expr: Expr, scope: Scope) -> Term:
    return translate(transform(expr, _flat), scope)


def _flat(expr: Expr) -> Expr:
    """`event.grade` as a name of its own."""
    if isinstance(expr, Field) and isinstance(expr.base, Ref) and expr.base.kind == "local" and expr.base.name == EVENT:
        return Ref(f"{EVENT}.{expr.name}", "local", expr.type, expr.at)
    return expr

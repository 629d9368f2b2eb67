"""A row that came out of the query, as the `Result` that the scalar executor gives for the same facts."""

from __future__ import annotations

import datetime as dt
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from engine.backends.columnar.columns import Layout, Part, constant_value, expression_of, is_constant, layout
from engine.backends.columnar.widths import STORED_DIGITS
from engine.feel.types import Kind
from engine.feel.values import TimeSpan, Unit
from engine.ir.decision import Held, Outcome, Result, Undecided
from engine.ir.program import Table
from engine.ir.reads import facts_behind, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Consequence, Program, Rule
    from engine.ir.reads import Reads


def decode(program: Program, row: Mapping[str, Any]) -> Result:
    """The result of one row of the program's query, by the names that the query has without kept columns.

    The row must be free of `fact_errors`.
    """
    return Decoder(program).decode(row)


class Decoder:
    """Decodes the rows of one program's query."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._names: Layout = layout(program)
        self._behind: Reads = facts_behind(program)
        tables = (step for step in program.steps if isinstance(step, Table))
        self._types = {output.name: output.result for table in tables for output in table.outputs}

    def decode(self, row: Mapping[str, Any]) -> Result:
        program, names = self._program, self._names
        if not program.in_force:
            return Result((), (), (None,) * len(program.outputs), (), ())
        fired = [rule for rule in program.rules if row[names.fired[rule.id]]]
        outcomes = {rule.id: tuple(self._outcomes(rule, row)) for rule in fired}
        missing = {rule.id: tuple(row[names.missing[rule.id]]) if rule.requires else () for rule in fired}
        return Result(
            matched=tuple(rule.id for rule in fired),
            outcomes=tuple(o for rule in fired if not missing[rule.id] for o in outcomes[rule.id]),
            outputs=tuple(restored(row[names.outputs[name]], self._types[name]) for name in program.outputs),
            undecided=tuple(self._undecided(row)),
            held=tuple(
                Held(o, waits, None) for rule in fired if (waits := missing[rule.id]) for o in outcomes[rule.id]
            ),
        )

    def _undecided(self, row: Mapping[str, Any]) -> Iterator[Undecided]:
        for table, name in self._names.conflicts.items():
            if row[name]:
                yield Undecided(table, (), tuple(row[name]))
        for rule in self._program.rules:
            if row[self._names.fired[rule.id]] is None and rule.when:
                yield Undecided(rule.id, self._absent(facts_of(rule.when.root, self._behind), row))

    def _absent(self, read: frozenset[str], row: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts that are read and null, in the program's order."""
        facts = self._names.facts
        return tuple(name for name in facts if name in read and row[facts[name]] is None)

    def _outcomes(self, rule: Rule, row: Mapping[str, Any]) -> Iterator[Outcome]:
        for element in range(row[self._names.elements[rule.id]]) if rule.each else (None,):
            for index, consequence in enumerate(rule.then):
                yield self._outcome(rule, index, consequence, row, element)

    def _outcome(
        self, rule: Rule, index: int, consequence: Consequence, row: Mapping[str, Any], element: int | None
    ) -> Outcome:
        places = range(len(consequence.attributes))
        values = tuple(self._part(rule, Part(index, place), row, element) for place in places)
        read: frozenset[str] = frozenset()
        for attribute, value in zip(consequence.attributes, values, strict=True):
            if value is None:
                read |= facts_of(attribute.expression.root, self._behind)
        to: Any = self._part(rule, Part(index, None), row, element) if consequence.to else None
        return Outcome(rule, consequence, to, values, self._absent(read, row))

    def _part(self, rule: Rule, part: Part, row: Mapping[str, Any], element: int | None) -> Value:
        expression = expression_of(rule, part)
        if is_constant(expression):
            return constant_value(expression, self._program)
        value = row[self._names.parts[rule.id, part]]
        return restored(value if element is None else value[element], expression.type)


def restored(value: Any, static: Type) -> Value:
    """A database's value as the engine's own."""
    match value:
        case None:
            return None
        case Decimal():
            return value if static.kind is Kind.MONEY else _plain(value)
        case int() if static.kind is Kind.DATE_TIME:
            return _EPOCH + dt.timedelta(microseconds=value)
        case list():
            return tuple(restored(item, static.element or static) for item in value)
        case dict() if static.kind is Kind.SPAN:
            return TimeSpan(Unit(value["unit"]), _plain(value["amount"]))
        case dict():
            entries = dict(static.fields)
            return {name: restored(item, entries[name]) for name, item in value.items()}
        case _:
            kept: Value = value
            return kept


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros, and without an exponent."""
    whole = value.to_integral_value(context=_STORED)
    return whole.quantize(_ONE, context=_STORED) if value == whole else value.normalize(_STORED)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ONE = Decimal(1)
_STORED = Context(prec=STORED_DIGITS)

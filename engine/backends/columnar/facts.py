"""Facts out of a relation's columns: read as their exact SQL type, checked, what doesn't fit listed per row.

The rules are those of the scalar executor's facts (`GJ4xx` have the same meaning); a value is never rounded to fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar import coercion
from engine.backends.columnar.coercion import FINER, OUTSIDE, TOO_WIDE
from engine.backends.columnar.expressions import translate
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.tables import without_nulls
from engine.backends.columnar.terms import Scope, Term, column, constant, quoted, resized
from engine.backends.columnar.widths import sql_type, stored
from engine.feel.types import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.columnar.coercion import Reading
    from engine.feel.types import Type
    from engine.ir.program import Fact

ERRORS = "fact_errors"
"""The column of a row's fact errors, each `<code> <fact>`; null where there are none."""


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A fact as SQL. `value`: what the column gives, null where it doesn't fit. `fault`: the error's text, null if none."""

    name: str
    term: Term
    value: exp.Expression
    sound: exp.Expression | None
    """True where the value fits; None where it always does."""
    fault: exp.Expression


def given_name(fact: str) -> str:
    """The column in which a fact's raw value travels until it is checked."""
    return f"{fact} as given"


def fact_column(fact: Fact, columns: Mapping[str, exp.DataType] | None) -> FactColumn:
    """How a fact is read. `columns`: the source's columns and their types; None: it has every fact in its own type.

    Raises `Refused` for facts that SQL can't hold.
    """
    static = stored(fact.type)
    sql_type(static)
    _refuse_timed(static)
    term = column(fact.name, static.required() if fact.default is not None else static)
    if columns is not None and fact.name not in columns:
        return _absent(fact, term)
    reading = coercion.read(quoted(fact.name), columns[fact.name] if columns else None, static, titles(fact))
    return _present(fact, term, reading)


def titles(fact: Fact) -> dict[str, str]:
    """An enum's ids by title, where a title is one value's alone."""
    pairs = [(text, value) for value, title in fact.labels for text in {title.zh, title.en}]
    texts = [text for text, _ in pairs]
    return {text: value for text, value in pairs if texts.count(text) == 1 and text not in fact.type.values}


def _refuse_timed(static: Type) -> None:
    inner = [static, *(entry for _, entry in static.fields)]
    if static.element:
        _refuse_timed(static.element)
    for part in inner:
        if part.kind in (Kind.DATE_TIME, Kind.TIME, Kind.SPAN, Kind.RANGE, Kind.ANY):
            raise Refused("GJ503", type=part.kind)


def _absent(fact: Fact, term: Term) -> FactColumn:
    """No such column: null or the default; a required fact is missing in every row."""
    if fact.default is not None:
        return FactColumn(fact.name, term, _default(fact, term), None, exp.null())
    sound = None if fact.type.optional else exp.false()
    return FactColumn(fact.name, term, exp.cast(exp.null(), sql_type(term.type)), sound, _fault("GJ402", fact))


def _present(fact: Fact, term: Term, reading: Reading) -> FactColumn:
    raw, given = quoted(fact.name), quoted(given_name(fact.name))
    value = reading.value
    if fact.default is not None:
        value = exp.Case().when(exp.Is(this=raw.copy(), expression=exp.null()), _default(fact, term), copy=False)
        value = value.else_(reading.value, copy=False)
    return FactColumn(fact.name, term, value, _sound(fact, given), _diagnosis(fact, reading, given))


def _default(fact: Fact, term: Term) -> exp.Expression:
    return resized(constant(fact.default, fact.type), term.type)


def _sound(fact: Fact, given: exp.Expression) -> exp.Expression:
    there = exp.Not(this=exp.Is(this=quoted(fact.name), expression=exp.null()))
    if fact.type.optional and fact.default is None:
        there = exp.or_(there, exp.Is(this=given.copy(), expression=exp.null()))
    return exp.and_(there, _check(fact)) if fact.check else there


def _check(fact: Fact) -> exp.Expression:
    """The fact's own condition, which a value must make true."""
    assert fact.check is not None
    static = stored(fact.type)
    scope = Scope({("fact", fact.name): column(fact.name, static)})
    holds = exp.Is(this=exp.paren(translate(fact.check.root, scope).sql), expression=exp.true())
    return exp.or_(exp.Is(this=quoted(fact.name), expression=exp.null()), holds) if fact.type.optional else holds


def _diagnosis(fact: Fact, reading: Reading, given: exp.Expression) -> exp.Expression:
    """The first fault of the value, in the order in which the scalar executor looks for them."""
    found = exp.Case()
    if not fact.type.optional and fact.default is None:
        found = found.when(exp.Is(this=given.copy(), expression=exp.null()), _fault("GJ402", fact), copy=False)
    unread = exp.Is(this=quoted(fact.name), expression=exp.null())
    if fact.type.optional or fact.default is not None:
        unread = exp.and_(unread, exp.Not(this=exp.Is(this=given.copy(), expression=exp.null())))
    found = found.when(unread, _why_unread(fact, reading, given), copy=False)
    if fact.check:
        found = found.when(exp.Not(this=exp.paren(_check(fact))), _fault("GJ436", fact), copy=False)
    return found


def _why_unread(fact: Fact, reading: Reading, given: exp.Expression) -> exp.Expression:
    tests = [(test, _declared(code, fact.type)) for test, code in reading.faults(given)]
    if not tests:
        return _fault(reading.otherwise, fact)
    why = exp.Case()
    for test, code in tests:
        why = why.when(test, _fault(code, fact), copy=False)
    return why.else_(_fault(reading.otherwise, fact), copy=False)


def _declared(code: str, declared: Type) -> str:
    """The code as the scalar executor has it, which knows declared bounds and decimals only."""
    if code == OUTSIDE and declared.low is None and declared.high is None and declared.kind is not Kind.PERCENT:
        return TOO_WIDE
    if code == FINER:
        return TOO_WIDE if declared.scale is None else "GJ432" if declared.scale else "GJ433"
    return code


def _fault(code: str, fact: Fact) -> exp.Expression:
    return exp.Literal.string(f"{code} {fact.name}")


def errors(facts: list[FactColumn]) -> exp.Expression:
    """The list of a row's faults, null where every fact is sound: the list is only built for rows that need it."""
    sound = [fact.sound for fact in facts if fact.sound is not None]
    if not sound:
        return exp.cast(exp.null(), "VARCHAR[]", dialect="duckdb")
    faults = without_nulls([fact.fault for fact in facts if fact.sound is not None])
    return exp.Case().when(exp.Not(this=exp.paren(exp.and_(*sound))), faults, copy=False)

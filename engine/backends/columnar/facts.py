"""Facts out of a relation's columns: read as their exact SQL type, checked, what doesn't fit listed per row.

The rules are those of the scalar executor's facts (`GJ4xx` have the same meaning); a value is never rounded to fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.coercion import Words, read
from engine.backends.columnar.nodes import (
    both,
    either,
    is_not_false,
    is_null,
    is_there,
    negated,
    quoted,
    text,
    when,
    without_nulls,
)
from engine.backends.columnar.numerals import narrowed
from engine.backends.columnar.reading import FINER, OUTSIDE, TOO_WIDE
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.terms import Term, column, constant, resized
from engine.backends.columnar.widths import join, sql_type, stored
from engine.feel.types import STRING, Kind, list_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.backends.columnar.reading import Reading
    from engine.feel.types import Type
    from engine.ir.program import Fact

ERRORS = "fact_errors"
"""The column of a row's fact errors, each `<code> <fact>`; null where there are none."""


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A fact as SQL. `value`: what the column gives, null where it doesn't fit.

    `sound`: true where the value fits, None where it always does. `fault`: the error's text, null where there is none.
    """

    name: str
    term: Term
    value: exp.Expr
    sound: exp.Expr | None
    fault: exp.Expr


def given_name(fact: str) -> str:
    """The column in which a fact's raw value travels until it is checked."""
    return f"{fact} as given"


def fact_column(fact: Fact, columns: Mapping[str, exp.DataType] | None, zone: str = "UTC") -> FactColumn:
    """How a fact is read. `columns`: the source's columns and their types; None: it has every fact in its own type.

    `zone`: of instants without an offset. Raises `Refused` for facts that SQL can't hold.
    """
    static = stored(fact.type)
    sql_type(static)
    _refuse_unknown(static)
    if columns is not None and fact.name not in columns:
        return _absent(fact, column(fact.name, static))
    source = columns[fact.name] if columns is not None else None
    given = narrowed(static, source) if source else static
    reading = read(quoted(fact.name), source, given, Words(titles(fact), zone))
    return _present(fact, column(fact.name, _with_default(fact, given)), reading)


def _with_default(fact: Fact, given: Type) -> Type:
    """The type of the given values and the default."""
    return given if fact.default is None else join([given, constant(fact.default, fact.type).type]).required()


def titles(fact: Fact) -> dict[str, str]:
    """An enum's ids by title, where a title is one value's alone."""
    pairs = [(title, value) for value, texts in fact.labels for title in dict.fromkeys((texts.zh, texts.en))]
    written = [title for title, _ in pairs]
    return {title: value for title, value in pairs if written.count(title) == 1 and title not in fact.type.values}


def _refuse_unknown(static: Type) -> None:
    """Types whose values no column holds."""
    if static.kind in _UNKNOWN:
        raise Refused("GJ503", type=static.kind)
    for part in (static.element, *(entry for _, entry in static.fields)):
        if part is not None:
            _refuse_unknown(part)


_UNKNOWN = (Kind.TIME, Kind.RANGE, Kind.ANY)


def _absent(fact: Fact, term: Term) -> FactColumn:
    """No such column: null or the default; a required fact is missing in every row."""
    if fact.default is not None:
        whole = replace(term, type=term.type.required())
        return FactColumn(fact.name, whole, _default(fact, whole), None, exp.null())
    sound = None if fact.type.optional else exp.false()
    return FactColumn(fact.name, term, exp.cast(exp.null(), sql_type(term.type)), sound, _fault("GJ402", fact))


def _present(fact: Fact, term: Term, reading: Reading) -> FactColumn:
    value = reading.value
    if fact.default is not None:
        value = when(is_null(quoted(fact.name)), _default(fact, term), reading.value)
    given = quoted(given_name(fact.name))
    return FactColumn(fact.name, term, value, _sound(fact, reading, given), _diagnosis(fact, reading, given))


def _default(fact: Fact, term: Term) -> exp.Expr:
    return resized(constant(fact.default, fact.type), term.type)


def _sound(fact: Fact, reading: Reading, given: exp.Expr) -> exp.Expr | None:
    may_be_absent = fact.type.optional or fact.default is not None
    if reading.always and may_be_absent:
        return None
    there = is_there(quoted(fact.name))
    return either(there, is_null(given)) if fact.type.optional and fact.default is None else there


def _diagnosis(fact: Fact, reading: Reading, given: exp.Expr) -> exp.Expr:
    """The first fault of the value, in the order in which the scalar executor looks for them."""
    unread = is_null(quoted(fact.name))
    if fact.type.optional or fact.default is not None:
        return when(both(unread, is_there(given)), _why_unread(fact, reading, given))
    return when(is_null(given), _fault("GJ402", fact)).when(unread, _why_unread(fact, reading, given))


def _why_unread(fact: Fact, reading: Reading, given: exp.Expr) -> exp.Expr:
    tests = [(test, _declared(code, fact.type)) for test, code in reading.faults(given)]
    while tests and tests[-1][1] == reading.otherwise:
        tests.pop()
    if not tests:
        return _fault(reading.otherwise, fact)
    why = exp.Case()
    for test, code in tests:
        why = why.when(test, _fault(code, fact))
    return why.else_(_fault(reading.otherwise, fact))


def _declared(code: str, declared: Type) -> str:
    """The code as the scalar executor has it, which knows declared bounds and decimals only."""
    if code == OUTSIDE and declared.low is None and declared.high is None and declared.kind is not Kind.PERCENT:
        return TOO_WIDE
    if code == FINER:
        return TOO_WIDE if declared.scale is None else "GJ432" if declared.scale else "GJ433"
    return code


def _fault(code: str, fact: Fact) -> exp.Expr:
    return text(f"{code} {fact.name}")


def errors(facts: Sequence[FactColumn], checks: Sequence[tuple[Fact, exp.Expr]]) -> exp.Expr:
    """The list of a row's faults, null where there are none: it is only built for rows that need it.

    `checks`: the facts' own conditions, which are looked at where every fact could be read.
    """
    found = exp.Case()
    doubtful = [(fact.sound, fact.fault) for fact in facts if fact.sound is not None]
    held = [_held(fact, condition) for fact, condition in checks]
    failing = [(test, when(negated(test), _fault("GJ436", fact))) for test, (fact, _) in zip(held, checks, strict=True)]
    for tests in (doubtful, failing):
        if tests:
            sound = both(*(test for test, _ in tests))
            found = found.when(negated(sound), without_nulls([fault for _, fault in tests]))
    return found if doubtful or failing else exp.cast(exp.null(), sql_type(list_of(STRING)))


def _held(fact: Fact, condition: exp.Expr) -> exp.Expr:
    """A check is of a value: where there is none, there is nothing to check. Only what is false refuses it."""
    holds = is_not_false(condition)
    return either(is_null(quoted(fact.name)), holds) if fact.type.optional else holds

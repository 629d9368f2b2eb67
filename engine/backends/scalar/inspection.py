"""Facts inspected one by one, so that every problem is named: what the fast path falls back to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.backends.scalar.checked import Checked, History
from engine.backends.scalar.coerce import Problem, Unfit, reader, shown
from engine.backends.scalar.history import HistoryReader, add_problems
from engine.diagnostics import FactError, Report, did_you_mean, unknown
from engine.diagnostics.pointers import escaped
from engine.feel.types import NUMERIC, Kind
from engine.ir.steps import reads_events

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from engine.backends.scalar.coerce import Reader
    from engine.feel.values import Value
    from engine.ir.program import Fact, Program

    Check = tuple[Callable[..., object], tuple[int, ...]]

EVENTS = "events"
"""The name that a case's history goes by among its facts."""
MISSING = "GJ402"
FLOAT_DIGITS = 15
FLOAT_EXPONENT = 300
_EXAMPLES = {
    Kind.NUMBER: "79.5",
    Kind.MONEY: "1200.50",
    Kind.PERCENT: '"98%"',
    Kind.BOOLEAN: "true",
    Kind.DATE: '"2026-01-31"',
    Kind.DATE_TIME: '"2026-01-31T18:00:00+08:00"',
    Kind.TIME: '"18:00"',
    Kind.SPAN: '"24h"',
    Kind.LIST: "[]",
    Kind.CONTEXT: "{}",
}


def fact_reader(fact: Fact, zone: str) -> Reader:
    """The reader of one fact: null is its default, or null where it is optional; else it is missing."""
    labels = _unambiguous([(text, value) for value, label in fact.labels for text in {label.zh, label.en}])
    read_value = reader(fact.type.required(), zone, labels)
    may_be_null = fact.type.optional or fact.default is not None

    def read(raw: object) -> Value:
        if raw is not None:
            return read_value(raw)
        if may_be_null:
            return fact.default
        raise Unfit(Problem(MISSING, (), {}))

    return read


def float_reader(read_exactly: Reader) -> Callable[[object], object]:
    """The reader of a fact that may stay a float: what prints as a short decimal becomes the float that does so, too.

    Fifteen digits survive the way to a float (IEEE 754 binary64) and back; for longer numbers it raises Unfit.
    """

    def read(raw: object) -> object:
        value = read_exactly(raw)
        if type(raw) is float or not isinstance(value, Decimal):
            return raw if type(raw) is float else value
        if len(value.as_tuple().digits) > FLOAT_DIGITS or abs(value.adjusted()) > FLOAT_EXPONENT:
            raise Unfit
        return float(value)

    return read


class Inspector:
    """Inspects facts for one program. `checks`: by a fact's number its check, and the numbers of the facts it reads."""

    def __init__(self, program: Program, readers: tuple[Reader, ...]) -> None:
        self.checks: dict[int, Check] = {}
        self._program = program
        self._readers = readers
        self._history = HistoryReader(program)
        self._reads_events = reads_events(program)

    def __call__(self, facts: object, now: dt.date | None = None, horizon: dt.date | None = None) -> Checked:
        """The facts checked and coerced, with their history; raises FactError with a diagnostic per problem.

        `now`: the instant, or the day at whose end events are read; None: all events count. `horizon`: the last day for
        which schedules plan.
        """
        report = Report()
        given = self._mapping(facts, report)
        history = self._history.read(given.get(EVENTS), now, horizon, report)
        self._unknown(given, report)
        values = [self._value(number, fact, given, history, report) for number, fact in enumerate(self._program.facts)]
        if not report.found:
            self._check(values, report)
        if report.found:
            raise FactError(report.sorted())
        return Checked((*values, history))

    def _mapping(self, facts: object, report: Report) -> Mapping[str, Any]:
        if facts is None or isinstance(facts, Mapping):
            return facts or {}
        example = "{" + ", ".join(_example(fact) for fact in self._program.facts[:2]) + "}"
        report.add("GJ403", pointer="", given=shown(facts), example=example)
        raise FactError(report.sorted())

    def _unknown(self, given: Mapping[str, Any], report: Report) -> None:
        names = {name: name for name in (*(fact.name for fact in self._program.facts), EVENTS)}
        known = ", ".join(name for name in names if name != EVENTS or self._reads_events)
        titles = {text: fact.name for fact in self._program.facts for text in (fact.title.zh, fact.title.en)}
        for key in unknown(given, names):
            near = (titles | names).get(did_you_mean(str(key), titles | names), "")
            report.add("GJ401", pointer=f"/{escaped(str(key))}", name=key, near=near, known=known)

    def _value(self, number: int, fact: Fact, given: Mapping[str, Any], history: History, report: Report) -> Value:
        raw = given.get(fact.name)
        if raw is None and fact.source:
            raw = latest(history, fact.source.event, fact.source.field)
        try:
            return self._readers[number](raw)
        except Unfit as unfit:
            if [problem.code for problem in unfit.problems] == [MISSING]:
                titles = {"title_zh": fact.title.zh, "title_en": fact.title.en}
                report.add(MISSING, pointer=f"/{fact.name}", name=fact.name, example=_example(fact), **titles)
            else:
                add_problems(unfit, f"/{escaped(fact.name)}", report)
            return None

    def _check(self, values: list[Value], report: Report) -> None:
        for number, (check, read) in self.checks.items():
            fact = self._program.facts[number]
            if values[number] is not None and fact.check and not check(*[values[other] for other in read]):
                text, given = fact.check.text, shown(values[number])
                report.add("GJ436", pointer=f"/{fact.name}", name=fact.name, given=given, check=text)


def latest(history: History, event: str, field: str) -> Value:
    """The field of the last event of that type; null where there is none."""
    return next((found.data.get(field) for found in reversed(history.events) if found.type == event), None)


def _unambiguous(pairs: list[tuple[str, str]]) -> dict[str, str]:
    texts = [text for text, _ in pairs]
    return {text: value for text, value in pairs if texts.count(text) == 1}


def _example(fact: Fact) -> str:
    low = fact.type.low
    if fact.type.kind is Kind.ENUM and fact.type.values:
        value = f'"{fact.type.values[0]}"'
    elif fact.type.kind in NUMERIC and low is not None and low > 0:
        value = f"{low:f}"
    else:
        value = _EXAMPLES.get(fact.type.kind, '"…"')
    return f'"{fact.name}": {value}'

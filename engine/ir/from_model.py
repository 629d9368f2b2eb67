"""Policy -> Timeline: cuts a policy into its periods, and lowers each to a program.

A period starts wherever the policy, an item or a dated value begins or has ended. Upstream policies (`from:
other-policy.output`) are inlined, as far as what is read of them goes: their facts become facts of the program, their
steps steps of it, named `other-policy::name`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import Place
from engine.feel.typed import Expr, Expression, Ref
from engine.feel.types import BOOLEAN
from engine.feel.walk import transform
from engine.ir.elements import with_elements
from engine.ir.lowering import renamed
from engine.ir.origins import changes_with_settings, days_above, param_origin
from engine.ir.program import (
    Clock,
    Consequence,
    Derived,
    Fact,
    Param,
    Program,
    Row,
    Rule,
    Schedule,
    Table,
    Timeline,
)
from engine.ir.revision import revision_of
from engine.ir.rungs import rung_rules
from engine.model import policy as model
from engine.model.chained import path_of
from engine.model.overlays.editions import ONE_DAY, first_day, on
from engine.model.parts import EventSource
from engine.model.policy import PolicySource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.feel.values import Value
    from engine.ir.program import Step, Timed
    from engine.model.overlays.editions import Editions
    from engine.model.vocabulary import Settings, Vocabulary
    from engine.temporal.calendar import Calendar


def to_timeline(
    name: str, branch: str, policies: Mapping[str, Editions], vocabulary: Vocabulary, settings: Settings
) -> Timeline:
    """The programs of a policy's periods in one branch. `policies`: those of the branch, by id."""
    programs: list[Program] = []
    for since, until in _periods(name, policies):
        program = _program(name, branch, policies, since or dt.date.min, vocabulary, settings)
        before = programs[-1] if programs and programs[-1].in_force else None
        kept = before if _keeps_rules(program) else None
        programs.append(replace(program, since=since, until=until, before=kept))
    revision = revision_of(programs, settings.language)
    return Timeline(name, branch, revision, tuple(programs), policies[name].latest.case)


def _periods(name: str, policies: Mapping[str, Editions]) -> list[tuple[dt.date | None, dt.date | None]]:
    """The first and the last day of each period; None: from ever, and for ever."""
    starts: list[dt.date | None] = []
    for edition in policies[name].editions:
        path = _path(name, policies, first_day(edition.effective))
        above = (days_above(policies[member.id], {param.name for param in member.params}) for member in path)
        inner = sorted(_starts(path).union(*above))
        begins = edition.effective.since
        starts += [begins, *(day for day in inner if edition.effective.covers(day) and day != begins)]
    return list(zip(starts, [*(day - ONE_DAY for day in starts[1:] if day), None], strict=True))


def _path(name: str, policies: Mapping[str, Editions], day: dt.date) -> list[model.Policy]:
    chain = on(policies, day)
    return path_of(chain[name], chain)


def _keeps_rules(program: Program) -> bool:
    """Whether something in it may have begun under the rules of the period before."""
    return any(isinstance(step, Clock) for step in program.steps)


def _starts(path: Iterable[model.Policy]) -> set[dt.date]:
    """The days on which something of the policies begins or has ended."""
    days: set[dt.date] = set()
    for policy in path:
        windows = [policy.effective, *(item.effective for item in (*policy.steps, *policy.rules))]
        days |= {window.since for window in windows if window.since}
        days |= {window.until + ONE_DAY for window in windows if window.until}
        days |= {value.since for param in policy.params for value in param.values if value.since}
    return days


def _program(
    name: str,
    branch: str,
    policies: Mapping[str, Editions],
    day: dt.date,
    vocabulary: Vocabulary,
    settings: Settings,
) -> Program:
    path = _path(name, policies, day)
    policy = path[-1]
    parts = [_Part(member, policies[member.id], "" if member is policy else f"{member.id}::", day) for member in path]
    in_force = all(part.in_force for part in parts)
    deciding = parts if in_force else []
    own = deciding[-1:]
    steps = tuple(step for part in deciding for step in part.steps())
    return Program(
        policy=name,
        branch=branch,
        title=policy.title,
        currency=settings.currency,
        zone=settings.zone,
        since=None,
        until=None,
        in_force=in_force,
        dated_by=policy.dated_by,
        events=tuple(vocabulary.events.values()),
        facts=_facts(deciding),
        params=tuple(param for part in deciding for param in part.params()),
        steps=steps,
        rules=tuple(rule for part in own for rule in part.rules()),
        outputs=tuple(output.name for part in own for table in part.tables() for output in table.outputs),
        titles=tuple(vocabulary.titles()),
        severity=tuple(vocabulary.by_severity()),
        calendars=_calendars(steps, settings),
        stated_by=_stated_by(policies[name]),
        changes=changes_with_settings(day, policies[name], settings, _counted_on(steps)) if in_force else (),
    )


def _stated_by(editions: Editions) -> str:
    return _stated_by(editions.above) if editions.above else editions.branch


def _calendars(steps: Iterable[Step], settings: Settings) -> tuple[Calendar, ...]:
    return tuple(settings.calendars[name] for name in sorted(_counted_on(steps)))


def _counted_on(steps: Iterable[Step]) -> set[str]:
    """The calendars that clocks and schedules go by."""
    return {step.calendar for step in steps if isinstance(step, Clock | Schedule) and step.calendar}


def _facts(parts: list[_Part]) -> tuple[Fact, ...]:
    """Every input once: a fact that several policies of the path name alike is one, required if one asks for it."""
    facts: dict[str, Fact] = {}
    for part in reversed(parts):
        for fact in part.facts():
            known = facts.setdefault(fact.name, fact)
            if known.type.optional and not fact.type.optional:
                facts[fact.name] = replace(known, type=known.type.required())
    return tuple(facts.values())


class _Part:
    """One policy of a chain on one day; `prefix` keeps its names apart from those of the policy that is decided."""

    def __init__(self, policy: model.Policy, editions: Editions, prefix: str, day: dt.date) -> None:
        self._policy = policy
        self._editions = editions
        self._prefix = prefix
        self._day = day
        self._chained = {fact.name for fact in policy.facts if isinstance(fact.source, PolicySource)}

    @property
    def in_force(self) -> bool:
        """Whether the policy holds on the day and every parameter has a value then."""
        held = self._policy.effective.covers(self._day) and not self._editions.on(self._day).dropped
        return held and all(self._value(param) for param in self._policy.params)

    def facts(self) -> Iterable[Fact]:
        for fact in self._policy.facts:
            if isinstance(fact.source, PolicySource):
                continue
            source = fact.source if isinstance(fact.source, EventSource) else None
            check = self._expression(fact.check) if fact.check else None
            yield Fact(
                fact.name,
                fact.type,
                fact.title,
                self._default(fact),
                check,
                source,
                fact.labels,
                fact.span,
                self._policy.id,
                fact.fields,
                fact.default_from,
            )

    def _default(self, fact: model.Fact) -> Value:
        """The default, or the value of the parameter that it names."""
        named = (param for param in self._policy.params if param.name == fact.default_from)
        dated = next((self._value(param) for param in named), None)
        return dated.value if dated else fact.default

    def params(self) -> Iterable[Param]:
        for param in self._policy.params:
            dated = self._value(param)
            origin = param_origin(param.name, self._day, self._editions)
            if dated and origin:
                name = self._prefix + param.name
                yield Param(name, param.type, param.title, dated.value, origin, dated.text, param.stricter)

    def steps(self) -> Iterable[Step]:
        for fact in self._policy.facts:
            if isinstance(fact.source, PolicySource):
                yield self._link(fact, fact.source)
        for step in self._policy.steps:
            if step.effective.covers(self._day):
                yield self._step(step)

    def tables(self) -> list[model.Table]:
        return [
            step for step in self._policy.steps if isinstance(step, model.Table) and step.effective.covers(self._day)
        ]

    def rules(self) -> tuple[Rule, ...]:
        rows = [_row_rule(table, row) for table in self.tables() for row in table.rows]
        written = [self._rule(rule) for rule in self._policy.rules if rule.effective.covers(self._day)]
        return (*rows, *self._rung_rules(), *written)

    def _rung_rules(self) -> Iterable[Rule]:
        for item in self._policy.steps:
            if isinstance(item, model.TimedItem) and item.effective.covers(self._day):
                yield from rung_rules(self._timed(item), tuple(map(self._rung, item.rungs)))

    def _rung(self, rung: model.Rung) -> model.Rung:
        return replace(rung, then=tuple(map(self._consequence, rung.then)))

    def _value(self, param: model.Param) -> model.DatedValue | None:
        """The last value that has begun by the day."""
        begun = [value for value in param.values if value.since is None or value.since <= self._day]
        return begun[-1] if begun else None

    def _link(self, fact: model.Fact, source: PolicySource) -> Derived:
        """A fact that comes from another policy: a derived value that repeats the other's output."""
        text = f"{source.policy}.{source.output}"
        ref = Ref(f"{source.policy}::{source.output}", "output", fact.type, (0, len(text)))
        return Derived(self._prefix + fact.name, fact.title, Expression(ref, text, _place(source)))

    def _step(self, step: model.Step) -> Step:
        match step:
            case model.Derived():
                return self._derived(step)
            case model.Table():
                return self._table(step)
            case model.TimedItem():
                return self._timed(step)

    def _timed(self, item: model.TimedItem) -> Timed:
        step = renamed(item.step, self._prefix + item.step.name, self._expression)
        values = [self._value(param) for param in self._policy.params if param.name == item.calendar_param]
        named = next((str(value.value) for value in values if value), "")
        return replace(step, calendar=named) if named and isinstance(step, Clock | Schedule) else step

    def _derived(self, derived: model.Derived) -> Derived:
        return Derived(self._prefix + derived.name, derived.title, self._expression(derived.expression))

    def _table(self, table: model.Table) -> Table:
        rows = (
            Row(
                row.id,
                tuple(self._expression(cell) if cell else None for cell in row.cells),
                tuple(self._expression(output) for output in row.outputs),
                row.span,
            )
            for row in table.rows
        )
        outputs = (replace(output, name=self._prefix + output.name) for output in table.outputs)
        inputs = tuple(self._expression(item) for item in table.inputs)
        shape = (table.hit, inputs, tuple(outputs), tuple(rows))
        return Table(self._prefix + table.id, table.title, *shape, table.span, table.complete)

    def _rule(self, rule: model.Rule) -> Rule:
        each = replace(rule.each, source=self._expression(rule.each.source)) if rule.each else None
        condition = self._expression(rule.when) if rule.when else None
        when = with_elements(condition, each.source) if each else condition
        then = tuple(self._consequence(consequence) for consequence in rule.then)
        return Rule(rule.id, rule.title, when, each, rule.requires, then, rule.cites, rule.span)

    def _consequence(self, consequence: Consequence) -> Consequence:
        attributes = (replace(item, expression=self._expression(item.expression)) for item in consequence.attributes)
        to = self._expression(consequence.to) if consequence.to else None
        return replace(consequence, to=to, attributes=tuple(attributes))

    def _expression(self, expression: Expression) -> Expression:
        """The expression with its names as they are in the program."""
        if not self._prefix and not self._chained:
            return expression
        return replace(expression, root=transform(expression.root, self._renamed))

    def _renamed(self, node: Expr) -> Expr:
        if not isinstance(node, Ref) or node.kind == "local":
            return node
        if node.kind == "fact":
            chained = node.name in self._chained
            return replace(node, name=self._prefix + node.name, kind="derived") if chained else node
        return replace(node, name=self._prefix + node.name)


def _row_rule(table: model.Table, row: model.Row) -> Rule:
    """A table's row as a rule: fired where the row is selected."""
    name = f"{table.id}.{row.id}"
    text = row.id
    hit = Ref(name, "hit", BOOLEAN, (0, len(text)))
    when = Expression(hit, text, _place(row))
    return Rule(name, table.title, when, None, None, row.then, row.cites, row.span)


def _place(item: PolicySource | model.Row) -> Place:
    """Where a reference that nobody wrote as an expression stands: at the item that asks for it."""
    return Place(item.span.path, ((0, item.span.line, item.span.column),))

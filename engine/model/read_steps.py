"""Steps: derived values, tables, clocks, ladders and schedules, typed in the order of what they read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import Place
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.scope import Symbol
from engine.feel.types import ANY
from engine.model.declared_types import label_titles
from engine.model.order import in_order, names_in
from engine.model.policy import ALWAYS, Derived, Table, TimedItem
from engine.model.read_tables import ParsedTable, parse_table, type_table, with_consequences
from engine.model.read_targets import MISSED, missed_targets
from engine.model.reading import ParsedText, entries, parse_scalar, read_effective, read_strings, read_text, typed
from engine.model.text import Text
from engine.model.timed.read_clocks import ParsedClock, clock_with_consequences, parse_clock, type_clock
from engine.model.timed.read_ladders import ParsedLadder, ladder_with_consequences, parse_ladder, type_ladder
from engine.model.timed.read_schedules import ParsedSchedule, parse_schedule, schedule_with_consequences, type_schedule
from engine.model.timed.shapes import Ladder
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.diagnostics import Span
    from engine.feel.scope import Scope
    from engine.feel.syntax import Syntax
    from engine.model.context import Context
    from engine.model.namespace import Namespace
    from engine.model.parts import Output
    from engine.model.policy import Param, Step

MISSED_TITLE = Text("未达标的指标", "Missed targets")
TIMED = ("ladders", "clocks", "schedules")
"""The sections of what reads the case's history."""


@record
class ParsedDerived:
    """A derived value whose text is parsed, before it is typed."""

    name: str
    title: Text
    parsed: ParsedText
    node: Mapping | None

    def syntax(self) -> Iterator[Syntax]:
        yield self.parsed.syntax


ParsedTimed = ParsedClock | ParsedLadder | ParsedSchedule
ParsedStep = ParsedDerived | ParsedTable | ParsedTimed

_PARSERS: dict[str, Callable[[Scalar, Mapping, Context], ParsedTimed]] = {
    "ladders": parse_ladder,
    "clocks": parse_clock,
    "schedules": parse_schedule,
}


def read_steps(
    root: Mapping, bounds: tuple[Param, ...], names: Namespace, inputs: Scope, context: Context
) -> tuple[tuple[Step, ...], Context]:
    """The steps with their consequences, each after those that it reads, and the context that knows them all.

    `bounds`: of targets; `inputs`: what is known before any step.
    """
    announced = replace(context, scope=inputs.plus(*_announced(root)))
    parsed = _parse_steps(root, bounds, names, announced)
    order, steps, known = _type_steps(parsed, inputs, announced)
    return tuple(_with_consequences(step, parsed[name], known) for name, step in zip(order, steps, strict=True)), known


def _announced(root: Mapping) -> list[Symbol]:
    """Steps by name and title before their types are known: the parser needs to know names with spaces."""
    steps = [
        Symbol(key.text, "derived", ANY, _title(value, key.text).spellings)
        for section in ("derived", *TIMED)
        for key, value in entries(root.get(section))
    ]
    outputs = [
        Symbol(key.text, "output", ANY, _title(value, key.text).spellings)
        for _, table in entries(root.get("tables"))
        if isinstance(table, Mapping)
        for key, value in entries(table.get("outputs"))
    ]
    return [*steps, *outputs, Symbol(MISSED, "derived", ANY)]


def _title(node: Node, default: str) -> Text:
    return read_text(node.get("title") if isinstance(node, Mapping) else None, default)


def _parse_steps(root: Mapping, bounds: tuple[Param, ...], names: Namespace, context: Context) -> dict[str, ParsedStep]:
    """The steps by a name of their own: the one that they give a value to, or a table's."""
    steps: dict[str, ParsedStep] = {}
    for key, node in entries(root.get("derived")):
        value = node.get("is") if isinstance(node, Mapping) else None
        parsed = parse_scalar(value, context.scope, context.report) if isinstance(value, Scalar) else None
        if parsed and isinstance(node, Mapping):
            steps[key.text] = ParsedDerived(key.text, _title(node, key.text), parsed, node)
    for key, node in entries(root.get("tables")):
        table = parse_table(key, node, names, context) if isinstance(node, Mapping) else None
        if table:
            steps[f"table {key.text}"] = table
    for section in TIMED:
        for key, node in entries(root.get(section)):
            if isinstance(node, Mapping):
                steps[key.text] = _PARSERS[section](key, node, context)
    if bounds:
        steps[MISSED] = _missed(root, bounds)
    return steps


def _missed(root: Mapping, bounds: tuple[Param, ...]) -> ParsedDerived:
    section = root.key("targets")
    span = section.span if section else root.span
    place = Place(span.path, ((0, span.line, span.column),))
    return ParsedDerived(MISSED, MISSED_TITLE, ParsedText(missed_targets(bounds), "targets", place), None)


def _type_steps(
    parsed: dict[str, ParsedStep], inputs: Scope, context: Context
) -> tuple[list[str], list[Step], Context]:
    """The names in their order, the steps typed, and the context that knows them all."""
    owners = {name: step for name, step in _owners(parsed).items() if not inputs.declares(name)}
    reads = {name: _reads(step, owners, context.scope) for name, step in parsed.items()}
    order, cycle = in_order(reads)
    if cycle:
        names = [name.removeprefix("table ") for name in (*cycle, cycle[0])]
        context.report.add("GJ302", _place_of(parsed[cycle[0]]), cycle=" → ".join(names))
    scope = inputs.plus(*(Symbol(name, "output", ANY) for name in owners)) if cycle else inputs
    steps: list[Step] = []
    ladders: dict[str, Ladder] = {}
    for name in order:
        step = _type_step(parsed[name], replace(context, scope=scope, ladders=ladders))
        steps.append(step)
        if isinstance(step, TimedItem) and isinstance(step.step, Ladder):
            ladders[step.step.name] = step.step
        scope = scope.plus(*symbols_of(step))
    return order, steps, replace(context, scope=scope)


def _owners(parsed: dict[str, ParsedStep]) -> dict[str, str]:
    """Which step yields a name."""
    owners: dict[str, str] = {}
    for name, step in parsed.items():
        if isinstance(step, ParsedTable):
            owners |= {cell.text: name for cell in step.output_names}
        else:
            owners[name] = name
    return owners


def _reads(step: ParsedStep, owners: dict[str, str], scope: Scope) -> list[str]:
    canonical = (scope.canonical(name) for name in names_in(tuple(step.syntax())))
    return list(dict.fromkeys(owners[name] for name in canonical if name in owners))


def _place_of(step: ParsedStep) -> Span:
    if isinstance(step, ParsedDerived):
        return step.parsed.place.span(0, len(step.parsed.text))
    return step.name.span


def _type_step(step: ParsedStep, context: Context) -> Step:
    match step:
        case ParsedTable():
            return type_table(step, context)
        case ParsedClock():
            return type_clock(step, context)
        case ParsedLadder():
            return type_ladder(step, context)
        case ParsedSchedule():
            return type_schedule(step, context)
        case ParsedDerived():
            return _type_derived(step, context)


def _type_derived(step: ParsedDerived, context: Context) -> Derived:
    expression = typed(step.parsed, context.scope, context.report)
    effective = read_effective(step.node.get("effective"), context.report) if step.node else ALWAYS
    cites = read_strings(step.node.get("cites")) if step.node else ()
    return Derived(step.name, step.title, expression, cites, effective)


def symbols_of(step: Step) -> list[Symbol]:
    match step:
        case Derived():
            return [Symbol(step.name, "derived", step.expression.type, step.title.spellings)]
        case TimedItem(step=timed):
            return [Symbol(timed.name, "derived", timed.type, timed.title.spellings, per=timed.per)]
        case Table(outputs=outputs):
            return [_symbol(output) for output in outputs]


def _symbol(output: Output) -> Symbol:
    return Symbol(output.name, "output", output.result, output.title.spellings, label_titles(output.labels))


def _with_consequences(step: Step, parsed: ParsedStep, context: Context) -> Step:
    match step, parsed:
        case Table(), ParsedTable(node=node):
            return with_consequences(step, node, context)
        case TimedItem(), ParsedClock():
            return clock_with_consequences(step, parsed, context)
        case TimedItem(), ParsedLadder():
            return ladder_with_consequences(step, parsed, context)
        case TimedItem(), ParsedSchedule():
            return schedule_with_consequences(step, parsed, context)
        case _:
            return step

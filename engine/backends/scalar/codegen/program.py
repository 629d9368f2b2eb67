"""Program -> Python source of a module with three functions.

    check(facts, now)    a mapping of facts, checked and coerced
    run(checked)         the decision on checked facts
    decide(facts, now)   both in one, and faster: numbers that are only compared stay floats

The module's names are bound by `engine.backends.scalar.executable`; besides those there are constants, made once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.codegen.context import context_of
from engine.backends.scalar.codegen.expressions import Expressions
from engine.backends.scalar.codegen.floats import float_facts
from engine.backends.scalar.codegen.lines import comment, indented, tuple_of
from engine.backends.scalar.codegen.outcomes import Outcomes
from engine.backends.scalar.codegen.reading import Reading, check_arguments, check_function, check_name
from engine.backends.scalar.codegen.rules import Rules
from engine.backends.scalar.codegen.tables import Tables
from engine.backends.scalar.codegen.timed import beginning, parts_after, timed_lines
from engine.ir.program import Derived, Table
from engine.ir.steps import is_timed

if TYPE_CHECKING:
    from engine.backends.scalar.codegen.context import Context
    from engine.ir.program import Program, Step

NO_FLOATS: frozenset[str] = frozenset()


def source_of(program: Program) -> str:
    """The Python source of a program; the same program always has the same source."""
    context = context_of(program)
    checks = [
        line for fact in program.facts for line in check_function(context, fact, _expressions(context, NO_FLOATS))
    ]
    functions = [_checks(context), _check(context), _run(context), _decide(context)]
    head = comment(f"policy {program.policy}, branch {program.branch}, from {program.since} until {program.until}")
    blocks = [[head], context.constants.lines, checks, *functions]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _expressions(context: Context, floats: frozenset[str]) -> Expressions:
    return Expressions(context.names, context.constants, context.nulls, context.params, floats)


def _checks(context: Context) -> list[str]:
    """For the slow path: by fact number, the check and the numbers of the facts that it reads."""
    order = [context.names.of("fact", fact.name) for fact in context.program.facts]
    entries = []
    for number, fact in enumerate(context.program.facts):
        if fact.check:
            read = [str(order.index(name)) for name in check_arguments(context, fact)]
            entries.append(f"{number}: ({check_name(context, fact)}, {tuple_of(read)})")
    return [f"CHECKS = {{{', '.join(entries)}}}"]


def _check(context: Context) -> list[str]:
    if is_timed(context.program):
        return ["def check(facts, now=None, horizon=None):", *indented(["return INSPECT(facts, now, horizon)"])]
    reading = Reading(context, NO_FLOATS)
    return [
        "def check(facts, now=None):",
        *indented(["try:", *indented(reading.lines() or ["pass"])]),
        *indented(["except UNFIT:", *indented(["return INSPECT(facts, now)"])]),
        *indented([f"return {reading.values()}"]),
    ]


def _run(context: Context) -> list[str]:
    names = [context.names.of("fact", fact.name) for fact in context.program.facts]
    lines, result = _decision(context, NO_FLOATS)
    return [
        "def run(checked):",
        *indented([f"{', '.join([*names, 'history'])}{'' if names else ','} = checked", *lines, f"return {result}"]),
    ]


def _decide(context: Context) -> list[str]:
    floats = float_facts(context.program)
    if not floats:
        more = ", horizon" if is_timed(context.program) else ""
        return [
            f"def decide(facts, now=None{more and f'{more}=None'}):",
            *indented([f"checked = check(facts, now{more})", "return run(checked), checked"]),
        ]
    reading = Reading(context, floats)
    lines, result = _decision(context, floats)
    history = ["history = NO_HISTORY"] if any(rule.requires for rule in context.program.rules) else []
    return [
        "def decide(facts, now=None):",
        *indented(["try:", *indented(reading.lines())]),
        *indented(["except UNFIT:", *indented(["checked = INSPECT(facts, now)", "return run(checked), checked"])]),
        *indented([*history, *lines, f"return {result}, {reading.values()}"]),
    ]


class _Writers:
    """The writers of one function's body."""

    def __init__(self, context: Context, floats: frozenset[str]) -> None:
        self.expressions = _expressions(context, floats)
        self.tables = Tables(context, self.expressions)
        self.rules = Rules(context, self.tables, Outcomes(context, self.expressions), self.expressions)


def _decision(context: Context, floats: frozenset[str]) -> tuple[list[str], str]:
    """The statements that decide, and the result's source."""
    program = context.program
    if not program.in_force:
        nothing = f"Result((), (), {tuple_of(['None'] * len(program.outputs))}, (), ())"
        return [], context.constants.named(nothing)
    writers = _Writers(context, floats)
    table = _only_table(program, writers)
    if table:
        return _one_of_constants(context, writers, table)
    steps = [line for index, step in enumerate(program.steps) for line in _step(context, writers, index, step)]
    outputs = tuple_of([context.names.of("output", name) for name in program.outputs])
    result = f"new(Result, (matched, outcomes, {outputs}, undecided, held, {parts_after(program)}))"
    return [*beginning(context), *steps, *writers.rules.lines()], result


def _step(context: Context, writers: _Writers, index: int, step: Step) -> list[str]:
    match step:
        case Table():
            return writers.tables.lines(step, index)
        case Derived(name=name, expression=expression):
            target = context.names.of("derived", name)
            return [f"{target} = {writers.expressions.value(expression.root)}  {comment(expression.text)}"]
        case _:
            return timed_lines(context, writers.expressions, index, step)


def _only_table(program: Program, writers: _Writers) -> Table | None:
    """The table that is the whole program, hits one row at most and is constant: its results can be made beforehand."""
    table = program.steps[0] if len(program.steps) == 1 else None
    if not isinstance(table, Table) or not writers.tables.is_lookup(table):
        return None
    return table if all(writers.rules.plain_row_of(rule) is table for rule in program.rules) else None


def _one_of_constants(context: Context, writers: _Writers, table: Table) -> tuple[list[str], str]:
    """A constant result per row, and the statements that find the row."""
    order = [[output.name for output in table.outputs].index(name) for name in context.program.outputs]
    columns = [tuple_of([row[column] for column in order]) for row in writers.tables.constant_rows(table)]
    ids = writers.rules.ids_by_row(table, context.program.rules)
    outcomes = writers.rules.outcomes_by_row(table, context.program.rules)
    results = [f"Result({', '.join(parts)}, (), ())" for parts in zip(ids, outcomes, columns, strict=True)]
    name = context.names.of("constant", "RESULTS")
    context.constants.define(name, f"({''.join(f'{chr(10)}    {result},' for result in results)}{chr(10)})")
    return writers.tables.finding(table), f"{name}[{writers.tables.hit(table)}]"

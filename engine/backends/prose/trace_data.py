"""A trace as JSON data: what an explanation is told from, for programs to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.backends.prose.provenance import change_data, origin_data
from engine.backends.prose.timed.data import timed_data
from engine.feel.runtime.texts import plain_number
from engine.feel.types import ANY, INTEGER, NUMBER
from engine.ir.steps import outputs_of
from engine.ir.trace import Atom, DerivedTrace, TableTrace, defaulted
from engine.ir.value_wire import value_json
from engine.ir.wire import outcome_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Param
    from engine.ir.trace import Amount, Change, Coming, Condition, Margin, Operand, OutcomeTrace, RuleTrace, Trace

    Json = dict[str, Any]


def to_data(trace: Trace) -> Json:
    """The trace as one JSON object; numbers are decimal strings, as in decisions."""
    program, zone = trace.program, ZoneInfo(trace.program.zone)
    facts = zip(program.facts, trace.facts, strict=True)
    types = {fact.name: fact.type for fact in program.facts} | _types_of_outputs(trace)
    return {
        "policy": program.policy,
        "branch": program.branch,
        "facts": {fact.name: value_json(value, fact.type, zone) for fact, value in facts},
        "defaults": {fact.name: fact.default_from for fact in defaulted(trace)},
        "params": {param.name: _param(param, zone) for param in program.params},
        "changes": [change_data(change) for change in program.changes],
        "derived": {s.derived.name: _derived(s, zone) for s in trace.steps if isinstance(s, DerivedTrace)},
        "tables": {s.table.id: _table(s, zone) for s in trace.steps if isinstance(s, TableTrace)},
        "rules": [_rule(rule, types, zone) for rule in trace.rules],
        "outputs": _outputs(trace, zone),
        **timed_data(trace, zone),
        "margin": _margin(trace.margin, types, zone),
    }


def _param(param: Param, zone: ZoneInfo) -> Json:
    value = value_json(param.value, param.type, zone)
    return {"value": value, "written": param.text, **origin_data(param.origin)}


def _derived(step: DerivedTrace, zone: ZoneInfo) -> Json:
    expression = step.derived.expression
    return {"value": value_json(step.value, expression.type, zone), "is": expression.text}


def _table(step: TableTrace, zone: ZoneInfo) -> Json:
    inputs = zip(step.table.inputs, step.inputs, strict=True)
    outputs = zip(step.table.outputs, step.outputs, strict=True)
    return {
        "hit": step.table.hit,
        "inputs": [{"text": item.text, "value": value_json(value, item.type, zone)} for item, value in inputs],
        "rows": [_row(step, index) for index in range(len(step.rows))],
        "outputs": {output.name: value_json(value, output.result, zone) for output, value in outputs},
        "conflict": list(step.conflict),
    }


def _row(step: TableTrace, index: int) -> Json:
    row, traced = step.table.rows[index], step.rows[index]
    written: Json = {"id": row.id, "selected": traced.selected, "failed": None}
    cell = None if traced.failed is None else row.cells[traced.failed]
    if cell:
        written["failed"] = {"column": traced.failed, "cell": cell.text, "at": str(cell.place.span(0, len(cell.text)))}
    return written


def _rule(rule: RuleTrace, types: Mapping[str, Type], zone: ZoneInfo) -> Json:
    return {
        "id": rule.rule.id,
        "state": rule.state,
        "cites": list(rule.rule.cites),
        "at": str(rule.rule.span),
        "condition": _condition(rule.condition, zone) if rule.condition else None,
        "outcomes": [_outcome(traced, zone) for traced in rule.outcomes],
        "missing": list(rule.held[0].missing) if rule.held else [],
        "next": rule.held[0].next if rule.held else None,
        "needs": list(rule.needs),
        "margin": _margin(rule.margin, types, zone),
    }


def _condition(condition: Condition, zone: ZoneInfo) -> Json:
    if isinstance(condition, Atom):
        return _atom(condition, zone)
    parts = [_condition(part, zone) for part in condition.parts]
    return {"operator": condition.operator, "truth": condition.truth, "parts": parts}


def _atom(atom: Atom, zone: ZoneInfo) -> Json:
    test = atom.test
    sides = zip(test.operands, atom.values, strict=True)
    return {
        "test": test.text,
        "at": str(test.span),
        "operator": test.operator,
        "operands": [_operand(operand, value, zone) for operand, value in sides],
        "truth": atom.truth,
        "facts": list(test.facts),
        "params": list(test.params),
        "steps": list(test.steps),
    }


def _operand(operand: Operand, value: Value, zone: ZoneInfo) -> Json:
    shown = value_json(value, operand.type, zone)
    return {"kind": operand.kind, "name": operand.name, "text": operand.text, "value": shown}


def _outcome(traced: OutcomeTrace, zone: ZoneInfo) -> Json:
    amounts = {amount.attribute: _amount(amount) for amount in traced.amounts}
    return {"outcome": outcome_json(traced.outcome, zone), "amounts": amounts}


def _amount(amount: Amount) -> Json:
    exact: Any = amount.unrounded
    return {"text": amount.text, "unrounded": None if exact is None else plain_number(exact)}


def _outputs(trace: Trace, zone: ZoneInfo) -> Json:
    types = _types_of_outputs(trace)
    values = zip(trace.program.outputs, trace.outputs, strict=True)
    return {name: value_json(value, types.get(name, ANY), zone) for name, value in values}


def _types_of_outputs(trace: Trace) -> dict[str, Type]:
    return {output.name: output.result for output in outputs_of(trace.program)}


def _margin(margin: Margin | None, types: Mapping[str, Type], zone: ZoneInfo) -> Json | None:
    if margin is None:
        return None
    changes = [_change(change, types, zone) for change in margin.changes]
    return {"changes": changes, "unknown": list(margin.unknown), "coming": [_coming(each) for each in margin.coming]}


def _coming(coming: Coming) -> Json:
    at = coming.at and coming.at.isoformat(timespec="milliseconds")
    return {"rule": coming.rule, "step": coming.step, "begins": coming.begins, "at": at, "more": coming.more or None}


def _change(change: Change, types: Mapping[str, Type], zone: ZoneInfo) -> Json:
    declared = types.get(change.fact, ANY)
    bound_type = {"count": INTEGER, "add": declared.element or ANY, "remove": declared.element or ANY}
    return {
        "fact": change.fact,
        "kind": change.kind,
        "value": value_json(change.value, INTEGER if change.kind == "count" else declared, zone),
        "bound": value_json(change.bound, bound_type.get(change.kind, declared), zone),
        "side": change.side,
        "distance": value_json(change.distance, declared if declared.is_numeric else NUMBER, zone),
        "begins": list(change.begins),
        "ends": list(change.ends),
        "alters": list(change.alters),
        "outputs": {name: value_json(value, types.get(name, ANY), zone) for name, value in change.outputs},
    }

"""One policy document -> `Policy`: declarations first, then steps in the order of what they read, then rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.diagnostics import Place, did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.scope import Scope, Symbol
from engine.feel.types import ANY, Kind
from engine.model.chained import check_chained
from engine.model.context import Context
from engine.model.declared_types import label_titles
from engine.model.in_force import check_in_force
from engine.model.namespace import Namespace
from engine.model.order import in_order, names_in
from engine.model.policy import ALWAYS, Derived, Fact, Param, Policy, Table
from engine.model.read_facts import Upstream, declare_facts, typed_facts
from engine.model.read_params import check_currency, read_params
from engine.model.read_rules import read_rules
from engine.model.read_tables import ParsedTable, parse_table, type_table, with_consequences
from engine.model.read_targets import MISSED, missed_targets, read_targets
from engine.model.reading import (
    ParsedText,
    entries,
    parse_scalar,
    read_effective,
    read_string,
    read_strings,
    read_text,
    typed,
)
from engine.model.text import Text
from engine.model.unused import check_unused

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.document.nodes import Document
    from engine.model.vocabulary import Settings, Vocabulary

MISSED_TITLE = Text("未达标的指标", "Missed targets")


@dataclass(frozen=True, slots=True)
class ParsedDerived:
    """A derived value whose text is parsed, before it is typed."""

    name: str
    title: Text
    parsed: ParsedText
    node: Mapping | None


Step = ParsedDerived | ParsedTable


def read_policy(document: Document, branch: str, settings: Settings, upstream: Upstream, report: Report) -> Policy:
    """The policy of a document."""
    root = document.root
    before = len(report.found)
    vocabulary = upstream.vocabulary
    own = read_params(root.get("params"), branch, vocabulary, report)
    declared = declare_facts(root.get("facts"), own, upstream, report)
    facts = tuple(item.fact for item in declared)
    bounds = read_targets(root.get("targets"), facts, document.lost, branch, report)
    params = (*own, *bounds)
    check_currency(params, settings.currency, report)
    names = _declare_names(root, report)
    lost = document.lost if bounds or root.get("targets") is None else document.lost | {MISSED}
    inputs = _input_scope(facts, params, lost, settings.currency)
    context = Context(vocabulary, report, inputs.plus(*_announced(root)))
    steps, context = _type_steps(_parse_steps(root, bounds, names, context), inputs, context)
    finished = tuple(_with_consequences(step, root, context) for step in steps)
    rules = read_rules(root.get("rules"), facts, Namespace(report, "GJ322"), context)
    name = root.get("policy")
    policy = Policy(
        id=read_string(name),
        branch=branch,
        title=read_text(root.get("title"), read_string(name)),
        owner=read_text(root.get("owner")),
        cites=read_strings(root.get("cites")),
        effective=read_effective(root.get("effective"), report),
        case=read_string(root.get("case")),
        dated_by=_dated_by(root.get("dated_by"), facts, report),
        facts=typed_facts(declared, inputs, report),
        params=params,
        steps=finished,
        rules=rules,
        span=name.span if isinstance(name, Scalar) else root.span,
    )
    _check_case(root.get("case"), vocabulary, report)
    check_in_force(policy, report)
    check_chained(policy, upstream.policies, report)
    whole = not document.broken and vocabulary.complete
    if whole and not report.has_errors_since(before):
        check_unused(policy, report)
    return policy


def _check_case(node: Node | None, vocabulary: Vocabulary, report: Report) -> None:
    """Where the vocabulary says what cases there are, a policy has one of them."""
    if isinstance(node, Scalar) and vocabulary.cases and node.text not in vocabulary.cases and vocabulary.complete:
        report.add("GJ368", node.span, name=node.text, near=vocabulary.near_case(node.text))


def _declare_names(root: Mapping, report: Report) -> Namespace:
    """Facts, parameters, derived values share one namespace; outputs join it when their tables are parsed."""
    names = Namespace(report, "GJ301")
    for section in ("facts", "params", "derived"):
        for key, _ in entries(root.get(section)):
            names.declare(key)
    tables = Namespace(report, "GJ301")
    for key, _ in entries(root.get("tables")):
        tables.declare(key)
    return names


def _input_scope(facts: tuple[Fact, ...], params: tuple[Param, ...], lost: frozenset[str], currency: str) -> Scope:
    """What is known before any step: facts, parameters, and names whose declaration is broken (of any type)."""
    symbols = [Symbol(name, "fact", ANY) for name in sorted(lost)]
    symbols += [Symbol(fact.name, "fact", fact.type, fact.title.spellings, label_titles(fact.labels)) for fact in facts]
    symbols += [Symbol(param.name, "param", param.type, param.title.spellings) for param in params]
    return Scope.of(symbols, currency)


def _announced(root: Mapping) -> list[Symbol]:
    """Steps by name and title before their types are known: the parser needs to know names with spaces."""
    derived = [
        Symbol(key.text, "derived", ANY, _title(value, key.text).spellings)
        for key, value in entries(root.get("derived"))
    ]
    outputs = [
        Symbol(key.text, "output", ANY, _title(value, key.text).spellings)
        for _, table in entries(root.get("tables"))
        if isinstance(table, Mapping)
        for key, value in entries(table.get("outputs"))
    ]
    return [*derived, *outputs, Symbol(MISSED, "derived", ANY)]


def _title(node: Node, default: str) -> Text:
    return read_text(node.get("title") if isinstance(node, Mapping) else None, default)


def _parse_steps(root: Mapping, bounds: tuple[Param, ...], names: Namespace, context: Context) -> dict[str, Step]:
    """The steps by a name of their own: a derived value's, or a table's."""
    steps: dict[str, Step] = {}
    for key, node in entries(root.get("derived")):
        value = node.get("is") if isinstance(node, Mapping) else None
        parsed = parse_scalar(value, context.scope, context.report) if isinstance(value, Scalar) else None
        if parsed and isinstance(node, Mapping):
            steps[key.text] = ParsedDerived(key.text, _title(node, key.text), parsed, node)
    for key, node in entries(root.get("tables")):
        table = parse_table(key, node, names, context) if isinstance(node, Mapping) else None
        if table:
            steps[f"table {key.text}"] = table
    if bounds:
        section = root.key("targets")
        span = section.span if section else root.span
        place = Place(span.path, ((0, span.line, span.column),))
        steps[MISSED] = ParsedDerived(MISSED, MISSED_TITLE, ParsedText(missed_targets(bounds), "targets", place), None)
    return steps


def _type_steps(
    parsed: dict[str, Step], inputs: Scope, context: Context
) -> tuple[tuple[Derived | Table, ...], Context]:
    """The steps typed in their order, and the context that knows them all."""
    owners = {name: step for name, step in _owners(parsed).items() if not inputs.declares(name)}
    reads = {name: _reads(step, owners, context.scope) for name, step in parsed.items()}
    order, cycle = in_order(reads)
    if cycle:
        _report_cycle(cycle, parsed, context.report)
    scope = inputs.plus(*(Symbol(name, "output", ANY) for name in owners)) if cycle else inputs
    typed_steps: list[Derived | Table] = []
    for name in order:
        here = replace(context, scope=scope)
        step = _type_step(parsed[name], here)
        typed_steps.append(step)
        scope = scope.plus(*_symbols(step))
    return tuple(typed_steps), replace(context, scope=scope)


def _owners(parsed: dict[str, Step]) -> dict[str, str]:
    """Which step yields a name."""
    owners: dict[str, str] = {}
    for name, step in parsed.items():
        if isinstance(step, ParsedTable):
            owners |= {cell.text: name for cell in step.output_names}
        else:
            owners[step.name] = name
    return owners


def _reads(step: Step, owners: dict[str, str], scope: Scope) -> list[str]:
    syntax = tuple(step.syntax()) if isinstance(step, ParsedTable) else step.parsed.syntax
    canonical = (scope.canonical(name) for name in names_in(syntax))
    return list(dict.fromkeys(owners[name] for name in canonical if name in owners))


def _report_cycle(cycle: list[str], parsed: dict[str, Step], report: Report) -> None:
    step = parsed[cycle[0]]
    span = step.name.span if isinstance(step, ParsedTable) else step.parsed.place.span(0, len(step.parsed.text))
    names = [name.removeprefix("table ") for name in (*cycle, cycle[0])]
    report.add("GJ302", span, cycle=" → ".join(names))


def _type_step(step: Step, context: Context) -> Derived | Table:
    if isinstance(step, ParsedTable):
        return type_table(step, context)
    expression = typed(step.parsed, context.scope, context.report)
    effective = read_effective(step.node.get("effective"), context.report) if step.node else ALWAYS
    cites = read_strings(step.node.get("cites")) if step.node else ()
    return Derived(step.name, step.title, expression, cites, effective)


def _symbols(step: Derived | Table) -> list[Symbol]:
    if isinstance(step, Derived):
        return [Symbol(step.name, "derived", step.expression.type, step.title.spellings)]
    return [
        Symbol(output.name, "output", output.result, output.title.spellings, label_titles(output.labels))
        for output in step.outputs
    ]


def _with_consequences(step: Derived | Table, root: Mapping, context: Context) -> Derived | Table:
    tables = root.get("tables")
    node = tables.get(step.id) if isinstance(step, Table) and isinstance(tables, Mapping) else None
    return with_consequences(step, node, context) if isinstance(step, Table) and isinstance(node, Mapping) else step


def _dated_by(node: Node | None, facts: tuple[Fact, ...], report: Report) -> str | None:
    if not isinstance(node, Scalar):
        return None
    dates = {fact.name: fact for fact in facts if fact.type.kind in (Kind.DATE, Kind.DATE_TIME, Kind.ANY)}
    if node.text not in dates:
        report.add("GJ316", node.span, name=node.text, near=did_you_mean(node.text, dates))
        return None
    return node.text

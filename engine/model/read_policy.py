"""One policy document -> `Policy`: declarations first, then steps in the order of what they read, then rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.scope import Scope, Symbol
from engine.feel.types import ANY, Kind
from engine.model.chained import check_chained
from engine.model.context import Context
from engine.model.declared_types import label_titles
from engine.model.in_force import check_in_force
from engine.model.namespace import Namespace
from engine.model.policy import Fact, Param, Policy
from engine.model.read_facts import Upstream, declare_facts, typed_facts
from engine.model.read_params import check_currency, read_params
from engine.model.read_rules import read_rules
from engine.model.read_steps import TIMED, read_steps
from engine.model.read_targets import MISSED, read_targets
from engine.model.reading import entries, read_effective, read_string, read_strings, read_text
from engine.model.timed.calendar_names import read_calendars
from engine.model.timed.read_clocks import STATE_TITLES
from engine.model.timed.shapes import EVENT, OCCURRENCE
from engine.model.unused import check_unused

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.document.nodes import Document
    from engine.model.vocabulary import Settings, Vocabulary


def read_policy(document: Document, branch: str, settings: Settings, upstream: Upstream, report: Report) -> Policy:
    """The policy of a document."""
    root = document.root
    before = len(report.found)
    vocabulary = upstream.vocabulary
    own = read_params(root.get("params"), vocabulary, report)
    declared = declare_facts(root.get("facts"), own, upstream, report)
    facts = tuple(item.fact for item in declared)
    bounds = read_targets(root.get("targets"), facts, document.lost, report)
    params = (*own, *bounds)
    check_currency(params, settings.currency, report)
    names = _declare_names(root, report)
    lost = document.lost if bounds or root.get("targets") is None else document.lost | {MISSED}
    inputs = input_scope(facts, params, lost, settings.currency, vocabulary)
    calendars = read_calendars(root.get("calendar"), own, settings, document.lost, report)
    context = Context(vocabulary, report, inputs, {param.name: param for param in params}, calendars)
    steps, context = read_steps(root, bounds, names, inputs, context)
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
        steps=steps,
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
    """Facts, parameters, steps share one namespace; outputs join it when their tables are parsed.

    Tables have another one, for their ids; so that no rule has two meanings, clocks, ladders and schedules are in both.
    """
    names, tables = Namespace(report, "GJ301"), Namespace(report, "GJ301")
    for section in ("facts", "params", "derived", *TIMED):
        for key, _ in entries(root.get(section)):
            names.declare(key)
    for section in (*TIMED, "tables"):
        for key, _ in entries(root.get(section)):
            tables.declare(key)
    if any(root.get(section) for section in TIMED):
        _check_locals(names, report)
    return names


def _check_locals(names: Namespace, report: Report) -> None:
    """What events and occurrences are called where clocks, ladders and schedules read them, nothing else is."""
    for name in (EVENT, OCCURRENCE):
        if span := names.declared.get(name):
            report.add("GJ391", span, name=name)


def input_scope(
    facts: tuple[Fact, ...], params: tuple[Param, ...], lost: frozenset[str], currency: str, vocabulary: Vocabulary
) -> Scope:
    """What is known before any step: facts, parameters, and names whose declaration is broken (of any type)."""
    symbols = [Symbol(name, "fact", ANY) for name in sorted(lost)]
    symbols += [Symbol(fact.name, "fact", fact.type, fact.title.spellings, label_titles(fact.labels)) for fact in facts]
    symbols += [Symbol(param.name, "param", param.type, param.title.spellings) for param in params]
    choices = (STATE_TITLES, *(label_titles(labels) for labels in vocabulary.data_labels()))
    return Scope.of(symbols, currency, tuple(choices))


def _dated_by(node: Node | None, facts: tuple[Fact, ...], report: Report) -> str | None:
    if not isinstance(node, Scalar):
        return None
    dates = {fact.name: fact for fact in facts if fact.type.kind in (Kind.DATE, Kind.DATE_TIME, Kind.ANY)}
    if node.text not in dates:
        report.add("GJ316", node.span, name=node.text, near=did_you_mean(node.text, dates))
        return None
    return node.text

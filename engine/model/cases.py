"""The cases of a policy: facts as given, and what the policy is expected to decide on them.

A case compares only what its `expect` names; but where it names `outcomes`, those are all that may come.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar, Sequence
from engine.model.plain import plain_value
from engine.model.reading import entries, items, read_string, read_strings, read_text
from engine.model.timed_cases import Expectations, read_clocks, read_ladders, read_schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as MappingOf
    from decimal import Decimal

    from engine.diagnostics import Kept, Report, Source, Span
    from engine.document.nodes import Document
    from engine.model.plain import Plain
    from engine.model.text import Text

_OUTCOME_KEYS = frozenset({"do", "to", "rule", "needs"})


@dataclass(frozen=True, slots=True)
class ExpectedOutcome:
    """A consequence that must come. `rule` and `needs` None: not asked; `attributes`: those that must be equal."""

    do: str
    to: str | None
    rule: str | None
    needs: tuple[str, ...] | None
    attributes: tuple[tuple[str, Plain], ...]
    span: Span
    places: tuple[tuple[str, Span], ...]

    def place_of(self, name: str) -> Span:
        """Where it says what is asked by this name; all of it where it doesn't."""
        return dict(self.places).get(name, self.span)


@dataclass(frozen=True, slots=True)
class ExpectedUndecided:
    """A rule that must be undecided; `needs` None: not asked for which facts."""

    rule: str
    needs: tuple[str, ...] | None
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectedOutput:
    name: str
    value: Plain
    span: Span


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case names; None where it doesn't ask. `errors`: codes of the diagnostics that refuse its facts."""

    outcomes: tuple[ExpectedOutcome, ...] | None
    held: tuple[ExpectedOutcome, ...] | None
    revoked: tuple[ExpectedOutcome, ...] | None
    outputs: tuple[ExpectedOutput, ...]
    undecided: tuple[ExpectedUndecided, ...] | None
    matched: tuple[str, ...] | None
    clocks: Expectations
    ladders: Expectations
    schedule: Expectations
    errors: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `facts` are plain values, its events among them as `events`; `as_of` and `now` as written.

    `span` is its title's; `given` the node that the facts were read from.
    """

    title: Text
    as_of: str | None
    now: str | None
    facts: dict[str, Plain]
    expected: Expected
    span: Span
    given: Mapping | None

    def place_of(self, pointer: str) -> Span:
        """Where the fact or event stands that a JSON pointer names; the title, where nothing of it is written."""
        first, *rest = pointer.removeprefix("/").split("/")
        root = self.given if first == "events" else self.given and self.given.get("facts")
        node: Node | None = root
        for part in (first, *rest):
            inner = _child(node, part.replace("~1", "/").replace("~0", "~"))
            if inner is None:
                break
            node = inner
        return self.span if node is root or node is None else node.span


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one policy in one branch, from the file beside it."""

    branch: str
    policy: str
    cases: tuple[Case, ...]
    source: Source


def read_cases(
    documents: Iterable[Document], policies: MappingOf[str, tuple[str, ...]], kept: Kept, report: Report
) -> tuple[CaseFile, ...]:
    """The case files. `policies`: what each branch has."""
    known = {branch: kept.get(("policies", names), (), partial(tuple, names)) for branch, names in policies.items()}
    return tuple(_kept_file(document, known.get(document.branch, ()), kept, report) for document in documents)


def _kept_file(document: Document, known: tuple[str, ...], kept: Kept, report: Report) -> CaseFile:
    read = partial(_read_file, document, known)
    return kept.reported(("cases", document.source.path), (document, known), report, read)


def _read_file(document: Document, known: tuple[str, ...], report: Report) -> CaseFile:
    name = document.root.get("policy")
    policy = read_string(name)
    if isinstance(name, Scalar) and policy not in known:
        report.add("GJ601", name.span, name=policy, branch=document.branch, near=did_you_mean(policy, known))
    cases = tuple(_read_case(node) for node in items(document.root.get("cases")) if isinstance(node, Mapping))
    _check_titles(cases, report)
    _check_differing(cases, report)
    return CaseFile(document.branch, policy, cases, document.source)


def _check_titles(cases: Iterable[Case], report: Report) -> None:
    lines: dict[str, int] = {}
    for case in cases:
        first = lines.setdefault(case.title.zh, case.span.line)
        if first != case.span.line:
            report.add("GJ602", case.span, title=case.title.zh, line=first)


def _check_differing(cases: Iterable[Case], report: Report) -> None:
    """Hint at cases that ask the same as one before."""
    asked: dict[str, Case] = {}
    for case in cases:
        question = json.dumps([case.facts, case.as_of, case.now], sort_keys=True, default=_written_alike)
        first = asked.setdefault(question, case)
        if first is not case:
            report.add("GJ606", case.span, title=first.title.zh, line=first.span.line)


def _written_alike(number: Decimal) -> str:
    """`80` and `80.0` are the same."""
    return str(number.normalize())


def _read_case(node: Mapping) -> Case:
    title = node.get("case")
    given = node.get("given")
    return Case(
        title=read_text(title),
        as_of=read_string(node.get("as_of")) or None,
        now=read_string(node.get("now")) or None,
        facts=dict(_facts(given)),
        expected=_read_expected(node.get("expect"), node),
        span=title.span if title else node.span,
        given=given if isinstance(given, Mapping) else None,
    )


def _child(node: Node | None, name: str) -> Node | None:
    match node:
        case Mapping():
            return node.get(name)
        case Sequence(items=inner) if name.isdecimal() and int(name) < len(inner):
            return inner[int(name)]
        case _:
            return None


def _facts(given: Node | None) -> Iterator[tuple[str, Plain]]:
    if not isinstance(given, Mapping):
        return
    for key, value in entries(given.get("facts")):
        yield key.text, plain_value(value)
    if events := given.get("events"):
        yield "events", plain_value(events)


def _read_expected(node: Node | None, case: Mapping) -> Expected:
    root = node if isinstance(node, Mapping) else replace(case, entries=())
    matched = root.get("matched")
    return Expected(
        outcomes=_outcomes(root.get("outcomes")),
        held=_outcomes(root.get("held")),
        revoked=_outcomes(root.get("revoked")),
        outputs=_outputs(root.get("outputs")),
        undecided=_undecided(root.get("undecided")),
        matched=None if matched is None else read_strings(matched),
        clocks=read_clocks(root.get("clocks")),
        ladders=read_ladders(root.get("ladders")),
        schedule=read_schedule(root.get("schedule")),
        errors=read_strings(root.get("error")),
        span=root.span,
    )


def _outputs(node: Node | None) -> tuple[ExpectedOutput, ...]:
    return tuple(ExpectedOutput(key.text, plain_value(value), key.span) for key, value in entries(node))


def _outcomes(node: Node | None) -> tuple[ExpectedOutcome, ...] | None:
    if node is None:
        return None
    return tuple(_outcome(item) for item in items(node) if isinstance(item, Mapping))


def _outcome(node: Mapping) -> ExpectedOutcome:
    needs = node.get("needs")
    named = ((key.text, plain_value(value)) for key, value in entries(node) if key.text not in _OUTCOME_KEYS)
    return ExpectedOutcome(
        do=read_string(node.get("do")),
        to=read_string(node.get("to")) or None,
        rule=read_string(node.get("rule")) or None,
        needs=None if needs is None else read_strings(needs),
        attributes=tuple(named),
        span=node.span,
        places=tuple((key.text, value.span) for key, value in entries(node)),
    )


def _undecided(node: Node | None) -> tuple[ExpectedUndecided, ...] | None:
    if node is None:
        return None
    return tuple(_undecided_rule(item) for item in items(node))


def _undecided_rule(node: Node) -> ExpectedUndecided:
    """A rule's id, or `{rule: …, needs: […]}`."""
    if not isinstance(node, Mapping):
        return ExpectedUndecided(read_string(node), None, node.span)
    needs = node.get("needs")
    return ExpectedUndecided(read_string(node.get("rule")), None if needs is None else read_strings(needs), node.span)

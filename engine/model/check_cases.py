"""The names in case files: every fact, event, rule, consequence and output must be one of its policy's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.diagnostics.codes import codes
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.types import Kind
from engine.model.chained import path_of
from engine.model.overlays.editions import chain_of_editions, first_day, on
from engine.model.policy import PolicySource, Table, TimedItem
from engine.model.reading import entries, items, read_string, scalars
from engine.model.timed.shapes import TOLD, Clock, Ladder, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Kept, Report
    from engine.document.nodes import Document
    from engine.model.overlays.editions import Editions
    from engine.model.parts import Output
    from engine.model.policy import Policy
    from engine.model.read_policies import Stock
    from engine.model.timed.shapes import Timed
    from engine.model.vocabulary import ConsequenceKind, Vocabulary

_CODE_LIKE = re.compile(r"GJ\d+")
_OF_EVENTS = ("id", "type", "at", "by")
_OF_OUTCOMES = ("do", "to", "rule", "needs")
_OF_HELD = ("missing", "next")
_TIMED: MappingOf[str, type[Timed]] = {"clocks": Clock, "ladders": Ladder, "schedule": Schedule}


@dataclass(frozen=True, slots=True)
class _Names:
    """What a policy's cases may name. `facts`: every spelling, with the fact's name; `told`: what rungs' outcomes tell.

    `timed`: the ids of clocks, ladders and schedules, by the section that expects them.
    """

    facts: MappingOf[str, str]
    outputs: MappingOf[str, Output]
    rules: tuple[str, ...]
    told: tuple[str, ...]
    timed: MappingOf[str, tuple[str, ...]]
    words: Vocabulary
    dated_by: str | None = None


def check_cases(
    documents: Iterable[Document], stocks: MappingOf[str, Stock], words: Vocabulary, kept: Kept, report: Report
) -> None:
    """Report the unknown names of case files. Where a policy has errors of its own its cases are left alone."""
    faulty = {found.span.path for found in report.found if found.span and found.severity == "error"}
    for document in documents:
        policies = stocks[document.branch].policies if document.branch in stocks else {}
        name = read_string(document.root.get("policy"))
        if name not in policies or not words.complete:
            continue
        chain = chain_of_editions(name, policies)
        if not faulty & {path for member in chain for path in member.paths}:
            check = partial(_check_file, document, name, policies, words)
            kept.reported(("names in cases", document.source.path), (document, words, *chain), report, check)


def _check_file(
    document: Document, name: str, policies: MappingOf[str, Editions], words: Vocabulary, report: Report
) -> None:
    """A case may be of any day: what it names is there in one of the policy's editions."""
    chains = (on(policies, first_day(edition.effective)) for edition in policies[name].editions)
    names = _together([_names(chain[name], path_of(chain[name], chain), words) for chain in chains])
    for case in items(document.root.get("cases")):
        if isinstance(case, Mapping):
            _check_case(case, names, report)


def _together(names: list[_Names]) -> _Names:
    """What some edition knows."""
    first, *others = names
    for other in others:
        first = replace(
            first,
            facts={**other.facts, **first.facts},
            outputs={**other.outputs, **first.outputs},
            rules=tuple(dict.fromkeys((*first.rules, *other.rules))),
            told=tuple(dict.fromkeys((*first.told, *other.told))),
            timed={key: tuple(dict.fromkeys((*known, *other.timed[key]))) for key, known in first.timed.items()},
        )
    return first


def _names(policy: Policy, path: Iterable[Policy], words: Vocabulary) -> _Names:
    facts = [fact for member in path for fact in member.facts if not isinstance(fact.source, PolicySource)]
    tables = [step for step in policy.steps if isinstance(step, Table)]
    timed = [item.step for item in policy.steps if isinstance(item, TimedItem)]
    rungs = (rung.name for step in timed for rung in step.rungs)
    titles = {title: fact.name for fact in facts for title in fact.title.spellings}
    rows = (f"{table.id}.{row.id}" for table in tables for row in table.rows)
    return _Names(
        facts=titles | {fact.name: fact.name for fact in facts},
        outputs={output.name: output for table in tables for output in table.outputs},
        rules=(*(rule.id for rule in policy.rules), *rows, *rungs, *(table.id for table in tables)),
        told=tuple(dict.fromkeys(name for step in timed for name, _ in TOLD[type(step)])),
        timed={
            section: tuple(step.name for step in timed if isinstance(step, kind)) for section, kind in _TIMED.items()
        },
        words=words,
        dated_by=policy.dated_by,
    )


def _check_case(case: Mapping, names: _Names, report: Report) -> None:
    given, expected = case.get("given"), case.get("expect")
    if not isinstance(expected, Mapping):
        return
    refused = scalars(expected.get("error"))
    for code in refused:
        _check_code(code, report)
    if isinstance(given, Mapping) and not refused:
        _check_facts((key for key, _ in entries(given.get("facts"))), names, report)
        for event in items(given.get("events")):
            _check_event(event, names.words, report)
    if not refused:
        _check_now(case, names, report)
    _check_expected(expected, names, report)


def _check_now(case: Mapping, names: _Names, report: Report) -> None:
    """Clocks and schedules go on: a case that says no instant is judged today, and tomorrow it is another."""
    title, given = case.get("case"), case.get("given")
    events = items(given.get("events")) if isinstance(given, Mapping) else ()
    goes_on = names.timed["schedule"] or (names.timed["clocks"] and events)
    if goes_on and not names.dated_by and not case.get("now") and not case.get("as_of") and title:
        report.add("GJ647", title.span)


def _check_code(code: Scalar, report: Report) -> None:
    if _CODE_LIKE.fullmatch(code.text) and code.text not in codes():
        report.add("GJ605", code.span, code=code.text, near=did_you_mean(code.text, codes()))


def _check_facts(keys: Iterable[Scalar], names: _Names, report: Report) -> None:
    """A title is no name here: cases are written as the CRM writes facts."""
    known = tuple(dict.fromkeys(names.facts.values()))
    for key in keys:
        if key.text not in known:
            near = names.facts.get(did_you_mean(key.text, names.facts), "")
            report.add("GJ401", key.span, name=key.text, near=near, known=", ".join(known))


def _check_event(event: Node, words: Vocabulary, report: Report) -> None:
    name = event.get("type") if isinstance(event, Mapping) else None
    if not isinstance(name, Scalar):
        return
    if name.text not in words.events:
        report.add("GJ452", name.span, type=name.text, near=did_you_mean(name.text, words.events))
        return
    fields = [field for field, _ in words.events[name.text].fields]
    for key, _ in entries(event):
        if key.text not in (*_OF_EVENTS, *fields):
            near, known = did_you_mean(key.text, fields), ", ".join(fields)
            report.add("GJ453", key.span, type=name.text, field=key.text, near=near, fields=known)


def _check_expected(expected: Mapping, names: _Names, report: Report) -> None:
    for section in ("outcomes", "held", "revoked"):
        for outcome in items(expected.get(section)):
            if isinstance(outcome, Mapping):
                _check_outcome(outcome, _OF_HELD if section == "held" else (), names, report)
    for section, known in names.timed.items():
        for name in _named(expected.get(section)):
            if name.text not in known:
                near = did_you_mean(name.text, known)
                report.add("GJ643", name.span, section=section, name=name.text, near=near, known=", ".join(known))
    for key, value in entries(expected.get("outputs")):
        _check_output(key, value, names, report)
    undecided = items(expected.get("undecided"))
    rules = [item.get("rule") if isinstance(item, Mapping) else item for item in undecided]
    _check_rules([*scalars(expected.get("matched")), *_only_scalars(rules)], names, report)
    for item in undecided:
        if isinstance(item, Mapping):
            _check_facts(scalars(item.get("needs")), names, report)


def _named(section: Node | None) -> Iterator[Scalar]:
    """The ids in an expectation of clocks, ladders or occurrences."""
    yield from (key for key, _ in entries(section))
    for item in items(section):
        yield from (value for key, value in entries(item) if key.text == "id" and isinstance(value, Scalar))


def _check_output(name: Scalar, value: Node, names: _Names, report: Report) -> None:
    output = names.outputs.get(name.text)
    if output is None:
        near, known = did_you_mean(name.text, names.outputs), ", ".join(names.outputs)
        report.add("GJ603", name.span, name=name.text, near=near, known=known)
    elif output.type.kind is Kind.ENUM:
        _check_choices(scalars(value), output, report)


def _check_choices(values: Iterable[Scalar], output: Output, report: Report) -> None:
    """A title is no value here: outputs come back by their ids."""
    ids = output.type.values
    titles = {spelling: value for value, title in output.labels for spelling in title.spellings}
    meant = titles | {value: value for value in ids}
    for value in values:
        if value.text not in (*ids, "null"):
            near = meant.get(did_you_mean(value.text, meant), "")
            texts = {"name": output.name, "value": value.text, "known": ", ".join(ids)}
            report.add("GJ607", value.span, near=near, **texts)


def _only_scalars(nodes: Iterable[Node | None]) -> Iterator[Scalar]:
    return (node for node in nodes if isinstance(node, Scalar))


def _check_rules(rules: Iterable[Scalar], names: _Names, report: Report) -> None:
    for rule in rules:
        if rule.text not in names.rules:
            report.add("GJ604", rule.span, name=rule.text, near=did_you_mean(rule.text, names.rules))


def _check_outcome(outcome: Mapping, more: tuple[str, ...], names: _Names, report: Report) -> None:
    do, to = outcome.get("do"), outcome.get("to")
    kind = names.words.kinds.get(read_string(do))
    if kind is None and isinstance(do, Scalar):
        report.add("GJ303", do.span, name=do.text, near=names.words.near_kind(do.text))
    if isinstance(to, Scalar) and to.text not in names.words.subjects:
        report.add("GJ304", to.span, name=to.text, near=names.words.near_subject(to.text))
    following = outcome.get("next")
    if isinstance(following, Scalar) and following.text not in (*names.words.subjects, "null"):
        report.add("GJ304", following.span, name=following.text, near=names.words.near_subject(following.text))
    if kind:
        _check_attributes(outcome, kind, (*more, *names.told), report)
    _check_rules(scalars(outcome.get("rule")), names, report)
    _check_facts(scalars(outcome.get("needs")), names, report)


def _check_attributes(outcome: Mapping, kind: ConsequenceKind, more: tuple[str, ...], report: Report) -> None:
    known = [*kind.attributes, *more]
    for key, _ in entries(outcome):
        if key.text not in (*_OF_OUTCOMES, *known):
            near = did_you_mean(key.text, known)
            report.add("GJ305", key.span, name=key.text, kind=kind.id, near=near, known=", ".join(known))

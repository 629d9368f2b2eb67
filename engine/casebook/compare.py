"""What a case expects beside what is decided: every difference is a diagnostic at its line of the case file."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.casebook.values import agree, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.decision import Decision
    from engine.diagnostics import Diagnostic, FactError, Report, Span
    from engine.ir.decision import Outcome
    from engine.model.cases import Case, Expected, ExpectedOutcome

_CODE = re.compile(r"GJ\d{3}")


def compare_errors(case: Case, error: FactError, report: Report) -> None:
    """The case's facts were refused: each expected code or text must be among the reasons, and each code expected."""
    found = error.diagnostics
    if not case.expected.errors:
        texts = {f"problem_{lang}": "; ".join(_told(reason, lang) for reason in found) for lang in ("zh", "en")}
        report.add("GJ618", case.span, **texts)
    elif not _names(case.expected.errors, found):
        codes = ", ".join(reason.code for reason in found)
        report.add("GJ619", case.expected.span, codes=codes, expected=", ".join(case.expected.errors))


def _names(expected: Sequence[str], found: Sequence[Diagnostic]) -> bool:
    codes = [text for text in expected if _CODE.fullmatch(text)]
    texts = [text for text in expected if text not in codes]
    told = " ".join(_told(reason, lang) for reason in found for lang in ("zh", "en"))
    return (not codes or Counter(codes) == Counter(reason.code for reason in found)) and all(t in told for t in texts)


def _told(diagnostic: Diagnostic, lang: str) -> str:
    return f"{diagnostic.code} {diagnostic.pointer or ''} {diagnostic.message(lang)}".replace("  ", " ")


def compare_decision(case: Case, decision: Decision, report: Report) -> None:
    expected = case.expected
    if expected.errors:
        report.add("GJ617", expected.span, expected=", ".join(expected.errors))
        return
    if expected.outcomes is not None:
        _compare_outcomes(expected.outcomes, decision.outcomes, case.span, report)
    if expected.held is not None:
        _compare_outcomes(expected.held, [held.outcome for held in decision.held], case.span, report)
    _compare_outputs(expected, decision, report)
    _compare_undecided(expected, decision, report)
    if expected.matched is not None and Counter(expected.matched) != Counter(decision.matched):
        report.add("GJ616", expected.span, matched=", ".join(decision.matched), expected=", ".join(expected.matched))


def _compare_outcomes(
    expected: Sequence[ExpectedOutcome], actual: Sequence[Outcome], place: Span, report: Report
) -> None:
    """Both as multisets: the largest pairing of outcomes that agree; of the rest, those of one kind are told apart."""
    pairs = _pairing(expected, actual)
    left = [outcome for index, outcome in enumerate(actual) if index not in pairs.values()]
    for index, wanted in enumerate(expected):
        if index in pairs:
            continue
        near = next((outcome for outcome in left if (outcome.do, outcome.to) == (wanted.do, wanted.to)), None)
        if near is None:
            report.add("GJ610", wanted.span, do=wanted.do, to=wanted.to or "")
        else:
            left.remove(near)
            _tell_apart(wanted, near, report)
    for outcome in left:
        report.add("GJ611", place, do=outcome.do, to=outcome.to or "", rule=outcome.rule)


def _pairing(expected: Sequence[ExpectedOutcome], actual: Sequence[Outcome]) -> dict[int, int]:
    """A largest matching of expected to actual outcomes, by their indices (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(wanted: int, tried: set[int]) -> bool:
        for index, outcome in enumerate(actual):
            if index in tried or _differences(expected[wanted], outcome):
                continue
            tried.add(index)
            if index not in taken or place(taken[index], tried):
                taken[index] = wanted
                return True
        return False

    for wanted in range(len(expected)):
        place(wanted, set())
    return {wanted: index for index, wanted in taken.items()}


def _differences(wanted: ExpectedOutcome, outcome: Outcome) -> list[tuple[str, str, str]]:
    """What differs, as (name, expected, actual) texts."""
    asked: list[tuple[str, Any, Any]] = [("do", wanted.do, outcome.do)]
    asked += [("to", wanted.to, outcome.to)] if wanted.to else []
    asked += [("rule", wanted.rule, outcome.rule)] if wanted.rule else []
    asked += [("needs", list(wanted.needs), tuple(outcome.needs))] if wanted.needs is not None else []
    asked += [(name, value, outcome.attributes.get(name)) for name, value in wanted.attributes]
    return [(name, shown(want), shown(have)) for name, want, have in asked if not agree(want, have)]


def _tell_apart(wanted: ExpectedOutcome, outcome: Outcome, report: Report) -> None:
    for name, want, have in _differences(wanted, outcome):
        report.add("GJ612", wanted.span, do=wanted.do, name=name, expected=want, actual=have)


def _compare_outputs(expected: Expected, decision: Decision, report: Report) -> None:
    for wanted in expected.outputs:
        if wanted.name not in decision.outputs:
            report.add("GJ614", wanted.span, name=wanted.name, known=", ".join(decision.outputs))
        elif not agree(wanted.value, decision.outputs[wanted.name]):
            actual = shown(decision.outputs[wanted.name])
            report.add("GJ613", wanted.span, name=wanted.name, expected=shown(wanted.value), actual=actual)


def _compare_undecided(expected: Expected, decision: Decision, report: Report) -> None:
    if expected.undecided is None:
        return
    actual = {undecided.rule: undecided.needs for undecided in decision.undecided}
    for wanted in expected.undecided:
        needs = actual.pop(wanted.rule, None)
        if needs is None or (wanted.needs is not None and set(wanted.needs) != set(needs)):
            report.add("GJ615", wanted.span, rule=wanted.rule, needs=", ".join(needs or ()))
    for rule, needs in actual.items():
        report.add("GJ620", expected.span, rule=rule, needs=", ".join(needs))

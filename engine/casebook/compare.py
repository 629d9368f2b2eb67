"""What a case expects beside what is decided: every difference is a diagnostic at its line of the case file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.casebook.consequences import Beside, compare_consequences
from engine.casebook.readings import compare_readings
from engine.casebook.values import agree, shown
from engine.casebook.why import LANGUAGES, Reasons
from engine.diagnostics.codes import CODE
from engine.ir.steps import outputs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.decision import Decision
    from engine.diagnostics import Diagnostic, FactError, Report, Span
    from engine.model.cases import Case, Expected


def compare_errors(case: Case, error: FactError, report: Report) -> None:
    """The case's facts were refused: each expected code or text must be among the reasons, and each code expected."""
    found = error.diagnostics
    if not case.expected.errors:
        for reason in found:
            words = {f"{part}_{lang}": text for lang in LANGUAGES for part, text in _told(reason, lang).items()}
            report.add("GJ618", case.place_of(reason.pointer or ""), code=reason.code, **words)
    elif not _names(case.expected.errors, found):
        codes = ", ".join(reason.code for reason in found)
        report.add("GJ619", case.expected.span, codes=codes, expected=", ".join(case.expected.errors))


def _told(reason: Diagnostic, lang: str) -> dict[str, str]:
    return {"problem": reason.message(lang), "remedy": reason.hint(lang)}


def _names(expected: Sequence[str], found: Sequence[Diagnostic]) -> bool:
    codes = [text for text in expected if CODE.fullmatch(text)]
    texts = [text for text in expected if text not in codes]
    told = " ".join(f"{reason.pointer or ''} {reason.message(lang)}" for reason in found for lang in LANGUAGES)
    return (not codes or Counter(codes) == Counter(reason.code for reason in found)) and all(t in told for t in texts)


def compare_decision(case: Case, decision: Decision, report: Report) -> None:
    """Whatever the case names is compared."""
    expected = case.expected
    if expected.errors:
        report.add("GJ617", expected.span, expected=", ".join(expected.errors))
        return
    both = Beside(decision, Reasons(decision), ZoneInfo(decision.program.zone), report)
    compare_consequences(case, both)
    _compare_outputs(expected, both)
    _compare_undecided(expected, both)
    compare_readings(expected, both)
    if expected.matched is not None:
        _compare_matched(expected.matched, expected.span, both)


def _compare_outputs(expected: Expected, both: Beside) -> None:
    outputs = both.decision.outputs
    types = {output.name: output.result for output in outputs_of(both.decision.program)}
    for wanted in expected.outputs:
        name = wanted.name
        if name not in outputs:
            both.report.add("GJ614", wanted.span, name=name, known=", ".join(outputs))
        elif not agree(wanted.value, outputs[name]):
            texts = {"expected": shown(wanted.value), "actual": both.shown(outputs[name], types[name])}
            both.report.add("GJ613", wanted.span, name=name, **texts, **both.reasons.output(name))


def _compare_undecided(expected: Expected, both: Beside) -> None:
    if expected.undecided is None:
        return
    actual = {undecided.rule: undecided for undecided in both.decision.undecided}
    for wanted in expected.undecided:
        found = actual.pop(wanted.rule, None)
        if found is None:
            both.report.add("GJ615", wanted.span, rule=wanted.rule, **both.reasons.rule(wanted.rule))
        elif wanted.needs is not None and set(wanted.needs) != set(found.needs):
            texts = {"expected": ", ".join(wanted.needs), "needs": ", ".join(found.needs)}
            both.report.add("GJ621", wanted.span, rule=wanted.rule, **texts)
    for rule, needs, rows in actual.values():
        both.report.add("GJ620", expected.span, rule=rule, needs=", ".join(needs), rows=", ".join(rows))


def _compare_matched(expected: Sequence[str], place: Span, both: Beside) -> None:
    """Every rule that fires or doesn't, against what is expected."""
    fired = both.decision.matched
    for rule in dict.fromkeys(expected):
        if rule not in fired:
            both.report.add("GJ616", place, rule=rule, **both.reasons.rule(rule))
    for rule in fired:
        if rule not in expected:
            both.report.add("GJ622", place, rule=rule, **both.reasons.rule(rule))

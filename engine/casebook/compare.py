"""What a case expects beside what is decided: every difference is a diagnostic at its line of the case file."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from engine.casebook.values import agree, shown
from engine.casebook.why import LANGUAGES, Reasons
from engine.feel.types import ANY
from engine.ir.decision import typed_attributes
from engine.ir.steps import outputs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.decision import Decision
    from engine.diagnostics import Diagnostic, FactError, Report, Span
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome
    from engine.model.cases import Case, Expected, ExpectedOutcome

_CODE = re.compile(r"GJ\d{3}")


class Actual(NamedTuple):
    """A consequence as decided; of one that is held also what is missing, and who is next."""

    outcome: Outcome
    held: Held | None = None

    @property
    def values(self) -> dict[str, tuple[Value, Type]]:
        """Everything that a case may ask of it, each with its type, by name."""
        outcome, held = self.outcome, self.held
        named = {"do": outcome.do, "to": outcome.to, "rule": outcome.rule, "needs": tuple(outcome.needs)}
        waiting = {"missing": held.missing, "next": held.next} if held else {}
        own = {name: (value, declared) for name, declared, value in typed_attributes(outcome)}
        return own | {name: (value, ANY) for name, value in (named | waiting).items()}


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A decision beside what a case expects; differences go to the report, with the decision's reasons."""

    decision: Decision
    reasons: Reasons
    zone: ZoneInfo
    report: Report

    def shown(self, value: Value, declared: Type = ANY) -> str:
        return shown(value, declared, self.zone)


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
    codes = [text for text in expected if _CODE.fullmatch(text)]
    texts = [text for text in expected if text not in codes]
    told = " ".join(f"{reason.pointer or ''} {reason.message(lang)}" for reason in found for lang in LANGUAGES)
    return (not codes or Counter(codes) == Counter(reason.code for reason in found)) and all(t in told for t in texts)


def compare_decision(case: Case, decision: Decision, report: Report) -> None:
    """Whatever the case names is compared."""
    expected = case.expected
    if expected.errors:
        report.add("GJ617", expected.span, expected=", ".join(expected.errors))
        return
    both = _Comparison(decision, Reasons(decision), ZoneInfo(decision.program.zone), report)
    if expected.outcomes is not None:
        _compare_outcomes(expected.outcomes, [Actual(outcome) for outcome in decision.outcomes], case.span, both)
    if expected.held is not None:
        _compare_outcomes(expected.held, [Actual(held.outcome, held) for held in decision.held], case.span, both)
    _compare_outputs(expected, both)
    _compare_undecided(expected, both)
    if expected.matched is not None:
        _compare_matched(expected.matched, expected.span, both)


def _compare_outcomes(
    expected: Sequence[ExpectedOutcome], actual: Sequence[Actual], place: Span, both: _Comparison
) -> None:
    """Both as multisets: the largest pairing of outcomes that agree; of the rest, those of one kind are told apart."""
    pairs = _pairing(expected, actual)
    left = [found for index, found in enumerate(actual) if index not in pairs.values()]
    for index, wanted in enumerate(expected):
        if index in pairs:
            continue
        near = _nearest(wanted, left)
        if near is None:
            why = both.reasons.absence(wanted.do, wanted.to)
            both.report.add("GJ610", wanted.span, do=wanted.do, to=wanted.to or "", **why)
        else:
            left.remove(near)
            _tell_apart(wanted, near, both)
    for found in left:
        outcome = found.outcome
        why = both.reasons.rule(outcome.rule)
        both.report.add("GJ611", place, do=outcome.do, to=outcome.to or "", rule=outcome.rule, **why)


def _nearest(wanted: ExpectedOutcome, left: Sequence[Actual]) -> Actual | None:
    """Of the consequences left, the one of that kind that differs least."""
    alike = [found for found in left if found.outcome.do == wanted.do]
    return min(alike, key=lambda found: len(_differing(wanted, found)), default=None)


def _pairing(expected: Sequence[ExpectedOutcome], actual: Sequence[Actual]) -> dict[int, int]:
    """A largest matching of expected to actual outcomes, by their indices (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(wanted: int, tried: set[int]) -> bool:
        for index, found in enumerate(actual):
            if index in tried or _differing(expected[wanted], found):
                continue
            tried.add(index)
            if index not in taken or place(taken[index], tried):
                taken[index] = wanted
                return True
        return False

    for wanted in range(len(expected)):
        place(wanted, set())
    return {wanted: index for index, wanted in taken.items()}


def _asked(wanted: ExpectedOutcome) -> dict[str, Any]:
    """What a case asks of a consequence, by name."""
    named = {"do": wanted.do, "to": wanted.to, "rule": wanted.rule}
    needs = {} if wanted.needs is None else {"needs": list(wanted.needs)}
    return {name: value for name, value in named.items() if value} | needs | dict(wanted.attributes)


def _differing(wanted: ExpectedOutcome, found: Actual) -> list[str]:
    """The names of what differs."""
    values = found.values
    return [name for name, want in _asked(wanted).items() if not agree(want, values.get(name, (None, ANY))[0])]


def _tell_apart(wanted: ExpectedOutcome, found: Actual, both: _Comparison) -> None:
    asked, values = _asked(wanted), found.values
    for name in _differing(wanted, found):
        have = both.shown(*values.get(name, (None, ANY)))
        why = both.reasons.amount(found.outcome, name)
        texts = {"name": name, "expected": shown(asked[name]), "actual": have, "rule": found.outcome.rule}
        both.report.add("GJ612", wanted.span, do=wanted.do, **texts, **why)


def _compare_outputs(expected: Expected, both: _Comparison) -> None:
    outputs = both.decision.outputs
    types = {output.name: output.result for output in outputs_of(both.decision.program)}
    for wanted in expected.outputs:
        name = wanted.name
        if name not in outputs:
            both.report.add("GJ614", wanted.span, name=name, known=", ".join(outputs))
        elif not agree(wanted.value, outputs[name]):
            texts = {"expected": shown(wanted.value), "actual": both.shown(outputs[name], types[name])}
            both.report.add("GJ613", wanted.span, name=name, **texts, **both.reasons.output(name))


def _compare_undecided(expected: Expected, both: _Comparison) -> None:
    if expected.undecided is None:
        return
    actual = {undecided.rule: undecided.needs for undecided in both.decision.undecided}
    for wanted in expected.undecided:
        needs = actual.pop(wanted.rule, None)
        if needs is None:
            both.report.add("GJ615", wanted.span, rule=wanted.rule, **both.reasons.rule(wanted.rule))
        elif wanted.needs is not None and set(wanted.needs) != set(needs):
            texts = {"expected": ", ".join(wanted.needs), "needs": ", ".join(needs)}
            both.report.add("GJ621", wanted.span, rule=wanted.rule, **texts)
    for rule, needs in actual.items():
        both.report.add("GJ620", expected.span, rule=rule, needs=", ".join(needs))


def _compare_matched(expected: Sequence[str], place: Span, both: _Comparison) -> None:
    """Every rule that fires or doesn't, against what is expected."""
    fired = both.decision.matched
    for rule in dict.fromkeys(expected):
        if rule not in fired:
            both.report.add("GJ616", place, rule=rule, **both.reasons.rule(rule))
    for rule in fired:
        if rule not in expected:
            both.report.add("GJ622", place, rule=rule, **both.reasons.rule(rule))

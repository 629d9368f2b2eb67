"""The consequences that a case expects beside those decided: those that came, that are held, that were revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.casebook.values import agree, shown
from engine.document.shape import as_yaml
from engine.feel.types import ANY
from engine.ir.decision import typed_attributes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from engine.casebook.why import Reasons
    from engine.decision import Decision
    from engine.diagnostics import Report, Span
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome
    from engine.model.cases import Case, ExpectedOutcome


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
class Beside:
    """A decision beside what a case expects; differences go to the report, with the decision's reasons."""

    decision: Decision
    reasons: Reasons
    zone: ZoneInfo
    report: Report

    def shown(self, value: Value, declared: Type = ANY) -> str:
        return shown(value, declared, self.zone)


class _Rest(NamedTuple):
    """What finds no partner: consequences that the case expects, and consequences that were decided."""

    wanted: list[ExpectedOutcome]
    found: list[Actual]


def compare_consequences(case: Case, both: Beside) -> None:
    """Both as multisets: the largest pairing of those that agree; of the rest, those of one kind are told apart."""
    expected, decision = case.expected, both.decision
    came = _rest(expected.outcomes, [Actual(outcome) for outcome in decision.outcomes])
    held = _rest(expected.held, [Actual(held.outcome, held) for held in decision.held])
    revoked = _rest(expected.revoked, [Actual(outcome) for outcome in decision.revoked])
    _tell_elsewhere("GJ623", came, held, both)
    _tell_elsewhere("GJ624", held, came, both)
    _tell_elsewhere("GJ645", came, revoked, both)
    _tell_elsewhere("GJ646", revoked, came, both)
    for asked, rest in ((expected.outcomes, came), (expected.held, held), (expected.revoked, revoked)):
        if asked is not None:
            _tell_rest(rest, case.span, both)


def _rest(expected: Sequence[ExpectedOutcome] | None, actual: Sequence[Actual]) -> _Rest:
    pairs = _pairing(expected or (), actual)
    taken = pairs.values()
    return _Rest(
        [wanted for index, wanted in enumerate(expected or ()) if index not in pairs],
        [found for index, found in enumerate(actual) if index not in taken],
    )


def _tell_elsewhere(code: str, here: _Rest, there: _Rest, both: Beside) -> None:
    """What is missing among those that came and is held instead, or the other way round: one difference, not two."""
    for wanted in [wanted for wanted in here.wanted if _nearest(wanted, here.found) is None]:
        found = _nearest(wanted, [found for found in there.found if wanted.to in (None, found.outcome.to)])
        if found is None:
            continue
        here.wanted.remove(wanted)
        there.found.remove(found)
        waits = {"missing": ", ".join(found.held.missing), "next": found.held.next or ""} if found.held else {}
        both.report.add(code, wanted.span, do=wanted.do, to=wanted.to or "", rule=found.outcome.rule, **waits)


def _tell_rest(rest: _Rest, place: Span, both: Beside) -> None:
    left = list(rest.found)
    for wanted in rest.wanted:
        near = _nearest(wanted, left)
        if near is None:
            why = both.reasons.absence(wanted.do, wanted.to)
            both.report.add("GJ610", wanted.span, do=wanted.do, to=wanted.to or "", **why)
        else:
            left.remove(near)
            _tell_apart(wanted, near, both)
    for found in left:
        outcome, why = found.outcome, both.reasons.rule(found.outcome.rule)
        texts = {"do": outcome.do, "to": outcome.to or "", "rule": outcome.rule, "line": _written(found, both)}
        both.report.add("GJ611", place, **texts, **why)


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


def _tell_apart(wanted: ExpectedOutcome, found: Actual, both: Beside) -> None:
    asked, values = _asked(wanted), found.values
    for name in _differing(wanted, found):
        have = both.shown(*values.get(name, (None, ANY)))
        why = both.reasons.amount(found.outcome, name)
        texts = {"name": name, "expected": shown(asked[name]), "actual": have, "rule": found.outcome.rule}
        both.report.add("GJ612", wanted.place_of(name), do=wanted.do, **texts, **why)


def _written(found: Actual, both: Beside) -> str:
    """A consequence as a case would expect it, in one line: `{do: warning, to: designer}`."""
    values = found.values
    names = dict.fromkeys(("do", "to", *values))
    told = {name: values[name] for name in names if name != "rule" and values[name][0] not in (None, ())}
    return f"{{{', '.join(f'{name}: {_in_yaml(both.shown(*value))}' for name, value in told.items())}}}"


def _in_yaml(text: str) -> str:
    return text if text.startswith("[") else as_yaml(text)

"""Why a decision came out as it did, in a line for a message: worked out only where a case went otherwise."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.conditions import reasons
from engine.backends.prose.outcomes import details
from engine.backends.prose.spoken import spoken
from engine.diagnostics.phrases import phrase
from engine.feel.typed import Const
from engine.ir.decision import typed_attributes
from engine.ir.steps import names_of
from engine.ir.trace import TableTrace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.backends.prose.spoken import Spoken
    from engine.backends.prose.wording import Wording
    from engine.decision import Decision
    from engine.ir.decision import Outcome
    from engine.ir.program import Consequence
    from engine.ir.trace import RuleTrace, Trace

    Said = dict[str, str]
    """Arguments of a message, one per language: `why_zh`, `why_en`."""

LANGUAGES = ("zh", "en")
MANY = 2
"""Rules that could have brought what was expected are told up to this number."""


class _Language(NamedTuple):
    lang: str
    spoken: Spoken

    @property
    def words(self) -> Wording:
        return self.spoken.words

    def say(self, name: str, **fields: object) -> str:
        return phrase("casebook", name, self.lang, **fields)

    def listed(self, parts: list[str]) -> str:
        return self.say("then").join(dict.fromkeys(parts))


class Reasons:
    """The reasons of one decision."""

    def __init__(self, decision: Decision) -> None:
        self._decision = decision

    def rule(self, name: str) -> Said:
        """Why a rule fired, or did not."""
        traced = self._rules.get(name)
        return self._said(lambda told: _state(traced, told)) if traced else {}

    def absence(self, do: str, to: str | None) -> Said:
        """Why nothing brings a consequence: the rules that could, and what keeps each from it."""
        able = [rule for rule in self._rules.values() if any(_brings(each, do, to) for each in rule.rule.then)]
        return self._said(lambda told: told.listed([_state(rule, told) for rule in able[:MANY]]) or told.say("no_rule"))

    def amount(self, outcome: Outcome, attribute: str) -> Said:
        """How an amount of money was computed; nothing of other attributes."""
        traced = next(
            (one for rule in self._rules.values() for one in rule.outcomes if one.outcome == outcome and one.amounts),
            None,
        )
        if traced is None or attribute not in [amount.attribute for amount in traced.amounts]:
            return {}
        place = [name for name, _, _ in typed_attributes(outcome)].index(attribute)
        return self._said(lambda told: details(traced, told.words)[place])

    def output(self, name: str) -> Said:
        """Why a table's output is what it is: the rows that were selected, that contradict, or that none was."""
        tables = (step for step in self._trace.steps if isinstance(step, TableTrace))
        traced = next((table for table in tables if name in names_of(table.table)), None)
        if traced is None:
            return {}
        if traced.conflict:
            return self._said(lambda told: told.say("contradict", rows=", ".join(traced.conflict)))
        rows = [self._rules[f"{traced.table.id}.{row.id}"] for row in traced.table.rows]
        hit = [row for row in rows if row.state in ("fired", "held")]
        return self._said(lambda told: told.listed([_state(row, told) for row in hit]) or told.say("no_row"))

    @cached_property
    def _trace(self) -> Trace:
        return self._decision.trace()

    @cached_property
    def _rules(self) -> Mapping[str, RuleTrace]:
        return {rule.rule.id: rule for rule in self._trace.rules}

    @cached_property
    def _languages(self) -> tuple[_Language, ...]:
        return tuple(_Language(lang, spoken(self._trace, lang)) for lang in LANGUAGES)

    def _said(self, tell: Callable[[_Language], str]) -> Said:
        return {f"why_{language.lang}": tell(language) for language in self._languages}


def _state(traced: RuleTrace, language: _Language) -> str:
    """`规则 below-pass 没有触发：审核分数 80 ≥ 及格分 80，要求小于`."""
    name = traced.rule.id
    if traced.state == "undecided":
        return language.say("undecided", rule=name, needs=", ".join(traced.needs))
    if traced.state == "held":
        return language.say("held", rule=name, missing=", ".join(traced.held[0].missing if traced.held else ()))
    why = _reasons(traced, language.spoken)
    return language.say("fired_since" if traced.state == "fired" else "not_fired", rule=name, why=language.listed(why))


def _reasons(traced: RuleTrace, told: Spoken) -> list[str]:
    if traced.rule.id in told.rows:
        return told.rows[traced.rule.id]
    return reasons(traced.condition, told.words, told.state) if traced.condition else [told.words.say("always")]


def _brings(consequence: Consequence, do: str, to: str | None) -> bool:
    """Whether a consequence may be the one meant; one whose subject is computed may."""
    if consequence.do != do:
        return False
    subject = consequence.to.root if consequence.to else None
    return to is None or not isinstance(subject, Const) or subject.value == to

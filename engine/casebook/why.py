"""Why a decision came out as it did, in a line for a message: worked out only where a case went otherwise."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.conditions import reasons
from engine.backends.prose.outcomes import details
from engine.backends.prose.tables import row_reasons
from engine.backends.prose.wording import wording
from engine.diagnostics.phrases import phrase
from engine.feel.typed import Const
from engine.ir.decision import typed_attributes
from engine.ir.steps import names_of
from engine.ir.trace import TableTrace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.backends.prose.tables import RowReasons
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
    words: Wording
    rows: RowReasons

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
        return self._said(lambda spoken: _state(traced, spoken)) if traced else {}

    def absence(self, do: str, to: str | None) -> Said:
        """Why nothing brings a consequence: the rules that could, and what keeps each from it."""
        able = [rule for rule in self._rules.values() if any(_brings(each, do, to) for each in rule.rule.then)]
        return self._said(
            lambda spoken: spoken.listed([_state(rule, spoken) for rule in able[:MANY]]) or spoken.say("no_rule")
        )

    def amount(self, outcome: Outcome, attribute: str) -> Said:
        """How an amount of money was computed; nothing of other attributes."""
        traced = next(
            (one for rule in self._rules.values() for one in rule.outcomes if one.outcome == outcome and one.amounts),
            None,
        )
        if traced is None or attribute not in [amount.attribute for amount in traced.amounts]:
            return {}
        place = [name for name, _, _ in typed_attributes(outcome)].index(attribute)
        return self._said(lambda spoken: details(traced, spoken.words)[place])

    def output(self, name: str) -> Said:
        """Why a table's output is what it is: the rows that were selected, or that none was."""
        tables = (step.table for step in self._trace.steps if isinstance(step, TableTrace))
        table = next((table for table in tables if name in names_of(table)), None)
        if table is None:
            return {}
        rows = [self._rules[f"{table.id}.{row.id}"] for row in table.rows]
        hit = [row for row in rows if row.state in ("fired", "held")]
        return self._said(lambda spoken: spoken.listed([_state(row, spoken) for row in hit]) or spoken.say("no_row"))

    @cached_property
    def _trace(self) -> Trace:
        return self._decision.trace()

    @cached_property
    def _rules(self) -> Mapping[str, RuleTrace]:
        return {rule.rule.id: rule for rule in self._trace.rules}

    @cached_property
    def _languages(self) -> tuple[_Language, ...]:
        spoken = [wording(self._trace.program, lang) for lang in LANGUAGES]
        return tuple(_Language(words.lang, words, row_reasons(self._trace, words)) for words in spoken)

    def _said(self, tell: Callable[[_Language], str]) -> Said:
        return {f"why_{spoken.lang}": tell(spoken) for spoken in self._languages}


def _state(traced: RuleTrace, spoken: _Language) -> str:
    """`规则 below-pass 没有触发：审核分数 80 ≥ 及格分 80，要求小于`."""
    name = traced.rule.id
    if traced.state == "undecided":
        return spoken.say("undecided", rule=name, needs=", ".join(traced.needs))
    if traced.state == "held":
        return spoken.say("held", rule=name, missing=", ".join(traced.held[0].missing if traced.held else ()))
    if name in spoken.rows:
        why = spoken.rows[name]
    else:
        why = reasons(traced.condition, spoken.words) if traced.condition else [spoken.words.say("always")]
    return spoken.say("fired_since" if traced.state == "fired" else "not_fired", rule=name, why=spoken.listed(why))


def _brings(consequence: Consequence, do: str, to: str | None) -> bool:
    """Whether a consequence may be the one meant; one whose subject is computed may."""
    if consequence.do != do:
        return False
    subject = consequence.to.root if consequence.to else None
    return to is None or not isinstance(subject, Const) or subject.value == to

"""Tests that compare nothing, as sentences: `变更资料不包括“客户书面确认”` for a `list contains(…)` that is false."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.logic import logic
from engine.backends.prose.handbook.parts import plain
from engine.backends.prose.handbook.sentences import sentences
from engine.backends.prose.handbook.speech import Speech
from engine.backends.prose.handbook.typography import spaced
from engine.feel.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.backends.prose.wording import Wording
    from engine.feel.typed import Expr, Expression
    from engine.ir.program import Program

    State = Callable[[str, bool], str]
    """What a test, by its text, says where it is true, or false."""


def statements(program: Program, speech: Speech) -> State:
    """What says the tests of a program's rules; a text that is none of theirs stays as it is."""
    tests = {text: found for rule in program.rules if rule.when for text, found in _tests(rule.when).items()}

    def state(text: str, truth: bool) -> str:
        if text not in tests:
            return text
        expression, test = tests[text]
        return plain(spaced(sentences(expression, speech).told(logic(test, truth)), speech.lang))

    return state


def speech_of_program(program: Program, words: Wording) -> Speech:
    """The words of a program as a handbook has them: nothing leads anywhere."""
    values = {param.name: words.value(param.value, param.type) for param in program.params}
    events = {event.name: event.title.in_language(words.lang) for event in program.events}
    return Speech(words, values, {}, words.fields, events)


def formula(expression: Expression, speech: Speech) -> str:
    """How a value is computed, as a sentence's part."""
    return plain(spaced(sentences(expression, speech).value(expression.root), speech.lang))


def _tests(when: Expression) -> dict[str, tuple[Expression, Expr]]:
    """A condition's parts by their texts."""
    return {when.text[slice(*part.at)]: (when, part) for part in walk(when.root)}

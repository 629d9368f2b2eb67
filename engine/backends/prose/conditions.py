"""Conditions in words: why a rule applies, or which part of it says no."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.phrases import joined
from engine.feel.types import Kind
from engine.ir.trace import Atom, Junction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.statements import State
    from engine.backends.prose.wording import Wording
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.trace import Condition, Operand

SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
OPPOSITE = {"=": "≠", "!=": "=", "<": "≥", "<=": ">", ">": "≤", ">=": "<"}
_ASKED = {
    "=": "equal_to",
    "!=": "not_equal_to",
    "<": "less_than",
    "<=": "at_most",
    ">": "greater_than",
    ">=": "at_least",
}
_DATED = {"<": "earlier", "<=": "no_later", ">": "later", ">=": "no_earlier"}


def reasons(condition: Condition, words: Wording, state: State) -> list[str]:
    """One line per test that decided the condition, as things stand."""
    return list(dict.fromkeys(_reasons(condition, words, state)))


def _reasons(condition: Condition, words: Wording, state: State) -> Iterator[str]:
    if isinstance(condition, Atom):
        yield _atom_text(condition, words, state, asked=True)
    elif condition.operator == "not":
        yield from _negated(condition, words, state)
    else:
        for part in condition.deciding:
            yield from _reasons(part, words, state)


def _negated(condition: Junction, words: Wording, state: State) -> Iterator[str]:
    """What stands is said as it stands; what is asked for is its opposite."""
    part = condition.parts[0]
    if isinstance(part, Atom):
        yield _atom_text(_opposite(part), words, state, asked=False)
        return
    for line in _reasons(part, words, state):
        yield line if condition.truth else words.say("negated", test=line)


def _opposite(atom: Atom) -> Atom:
    """The comparison that asks for the opposite; another test as it is."""
    turned = OPPOSITE.get(atom.test.operator)
    if turned is None:
        return atom
    return Atom(replace(atom.test, operator=turned), atom.values, None if atom.truth is None else not atom.truth)


def _atom_text(atom: Atom, words: Wording, state: State, *, asked: bool) -> str:
    """A test as it stands: `审核分数 79 < 及格分 80`. `asked`: the truth value that the rule wants of it."""
    if atom.test.operator == "name":
        return _truth(atom, words, asked=asked)
    if atom.test.operator:
        return _comparison(atom, words)
    values = joined(words.say, _values(atom, words))
    phrase = "test_unknown" if atom.truth is None else "test"
    return words.say(phrase, text=state(atom.test.text, atom.truth is not False), values=values)


def _truth(atom: Atom, words: Wording, *, asked: bool) -> str:
    operand = atom.test.operands[0]
    shown = {"name": words.name(operand.name), "value": words.value(atom.values[0], operand.type)}
    met = atom.truth is asked
    return words.say("truth", **shown) if met else words.say("untruth", **shown, asked=words.value(asked, operand.type))


def _values(atom: Atom, words: Wording) -> Iterator[str]:
    for operand, value in zip(atom.test.operands, atom.values, strict=True):
        shown = words.value(value, operand.type, operand.name)
        yield words.say("named_value", name=_called(operand, words), value=shown)


def _comparison(atom: Atom, words: Wording) -> str:
    (left, right), (a, b), operator = atom.test.operands, atom.values, atom.test.operator
    sides = {"left": _side(left, a, right, words), "right": _side(right, b, left, words)}
    if left.kind == "count" and a is None:
        return words.say("truth", name=words.name(left.name), value=words.value(None, left.type))
    if atom.truth is None:
        return words.say("comparison_unknown", **sides, asked=_asked(operator, left, words), sign=SIGNS[operator])
    if left.kind == "count" and (operator, right.kind, b) == (">", "constant", 0):
        return words.say("some" if atom.truth else "none", **sides)
    if operator == "=" and right.kind == "constant":
        return words.say("equal" if atom.truth else "unequal", **sides)
    if atom.truth:
        return words.say("comparison", **sides, sign=SIGNS[operator])
    return words.say("comparison_failed", **sides, sign=OPPOSITE[operator], asked=_asked(operator, left, words))


def _asked(operator: str, operand: Operand, words: Wording) -> str:
    """What a comparison asks for; dates are earlier or later, not less or more."""
    temporal = operand.type.kind in (Kind.DATE, Kind.DATE_TIME)
    return words.say(_DATED.get(operator, _ASKED[operator]) if temporal else _ASKED[operator])


def _side(operand: Operand, value: Value, other: Operand, words: Wording) -> str:
    """A side of a comparison: its title and value; a constant has the other side's labels."""
    owner = operand.name or other.name
    declared = operand.type if operand.name else _labelled_type(operand, other)
    shown = words.value(value, declared, owner)
    if operand.kind == "constant":
        return shown
    if operand.kind == "count":
        return words.say("counted", name=words.name(operand.name), count=shown)
    return words.say("named_value", name=_called(operand, words), value=shown)


def _labelled_type(operand: Operand, other: Operand) -> Type:
    return other.type if other.type.values and not operand.type.values else operand.type


def _called(operand: Operand, words: Wording) -> str:
    return words.name(operand.name) if operand.name else operand.text

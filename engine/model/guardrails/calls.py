"""What a guardrail may ask of a decision: `outcome("warning", "designer")`, `outcomes("fine")`, bare `outcomes`.

They are typed as applications of `OUTCOME` and `OUTCOMES`, whose arguments are constants. `engine.ir.guarded` turns
them into the conditions of the rules that bring such consequences, so no executor meets them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.feel import syntax
from engine.feel.check import RULES
from engine.feel.check.calls import call
from engine.feel.typed import Apply, Const, Expr
from engine.feel.types import BOOLEAN, STRING, Kind, Type, list_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel.check.checking import Checking
    from engine.feel.typed import At
    from engine.model.vocabulary import Vocabulary

OUTCOME, OUTCOMES = "outcome", "outcomes"
_MOST = {OUTCOME: 2, OUTCOMES: 1}
"""How many arguments each takes."""


def rules_with_outcomes(words: Vocabulary) -> Mapping[type, Callable[..., Expr]]:
    """The checker's rules, of which that for calls knows ours."""
    return {**RULES, syntax.Call: partial(_call, words)}


def all_outcomes(words: Vocabulary) -> Expr:
    """What bare `outcomes` stands for: all that a decision brings, of whatever kind."""
    kind = Type(Kind.ENUM, values=tuple(words.kinds)) if words.complete else STRING
    return Apply(OUTCOMES, (), list_of(_element(kind, words)), (0, 0))


def _call(words: Vocabulary, written: syntax.Call, checking: Checking) -> Expr:
    name = written.function.name
    if name not in _MOST:
        return call(written, checking)
    given = written.arguments
    if written.named or not 0 < len(given) <= _MOST[name]:
        return checking.fault("GJ440", written.at, name=name)
    literals = tuple(argument for argument in given if isinstance(argument, syntax.StringLiteral))
    if len(literals) < len(given):
        at = next(argument.at for argument in given if argument not in literals)
        return checking.fault("GJ440", at, name=name)
    return _asked(name, literals, written.at, words, checking)


def _asked(name: str, given: tuple[syntax.StringLiteral, ...], at: At, words: Vocabulary, checking: Checking) -> Expr:
    kind, *subjects = given
    if words.complete and kind.value not in words.kinds:
        return checking.fault("GJ303", kind.at, name=kind.value, near=words.near_kind(kind.value))
    for subject in subjects:
        if words.complete and subject.value not in words.subjects:
            return checking.fault("GJ304", subject.at, name=subject.value, near=words.near_subject(subject.value))
    args = tuple(Const(one.value, STRING, one.at) for one in given)
    return Apply(name, args, BOOLEAN if name == OUTCOME else list_of(_of_kind(kind.value, words)), at)


def _of_kind(name: str, words: Vocabulary) -> Type:
    """One consequence of a kind: an attribute may be null, and a rule needn't give it."""
    kind = words.kinds.get(name)
    attributes = kind.attributes if kind else {}
    own = _element(Type(Kind.ENUM, values=(name,)), words)
    more = tuple((key, attribute.type.or_null()) for key, attribute in attributes.items())
    return Type(Kind.CONTEXT, fields=(*own.fields, *more))


def _element(kind: Type, words: Vocabulary) -> Type:
    """What every consequence tells: its kind, whom it concerns, the rule that brings it."""
    return Type(Kind.CONTEXT, fields=(("do", kind), ("to", words.subject.or_null()), ("rule", STRING)))

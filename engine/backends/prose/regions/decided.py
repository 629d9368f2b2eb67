"""What a side decides in a region, in words: whom what befalls, with its amounts; outputs; what can't be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.sentences import sentences
from engine.backends.prose.handbook.speech import filled, joined
from engine.backends.prose.phrases import phrases
from engine.diagnostics.catalog import entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.ir.differences import Amount, Decided, Effect


def decided_lines(decided: Decided, among: Iterable[Decided], speech: Speech) -> tuple[Line, ...]:
    """One line per consequence, output and contradiction; `among`: all sides.

    A side that brings none of what others do is told what it lacks: what all sides bring alike isn't said here.
    """
    return tuple(_lines(decided, among, speech)) or (_say("nothing", speech),)


def _lines(decided: Decided, among: Iterable[Decided], speech: Speech) -> Iterator[Line]:
    yield from (effect_line(effect, speech) for effect in decided.effects)
    if not decided.effects and not decided.contradiction:
        yield from _lacking(among, speech)
    for output in decided.outputs:
        name = (Inline(speech.words.name(output.name), "name"),)
        yield _say("output", speech, name=name, value=amount_line(output, speech))
    if decided.contradiction:
        rows = joined(text(speech.say("list_comma")), [(Inline(row, "code"),) for row in decided.contradiction])
        yield _say("conflict", speech, rows=rows)


def _lacking(among: Iterable[Decided], speech: Speech) -> Iterator[Line]:
    """`设计师：没有这项“警告”`: each that another side brings."""
    brought = dict.fromkeys((effect.do, effect.to) for side in among for effect in side.effects)
    for do, to in brought:
        lacks = _say("lacks", speech, what=text(speech.words.title(do)))
        yield _for(to, lacks, speech)


def effect_line(effect: Effect, speech: Speech) -> Line:
    """`设计师：扣减提成，扣减比例为 0.5%`; first a mark where it isn't certain yet."""
    words = speech.words
    title = text(words.title(effect.do))
    amounts = [_attribute(effect.do, amount, speech) for amount in effect.amounts]
    told = joined(text(speech.say("attribute_separator")), amounts)
    what = speech.tell("with_attributes", what=title, attributes=told) if amounts else title
    return (*_marks(effect, speech), *_for(effect.to, what, speech))


def _for(subject: str, what: Line, speech: Speech) -> Line:
    """Whom it befalls, if anybody is named."""
    to = (Inline(speech.words.title(subject), "subject"),)
    return speech.tell("consequence", to=to, what=what) if subject else what


def _marks(effect: Effect, speech: Speech) -> Iterator[Inline]:
    say = phrases(speech.lang, "decided")
    for phrase, holds in (("undecided", effect.undecided), ("held", effect.held)):
        if holds:
            yield Inline(say(phrase), "mark")
            yield Inline(say("after_mark"))


def _attribute(kind: str, amount: Amount, speech: Speech) -> Line:
    name = text(speech.words.title(amount.name, within=kind))
    return speech.tell("attribute", name=name, value=amount_line(amount, speech))


def amount_line(amount: Amount, speech: Speech) -> Line:
    """A value, or the formula with its bounds in the region: `提成 × 0.5%（0 元 至 500 元）`."""
    words = speech.words
    if amount.formula is None:
        told = words.value(amount.value, amount.type, amount.name)
        called = words.called(told) if isinstance(amount.value, str) else told
        return (Inline(called, "value"),)
    formula = sentences(amount.formula, speech).value(amount.formula.root)
    bounds = {"low": amount.low, "high": amount.high}
    shown = {name: (Inline(words.value(end, amount.type), "value"),) for name, end in bounds.items() if end is not None}
    phrase = {("low",): "bounded_from", ("high",): "bounded_to", ("low", "high"): "bounded"}.get(tuple(shown))
    return _say(phrase, speech, formula=formula, **shown) if phrase else formula


def _say(phrase: str, speech: Speech, /, **fields: Line) -> Line:
    return filled(entry("decided")[phrase][speech.lang], fields)

"""A region in words: what must hold of each fact, of the entries of a list, of a test over several facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.logic import logic
from engine.backends.prose.handbook.parts import Inline, plain, text
from engine.backends.prose.handbook.sentences import sentences
from engine.backends.prose.handbook.speech import filled, joined
from engine.backends.prose.regions.intervals import interval_text
from engine.backends.prose.spacing import run_together
from engine.diagnostics.catalog import entry
from engine.feel.types import ANY, INTEGER, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.regions import Extent, Region, Subject

MOST = 9
"""Named values beyond which a value that is none of them is only said not to be named."""


def region_line(region: Region, speech: Speech) -> Line:
    """All that must hold in a region, as one sentence's part; where nothing must, `任何情形`."""
    lines = [extent_line(extent, speech) for extent in region.extents]
    return joined(_say("and", speech), lines) or _say("any_case", speech)


def extent_line(extent: Extent, speech: Speech) -> Line:
    """What one subject is in a region: `审核分数 75 以上、不到 80，或未知`."""
    match extent.subject.kind:
        case "comparison" | "test":
            return _truth(extent, speech)
        case "member":
            return _member(extent, speech)
        case "count":
            return _count(extent, speech)
        case _ if extent.subject.type.kind is Kind.BOOLEAN:
            return _answer(extent, speech)
        case _:
            return _value(extent, speech)


def _say(phrase: str, speech: Speech, /, **fields: Line) -> Line:
    return filled(entry("extents")[phrase][speech.lang], fields)


def _name(subject: Subject, speech: Speech) -> Line:
    """A fact by its title; a clock's or a ladder's field as `上门解决的状态`."""
    if subject.kind != "field":
        return speech.name(subject.name)
    known = entry("timed_values").get(str(subject.detail), {})
    field = text(known.get(speech.lang, str(subject.detail)))
    return speech.tell("field", base=speech.name(subject.name), name=field)


def _value(extent: Extent, speech: Speech) -> Line:
    """Ranges, values, any other value, null: whatever of these may be."""
    name = _name(extent.subject, speech)
    ranges, values = tuple(_ranges(extent, extent.subject.type, speech)), _values(extent, speech)
    if not (ranges or values or extent.others):
        return _say("any_known" if extent.ranges else "null", speech, name=name)
    if extent.others and not extent.besides and extent.subject.type.kind is Kind.STRING:
        return _say("any_known", speech, name=name)
    said = _of_ranges(ranges, values, name, speech) if ranges else _of_values(extent, values, name, speech)
    return (*said, *_say("or_null", speech)) if extent.null else said


def _ranges(extent: Extent, declared: Type, speech: Speech) -> Iterator[Line]:
    for between in extent.ranges:
        if told := interval_text(between, declared, speech.words):
            yield (Inline(told, "value"),)


def _values(extent: Extent, speech: Speech) -> tuple[Line, ...]:
    return _told(extent.values, extent, speech)


def _told(values: Iterable[Value], extent: Extent, speech: Speech) -> tuple[Line, ...]:
    subject, words = extent.subject, speech.words
    shown = (words.value(value, subject.type, subject.name) for value in values)
    quoted = subject.type.kind in (Kind.ENUM, Kind.STRING)
    lines = [(Inline(value, "value"),) for value in shown]
    return tuple(_say("quoted", speech, value=line) if quoted else line for line in lines)


def _of_ranges(ranges: tuple[Line, ...], values: tuple[Line, ...], name: Line, speech: Speech) -> Line:
    told = joined(_say("or", speech), (*values, *ranges))
    apart = text(" ") if speech.lang == "zh" and run_together(plain(name), plain(told)) else ()
    return _say("is_range", speech, name=(*name, *apart), values=told)


def _of_values(extent: Extent, values: tuple[Line, ...], name: Line, speech: Speech) -> Line:
    if extent.others and 0 < len(extent.besides) <= MOST:
        named = joined(_say("comma", speech), _told(extent.besides, extent, speech))
        return _say("besides", speech, name=name, values=named)
    if not values:
        return _say("others", speech, name=name)
    told = _listed(values, speech)
    if extent.others:
        told = _say("or_others", speech, values=told)
    return _say("is_value", speech, name=name, values=told)


def _listed(lines: tuple[Line, ...], speech: Speech) -> Line:
    *first, last = lines
    before = joined(_say("comma", speech), first)
    return (*before, *_say("last_or", speech), *last) if before else last


def _answer(extent: Extent, speech: Speech) -> Line:
    """A fact that is true or false: `已签施工合同`, `未签施工合同，或未知`."""
    name = _name(extent.subject, speech)
    if not extent.values:
        return _say("null_answer", speech, name=name)
    if len(extent.values) > 1:
        return _say("known_answer", speech, name=name)
    held = extent.values[0] is True
    said = speech.tell("holds", name=name) if held else speech.unsaid(extent.subject.name)
    return (*said, *_say("or_null", speech)) if extent.null else said


def _count(extent: Extent, speech: Speech) -> Line:
    name = _name(extent.subject, speech)
    ranges, values = tuple(_ranges(extent, INTEGER, speech)), _values(extent, speech)
    if not (ranges or values):
        return _say("null", speech, name=name)
    if tuple(extent.values) == (0,) and not ranges:
        said = _say("count_none", speech, name=name)
    else:
        said = _say("count", speech, name=name, values=joined(_say("or", speech), (*values, *ranges)))
    return (*said, *_say("or_null", speech)) if extent.null else said


def _member(extent: Extent, speech: Speech) -> Line:
    """Whether a list has an element."""
    subject = extent.subject
    name = _name(subject, speech)
    if not extent.values:
        return _say("null", speech, name=name)
    declared = subject.type.element or subject.type
    element = (Inline(speech.words.value(subject.detail, declared if declared.values else ANY, subject.name), "value"),)
    fields = {"name": name, "element": _say("quoted", speech, value=element)}
    said = _say("has" if extent.values == (True,) else "has_not", speech, **fields)
    return (*said, *_say("or_null", speech)) if extent.null else said


def _truth(extent: Extent, speech: Speech) -> Line:
    """A test over several facts, or its opposite; null: it can't be told."""
    expression = extent.subject.expression
    if expression is None:
        return (Inline(extent.subject.name, "code"),)
    told = sentences(expression, speech)
    if not extent.values:
        return _say("untold", speech, said=told.condition(expression.root))
    said = told.told(logic(expression.root, extent.values[0] is True))
    return (*said, *_say("or_null", speech)) if extent.null else said

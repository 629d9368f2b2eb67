"""Schedules: dates that follow an event or come back, what fulfils them, and what follows where nothing does."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Literal, get_args

from engine.diagnostics import Report
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.spans import SPAN_PATTERN
from engine.feel.syntax import AtLiteral
from engine.feel.types import DATE, INTEGER, SPAN, STRING, Kind, Type, list_of
from engine.feel.values import TimeSpan
from engine.model.policy import TimedItem
from engine.model.reading import (
    ParsedText,
    parse_scalar,
    read_effective,
    read_string,
    read_strings,
    read_text,
    scalars,
    typed,
)
from engine.model.timed.calendar_names import NO_CALENDAR
from engine.model.timed.constant_values import known_values, may_be_working
from engine.model.timed.keys import Key, check_key, key_fields, read_key
from engine.model.timed.patterns import (
    ParsedPattern,
    is_pattern,
    parse_pattern,
    parse_patterns,
    syntax_of,
    type_pattern,
    type_patterns,
)
from engine.model.timed.rungs import Fields, WrittenRung, with_consequences
from engine.model.timed.shapes import Schedule, ScheduleRung
from engine.record import record
from engine.temporal.schedules.occurrences import RestDay
from engine.temporal.schedules.recurrence import Recurrence, UnknownRecurrence, parse_recurrence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.syntax import Syntax
    from engine.feel.typed import Expression
    from engine.model.context import Context
    from engine.model.parts import EventPattern
    from engine.model.text import Text
    from engine.model.timed.calendar_names import CalendarName

RungKind = Literal["then", "missed"]

SCHEDULE = Type(Kind.CONTEXT, fields=(("next", DATE.or_null()), ("done", INTEGER), ("missed", INTEGER)))
"""What expressions see of a schedule."""
OF_OCCURRENCE: Fields = (("planned", DATE), ("date", DATE), ("last", DATE.or_null()))
RUNGS: tuple[RungKind, ...] = get_args(RungKind)
REST_DAYS: dict[str, RestDay] = {name: name for name in get_args(RestDay)}
_COMMAS = re.compile(r"[,，、]")
_LIKE_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SPAN = re.compile(SPAN_PATTERN)
BRANCH = "branch"
"""`per: branch` is a standing duty: what is decided is a branch's anyway."""

ParsedMoment = ParsedPattern | ParsedText
"""An event's, or a date."""


@record
class ParsedSchedule:
    """A schedule whose texts are parsed, before anything is typed. `at`: those that can be read."""

    name: Scalar
    node: Mapping
    title: Text
    key: Key
    anchor: ParsedMoment | None
    before: bool
    at: tuple[ParsedText, ...]
    every: Recurrence | None
    until: ParsedMoment | None
    done: tuple[ParsedPattern, ...]
    grace: ParsedText | None

    def patterns(self) -> Iterator[ParsedPattern]:
        yield from (moment for moment in (self.anchor, self.until) if isinstance(moment, ParsedPattern))
        yield from self.done

    def syntax(self) -> Iterator[Syntax]:
        """All that the schedule reads, for ordering the steps."""
        yield from syntax_of(self.patterns())
        texts = (self.anchor, self.until, *self.at, self.grace)
        yield from (text.syntax for text in texts if isinstance(text, ParsedText))


def parse_schedule(name: Scalar, node: Mapping, context: Context) -> ParsedSchedule:
    written = node.get("after") or node.get("before")
    anchor = _parse_moment(written, context)
    at = (_parse_offset(item, context) for item in scalars(node.get("at")))
    every, grace = node.get("every"), node.get("grace")
    schedule = ParsedSchedule(
        name,
        node,
        read_text(node.get("title"), name.text),
        _key(node.get("per"), anchor, context),
        anchor,
        node.get("after") is None and node.get("before") is not None,
        tuple(text for text in at if text),
        _recurrence(every, context) if isinstance(every, Scalar) else None,
        _parse_moment(node.get("until"), context),
        parse_patterns(node.get("done"), context),
        parse_scalar(grace, context.scope, context.report) if isinstance(grace, Scalar) else None,
    )
    check_key(schedule.key, name.text, schedule.patterns(), context)
    _check_keys(schedule, context)
    return schedule


def _parse_offset(item: Scalar, context: Context) -> ParsedText | None:
    """`1 month, 3 months` is no expression, nor are its commas meant for one."""
    spans = [part.strip() for part in _COMMAS.split(item.text)]
    if len(spans) > 1 and all(map(_SPAN.fullmatch, spans)):
        context.report.add("GJ377", item.span, text=item.text, items=", ".join(spans))
        return None
    return parse_scalar(item, context.scope, context.report)


def _parse_moment(node: Node | None, context: Context) -> ParsedMoment | None:
    """An event's pattern where the text begins with an event's name, a date as it is, else an expression."""
    if not isinstance(node, Scalar):
        return None
    if unfit := _unfit_date(node.text):
        context.report.add("GJ164" if unfit != node.text else "GJ165", node.span, value=node.text, near=unfit)
        return None
    if _DATE.fullmatch(node.text):
        return ParsedText(AtLiteral(node.text, (0, len(node.text))), node.text, node.place)
    if is_pattern(node.text, context):
        return parse_pattern(node.text, node.place, context)
    return parse_scalar(node, context.scope, context.report)


def _unfit_date(text: str) -> str:
    """A date as people write it the other way, as it is written here; one that no month has as it stands; else ""."""
    written = _LIKE_DATE.fullmatch(text.strip())
    if written is None:
        return ""
    iso = "-".join(f"{int(part):02}" for part in written.groups())
    try:
        dt.date.fromisoformat(iso)
    except ValueError:
        return text
    return "" if iso == text.strip() else iso


def _key(node: Node | None, anchor: ParsedMoment | None, context: Context) -> Key:
    """What a schedule is kept per; `branch`, where the events that it follows don't say one, is everybody's anyway."""
    event = context.vocabulary.events.get(anchor.event) if isinstance(anchor, ParsedPattern) else None
    standing = read_string(node) == BRANCH and (event is None or BRANCH not in dict(event.fields))
    return Key(()) if standing else read_key(node)


def _recurrence(every: Scalar, context: Context) -> Recurrence | None:
    try:
        return parse_recurrence(every.text)
    except UnknownRecurrence as problem:
        span = every.place.span(problem.start, problem.end)
        context.report.add("GJ392", span, text=problem.text[problem.start : problem.end], near=problem.near)
        return None


def _check_keys(schedule: ParsedSchedule, context: Context) -> None:
    """Which keys of a schedule go together."""
    node, report = schedule.node, context.report
    anchored = node.get("after") or node.get("before")
    if (at := node.key("at")) and (every := node.key("every")):
        report.add("GJ385", max(at.span, every.span, key=lambda span: span.start))
    if (after := node.key("after")) and (before := node.key("before")):
        report.add("GJ387", max(after.span, before.span, key=lambda span: span.start))
    if (at := node.key("at")) and not anchored and not node.key("every"):
        report.add("GJ386", at.span)
    if (before := node.key("before")) and node.key("every") and not node.key("at"):
        report.add("GJ388", before.span)
    for data in schedule.key.names if not isinstance(schedule.anchor, ParsedPattern) else ():
        report.add("GJ394", data.span, name=data.text)
    for needing in ("grace", "missed"):
        if (key := node.key(needing)) and node.get("done") is None:
            report.add("GJ395", key.span, key=needing)
    _check_step(schedule, context)


def _check_step(schedule: ParsedSchedule, context: Context) -> None:
    """`every: 2 weeks` is counted from something."""
    every, node = schedule.every, schedule.node
    stepping = every is not None and (every.months > 0 or every.days > 1)
    if stepping and not (node.get("after") or node.get("before")) and isinstance(written := node.get("every"), Scalar):
        context.report.add("GJ396", written.span, text=written.text)


def type_schedule(parsed: ParsedSchedule, context: Context) -> TimedItem:
    """The schedule with every expression typed; consequences come later, when all steps are known."""
    node = parsed.node
    at = tuple(_type_offset(text, context) for text in parsed.at)
    grace = _type_grace(parsed.grace, context) if parsed.grace else None
    rest_day = REST_DAYS.get(read_string(node.get("rest_day")), "keep")
    calendar = _calendar((*at, *((grace,) if grace else ())), rest_day, parsed, context)
    element = Type(Kind.CONTEXT, fields=(*OF_OCCURRENCE, *_added(parsed, context)))
    step = Schedule(
        name=parsed.name.text,
        title=parsed.title,
        per=parsed.key.ids,
        anchor=_type_moment(parsed.anchor, context),
        before=parsed.before,
        at=at,
        every=parsed.every,
        until=_type_moment(parsed.until, context),
        rest_day=rest_day,
        calendar=calendar.id,
        done=type_patterns(parsed.done, context),
        grace=grace,
        rungs=tuple(ScheduleRung(f"{parsed.name.text}.{kind}", kind, element) for kind in RUNGS if node.get(kind)),
        type=SCHEDULE,
        cites=read_strings(node.get("cites")),
        span=parsed.name.span,
    )
    return TimedItem(step, (), calendar.param, read_effective(node.get("effective"), context.report))


def schedule_with_consequences(item: TimedItem, parsed: ParsedSchedule, context: Context) -> TimedItem:
    node = parsed.node
    written = ((kind, node.key(kind)) for kind in RUNGS)
    return with_consequences(item, (WrittenRung(node, key.span, kind) for kind, key in written if key), context)


def _added(parsed: ParsedSchedule, context: Context) -> Fields:
    """What an occurrence has of the event that it follows."""
    if not isinstance(parsed.anchor, ParsedPattern):
        return ()
    return (("event", STRING), *key_fields(parsed.key, (parsed.anchor,), context))


def _type_moment(parsed: ParsedMoment | None, context: Context) -> EventPattern | Expression | None:
    match parsed:
        case ParsedPattern():
            return type_pattern(parsed, context)
        case ParsedText():
            kind = _kind(parsed, context)
            return typed(parsed, context.scope, context.report, None if kind is Kind.DATE_TIME else DATE.or_null())
        case None:
            return None


def _type_offset(parsed: ParsedText, context: Context) -> Expression:
    """A span, or a list of them."""
    expected = list_of(SPAN) if _kind(parsed, context) is Kind.LIST else SPAN.or_null()
    offset = typed(parsed, context.scope, context.report, expected)
    _check_length("GJ399", "at", offset, context)
    return offset


def _type_grace(parsed: ParsedText, context: Context) -> Expression:
    grace = typed(parsed, context.scope, context.report, SPAN.or_null())
    _check_length("GJ375", "grace", grace, context)
    return grace


def _check_length(code: str, key: str, expression: Expression, context: Context) -> None:
    """No offset leads back: `before` does."""
    for value, text in known_values(expression, context.params):
        if isinstance(value, TimeSpan) and value.amount < 0:
            place = expression.place.span(0, len(expression.text))
            context.report.add(code, place, key=key, text=text, instead=text.removeprefix("-").strip())


def _kind(parsed: ParsedText, context: Context) -> Kind:
    """The kind that a text is of; what is wrong with it is said where it is typed for good."""
    return typed(parsed, context.scope, Report()).type.kind


def _calendar(
    spans: tuple[Expression, ...], rest_day: RestDay, parsed: ParsedSchedule, context: Context
) -> CalendarName:
    """The calendar that the schedule names, or another one that holds here, where it needs one."""
    written = parsed.node.get("calendar")
    named = context.calendars.read(written, context.report)
    if written or named.param:
        return named
    working = parsed.every is not None and parsed.every.working
    if not (working or rest_day != "keep" or any(may_be_working(span, context.params) for span in spans)):
        return NO_CALENDAR
    if not named:
        context.report.add("GJ376", parsed.name.span, name=parsed.name.text)
    return named

"""Clocks: what starts, stops and pauses them, their target, and the rungs before and after it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.types import DATE_TIME, SPAN, Kind, Type
from engine.feel.values import TimeSpan
from engine.model.policy import TimedItem
from engine.model.reading import (
    ParsedText,
    items,
    parse_scalar,
    read_effective,
    read_string,
    read_strings,
    read_text,
    typed,
    unreadable,
)
from engine.model.spoken import is_unknown_name, span_meant
from engine.model.timed.calendar_names import NO_CALENDAR
from engine.model.timed.constant_values import WORKING, known_values, may_be_working
from engine.model.timed.keys import Key, check_key, key_fields, read_key
from engine.model.timed.patterns import (
    ParsedInterval,
    ParsedPattern,
    ends_of,
    event_data,
    parse_intervals,
    parse_patterns,
    syntax_of,
    type_intervals,
    type_patterns,
)
from engine.model.timed.rung_positions import Position, read_position
from engine.model.timed.rungs import Fields, WrittenRung, check_apart, check_own_names, with_consequences
from engine.model.timed.shapes import Clock, ClockRung
from engine.record import record
from engine.temporal.clocks.reading import ClockState, Offset, OnChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.syntax import Syntax
    from engine.feel.typed import Expression
    from engine.model.context import Context
    from engine.model.text import Text
    from engine.model.timed.calendar_names import CalendarName

STATES: tuple[str, ...] = get_args(ClockState)
STATE_TITLES = (
    ("not-started", ("未开始", "not started")),
    ("running", ("计时中",)),
    ("paused", ("暂停中",)),
    ("met", ("按时完成",)),
    ("breached", ("已超时", "overdue")),
    ("met-late", ("超时完成", "met late")),
    ("cancelled", ("已取消",)),
)
"""What else expressions may call the states."""
CLOCK = Type(
    Kind.CONTEXT,
    fields=(
        ("state", Type(Kind.ENUM, values=STATES)),
        ("due", DATE_TIME.or_null()),
        ("started", DATE_TIME.or_null()),
        ("elapsed", SPAN.or_null()),
        ("remaining", SPAN.or_null()),
    ),
)
"""What expressions see of a clock."""
OF_RUNG: Fields = (("due", DATE_TIME), ("reached", DATE_TIME))
ON_CHANGE: dict[str, OnChange] = {name: name for name in get_args(OnChange)}
REOPENS: dict[str, Literal["new cycle", "pause"]] = {"new cycle": "new cycle", "pause": "pause"}
LISTS: tuple[Literal["warn", "escalate"], ...] = ("warn", "escalate")


@record
class ParsedRung:
    """A rung whose place is read."""

    position: Position
    kind: Literal["warn", "escalate"]
    node: Mapping
    at: Scalar


@record
class ParsedClock:
    """A clock whose texts are parsed, before anything is typed."""

    name: Scalar
    node: Mapping
    title: Text
    key: Key
    starts: tuple[ParsedPattern, ...]
    stops: tuple[ParsedPattern, ...]
    cancels: tuple[ParsedPattern, ...]
    pauses: tuple[ParsedInterval, ...]
    reopens: tuple[ParsedPattern, ...]
    within: ParsedText | None
    rungs: tuple[ParsedRung, ...]

    def patterns(self) -> Iterator[ParsedPattern]:
        yield from (*self.starts, *self.stops, *self.cancels, *ends_of(self.pauses), *self.reopens)

    def syntax(self) -> Iterator[Syntax]:
        """All that the clock reads, for ordering the steps."""
        yield from syntax_of(self.patterns())
        yield from (self.within.syntax,) if self.within else ()


def parse_clock(name: Scalar, node: Mapping, context: Context) -> ParsedClock:
    within, reopens = node.get("within"), node.get("reopens")
    clock = ParsedClock(
        name,
        node,
        read_text(node.get("title"), name.text),
        read_key(node.get("per")),
        parse_patterns(node.get("starts"), context),
        parse_patterns(node.get("stops"), context),
        parse_patterns(node.get("cancels"), context),
        parse_intervals(node.get("pauses"), context),
        parse_patterns(reopens.get("event") if isinstance(reopens, Mapping) else None, context),
        parse_scalar(within, context.scope, context.report) if isinstance(within, Scalar) else None,
        tuple(_parse_rungs(node, context)),
    )
    check_key(clock.key, name.text, clock.patterns(), context)
    check_own_names(_added(clock, context), clock.starts, context)
    check_apart(((rung.position.point, rung.at) for rung in clock.rungs), context)
    return clock


def _parse_rungs(node: Mapping, context: Context) -> Iterator[ParsedRung]:
    for kind in LISTS:
        for item in items(node.get(kind)):
            at = item.get("at") if isinstance(item, Mapping) else None
            position = read_position(at, context.report) if isinstance(at, Scalar) else None
            if position and isinstance(item, Mapping) and isinstance(at, Scalar):
                yield ParsedRung(position, kind, item, at)


def _added(clock: ParsedClock, context: Context) -> Fields:
    """What a rung adds to the event that started the clock."""
    return (*OF_RUNG, *key_fields(clock.key, clock.starts, context))


def type_clock(parsed: ParsedClock, context: Context) -> TimedItem:
    """The clock with every expression typed; consequences come later, when all steps are known."""
    node = parsed.node
    within = _within(parsed, context)
    calendar = _calendar(within, parsed, context)
    element = event_data(parsed.starts, context, _added(parsed, context))
    rungs = (
        ClockRung(f"{parsed.name.text}.{r.position.name}", r.position.point, r.kind, element) for r in parsed.rungs
    )
    step = Clock(
        name=parsed.name.text,
        title=parsed.title,
        per=parsed.key.ids,
        starts=type_patterns(parsed.starts, context),
        stops=type_patterns(parsed.stops, context),
        cancels=type_patterns(parsed.cancels, context),
        pauses=type_intervals(parsed.pauses, context),
        reopens=type_patterns(parsed.reopens, context),
        reopens_as=_reopens_as(node.get("reopens")),
        within=within,
        calendar=calendar.id,
        on_change=ON_CHANGE.get(read_string(node.get("on_change")), "keep"),
        rungs=tuple(rungs),
        type=CLOCK,
        cites=read_strings(node.get("cites")),
        span=parsed.name.span,
    )
    return TimedItem(step, (), calendar.param, read_effective(node.get("effective"), context.report))


def clock_with_consequences(item: TimedItem, parsed: ParsedClock, context: Context) -> TimedItem:
    return with_consequences(item, (WrittenRung(rung.node, rung.at.span) for rung in parsed.rungs), context)


def _reopens_as(node: Node | None) -> Literal["new cycle", "pause"]:
    return REOPENS.get(read_string(node.get("as") if isinstance(node, Mapping) else None), "new cycle")


def _within(parsed: ParsedClock, context: Context) -> Expression:
    """The target, a span that is longer than nothing where it is known."""
    written = parsed.node.get("within")
    if parsed.within is None:
        return unreadable(read_string(written), written.place) if isinstance(written, Scalar) else _nothing(parsed)
    if is_unknown_name(parsed.within, context.scope):
        text = parsed.within.text
        context.report.add("GJ214", parsed.within.place.span(0, len(text)), text=text, instead=span_meant(text))
        return unreadable(text, parsed.within.place)
    within = typed(parsed.within, context.scope, context.report, SPAN.or_null())
    for value, text in known_values(within, context.params):
        never = value is None and text == "null" and within.type.kind is Kind.SPAN
        if never or (isinstance(value, TimeSpan) and value.amount <= 0):
            context.report.add("GJ375", within.place.span(0, len(within.text)), key="within", text=text)
    return within


def _nothing(parsed: ParsedClock) -> Expression:
    return unreadable(parsed.name.text, parsed.name.place)


def _calendar(within: Expression, parsed: ParsedClock, context: Context) -> CalendarName:
    """The calendar that the clock names, or another one that holds here, where it needs one."""
    written = parsed.node.get("calendar")
    named = context.calendars.read(written, context.report)
    if written or named.param:
        return named
    if not (may_be_working(within, context.params) or any(_counts_work(rung) for rung in parsed.rungs)):
        return NO_CALENDAR
    if not named:
        context.report.add("GJ376", within.place.span(0, len(within.text)), name=parsed.name.text)
    return named


def _counts_work(rung: ParsedRung) -> bool:
    point = rung.position.point
    return isinstance(point, Offset) and point.span.unit in WORKING

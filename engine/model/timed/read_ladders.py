"""Ladders: which events count, for how long, what takes them back, and the rungs at which something follows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, get_args

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Scalar
from engine.feel.parser import SyntaxProblem, parse
from engine.feel.spans import SPAN_PATTERN
from engine.feel.types import ANY, INTEGER, NUMBER, SPAN, Kind, Type
from engine.feel.values import TimeSpan
from engine.model.policy import TimedItem
from engine.model.reading import (
    ParsedText,
    items,
    parse_scalar,
    parse_text,
    read_effective,
    read_string,
    read_strings,
    read_text,
    typed,
)
from engine.model.spoken import in_digits, is_unknown_name, span_meant
from engine.model.timed.constant_values import WORKING, known_values
from engine.model.timed.keys import Key, check_key, key_fields, read_key
from engine.model.timed.patterns import (
    ParsedInterval,
    ParsedPattern,
    ends_of,
    event_data,
    is_interval,
    parse_interval,
    parse_intervals,
    parse_patterns,
    syntax_of,
    type_interval,
    type_intervals,
    type_patterns,
)
from engine.model.timed.rungs import Fields, WrittenRung, check_apart, check_own_names, with_consequences
from engine.model.timed.shapes import EVENT, AllTime, Between, Consecutive, Ladder, LadderRung, Rolling, Window
from engine.model.timed.since_rungs import ParsedSince, parse_since, type_since
from engine.record import record
from engine.temporal.ladders.reading import PeriodUnit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Span
    from engine.feel.syntax import Syntax
    from engine.feel.typed import Expression
    from engine.model.context import Context
    from engine.model.text import Text

Test = Literal["at", "from", "below"]

LADDER = Type(Kind.CONTEXT, fields=(("count", INTEGER),))
"""What expressions see of a ladder."""
TESTS: tuple[Test, ...] = get_args(Test)
UNITS: dict[str, PeriodUnit] = {unit: unit for unit in get_args(PeriodUnit)}
PERIODS = (Kind.DATE, Kind.DATE_TIME, Kind.STRING, Kind.ANY)
_CONSECUTIVE = re.compile(r"consecutive\s+(?P<unit>\S+)\s+of\s+(?P<of>\S.*)", re.DOTALL)
_SPAN = re.compile(SPAN_PATTERN)
_COUNTED = re.compile(
    r"(?:>=|≥|至少|at least)\s*(?P<least>\d+)\s*(?:次|times)?"
    r"|第?\s*(?P<number>\d+)\s*(?:st|nd|rd|th|time|times|(?:次|回)?(?P<more>\+|以上|及以上|起)|次|回)"
)
"""How else people write a count."""
_NUMBER = re.compile(r"\s*\d+\s*")
_RUN_ZH = re.compile(r"连续.*月.*")
_COUNTED_RUN = re.compile(r"consecutive\s+\d+\s+(?P<unit>\w+)(?P<rest>\s+of\s+\S.*)", re.DOTALL)
SEVERAL_WORDS = "GJ201"
"""What is said of words that stand in no expression side by side."""
REMOVED = "of"
"""The data of an event that takes a strike back: the id of the strike."""


@record
class ParsedRun:
    """`consecutive UNIT of EXPR`."""

    unit: PeriodUnit
    period: ParsedText


ParsedWindow = ParsedInterval | ParsedRun | ParsedSince | ParsedText
"""Between events, consecutive periods, since another ladder's rung, or a span. None: everything counts."""


@record
class ParsedRung:
    test: Test
    count: ParsedText
    node: Mapping
    at: Scalar


@record
class ParsedLadder:
    """A ladder whose texts are parsed, before anything is typed."""

    name: Scalar
    node: Mapping
    title: Text
    key: Key
    counts: tuple[ParsedPattern, ...]
    window: ParsedWindow | None
    removes: tuple[ParsedPattern, ...]
    resets: tuple[ParsedPattern, ...]
    excuses: tuple[ParsedInterval, ...]
    rungs: tuple[ParsedRung, ...]

    def keyed(self) -> Iterator[ParsedPattern]:
        """The patterns of events that must have the key; what removes a strike names the strike instead."""
        stretch = (self.window,) if isinstance(self.window, ParsedInterval) else ()
        yield from (*self.counts, *ends_of(stretch), *self.resets, *ends_of(self.excuses))

    def syntax(self) -> Iterator[Syntax]:
        """All that the ladder reads, for ordering the steps."""
        yield from syntax_of((*self.keyed(), *self.removes))
        yield from (rung.count.syntax for rung in self.rungs)
        match self.window:
            case ParsedRun(period=period):
                yield period.syntax
            case ParsedText(syntax=syntax):
                yield syntax
            case ParsedSince() as since:
                yield since.syntax()
            case _:
                pass


def parse_ladder(name: Scalar, node: Mapping, context: Context) -> ParsedLadder:
    ladder = ParsedLadder(
        name,
        node,
        read_text(node.get("title"), name.text),
        read_key(node.get("per")),
        parse_patterns(node.get("counts"), context),
        _parse_window(node.get("window"), context),
        parse_patterns(node.get("removes"), context),
        parse_patterns(node.get("resets"), context),
        parse_intervals(node.get("excuses"), context),
        tuple(_parse_rungs(node, context)),
    )
    check_key(ladder.key, name.text, ladder.keyed(), context)
    check_own_names(_added(ladder, context), ladder.counts, context)
    _check_removals(ladder, context)
    _check_rungs(ladder, context)
    return ladder


def _parse_window(node: object, context: Context) -> ParsedWindow | None:
    if not isinstance(node, Scalar) or node.text.strip() == "all":
        return None
    if run := _CONSECUTIVE.fullmatch(node.text):
        return _parse_run(node, run, context)
    if since := parse_since(node, context):
        return since
    if is_interval(node.text):
        return parse_interval(node.text, node.place, context)
    return _parse_length(node, context)


def _parse_length(node: Scalar, context: Context) -> ParsedText | None:
    """A span, or an expression that gives one."""
    try:
        length = ParsedText(parse(node.text, context.scope.names), node.text, node.place)
    except SyntaxProblem as problem:
        if problem.code != SEVERAL_WORDS:
            return parse_scalar(node, context.scope, context.report)
        run, span = _COUNTED_RUN.fullmatch(node.text), _SPAN.search(node.text)
        near = f"consecutive {run['unit']}{run['rest']}" if run else span.group() if span else ""
        context.report.add("GJ397", node.span, text=node.text, near=near)
        return None
    if _NUMBER.fullmatch(node.text):
        context.report.add("GJ397", node.span, text=node.text, near=f"{node.text.strip()} months")
        return None
    if is_unknown_name(length, context.scope):
        context.report.add("GJ397", node.span, text=node.text, near=_window_meant(node.text))
        return None
    return length


def _window_meant(text: str) -> str:
    """`连续3个月` is a run of months, however long: its rungs say how long."""
    return "consecutive months of event.month" if _RUN_ZH.fullmatch(text.strip()) else span_meant(text)


def _parse_run(node: Scalar, run: re.Match[str], context: Context) -> ParsedRun | None:
    unit = UNITS.get(run["unit"])
    if unit is None:
        span = node.place.span(*run.span("unit"))
        context.report.add(
            "GJ393", span, text=run["unit"], near=did_you_mean(run["unit"], UNITS), known=", ".join(UNITS)
        )
        return None
    scope = context.scope.with_local(EVENT, ANY)
    period = parse_text(run["of"], node.place.shifted(run.start("of")), scope, context.report)
    return ParsedRun(unit, period) if period else None


def _parse_rungs(node: Mapping, context: Context) -> Iterator[ParsedRung]:
    for item in items(node.get("rungs")):
        if not isinstance(item, Mapping):
            continue
        written = [test for test in TESTS if isinstance(item.get(test), Scalar)]
        if len(written) > 1 and (second := item.key(written[1])):
            context.report.add("GJ398", second.span, first=written[0], second=written[1])
        for test in written[:1]:
            at = item.get(test)
            count = _parse_count(at, context) if isinstance(at, Scalar) else None
            if count and isinstance(at, Scalar):
                yield ParsedRung(test, count, item, at)


def _parse_count(at: Scalar, context: Context) -> ParsedText | None:
    """A number, or an expression that gives one; `第3次`, `3+` and the like are told apart from them."""
    plain = in_digits(at.text.strip())
    odd = _COUNTED.fullmatch(plain)
    if odd is None and plain.isdecimal() and plain != at.text.strip():
        context.report.add("GJ380", at.span, text=at.text, near=plain)
        return None
    if odd is None:
        return parse_scalar(at, context.scope, context.report)
    number = odd["number"] or odd["least"]
    onward = odd["least"] or odd["more"]
    context.report.add("GJ380", at.span, text=at.text, near=f"from: {number}" if onward else number)
    return None


def _check_removals(ladder: ParsedLadder, context: Context) -> None:
    """An event that takes a strike back names it."""
    for pattern in ladder.removes:
        event = context.vocabulary.events.get(pattern.event)
        if event and REMOVED not in dict(event.fields):
            context.report.add("GJ383", pattern.span, event=pattern.event)


def _check_rungs(ladder: ParsedLadder, context: Context) -> None:
    check_apart(((_place(rung), rung.at) for rung in ladder.rungs), context)
    for rung in ladder.rungs:
        closes = isinstance(ladder.window, ParsedInterval) and ladder.window.closes is not None
        if rung.test == "below" and not closes and (key := rung.node.key("below")):
            context.report.add("GJ382", key.span, name=ladder.name.text)


def _place(rung: ParsedRung) -> str:
    return "below" if rung.test == "below" else " ".join(rung.count.text.split())


def type_ladder(parsed: ParsedLadder, context: Context) -> TimedItem:
    """The ladder with every expression typed; consequences come later, when all steps are known."""
    node = parsed.node
    step = Ladder(
        name=parsed.name.text,
        title=parsed.title,
        per=parsed.key.ids,
        counts=type_patterns(parsed.counts, context),
        window=_type_window(parsed, context),
        removes=type_patterns(parsed.removes, context),
        resets=type_patterns(parsed.resets, context),
        excuses=type_intervals(parsed.excuses, context),
        executor="rete" if read_string(node.get("executor")) == "rete" else "python",
        rungs=tuple(_type_rung(rung, parsed, context) for rung in parsed.rungs),
        type=LADDER,
        cites=read_strings(node.get("cites")),
        span=parsed.name.span,
    )
    _warn_of_overlap(parsed, step, context)
    return TimedItem(step, (), "", read_effective(node.get("effective"), context.report))


def ladder_with_consequences(item: TimedItem, parsed: ParsedLadder, context: Context) -> TimedItem:
    return with_consequences(item, (WrittenRung(rung.node, rung.at.span) for rung in parsed.rungs), context)


def _added(ladder: ParsedLadder, context: Context) -> Fields:
    """What a rung adds to the event that reached it."""
    return (("count", INTEGER), *key_fields(ladder.key, ladder.counts, context))


def _type_window(parsed: ParsedLadder, context: Context) -> Window:
    match parsed.window:
        case ParsedInterval() as stretch:
            return Between(type_interval(stretch, context))
        case ParsedRun(unit, period):
            return Consecutive(unit, _type_period(period, parsed, context))
        case ParsedText() as length:
            return Rolling(_type_length(length, context))
        case ParsedSince() as since:
            return type_since(since, parsed.name.text, parsed.key, context) or AllTime()
        case None:
            return AllTime()


def _type_period(period: ParsedText, parsed: ParsedLadder, context: Context) -> Expression:
    scope = context.scope.with_local(EVENT, event_data(parsed.counts, context))
    expression = typed(period, scope, context.report)
    if expression.type.kind not in PERIODS:
        context.report.add("GJ384", _whole(expression), text=expression.text, kind=expression.type.kind)
    return expression


def _type_length(length: ParsedText, context: Context) -> Expression:
    """A span longer than nothing; a ladder goes by no calendar, so it isn't one of working time."""
    expression = typed(length, context.scope, context.report, SPAN.or_null())
    for value, text in known_values(expression, context.params):
        if isinstance(value, TimeSpan) and value.unit in WORKING:
            context.report.add("GJ397", _whole(expression), text=text)
        elif isinstance(value, TimeSpan) and value.amount <= 0:
            context.report.add("GJ375", _whole(expression), key="window", text=text)
    return expression


def _type_rung(rung: ParsedRung, parsed: ParsedLadder, context: Context) -> LadderRung:
    count = typed(rung.count, context.scope, context.report, NUMBER.or_null())
    for value, text in known_values(count, context.params):
        if isinstance(value, int | Decimal) and (value <= 0 or value != int(value)):
            context.report.add("GJ380", _whole(count), text=text)
    return LadderRung(f"{parsed.name.text}.{_place(rung)}", rung.test, count, _element(rung, parsed, context))


def _element(rung: ParsedRung, parsed: ParsedLadder, context: Context) -> Type:
    """The event that reached the rung; one that is judged at the window's end is reached by what closes it."""
    window = parsed.window
    closing = window.closes if isinstance(window, ParsedInterval) else None
    reaching = (closing,) if rung.test == "below" and closing else parsed.counts
    return event_data(reaching, context, _added(parsed, context))


def _warn_of_overlap(parsed: ParsedLadder, step: Ladder, context: Context) -> None:
    """Warns of `at: 5` beside `from: 3`, which brings its own consequences at the fifth, too."""
    counts = [(rung, _constants(typed_.count, context)) for rung, typed_ in zip(parsed.rungs, step.rungs, strict=True)]
    onward = [(rung.at.text, start) for rung, known in counts for start in known if rung.test == "from"]
    for rung, known in counts:
        for text, start in onward:
            if rung.test == "at" and any(count > start for count in known):
                context.report.add("GJ381", rung.at.span, text=rung.at.text, onward=text)


def _constants(count: Expression, context: Context) -> tuple[Decimal, ...]:
    values = (value for value, _ in known_values(count, context.params))
    return tuple(Decimal(value) for value in values if isinstance(value, int | Decimal))


def _whole(expression: Expression) -> Span:
    return expression.place.span(0, len(expression.text))

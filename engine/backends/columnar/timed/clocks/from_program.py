"""A program's clock as SQL terms. Raises `Refused` for what SQL can't do exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.query import select_text
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.timed.clocks.rungs import whole
from engine.backends.columnar.timed.clocks.terms import ClockTerms, Target
from engine.backends.columnar.timed.lives import Life
from engine.backends.columnar.timed.wall import ahead
from engine.feel.typed import Const, Ref
from engine.feel.types import Kind
from engine.feel.values import TimeSpan
from engine.feel.walk import walk
from engine.ir.steps import closure
from engine.temporal.calendar import round_the_clock
from engine.temporal.clocks.reading import Offset
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.timed.patterns import Reader
    from engine.ir.program import Clock, Program
    from engine.temporal.calendar import Calendar


def clock_terms(clock: Clock, reader: Reader) -> tuple[ClockTerms, ...]:
    """One for each unit that its target may be in."""
    program = reader.program
    targets = _targets(clock, reader)
    if any(unit is not Unit.SECONDS for unit in (*(target.unit for target in targets), *_offsets(clock))):
        ahead(program.zone)
    terms = ClockTerms(
        life=Life(clock.per),
        starts=reader.role(clock.starts, clock.per),
        stops=reader.role(clock.stops, clock.per),
        cancels=reader.role(clock.cancels, clock.per),
        reopens=reader.role(clock.reopens, clock.per),
        pauses=tuple(
            (reader.role([pause.opens], clock.per), reader.role([pause.closes] if pause.closes else [], clock.per))
            for pause in clock.pauses
        ),
        gaps=clock.reopens_as == "pause",
        target=targets[0],
        rungs=tuple((rung.name, rung.at) for rung in clock.rungs),
        calendar=calendar_of(clock, program),
    )
    return tuple(terms._replace(target=target) for target in targets)


def calendar_of(clock: Clock, program: Program) -> Calendar:
    """Where it counts real time only, every hour is an opening."""
    named = (calendar for calendar in program.calendars if calendar.id == clock.calendar)
    return next(named, round_the_clock(program.zone))


def _offsets(clock: Clock) -> Iterator[Unit]:
    return (rung.at.span.unit for rung in clock.rungs if isinstance(rung.at, Offset) and rung.at.span.amount)


def _targets(clock: Clock, reader: Reader) -> tuple[Target, ...]:
    spans = spans_of(clock, reader.program)
    amounts = {(span.unit, _amount(clock, span)) for span in spans}
    match clock.within.root:
        case Const() | Ref(kind="param") if len(amounts) == 1:
            return tuple(Target(unit, str(amount), amount) for unit, amount in amounts)
        case _ if amounts:
            span = select_text(reader.of_case(clock.within).sql)
            most = dict(sorted(amounts))
            return tuple(Target(unit, span, amount, per_case=True) for unit, amount in most.items())
        case _:
            raise Refused("GJ541", within=clock.within.text)


def _amount(clock: Clock, span: TimeSpan) -> int:
    if span.amount <= 0:
        raise Refused("GJ541", within=clock.within.text)
    return whole(span.unit, span.amount)


def spans_of(clock: Clock, program: Program) -> tuple[TimeSpan, ...]:
    """The spans that the target is made of. Raises `Refused` where a case gives one itself."""
    spans = {param.name: param.value for param in program.params if isinstance(param.value, TimeSpan)}
    found = list[TimeSpan]()
    for part in closure(clock.within.root, program):
        for node in walk(part):
            match node:
                case Const(value=TimeSpan() as span):
                    found.append(span)
                case Ref(kind="param", name=name) if name in spans:
                    found.append(spans[name])
                case Ref(kind="fact", type=static) if static.kind is Kind.SPAN:
                    raise Refused("GJ541", within=clock.within.text)
                case _:
                    pass
    return tuple(found)

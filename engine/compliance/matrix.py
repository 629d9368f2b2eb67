"""The matrix: a row per item of a policy, a cell per side, each held against the baseline's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.comparison.items import by_id, items, speech_of_items
from engine.backends.prose.comparison.material import Cell, Row, Said, Source
from engine.backends.prose.handbook.parts import plain
from engine.document.branches import BASE
from engine.feel.values import TimeSpan
from engine.model.overlays.items import HEADER
from engine.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.backends.prose.comparison.items import Item
    from engine.backends.prose.comparison.material import ItemKind, State
    from engine.compliance.branch_calendars import BranchCalendar
    from engine.diagnostics import Span
    from engine.feel.values import Value
    from engine.ir.program import Param, Program
    from engine.model.overlays.editions import Editions
    from engine.model.overlays.override import Override

_SECTIONS: dict[ItemKind, str] = {
    "fact": "facts",
    "param": "params",
    "term": "derived",
    "table": "tables",
    "rule": "rules",
    "ladder": "ladders",
    "clock": "clocks",
    "schedule": "schedules",
}
"""Where in a file the items of a kind are, in the order in which they are shown."""
_BOUNDS = {"at_least": "higher", "at_most": "lower"}
"""Which way a target gets stricter."""


class Sided(NamedTuple):
    """A side of the matrix. `program` None: it hasn't the policy. `overrides`: by section and name, and whose.

    `span`: of the policy, as the branch has it. `calendar`: the branch's own, where it has one.
    """

    program: Program | None
    overrides: Mapping[tuple[str, str], tuple[str, Override]]
    span: Span | None = None
    calendar: BranchCalendar | None = None


class Stated(NamedTuple):
    """An item as it is told in both languages, and by ids, which is what is compared; who set it."""

    item: Item
    zh: Item
    en: Item
    compared: str
    source: Source


def overrides_on(editions: Editions | None, day: dt.date) -> dict[tuple[str, str], tuple[str, Override]]:
    """What a branch and those that it extends change of a policy on a day: the nearest to the branch of each item."""
    if editions is None:
        return {}
    overlay = editions.overlay
    held = (each for each in overlay.overrides if each.effective.covers(day)) if overlay else ()
    own = {(each.section, each.name): (editions.branch, each) for each in held}
    return {**overrides_on(editions.above, day), **own}


def matrix(sides: Sequence[Sided], calendars: Mapping[str, Text]) -> tuple[Row, ...]:
    """A row for the policy where not all sides have it, then one per item that any side has, in their order.

    The first side that has the policy is what the others are held against. `calendars`: titles by their ids.
    """
    told = [_stated(side, calendars) if side.program else None for side in sides]
    keys = dict.fromkeys(key for side in told if side for key in side)
    ordered = sorted(keys, key=lambda key: list(_SECTIONS).index(key[0]))
    reference = next((side for side in told if side), {})
    rows = (_row(key, reference, sides, told) for key in ordered)
    return (*_whole(sides), *rows)


def _whole(sides: Sequence[Sided]) -> tuple[Row, ...]:
    """Who has the policy at all."""
    known = next((side.program for side in sides if side.program), None)
    if known is None or all(side.program for side in sides):
        return ()
    first = sides[0].program is not None
    baseline = _whether(sides[0], known.policy, "missing")._replace(state="baseline" if first else "absent")
    others = (_whether(side, known.policy, "missing" if first else "added") for side in sides[1:])
    return (Row("policy", known.policy, known.title, (baseline, *others)),)


def _whether(side: Sided, policy: str, state: State) -> Cell:
    """Whether a side has the policy, which is as the baseline has it, or else in `state`."""
    has = side.program is not None
    dropped = side.overrides.get((HEADER, policy))
    source = _of_override(*dropped) if dropped and not has else _own(side) if has else None
    return Cell(state if has is (state == "added") else "inherited" if has else "absent", None, source)


def _own(side: Sided) -> Source | None:
    return Source(_branch(side.span), side.span) if side.span else None


# Items of one side


def _stated(side: Sided, calendars: Mapping[str, Text]) -> dict[tuple[ItemKind, str], Stated]:
    program = side.program
    assert program is not None  # noqa: S101 - those that lack it aren't asked
    chinese, english = (speech_of_items(program, calendars, lang) for lang in ("zh", "en"))
    told = zip(*(items(program, speech) for speech in (by_id(chinese), chinese, english)), strict=True)
    return {(item.kind, item.id): Stated(item, zh, en, _compared(item), _source(item, side)) for item, zh, en in told}


def _compared(item: Item) -> str:
    return " ".join((plain(item.line), *item.cites))


def _source(item: Item, side: Sided) -> Source:
    if item.param:
        origin = item.param.origin
        instead = origin.instead.span if origin.instead else None
        return Source(origin.branch, origin.span, origin.since, origin.until, origin.reason, instead, origin.said)
    name, _, part = item.id.partition(".")
    if part == "calendar" and (found := _of_calendar(item, side)):
        return found
    override = side.overrides.get((_SECTIONS[item.kind], name))
    return _of_override(*override, item.span) if override else Source(_branch(item.span), item.span)


def _of_calendar(item: Item, side: Sided) -> Source | None:
    """Who set the calendar that something is counted on: a policy's file, or the branch for all its policies."""
    if override := side.overrides.get((HEADER, "calendar")):
        return _of_override(*override)
    own = side.calendar
    return own.source if own and own.id == plain(item.line) else None


def _of_override(branch: str, override: Override, span: Span | None = None) -> Source:
    window = override.effective
    return Source(branch, span or override.span, window.since, window.until, override.reason)


def _branch(span: Span) -> str:
    """Whose file a place is in."""
    parts = PurePath(span.path).parts
    return parts[parts.index("branches") + 1] if "branches" in parts[:-2] else BASE


# Cells


def _row(
    key: tuple[ItemKind, str],
    reference: Mapping[tuple[ItemKind, str], Stated],
    sides: Sequence[Sided],
    told: Sequence[Mapping[tuple[ItemKind, str], Stated] | None],
) -> Row:
    kind, name = key
    baseline = reference.get(key)
    first = next(side[key] for side in told if side and key in side)
    cells = tuple(_cell(key, baseline, side, items) for side, items in zip(sides, told, strict=True))
    return Row(kind, name, Text(first.zh.title, first.en.title), (_as_baseline(cells[0]), *cells[1:]))


def _as_baseline(cell: Cell) -> Cell:
    return cell._replace(state="baseline") if cell.said else Cell("absent")


def _cell(
    key: tuple[ItemKind, str],
    baseline: Stated | None,
    side: Sided,
    told: Mapping[tuple[ItemKind, str], Stated] | None,
) -> Cell:
    if told is None:
        return Cell("absent")
    stated = told.get(key)
    if stated:
        return _said(stated, _state(stated, baseline))
    kind, name = key
    dropped = side.overrides.get((_SECTIONS[kind], name.partition(".")[0]))
    return Cell("missing" if baseline else "absent", None, _of_override(*dropped) if dropped else None)


def _said(stated: Stated, state: State) -> Cell:
    item, said = stated.item, Said(stated.zh.line, stated.en.line)
    return Cell(state, said, stated.source, item.param.text if item.param else "", item.cites)


def _state(stated: Stated, baseline: Stated | None) -> State:
    if baseline is None:
        return "added"
    if stated.compared == baseline.compared:
        return "inherited" if stated.item.span == baseline.item.span else "same"
    return direction(stated.item.param, baseline.item.param)


def direction(param: Param | None, baseline: Param | None) -> State:
    """Whether a parameter is stricter or milder than the baseline's; `overridden` where that can't be told."""
    way = param and baseline and (baseline.stricter or _BOUNDS.get(param.name.rpartition(".")[2]))
    order = _order(param.value, baseline.value) if param and baseline and way else 0
    if not order:
        return "overridden"
    return "stricter" if (order > 0) is (way == "higher") else "milder"


def _order(one: Value, other: Value) -> int:
    """Which of two values is greater; 0 where they can't be compared."""
    match one, other:
        case (bool(), _) | (_, bool()):
            return 0
        case (int() | Decimal(), int() | Decimal()):
            return (one > other) - (one < other)
        case (TimeSpan(unit=unit), TimeSpan(unit=same)) if unit is same:
            return (one.amount > other.amount) - (one.amount < other.amount)
        case (dt.date(), dt.date()) if type(one) is type(other):
            return (one > other) - (one < other)
        case _:
            return 0

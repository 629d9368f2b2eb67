"""Overrides that find nothing to change, clash, change nothing, or go on when the branches above change."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.schema import plain
from engine.model.overlays.drafts import applies, is_whole
from engine.model.overlays.editions import ONE_DAY, first_day, overlap
from engine.model.overlays.items import HEADER, item_of, items_of
from engine.model.overlays.merge import as_stated
from engine.model.policy import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.diagnostics import Report, Span
    from engine.document.nodes import Node
    from engine.model.overlays.editions import Edition, Editions
    from engine.model.overlays.items import Item
    from engine.model.overlays.override import Overlay, Override
    from engine.model.policy import DatedValue, Effective


def check_dropped(name: str, upstream: Mapping[str, Editions], day: dt.date, branch: str, report: Report) -> bool:
    """Whether a policy reads from one that the branch hasn't on a day; that is reported where it is dropped."""
    dropped = [(other, editions) for other, editions in upstream.items() if editions.on(day).dropped]
    for other, editions in dropped:
        span = editions.overlay.span if editions.overlay else None
        report.add("GJ298", span, name=other, branch=branch, reader=name)
    return bool(dropped)


def check_overlay(editions: Editions, report: Report) -> None:
    """Report what is wrong with the overrides that made the editions."""
    overlay, above = editions.overlay, editions.above
    if overlay is None or above is None:
        return
    _check_clashes(overlay, report)
    if any(is_whole(override) for override in overlay.overrides):
        return
    for override in overlay.overrides:
        if override.section != HEADER and not _check_found(override, above, report):
            continue
        if not _check_same(override, editions, above, report):
            _check_changes(override, editions, above, report)


def _check_clashes(overlay: Overlay, report: Report) -> None:
    for one, other in combinations(overlay.overrides, 2):
        shared = overlap(one.effective, other.effective)
        if shared is None:
            continue
        if is_whole(one):
            report.add("GJ299", other.span, name=other.name)
        elif (one.section, one.name) == (other.section, other.name):
            day = shared.since or shared.until or ""
            report.add("GJ294", other.span, name=other.name, day=day, line=one.span.line)


def _check_found(override: Override, above: Editions, report: Report) -> bool:
    """Whether the branches above have what is changed, or lack what is added, on all its days."""
    touched = [(edition, window) for edition, window in _touched(override.effective, above) if not edition.dropped]
    wrong = [(edition, window) for edition, window in touched if not applies(override, edition.document)]
    lost = any(override.name in edition.document.lost for edition, _ in wrong)
    if not wrong or lost:
        return not lost
    edition, window = wrong[0]
    item = item_of(edition.document, override.section, override.name)
    if item:
        report.add("GJ293", override.span, name=override.name, place=_place(item.span))
        return False
    known = [key.text for key, _ in items_of(edition.document.root.get(override.section))]
    near = did_you_mean(override.name, known)
    day = first_day(window) if len(wrong) < len(touched) else ""
    change, remedy = override.change, "days" if day else override.change
    report.add("GJ292", override.span, name=override.name, near=near, day=day, change=change, remedy=remedy)
    return False


def _touched(window: Effective, editions: Editions) -> Iterator[tuple[Edition, Effective]]:
    """The editions that a window reaches into, and how far."""
    for edition in editions.editions:
        if shared := overlap(window, edition.effective):
            yield edition, shared


def _check_same(override: Override, editions: Editions, above: Editions, report: Report) -> bool:
    """Whether the branches above say the same on all days of an override; that is reported."""
    span = _same_value(override, editions, above) if _is_value(override) else _same_item(override, above)
    if span:
        report.add("GJ295", override.span, name=override.name, place=_place(span))
    return span is not None


def _is_value(override: Override) -> bool:
    return override.section == "params" and override.change == "patch"


def _same_value(override: Override, editions: Editions, above: Editions) -> Span | None:
    """Where the branches above give a parameter the same values."""
    ours, theirs = (list(_changing(_values(override, each))) for each in (editions, above))
    same = [(day, value.value) for day, value in ours] == [(day, value.value) for day, value in theirs]
    return theirs[0][1].span if same and theirs else None


def _same_item(override: Override, above: Editions) -> Span | None:
    """Where the branches above say the same of an item."""
    nodes = [_said(override, edition) for edition, _ in _touched(override.effective, above)]
    own = plain(as_stated(override.node))
    same = override.change in ("patch", "replace") and all(node and plain(node) == own for node in nodes)
    return nodes[0].span if same and nodes and nodes[0] else None


def _said(override: Override, edition: Edition) -> Node | None:
    """What an edition says of what an override changes."""
    item = item_of(edition.document, override.section, override.name)
    return as_stated(item.node) if item else None


def _check_changes(override: Override, editions: Editions, above: Editions, report: Report) -> None:
    """Report the first day within an override on which what it changes becomes another above."""
    if override.change == "add" or override.section == HEADER:
        return
    own = {day for day, _ in _values(override, editions)} if _is_value(override) else set[dt.date | None]()
    changes = _value_changes(override, above) if _is_value(override) else _item_changes(override, above)
    for day, span in [change for change in changes if change[0] not in own][:1]:
        report.add("GJ296", override.span, name=override.name, day=day, place=_place(span))


def _value_changes(override: Override, above: Editions) -> Iterator[tuple[dt.date, Span]]:
    """The days after an override's first on which a parameter gets another value above; and where."""
    values = list(_changing(_values(override, above)))
    return ((day, value.span) for day, value in values[1:] if day)


def _item_changes(override: Override, above: Editions) -> Iterator[tuple[dt.date, Span]]:
    """The days after an override's first on which an item is another above, begins to hold or no longer holds."""
    before: Item | None = None
    for edition, window in _touched(override.effective, above):
        item = item_of(edition.document, override.section, override.name)
        if item is None:
            continue
        if before and item.node is not before.node and window.since:
            yield window.since, item.span
        before = item
        own = item.effective if override.change == "replace" else ALWAYS
        bounds = (own.since, own.until and own.until + ONE_DAY)
        yield from ((day, item.span) for day in bounds if day and window.covers(day) and day != window.since)


def _values(override: Override, editions: Editions) -> Iterator[tuple[dt.date | None, DatedValue]]:
    """A parameter's values on the days of an override, each with the day from which it holds."""
    for edition, window in _touched(override.effective, editions):
        param = next((each for each in edition.policy.params if each.name == override.name), None)
        values = param.values if param else ()
        begun = [value for value in values if value.since is None or value.since <= first_day(window)]
        yield from ((window.since, value) for value in begun[-1:])
        later = (value for value in values if value not in begun)
        yield from ((value.since, value) for value in later if value.since and window.covers(value.since))


def _changing(
    values: Iterable[tuple[dt.date | None, DatedValue]],
) -> Iterator[tuple[dt.date | None, DatedValue]]:
    """Those that aren't equal to the one before."""
    before: DatedValue | None = None
    for day, value in values:
        if before is None or before.value != value.value:
            yield day, value
        before = value


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}"

"""Who set what: the branch, where, since when, why, and what holds in the branch that it extends, in whose place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.document.branches import BASE
from engine.document.nodes import Scalar
from engine.ir.program import Change, Origin
from engine.model.overlays.editions import ONE_DAY, first_day, overlap
from engine.model.overlays.items import HEADER, item_of
from engine.model.policy import Effective

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable

    from engine.model.overlays.editions import Editions
    from engine.model.overlays.override import Override
    from engine.model.policy import DatedValue, Param
    from engine.model.vocabulary import Setting, Settings


def param_origin(name: str, day: dt.date, editions: Editions) -> Origin | None:
    """Who set the value that a parameter, or a target's bound, has on a day; None where it has none."""
    overrides = _overrides(name, editions)
    active = next((each for each in overrides if each.effective.covers(day)), None)
    if editions.above and active is None:
        above = param_origin(name, day, editions.above)
        return above and _outside(overrides, day, above)
    valued = value_on(name, day, editions)
    if valued is None:
        return None
    if active is None or editions.above is None:
        return Origin(editions.branch, valued.written.span, valued.held.since, valued.held.until)
    window = overlap(valued.held, active.effective) or valued.held
    said = value_on(name, day, editions.above)
    return Origin(
        branch=editions.branch,
        span=valued.written.span,
        since=window.since,
        until=window.until,
        reason=active.reason,
        instead=param_origin(name, day, editions.above),
        said=said.written.text if said else "",
    )


def item_origin(section: str, name: str, day: dt.date, editions: Editions) -> Origin | None:
    """Who stated, on a day, what is said of an item of a section; None where nobody did, or somebody dropped it."""
    overrides = editions.overlay.of(section, name) if editions.overlay else ()
    active = next((each for each in overrides if each.effective.covers(day)), None)
    if active:
        return None if active.change == "drop" else _change(active, day, editions).origin
    if editions.above:
        above = item_origin(section, name, day, editions.above)
        return above and _outside(overrides, day, above)
    item = item_of(editions.on(day).document, section, name)
    if item is None:
        return None
    return Origin(editions.branch, item.span, item.effective.since, item.effective.until)


def changes_on(day: dt.date, editions: Editions) -> tuple[Change, ...]:
    """What this branch and those above it changed of a policy, in force on a day; of one item the nearest change."""
    found = {(each.section, each.name): each for each in (changes_on(day, editions.above) if editions.above else ())}
    for override in editions.overlay.overrides if editions.overlay else ():
        if override.effective.covers(day):
            found[override.section, override.name] = _change(override, day, editions)
    return tuple(found.values())


def changes_ever(editions: Editions) -> tuple[Change, ...]:
    """What this branch and those above it changed of a policy on any day, in the order of time."""
    params = (param for edition in editions.editions for param in edition.policy.params)
    begins = {first_day(edition.effective) for edition in editions.editions}
    begins |= {value.since for param in params for value in param.values if value.since}
    found = (change for day in sorted(begins) for change in changes_on(day, editions))
    return tuple({(each.section, each.name, each.origin.span, each.origin.since): each for each in found}.values())


def changes_with_settings(
    day: dt.date, editions: Editions, settings: Settings, counted_on: Container[str]
) -> tuple[Change, ...]:
    """The changes of a day, after what is set for all of the branch's policies.

    Its calendar only where that is one of those that the policy's steps are `counted_on`, and the policy names none.
    """
    by_default = settings.calendar in counted_on and editions.on(day).document.root.get("calendar") is None
    wide = (each for each in set_for_branch(settings) if each.name != "calendar" or by_default)
    return (*wide, *changes_on(day, editions))


def set_for_branch(settings: Settings) -> tuple[Change, ...]:
    """The calendar and the zone that branches have set for all their policies."""
    return tuple(
        Change(HEADER, name, "patch", _setting_origin(each), each.text)
        for name, each in settings.set_by.items()
        if each.branch != BASE
    )


def _setting_origin(setting: Setting) -> Origin:
    above = setting.instead
    instead, said = (_setting_origin(above), above.text) if above else (None, "")
    return Origin(setting.branch, setting.span, None, None, setting.reason, instead, said)


def _change(override: Override, day: dt.date, editions: Editions) -> Change:
    """A change that is in force on a day."""
    section, name, window = override.section, override.name, override.effective
    valued = param_origin(name, day, editions) if section == "params" and override.change == "patch" else None
    if valued:
        own = value_on(name, day, editions)
        return Change(section, name, "patch", valued, own.written.text if own else "")
    origin = Origin(editions.branch, override.span, window.since, window.until, override.reason)
    above = editions.above
    if above and override.change != "add":
        said = item_of(above.on(day).document, section, name)
        origin = replace(origin, instead=item_origin(section, name, day, above), said=said.text if said else "")
    text = override.node.text if section == HEADER and isinstance(override.node, Scalar) else ""
    return Change(section, name, override.change, origin, "" if override.change == "drop" else text)


def days_above(editions: Editions, names: Container[str]) -> set[dt.date]:
    """The days on which parameters get other values in the branches above: what is said instead changes then."""
    if editions.above is None:
        return set()
    params = (param for edition in editions.above.editions for param in edition.policy.params if param.name in names)
    return {value.since for param in params for value in param.values if value.since} | days_above(
        editions.above, names
    )


class Valued(NamedTuple):
    """A parameter's value on a day, and the days on which it holds by what is written of the values themselves."""

    written: DatedValue
    held: Effective


def value_on(name: str, day: dt.date, editions: Editions) -> Valued | None:
    """None where a parameter has no value on a day, or there is none of that name."""
    param = _param(name, day, editions)
    values = param.values if param else ()
    begun = [index for index, value in enumerate(values) if value.since is None or value.since <= day]
    if not begun:
        return None
    following = values[begun[-1] + 1].since if begun[-1] + 1 < len(values) else None
    written = values[begun[-1]]
    return Valued(written, Effective(written.since, following - ONE_DAY if following else None))


def _param(name: str, day: dt.date, editions: Editions) -> Param | None:
    return next((param for param in editions.on(day).policy.params if param.name == name), None)


def _overrides(name: str, editions: Editions) -> tuple[Override, ...]:
    """The overrides of a parameter, or of the target whose bound it is."""
    overlay = editions.overlay
    return (*overlay.of("params", name), *overlay.of("targets", name.partition(".")[0])) if overlay else ()


def _outside(overrides: tuple[Override, ...], day: dt.date, origin: Origin) -> Origin:
    """What holds above, as far as no override takes its place."""
    window = free_of(overrides, day, Effective(origin.since, origin.until))
    return replace(origin, since=window.since, until=window.until)


def free_of(overrides: Iterable[Override], day: dt.date, window: Effective) -> Effective:
    """The days of a window around a day, as far as no override holds."""
    overrides = tuple(overrides)
    ended = [each.effective.until for each in overrides if each.effective.until and each.effective.until < day]
    begin = [each.effective.since for each in overrides if each.effective.since and each.effective.since > day]
    between = Effective(max(ended) + ONE_DAY if ended else None, min(begin) - ONE_DAY if begin else None)
    return overlap(window, between) or window

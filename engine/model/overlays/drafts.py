"""The documents of a policy that a branch changes: one for each stretch of time in which the same overrides hold."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.model.overlays.editions import Draft, first_day, stretches
from engine.model.overlays.items import HEADER, item_of
from engine.model.overlays.merge import merged

if TYPE_CHECKING:
    from engine.diagnostics import Kept
    from engine.document.nodes import Document
    from engine.model.overlays.editions import Editions
    from engine.model.overlays.override import Overlay, Override
    from engine.model.policy import Effective


def drafts_of(overlay: Overlay, above: Editions, kept: Kept) -> tuple[Draft, ...]:
    """The policy's documents in the order of time."""
    windows = (*(each.effective for each in overlay.overrides), *(each.effective for each in above.editions))
    return tuple(_draft(overlay, above, window, kept) for window in stretches(windows))


def _draft(overlay: Overlay, above: Editions, window: Effective, kept: Kept) -> Draft:
    day = first_day(window)
    edition = above.on(day)
    active = tuple(each for each in overlay.overrides if each.effective.covers(day))
    sound = tuple(each for each in _first_of_each(active) if applies(each, edition.document))
    if not sound:
        return Draft(window, edition.document, edition.dropped)
    name = ("draft", overlay.branch, overlay.document.source.path, window.since)
    make = partial(merged, edition.document, overlay, sound)
    document = kept.get(name, (edition.document, overlay, *sound), make)
    return Draft(window, document, edition.dropped or any(is_whole(each) for each in sound))


def is_whole(override: Override) -> bool:
    """Whether it drops the policy as a whole."""
    return override.section == HEADER and override.change == "drop"


def _first_of_each(overrides: tuple[Override, ...]) -> tuple[Override, ...]:
    """Of overrides that clash, the first."""
    return tuple({(each.section, each.name): each for each in reversed(overrides)}.values())[::-1]


def applies(override: Override, document: Document) -> bool:
    """Whether a document has what an override changes, or lacks what it adds."""
    if override.section == HEADER:
        return True
    return (item_of(document, override.section, override.name) is None) == (override.change == "add")

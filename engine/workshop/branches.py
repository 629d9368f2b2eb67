"""What a handbook tells of branches: what they change of a policy, and what each has of its own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.material import Changed, OfBranch
from engine.document.branches import BASE
from engine.document.nodes import Mapping
from engine.ir.origins import changes_ever, changes_on, set_for_branch, value_on
from engine.model.overlays.items import item_of
from engine.model.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.values import Value
    from engine.ir.program import Change
    from engine.library import Library
    from engine.model.from_document import Model
    from engine.model.overlays.editions import Editions
    from engine.model.text import Text


def changed_in(library: Library, branch: str, policy: str, day: dt.date | None) -> tuple[Changed, ...]:
    """What is changed of a policy, on a day or ever: of the base's by all branches, of a branch's by it and above."""
    model = library.loaded.model
    titles = {each.id: each.title for each in model.branches}
    below = [name for name, stock in model.stocks.items() if policy in stock.policies]
    asked = below if branch == BASE else [branch]
    found = ((name, model.stocks[name].policies[policy]) for name in asked)
    return tuple(
        _changed(titles[change.origin.branch], change, model.stocks[change.origin.branch].policies[policy])
        for name, editions in found
        for change in (changes_on(day, editions) if day else changes_ever(editions))
        if branch != BASE or change.origin.branch == name
    )


def _changed(branch: Text, change: Change, editions: Editions) -> Changed:
    """A change with the item's title, and with the values that are written in it. `editions`: of who made it."""
    day = change.origin.since or dt.date.min
    line = [editions, *_above(editions)]
    found = (item_of(each.on(day).document, change.section, change.name) for each in line)
    titles = (item.node.get("title") for item in found if item and isinstance(item.node, Mapping))
    title = read_text(next((node for node in titles if node), None), change.name)
    now, before = (_value(change, each, day) for each in (editions, editions.above))
    return Changed(branch, change, title, now, before)


def _above(editions: Editions) -> Iterator[Editions]:
    while editions.above:
        editions = editions.above
        yield editions


def _value(change: Change, editions: Editions | None, day: dt.date) -> Value:
    found = value_on(change.name, day, editions) if editions and change.section == "params" else None
    return found.written.value if found else None


def of_branches(model: Model) -> tuple[OfBranch, ...]:
    """What each branch has of its own: settings, policies that it changes, policies that it states."""
    titles = {branch.id: branch.title for branch in model.branches}
    return tuple(
        OfBranch(
            id=branch.id,
            title=branch.title,
            extends=titles.get(branch.extends or BASE),
            settings=tuple(each for each in set_for_branch(stock.settings) if each.origin.branch == branch.id),
            changed=tuple(
                (name, each.latest.title)
                for name, each in stock.policies.items()
                if each.branch == branch.id and each.overlay
            ),
            own=tuple(
                each.latest.title
                for each in stock.policies.values()
                if each.branch == branch.id and not (each.overlay or each.above)
            ),
        )
        for branch, stock in ((each, model.stocks[each.id]) for each in model.branches if each.id != BASE)
    )

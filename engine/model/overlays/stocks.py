"""The policies of every branch, each branch's after those of the branch that it extends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.document.branches import BASE
from engine.model.branch_settings import branch_settings
from engine.model.order import in_order
from engine.model.overlays.plans import plans
from engine.model.read_policies import read_policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.document.nodes import Document
    from engine.model.branches import Branch
    from engine.model.heads import Head
    from engine.model.overlays.plans import Reading
    from engine.model.read_policies import Stock
    from engine.model.vocabulary import Settings


def read_stocks(
    branches: Iterable[Branch],
    settings: Settings,
    heads: Iterable[Head],
    by_kind: Mapping[str, list[Document]],
    reading: Reading,
) -> dict[str, Stock]:
    """By the branches' ids, in their order. `heads`: of the policies that any of them states."""
    by_id = {branch.id: branch for branch in branches}
    stated: dict[str, list[Head]] = {}
    for head in heads:
        stated.setdefault(head.document.branch, []).append(head)
    calendars = tuple(by_kind.get("calendar", ()))
    stocks: dict[str, Stock] = {}
    for name in in_order({name: [branch.extends or BASE] for name, branch in by_id.items()})[0]:
        above = stocks.get(by_id[name].extends or BASE, stocks.get(BASE))
        own = branch_settings(by_id[name], above.settings, calendars, reading) if above else settings
        overlays = [document for document in by_kind.get("overlay", ()) if document.branch == name]
        planned = plans(stated.get(name, ()), overlays, above.policies if above else {}, reading)
        stocks[name] = read_policies(name, own, above, planned, reading)
    return {name: stocks[name] for name in by_id}
